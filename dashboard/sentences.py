"""One sentence that says what a chart shows: the lead of a page and the text of a chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.filters import Filters
from dashboard.words import count, day, percent
from pipelines.charts.look import period_name
from pipelines.charts.movers import SURE, q_words
from pipelines.mart.tables.movers import Windows

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
        f"{row['change_pp']:+z.1f} points (95%: {row['change_low_pp']:z.1f} to {row['change_high_pp']:z.1f}), "
        f"{q_words(row['q_value'])} (n {count(row['n_before'])} to {count(row['n_now'])})"
    )


def momentum_lead(
    changes: pd.DataFrame,
    spans: Windows | None,
    names: Mapping[Any, str],
    *,
    by: str = "theme",
    what: str = "theme",
    of: str = "papers",
) -> str:
    """The largest sure rise and fall, in words.

    Parameters
    ----------
    changes : columns of `theme_momentum`, with `by` in place of theme
    names : what each is called
    what : what one is, such as "topic"
    of : what shares are of
    """
    if spans is None or changes.empty:
        return "What rises and what fades in Daily Papers, and which papers are behind it."
    sure = changes[changes["q_value"] < SURE]
    parts = []
    for verb, row in (("up", sure.head(1)), ("down", sure.tail(1))):
        if len(row) and (row["change_pp"].iloc[0] > 0) == (verb == "up"):
            first = row.iloc[0]
            parts.append(
                f"{names[first[by]]} is {verb} from {percent(first['share_before_pct'], 1)} to "
                f"{percent(first['share_now_pct'], 1)} of {of}"
            )
    if not parts:
        return f"No {what} changed by more than noise: {window_words(spans)}."
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
