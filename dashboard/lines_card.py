"""A chart over time with its downloads and, once a point is clicked, the papers behind that point."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.chart_card import Point, chart_card
from dashboard.filters import Filters
from dashboard.mart import read
from dashboard.page import look, source_line
from dashboard.papers_table import papers_behind
from dashboard.series import Series
from dashboard.words import count, joined
from pipelines.charts.lines import ATTENTION, MEDIAN, Measure, time_lines
from pipelines.charts.look import Caption, period_name
from pipelines.mart.tables.papers import headline
from pipelines.trends.periods import period_end


def lines_card(
    series: Series, frame: pd.DataFrame, measure: Measure, filters: Filters, *, key: str, title: str, summary: str
) -> bool:
    """Draw the lines of a frame, and the papers of the clicked point; tells whether a point is chosen.

    Parameters
    ----------
    series : the lines, their names and colours
    frame : the data to draw, which may be another than the series' own
    key, summary : as in `chart_card`
    title : what the chart shows; the filters and the period are added
    """
    if frame.empty or frame[measure.column].isna().all():
        st.info(f"{title}: nothing is known of these papers here; widen the dates or the filters.")
        return False
    selection = replace(filters.selection, with_upvotes=measure in (MEDIAN, ATTENTION))
    shown = series.restrict(selection, tuple(series.names))
    counted = (
        frame.drop_duplicates("period_start")[measure.of].sum() if measure.of else read(headline, shown)["n_papers"]
    )
    subtitle = joined(filters.words(of=series.by), series.chosen_because, f"n = {count(counted, 'paper')}")
    figure = time_lines(
        frame,
        measure,
        filters.period,
        names=series.names,
        slots=series.slots,
        by=series.by,
        look=look(),
        caption=Caption(f"{title}, per {filters.period}", subtitle, source_line()),
    )
    point = chart_card(figure, frame, key=key, summary=summary, about=series.chosen_because, filters=filters)
    return papers_of_point(point, series, frame, replace(filters, selection=selection))


def papers_of_point(point: Point | None, series: Series, frame: pd.DataFrame, filters: Filters) -> bool:
    """Draw the papers behind a clicked point of a chart over time; tells whether there is such a point."""
    chosen = series.key(point.key) if point else None
    if point is None or chosen is None or point.start not in set(frame["period_start"]):
        return False
    within = filters.selection.within(point.start.date(), period_end(point.start, filters.period).date())
    behind = series.restrict(within, (chosen,))
    label = f"{series.names[chosen]}, {period_name(point.start, filters.period)}"
    papers_behind(label, behind, filters, int(read(headline, behind)["n_papers"]))
    return True
