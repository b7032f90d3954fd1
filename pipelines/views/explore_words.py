"""What the Explore chart finds, in one sentence for each measure, and how a line moved, in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.charts.chance import SURE, chance
from pipelines.charts.look import period_name
from pipelines.charts.mix import SMALL
from pipelines.trends.periods import mostly_fetched
from pipelines.views.filters import Filters
from pipelines.views.sentences import matching, when
from pipelines.views.words import count, day, percent, signed

NOTHING = {
    "share": "Themes, topics, organizations and any phrase over time, on one chart.",
    "count": "Themes, topics, organizations and any phrase over time, on one chart.",
    "attention": "No source tells the upvotes of the papers of these lines: there is no attention to show.",
    "rank": "None of these lines has a rank: phrases have none, others have one where they have papers.",
}  # what is said, by measure, where there is nothing to draw


def share_lead(changes: pd.DataFrame, filters: Filters) -> str:
    """The line that moved most between the first and the last complete period, and its trend, in words.

    Parameters
    ----------
    changes : columns of `explored_changes`
    filters : those of the papers, without what is drawn as lines
    """
    if not changes.empty and not changes["n_papers"].any():
        return f"There is no paper of {' or '.join(changes['name'])} among the {matching('papers', filters)}."
    seen = changes[changes["last_pct"].notna()]
    if seen.empty and not changes.empty:
        return f"No {filters.period} shown is complete and fetched on most of its weekdays: none is compared."
    if seen.empty:
        return NOTHING["share"]
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


def count_lead(changes: pd.DataFrame, filters: Filters) -> str:
    """The line with most papers in the last complete period, in words.

    Parameters
    ----------
    changes, filters : as in `share_lead`
    """
    seen = changes[changes["last_pct"].notna()]
    if seen.empty:
        return share_lead(changes, filters)
    row = seen.sort_values("last_n", ascending=False, kind="stable").iloc[0].to_dict()
    now = f"{row['name']} is in {_counts(row, 'last')} {matching(row['share_of'], filters)} in "
    now += f"{when(row['last_start'], filters)}{', more than any other line' if len(seen) > 1 else ''}"
    if pd.isna(row["change_pp"]):
        return f"{now}."
    return f"{now}; in {when(row['first_start'], filters)} it was in {_counts(row, 'first')}."


def attention_lead(overall: pd.DataFrame, names: dict[str, str]) -> str:
    """The line whose papers got most attention over all periods, in words.

    Parameters
    ----------
    overall : columns series, n_papers, attention_pct, attention_low_pct, attention_high_pct
    names : what the series are called
    """
    sure = overall[(overall["n_papers"] >= SMALL) & overall["attention_pct"].notna()]
    if sure.empty:
        return f"No line has {SMALL} papers with known upvotes: their attention says little."
    row = sure.sort_values("attention_pct", ascending=False, kind="stable").iloc[0]
    low, high = row["attention_low_pct"], row["attention_high_pct"]
    middle = "above" if low > 50 else "below" if high < 50 else "not surely off"
    most = " get the most attention of these lines:" if len(sure) > 1 else " are"
    known = f"{count(row['n_papers'], 'paper')} with known upvotes"
    return (
        f"Papers of {names[row['series']]}{most} on average at percentile {row['attention_pct']:.0f} of their day "
        f"(95%: {low:.0f} to {high:.0f}; {known}), {middle} the middle, 50."
    )


def rank_lead(frame: pd.DataFrame, names: dict[str, str], filters: Filters) -> str:
    """The line whose place moved most between its first and its last complete period, in words.

    Parameters
    ----------
    frame : columns of `with_places`
    names : what the series are called
    """
    done = frame[frame["rank"].notna() & frame["complete"].astype(bool) & mostly_fetched(frame)]
    if done.empty:
        return f"No {filters.period} shown is complete and fetched on most of its weekdays: no ranks are compared."
    ends = done.sort_values("period_start", kind="stable").groupby("series", sort=False)
    first, last = ends.first(), ends.last()
    key = (last["rank"] - first["rank"]).abs().astype("float64").idxmax()
    now, then = (ends_of.to_dict("index")[str(key)] for ends_of in (last, first))
    kind = f"{now['kind']}{'s' if now['n_ranked'] != 1 else ''}"
    words = (
        f"{names[str(key)]} has rank {now['rank']} of {now['n_ranked']:,} {kind} by papers in "
        f"{when(now['period_start'], filters)} (95%: {now['rank_low']} to {now['rank_high']})"
    )
    if then["period_start"] == now["period_start"]:
        return f"{words}."
    way = "up from" if now["rank"] < then["rank"] else "down from" if now["rank"] > then["rank"] else "as"
    return f"{words}, {way} {then['rank']} in {when(then['period_start'], filters)}."


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
    return f"{_share(row, end)} ({_counts(row, end)}), {moment(row[f'{end}_start'], filters)}"


def moment(start: pd.Timestamp, filters: Filters) -> str:
    """The period that holds the day, in short: 9 Mar 2026, Mar 2026, Q1 2026."""
    return {"week": day(start), "month": f"{start:%b %Y}"}.get(filters.period, period_name(start, filters.period))


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
