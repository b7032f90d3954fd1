"""A measure of themes, topics or organizations over time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from pipelines.charts.lines import ATTENTION, MEDIAN, Measure, time_lines
from pipelines.charts.look import Caption, Look
from pipelines.mart.picks import Pick
from pipelines.mart.tables.papers import headline
from pipelines.trends.periods import PeriodName, period_end
from pipelines.views.filters import Filters
from pipelines.views.series import Series
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, joined

_OF_UPVOTES = (MEDIAN, ATTENTION)  # what only papers with known upvotes count in


def lines_view(
    read: Reader,
    filters: Filters,
    look: Look,
    series: Series,
    frame: pd.DataFrame,
    measure: Measure,
    *,
    name: str,
    title: str,
    summary: str,
) -> View | None:
    """The lines of a frame; None where nothing of the measure is known.

    Parameters
    ----------
    series : the lines, their names and colours
    frame : the data to draw, which may be another than the series' own
    title : what the chart shows; the period is added
    """
    if frame.empty or frame[measure.column].isna().all():
        return None
    of_upvotes = measure in _OF_UPVOTES
    shown = series.restrict(replace(filters.selection, with_upvotes=of_upvotes), tuple(series.names))
    counted = (
        frame.drop_duplicates("period_start")[measure.of].sum() if measure.of else read(headline, shown)["n_papers"]
    )
    n, title = count(counted, "paper"), f"{title}, per {filters.period}"
    subtitle = joined(filters.words(of=series.by), series.chosen_because, f"n = {n}")
    figure = time_lines(
        frame, measure, filters.period, names=series.names, slots=series.slots, by=series.by, look=look,
        caption=Caption(title, subtitle, source_line(read)),
    )  # fmt: skip
    behind = papers_behind_lines(series, filters.period, with_upvotes=of_upvotes)
    return View(name, title, figure, frame, summary, series.chosen_because, n, behind)


def papers_behind_lines(
    series: Series, period: PeriodName, *, with_upvotes: bool = False
) -> Callable[[list[str]], Pick | None]:
    """Tells the papers behind a point whose customdata are the line's key and the first day of a period."""

    def behind(told: list[str]) -> Pick | None:
        key, start = series.key(told[0]), pd.to_datetime(told[-1], format="%Y-%m-%d", errors="coerce")
        if key is None or pd.isna(start):
            return None
        return replace(series.pick(key, start.date(), period_end(start, period).date()), with_upvotes=with_upvotes)

    return behind
