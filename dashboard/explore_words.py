"""What the Explore page says of its lines: the lead, and how each moved."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.charts.chance import SURE, chance
from pipelines.charts.look import period_name
from pipelines.views.filters import Filters
from pipelines.views.sentences import matching, when
from pipelines.views.words import day, percent, signed


def explore_lead(changes: pd.DataFrame, filters: Filters) -> str:
    """The line that moved most between the first and the last complete period, and its trend, in words.

    Parameters
    ----------
    changes : columns of `explored_changes`
    filters : those of the papers, without what is drawn as lines
    """
    seen = changes[changes["last_pct"].notna()]
    if seen.empty and (changes["n_papers"] > 0).any():
        return f"No {filters.period} shown is complete and fetched on most of its weekdays: none is compared."
    if seen.empty:
        return "Themes, topics, organizations and any phrase over time, on one chart."
    size = seen["change_pp"].abs() if seen["change_pp"].notna().any() else seen["last_pct"]
    row = seen.iloc[int(size.fillna(-1).to_numpy().argmax())].to_dict()
    last = f"{when(row['last_start'], filters)} ({_counts(row, 'last')})"
    now = f"{row['name']} is in {_share(row, 'last')} of {matching(row['share_of'], filters)} in {last}"
    if pd.isna(row["change_pp"]):
        return f"{now}."
    then = f"{_share(row, 'first')} in {when(row['first_start'], filters)} ({_counts(row, 'first')})"
    trend = "" if pd.isna(row["p_value"]) else f"; {filters.period} by {filters.period} {_trend(row)}"
    if not is_sure(row):
        return f"{now}, against {then}: the difference of these two {filters.period}s may be chance{trend}."
    return f"{now}, {'up' if row['change_pp'] > 0 else 'down'} from {then}{trend}."


def _trend(row: dict[Any, Any]) -> str:
    """it rises by 0.25 points, p < 0.001; there is no sure trend, p = 0.300."""
    words, _, p = trend_words(row).partition(", ")
    return f"there is {words}, {p}" if row["p_value"] >= SURE else f"it {words} points, {p}"


def is_sure(row: dict[Any, Any]) -> bool:
    """Whether the interval of a change leaves out zero; a row of `explored_changes`."""
    return bool(row["change_low_pp"] > 0 or row["change_high_pp"] < 0)


def end_words(row: dict[Any, Any], end: str, filters: Filters) -> str:
    """6.2% (29 of 463), Mar 2026; a dash when absent. `end` is first or last."""
    if pd.isna(row[f"{end}_pct"]):
        return "–"
    start = row[f"{end}_start"]
    when = {"week": day(start), "month": f"{start:%b %Y}"}.get(filters.period, period_name(start, filters.period))
    return f"{_share(row, end)} ({_counts(row, end)}), {when}"


def change_words(row: dict[Any, Any]) -> str:
    """+4.1 (+2.2 to +6.3), in points; a dash when absent."""
    if pd.isna(row["change_pp"]):
        return "–"
    return f"{signed(row['change_pp'])} ({signed(row['change_low_pp'])} to {signed(row['change_high_pp'])})"


def trend_words(row: dict[Any, Any]) -> str:
    """rises by 0.25, p < 0.001; that there is no sure trend, or too few periods to tell."""
    if pd.isna(row["p_value"]):
        return "too few to tell"
    p = chance(row["p_value"], "p")
    if row["p_value"] >= SURE:
        return f"no sure trend, {p}"
    by = f"{abs(row['slope_pp']):.2f}"
    if by == "0.00":  # so it is where most periods have no such paper
        by = "less than 0.01"
    return f"{'rises' if row['tau'] > 0 else 'falls'} by {by}, {p}"


def _share(row: dict[Any, Any], end: str) -> str:
    return percent(row[f"{end}_pct"], 1)


def _counts(row: dict[Any, Any], end: str) -> str:
    return f"{row[f'{end}_n']:,.0f} of {row[f'{end}_total']:,.0f}"
