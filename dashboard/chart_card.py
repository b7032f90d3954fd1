"""A chart with what belongs to it: downloads of its picture and data, and the papers behind the points picked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.browser import narrow
from dashboard.mart import read
from dashboard.page import data_stamp, source_line
from dashboard.papers_table import papers_behind
from dashboard.picking import pick, picks_of, widget_of
from pipelines.mart.frame_files import to_csv
from pipelines.mart.tables.papers import headline
from pipelines.views.filters import Filters
from pipelines.views.view import View
from pipelines.views.words import file_name, joined

_PICTURES = st.components.v2.component(
    "papertide-pictures",
    html='<div class="row"><button data-format="svg">SVG</button><button data-format="png">PNG</button></div>',
    css=(Path(__file__).parent / "pictures.css").read_text(encoding="utf-8"),
    js=(Path(__file__).parent / "pictures.js").read_text(encoding="utf-8"),
)


def chart_card(view: View, filters: Filters) -> bool:
    """Draw the chart, its downloads, and the papers behind the points that the reader picked; tells whether any are.

    Parameters
    ----------
    filters : those of the papers that the chart counts
    """
    words = joined(filters.words(), view.about)
    name = file_name("papertide", view.name, filters.words(), data_stamp())
    config = {
        "displaylogo": False,
        "responsive": True,
        "modeBarButtonsToRemove": ["autoScale2d", "zoomIn2d", "zoomOut2d", "pan2d", "zoom2d"],
        "toImageButtonOptions": {"format": "svg", "filename": name},
    }
    with st.container(key=f"card-{view.name}"):
        behind, widget = view.behind, widget_of(view.name)
        if behind is None:
            st.plotly_chart(view.figure, theme=None, key=f"chart-{view.name}", config=config, alt=view.summary)
        else:
            figure = go.Figure(view.figure).update_layout(dragmode=False if narrow() else "select")
            st.plotly_chart(
                figure, theme=None, key=widget, config=config, alt=view.summary,
                on_select=lambda: pick(view.name, st.session_state[widget].selection.points, behind),
            )  # fmt: skip
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            _PICTURES(
                key=f"pictures-{view.name}", data={"card": f"card-{view.name}", "filename": name}, width="content"
            )
            st.download_button(
                "CSV",
                lambda: csv_with_header(view.frame, view.title, words, filters.period),
                f"{name}.csv",
                "text/csv",
                key=f"csv-{view.name}",
                on_click="ignore",
                width="content",
                type="tertiary",
            )
    picks = picks_of(view.name)
    if picks:
        picked = replace(filters, selection=replace(filters.selection, picks=picks))
        papers_behind(picked, int(read(headline, picked.selection)["n_papers"]))
    return bool(picks)


def csv_with_header(frame: pd.DataFrame, title: str, words: str, period: str) -> bytes:
    """The data as CSV; comment lines above say what it is, its filters and its date."""
    lines = [title, f"Filters: {words or 'none'}; period: {period}", source_line()]
    header = "".join(f"# {' '.join(line.split())}\n" for line in lines)
    return (header + to_csv(frame)).encode()
