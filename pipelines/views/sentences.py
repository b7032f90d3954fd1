"""One sentence that says what a chart shows: the lead of a page and the text of a chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from pipelines.charts.chance import chance
from pipelines.charts.look import period_name
from pipelines.charts.over_time import unfinished, whole
from pipelines.mart.tables.movers import Windows
from pipelines.trends.periods import MOSTLY_FETCHED
from pipelines.views.filters import Filters
from pipelines.views.words import count, day, percent, signed

_NAMED = 6  # periods named in a note, at the most
ATTENTION_NOTE = (
    "Attention is the mean percentile of upvotes among the papers listed the same day (the same week when fewer than "
    "five), with a 95% bootstrap interval: growth of the audience and of the list cancel, and 50 is the middle."
)


def window_words(spans: Windows) -> str:
    """The two windows compared: 1 Jan 2026 to 31 Mar 2026 against 1 Oct 2025 to 31 Dec 2025."""
    return (
        f"{day(spans.now_first)} to {day(spans.now_last)} against {day(spans.before_first)} to {day(spans.before_last)}"
    )


def change_sentence(name: str, row: Mapping[Any, Any], of: str = "papers") -> str:
    """A row of momentum in words: Agents: 9.1% to 15.8% of papers, +6.7 points (95%: 5.1 to 8.3), q < 0.001 (n 156
    to 402)."""
    return (
        f"{name}: {percent(row['share_before_pct'], 1)} to {percent(row['share_now_pct'], 1)} of {of}, "
        f"{signed(row['change_pp'])} points (95%: {signed(row['change_low_pp'], plus=False)} to "
        f"{signed(row['change_high_pp'], plus=False)}), "
        f"{chance(row['q_value'], 'q')} (n {count(row['n_before'])} to {count(row['n_now'])})"
    )


def when(start: pd.Timestamp, filters: Filters) -> str:
    """The period within a sentence: the week of 9 Mar 2026, March 2026, Q1 2026."""
    return f"{'the ' if filters.period == 'week' else ''}{period_name(start, filters.period)}"


def matching(of: str, filters: Filters, *, lines: str = "") -> str:
    """What shares are of, in words; that the filters narrow it, where any but the dates does.

    Parameters
    ----------
    of : such as "papers"
    lines : the filter that chooses lines and narrows nothing: "theme" or "organization"
    """
    undated = replace(filters, selection=replace(filters.selection, since=None, until=None))
    return f"{of} that match the filters" if undated.words(of=lines) else of


def latest_lead(frame: pd.DataFrame, names: dict[Any, str], by: str, of: str, filters: Filters) -> str:
    """The largest share of the last complete period, in words."""
    seen = frame[frame["share_pct"].notna()]
    done = seen[seen["complete"].astype(bool)]
    if seen.empty:
        return "Which share of Daily Papers each of them has, and how that moved."
    if done.empty:
        return f"No {filters.period} shown is complete."
    last = done[done["period_start"] == done["period_start"].max()].sort_values("share_pct").iloc[-1]
    return (
        f"{names[last[by]]} is in {percent(last['share_pct'], 1)} of {matching(of, filters, lines=by)} in "
        f"{when(last['period_start'], filters)} ({count(last['n_papers'], 'paper')})."
    )


def in_progress_note(frame: pd.DataFrame, filters: Filters) -> str:
    """Which periods are not complete, and why, and which were fetched in part only.

    Parameters
    ----------
    frame : columns period_start, complete; weekdays, weekdays_fetched where a period may be fetched in part
    """
    told = frame.assign(why=unfinished(frame, filters.period), whole=whole(frame)).drop_duplicates("period_start")
    told = told.sort_values("period_start")
    dashed = [
        f"{' and '.join(when(start, filters) for start in starts)} {'is' if len(starts) == 1 else 'are'} {why}"
        for why, starts in told[told["why"] != ""].groupby("why", sort=False)["period_start"]
    ]
    hollow = told.loc[(told["why"] == "") & ~told["whole"], "period_start"]
    words = f"All {filters.period}s shown are complete."
    if dashed:
        words = f"{' and '.join(dashed)}: drawn dashed, and not compared with complete {filters.period}s."
    if len(hollow):
        named = ", ".join(period_name(start, filters.period) for start in hollow[:_NAMED])
        more = f" and {len(hollow) - _NAMED:,} more" if len(hollow) > _NAMED else ""
        least = percent(100 * MOSTLY_FETCHED)
        words += f" Hollow: fetched in part, on less than {least} of the weekdays ({named}{more})."
    return words[0].upper() + words[1:]
