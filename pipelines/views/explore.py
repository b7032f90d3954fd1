"""Anything against anything over time: themes, topics, organizations, parents and phrases on one chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.areas import stacked_areas
from pipelines.charts.heat import time_heatmap
from pipelines.charts.lines import time_lines
from pipelines.charts.look import Caption, Look, dated_axis
from pipelines.charts.measures import ATTENTION, COUNT, RANK, SHARE, Measure
from pipelines.charts.multiples import small_multiples
from pipelines.charts.names_above import names_above
from pipelines.charts.narrow import for_narrow
from pipelines.mart.picks import Pick
from pipelines.mart.tables.explored import OF_KNOWN, PHRASE, kind_of
from pipelines.mart.tables.explored_measures import explored_bursts, with_bursts
from pipelines.mart.tables.papers import headline
from pipelines.trends.periods import period_end
from pipelines.trends.smoothing import smoothed
from pipelines.views.explore_data import (
    Explored,
    MeasureName,
    Shape,
    explore_summary,
    explored_lines,
    possible_shape,
)
from pipelines.views.explore_series import Lines, all_papers
from pipelines.views.filters import Filters
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, joined

_MEASURES: dict[MeasureName, Measure] = {"share": SHARE, "count": COUNT, "attention": ATTENTION, "rank": RANK}
_TITLES: dict[MeasureName, str] = {
    "share": "Share of papers", "count": "Papers", "attention": "Attention", "rank": "Rank by papers among all alike",
}  # fmt: skip


def explore_view(
    read: Reader,
    filters: Filters,
    look: Look,
    series: Sequence[str] = (),
    *,
    measure: MeasureName = "share",
    shape: Shape = "lines",
    smooth: int = 1,
    bursts: bool = False,
    title_only: bool = False,
    narrow: bool = False,
) -> View | None:
    """A measure of up to eight series over time; None where nothing of it is known.

    Parameters
    ----------
    filters : what of them chooses a series, such as themes, filters nothing
    series : keys as in `explored`; none: the themes that changed most clearly of late
    shape : an area that would add up what has no sum is drawn as lines; see `explore_problems`
    smooth : periods that each share is a mean of, odd; other measures are not smoothed
    bursts : mark when a series was in far more papers than usual
    title_only : phrases must stand in the title
    narrow : for the window of a phone

    Raises
    ------
    UsageError : a key of nothing that there is, or a malformed phrase.
    """
    filters = all_papers(filters)
    shown = explored_lines(read, filters, series, measure, title_only=title_only)
    lines, frame, drawn = shown.lines, shown.frame, _measure(shown, smooth, filters)
    if frame.empty or frame[drawn.column].isna().all():
        return None
    if measure == "share":
        frame = smoothed(frame, by="series", period=filters.period, window=smooth)
    if bursts:
        frame = with_bursts(frame, explored_bursts(shown.counts, filters.period))
    title = f"{_TITLES[measure]}, {_mean(drawn.window, filters)}"
    about = joined(lines.because, _phrases_words(lines, title_only=title_only))
    counted = replace(filters.selection, with_upvotes=measure == "attention")
    n = count(read(headline, counted)["n_papers"], "paper")
    known = "organizations: of papers with a known organization" if measure == "share" and shown.of_known else ""
    caption = Caption(title, joined(filters.words(), about, known, f"n = {n}"), source_line(read))
    figure = _figure(frame, drawn, filters, look, lines, caption, possible_shape(shape, shown), narrow=narrow)
    told = frame.assign(smoothing_periods=smooth) if drawn.window > 1 else frame
    behind = _behind(lines, filters, title_only=title_only, with_upvotes=measure == "attention")
    return View("explore", title, figure, told, explore_summary(shown, filters), about, n, behind, lines.links)


def _measure(shown: Explored, smooth: int, filters: Filters) -> Measure:
    measure = _MEASURES[shown.measure]
    if shown.measure != "share":
        return measure
    mean = f", {_mean(smooth, filters)}" if smooth > 1 else ""
    return replace(measure, axis=f"share{'' if shown.of_known else ' of papers'}{mean} (%)", window=smooth)


def _mean(window: int, filters: Filters) -> str:
    return f"mean of {window} {filters.period}s" if window > 1 else f"per {filters.period}"


def _phrases_words(lines: Lines, *, title_only: bool) -> str:
    return "phrases in titles only" if title_only and any(kind_of(key) == PHRASE for key in lines.names) else ""


def _figure(
    frame: pd.DataFrame,
    measure: Measure,
    filters: Filters,
    look: Look,
    lines: Lines,
    caption: Caption,
    shape: Shape,
    *,
    narrow: bool,
) -> go.Figure:
    words: dict[str, Any] = {"by": "series", "look": look, "caption": caption}
    one_scale = measure.column == SHARE.column and shape == "lines"  # elsewhere the subtitle tells it
    words["names"] = {
        key: f"{name}, of known" if one_scale and kind_of(key) in OF_KNOWN else name
        for key, name in lines.names.items()
    }
    drawn: dict[str, Any] = {**words, "slots": lines.slots}
    if shape == "heatmap":
        figure = time_heatmap(frame, measure, filters.period, upright=narrow, **words)
    elif shape == "multiples":
        figure = small_multiples(frame, measure, filters.period, most_columns=1 if narrow else 3, **drawn)
    elif shape == "area":
        figure = stacked_areas(frame, measure, filters.period, **drawn)
    else:
        figure = time_lines(frame, measure, filters.period, **drawn)
    if not narrow:
        return figure
    if shape in ("lines", "area"):
        dated_axis(figure, frame["period_start"], filters.period, most=5)
    return names_above(for_narrow(figure))


def _behind(
    lines: Lines, filters: Filters, *, title_only: bool, with_upvotes: bool
) -> Callable[[list[str]], Pick | None]:
    """Tells the papers behind a point whose customdata are the line's key and the first day of a period."""

    def behind(told: list[str]) -> Pick | None:
        start = pd.to_datetime(told[-1], format="%Y-%m-%d", errors="coerce")
        if told[0] not in lines.names or pd.isna(start):
            return None
        kind, _, what = told[0].partition(":")
        of: dict[str, Any] = {kind: int(what) if kind == "topic" else what}
        last = period_end(start, filters.period).date()
        in_title = title_only and kind == PHRASE
        return Pick(since=start.date(), until=last, title_only=in_title, with_upvotes=with_upvotes, **of)

    return behind
