"""One sentence that says what a chart shows: the lead of a page and the text of a chart."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.filters import Filters
from dashboard.words import day, percent
from pipelines.charts.look import period_name
from pipelines.charts.movers import SURE
from pipelines.mart.tables.themes import Windows

ATTENTION_NOTE = (
    "Attention is the mean percentile of upvotes among the papers listed the same day (the same week when fewer than "
    "five), with a 95% bootstrap interval: growth of the audience and of the list cancel, and 50 is the middle."
)


def window_words(spans: Windows) -> str:
    """The two windows compared: 1 Jan 2026 to 31 Mar 2026 against 1 Oct 2025 to 31 Dec 2025."""
    return (
        f"{day(spans.now_first)} to {day(spans.now_last)} against {day(spans.before_first)} to {day(spans.before_last)}"
    )


def momentum_lead(changes: pd.DataFrame, spans: Windows | None, filters: Filters) -> str:
    """The largest sure rise and fall, in words."""
    if spans is None or changes.empty:
        return "Themes of Daily Papers over time: what rises, what fades, and which papers are behind it."
    sure = changes[changes["q_value"] < SURE]
    parts = []
    for verb, row in (("up", sure.head(1)), ("down", sure.tail(1))):
        if len(row) and (row["change_pp"].iloc[0] > 0) == (verb == "up"):
            first = row.iloc[0]
            parts.append(
                f"{filters.theme_names[first['theme']]} is {verb} from {percent(first['share_before_pct'], 1)} to "
                f"{percent(first['share_now_pct'], 1)} of papers"
            )
    if not parts:
        return f"No theme changed by more than noise: {window_words(spans)}."
    return f"{', and '.join(parts)}: {window_words(spans)}."


def latest_lead(frame: pd.DataFrame, names: dict[Any, str], by: str, of: str, filters: Filters) -> str:
    """The largest share of the last complete period, in words."""
    done = frame[frame["complete"].astype(bool) & frame["share_pct"].notna()]
    if done.empty:
        return "No period is complete yet."
    last = done[done["period_start"] == done["period_start"].max()].sort_values("share_pct").iloc[-1]
    chosen = " that match the filters" if filters.words(of=by) else ""
    return (
        f"{names[last[by]]} is in {percent(last['share_pct'], 1)} of {of}{chosen} in "
        f"{period_name(last['period_start'], filters.period)} ({last['n_papers']:,} papers)."
    )


def attention_lead(frame: pd.DataFrame, names: dict[Any, str], by: str, filters: Filters) -> str:
    """Who drew most attention in the last complete period, in words."""
    done = frame[frame["complete"].astype(bool) & frame[by].isin(list(names)) & frame["attention_pct"].notna()]
    if done.empty:
        return "Upvotes over time, and how they compare with the papers listed beside them."
    last = done[done["period_start"] == done["period_start"].max()].sort_values("attention_pct").iloc[-1]
    return (
        f"In {period_name(last['period_start'], filters.period)}, papers of {names[last[by]]} had the highest mean "
        f"attention of those shown: on average more upvotes than {percent(last['attention_pct'])} of the papers "
        "listed beside them."
    )


def coverage_words(frame: pd.DataFrame) -> str:
    """How much is known of organizations, and since when."""
    known = frame[frame["n_papers"] > 0]
    if known.empty:
        return "none of these papers has one"
    n, total, since = known["n_papers"].sum(), known["total"].sum(), known["period_start"].min()
    before = "; none named before" if since > frame["period_start"].min() else ""
    return f"{percent(100 * n / total)} of the papers since {since:%B %Y} ({n:,} of {total:,}){before}"


def in_progress_note(frame: pd.DataFrame, filters: Filters) -> str:
    """Which period is not complete, because it is in progress or cut by the days chosen."""
    unfinished = sorted(frame.loc[~frame["complete"].astype(bool), "period_start"].unique())
    if not unfinished:
        return f"All {filters.period}s shown are complete."
    named = period_name(pd.Timestamp(unfinished[-1]), filters.period)
    return f"{named[0].upper()}{named[1:]} is not complete: drawn dashed, and not compared with complete periods."
