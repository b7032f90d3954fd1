"""A chart over time with its downloads and, once a point is clicked, the papers behind that point."""

from __future__ import annotations

import pandas as pd

from dashboard.chart_card import chart_card
from dashboard.filters import Filters
from dashboard.mart import read
from dashboard.page import look, source_line
from dashboard.papers_table import papers_behind
from dashboard.series import Series
from pipelines.charts.lines import Measure, time_lines
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
    once = frame.drop_duplicates("period_start") if measure.of else frame
    counted = int(once[measure.of or "n_papers"].sum())
    subtitle = f"{filters.words() or series.chosen_because}; n = {counted:,} papers"
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
    point = chart_card(figure, frame, key=key, summary=summary, filters=filters)
    chosen = series.key(point.key) if point else None
    if point is None or chosen is None:
        return False
    within = filters.selection.within(point.start.date(), period_end(point.start, filters.period).date())
    behind = series.restrict(within, (chosen,))
    label = f"{series.names[chosen]}, {period_name(point.start, filters.period)}"
    papers_behind(label, behind, filters, int(read(headline, behind)["n_papers"]))
    return True
