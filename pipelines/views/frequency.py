"""Themes or discovered topics over time: their papers as share or count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pipelines.charts.lines import COUNT, SHARE
from pipelines.charts.look import Look
from pipelines.views.filters import Filters
from pipelines.views.lines import lines_view
from pipelines.views.sentences import latest_lead
from pipelines.views.series import theme_series, topic_series
from pipelines.views.view import Reader, View

Frequent = Literal["theme", "topic"]


def frequency_view(
    read: Reader,
    filters: Filters,
    look: Look,
    kind: Frequent = "theme",
    *,
    counted: bool = False,
    topics: Sequence[int] = (),
) -> View | None:
    """The themes chosen, or topics, else the most frequent, over time; None where no paper has a date.

    Parameters
    ----------
    counted : papers instead of shares
    topics : those chosen
    """
    series = theme_series(read, filters) if kind == "theme" else topic_series(read, filters, topics)
    what, of = ("Papers" if counted else "Share of papers"), ("theme" if kind == "theme" else "discovered topic")
    lead = latest_lead(series.frame, series.names, series.by, "papers", filters)
    return lines_view(
        read, filters, look, series, series.frame, COUNT if counted else SHARE, name="frequency",
        title=f"{what} by {of}", summary=lead,
    )  # fmt: skip
