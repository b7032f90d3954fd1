"""What the Explore page says of its lines: the lead, and how each moved."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.filters import Filters
from dashboard.words import day, percent
from pipelines.charts.look import period_name
from pipelines.charts.movers import SURE


def explore_lead(changes: pd.DataFrame, filters: Filters) -> str:
    """The line that moved most between the first and the last complete period, in words.

    Parameters
    ----------
    changes : columns of `explored_changes`
    """
    seen = changes[changes["last_pct"].notna()]
    if seen.empty:
        return "Themes, topics, organizations and any phrase over time, on one chart."
    size = seen["change_pp"].abs() if seen["change_pp"].notna().any() else seen["last_pct"]
    row = seen.iloc[int(size.fillna(-1).to_numpy().argmax())].to_dict()
    now = f"{row['name']} is in {_share(row, 'last')} of {row['share_of']} in {_when(row, 'last', filters)}"
    now += f" ({_counts(row, 'last')})"
    if pd.isna(row["change_pp"]):
        return f"{now}."
    then = f"{_share(row, 'first')} in {_when(row, 'first', filters)} ({_counts(row, 'first')})"
    if not is_sure(row):
        return f"{now}, against {then}: the difference may be chance."
    return f"{now}, {'up' if row['change_pp'] > 0 else 'down'} from {then}."


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
    return f"{_signed(row['change_pp'])} ({_signed(row['change_low_pp'])} to {_signed(row['change_high_pp'])})"


def trend_words(row: dict[Any, Any]) -> str:
    """rises by 0.25, p < 0.001; that there is no sure trend, or too few periods to tell."""
    if pd.isna(row["p_value"]):
        return "too few to tell"
    p = "p < 0.001" if row["p_value"] < 0.001 else f"p = {row['p_value']:.3f}"
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


def _when(row: dict[Any, Any], end: str, filters: Filters) -> str:
    the = "the " if filters.period == "week" else ""
    return the + period_name(row[f"{end}_start"], filters.period)


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")
