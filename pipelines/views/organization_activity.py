"""Organizations over time: their papers as count, share or rank, and the attention that these drew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import pandas as pd

from pipelines.charts.lines import ATTENTION, KNOWN_COUNT, KNOWN_SHARE, MEDIAN
from pipelines.charts.look import Caption, Look, shortened
from pipelines.charts.mix import SMALL
from pipelines.charts.ranks import ranks
from pipelines.mart.tables.upvotes import organization_upvotes
from pipelines.views.filters import Filters
from pipelines.views.lines import lines_view, papers_behind_lines
from pipelines.views.organization_words import links_to, named_spans
from pipelines.views.sentences import when
from pipelines.views.series import Series, organization_series
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, joined, percent

Activity = Literal["count", "share", "rank"]
_NAMED = 3  # in a summary


def organization_activity_view(
    read: Reader, filters: Filters, look: Look, *, measured: Activity = "count"
) -> View | None:
    """Papers of organizations over time; None where no organization is known.

    Those that the filters choose, else the most active.
    """
    series = organization_series(read, filters)
    if series.frame.empty:
        return None
    if measured == "rank":
        return _ranks_view(read, filters, look, series)
    what, measure = (
        ("Share of papers with a known organization", KNOWN_SHARE) if measured == "share" else ("Papers", KNOWN_COUNT)
    )
    whose = f"by {filters.by}" if len(series.names) > 1 else f"({next(iter(series.names))})"
    view = lines_view(
        read, filters, look, series, series.frame, measure,
        name="activity", title=f"{what} {whose}", summary=_latest(series, filters),
    )  # fmt: skip
    return view and replace(view, links=links_to(filters, series.names))


def _ranks_view(read: Reader, filters: Filters, look: Look, series: Series) -> View | None:
    title = f"Rank by papers, per {filters.period}"
    subtitle = joined(filters.words(of="organization"), series.chosen_because)
    sizes = series.frame.groupby("organization")["n_papers"].sum()
    names = {name: f"{shortened(name, 22)}, n = {sizes.get(name, 0):,}" for name in series.names}
    figure = ranks(
        series.frame, filters.period, names=names, slots=series.slots, look=look,
        caption=Caption(title, subtitle, source_line(read)),
    )  # fmt: skip
    n = count(series.frame.drop_duplicates("period_start")["known_total"].sum(), "paper")
    summary, behind = _latest(series, filters, ranked=True), papers_behind_lines(series, filters.period)
    links = links_to(filters, series.names)
    return View("ranks", title, figure, series.frame, summary, series.chosen_because, n, behind=behind, links=links)


def organization_attention_view(read: Reader, filters: Filters, look: Look, *, median: bool = False) -> View | None:
    """Attention, or median upvotes, of the papers of organizations over time; None where no upvotes are known."""
    series = organization_series(read, filters)
    shown = series.restrict(filters.selection, tuple(series.names))
    title, measure = ("Median upvotes", MEDIAN) if median else ("Attention", ATTENTION)
    whole = read(organization_upvotes, shown, None, by=filters.by)
    view = lines_view(
        read, filters, look, series, read(organization_upvotes, shown, filters.period, by=filters.by), measure,
        name="attention", title=f"{title} of their papers", summary=_received(whole, median),
    )  # fmt: skip
    return view and replace(view, links=links_to(filters, series.names))


def _latest(series: Series, filters: Filters, *, ranked: bool = False) -> str:
    """Who has most papers of the last complete period, or which ranks they have, in words."""
    done = series.frame[series.frame["complete"].astype(bool)]
    if done.empty:
        return f"No {filters.period} shown is complete."
    last = done[done["period_start"] == done["period_start"].max()].sort_values("n_papers", ascending=False)
    in_period = when(last["period_start"].iloc[0], filters)
    if ranked:
        placed = ", ".join(
            f"{row['organization']} {row['rank']:.0f}" for row in last.to_dict("records") if pd.notna(row["rank"])
        )
        return f"Ranks by papers in {in_period}: {placed or 'none'}."
    first = last.iloc[0]
    verb = "has most papers" if len(last) > 1 else "has"
    return (
        f"{first['organization']} {verb} in {in_period}: {first['n_papers']:,} of "
        f"{count(first['known_total'], 'paper')} with a known organization, {percent(first['share_pct'], 1)}."
    )


def _received(frame: pd.DataFrame, median: bool) -> str:
    """Whose papers were received best altogether, in words; of rows of `organization_upvotes` without periods."""
    kind = "median_upvotes" if median else "attention_pct"
    ends = ("median_low", "median_high") if median else ("attention_low_pct", "attention_high_pct")
    best: list[dict[Any, Any]] = frame.sort_values(kind, ascending=False).to_dict("records")
    enough = [row for row in best if row["n_papers"] >= SMALL]
    if not enough:
        return f"None of them has {SMALL} papers whose upvotes are known."
    what = "Median upvotes" if median else "Attention (mean percentile within the day, 50 is the middle)"
    return f"{what} over all these papers: {named_spans(enough[:_NAMED], kind, *ends)}."
