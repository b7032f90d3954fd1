"""A chart with what belongs to it: downloads of its picture and data, and the papers behind the points picked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard.browser import narrow
from dashboard.mart import read
from dashboard.papers.papers_table import papers_behind
from dashboard.picking import pick, pick_region, picks_of, widget_of
from dashboard.take_away import chart_downloads
from pipelines.charts.phone import for_phone
from pipelines.mart.tables.papers import headline
from pipelines.views.filters import Filters
from pipelines.views.links import linked
from pipelines.views.view import View

_BUTTONS = 52  # px, of the row below a chart
_CONFIG = {
    "displaylogo": False,
    "responsive": True,
    "modeBarButtonsToRemove": ["autoScale2d", "zoomIn2d", "zoomOut2d", "pan2d", "zoom2d"],
}


def chart_card(view: View, filters: Filters, *, first: Callable[[], None] | None = None, fitted: bool = False) -> bool:
    """Draw the chart, its downloads, and the papers behind the points that the reader picked; tells whether any are.

    Parameters
    ----------
    filters : those of the papers that the chart counts
    first : draws what stands between the chart and the papers picked
    fitted : whether the chart is made for the reader's window already
    """
    with st.container(key=f"card-{view.name}"):
        behind, widget = view.behind, widget_of(view.name)
        phone = narrow() and not fitted
        figure = for_phone(view.figure, filters.period) if phone else go.Figure(view.figure)
        # The card has its height while the chart is loading.
        st.html(f"<style>.st-key-card-{view.name} {{ min-height: {figure.layout.height + _BUTTONS}px }}</style>")
        if behind is None and not view.is_map:
            st.plotly_chart(figure, theme=None, key=f"chart-{view.name}", config=_CONFIG, alt=view.summary)
        else:
            if view.is_map and not narrow():
                figure.update_layout(dragmode="lasso")
            else:  # while dragging picks, Streamlit lets no click pick: boxes and lassos are tools of the chart's bar
                figure.update_layout(dragmode="pan").update_xaxes(fixedrange=True).update_yaxes(fixedrange=True)
            st.plotly_chart(
                figure, theme=None, key=widget, config=_CONFIG, alt=view.summary,
                on_select=lambda: _picked(view, st.session_state[widget].selection),
            )  # fmt: skip
        chart_downloads(view, filters)
        if view.links:
            st.caption("More on " + " · ".join(linked(name, kind, key) for name, (kind, key) in view.links.items()))
    picks = picks_of(view.name)
    if first:
        first()
    if picks:
        picked = replace(filters, selection=replace(filters.selection, picks=picks))
        papers_behind(picked, int(read(headline, picked.selection)["n_papers"]))
    return bool(picks)


def _picked(view: View, drawn: Any) -> None:
    if view.behind is None:
        pick_region(view.name, drawn)
    else:
        pick(view.name, drawn.points, view.behind)
