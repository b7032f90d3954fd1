"""A chart with what belongs to it: downloads of its picture and data, and the point that was clicked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.filters import Filters
from dashboard.page import data_stamp, source_line
from dashboard.words import file_name, joined
from pipelines.mart.frame_files import to_csv

_PICTURES = st.components.v2.component(
    "papertide-pictures",
    html='<div class="row"><button data-format="svg">SVG</button><button data-format="png">PNG</button></div>',
    css=(Path(__file__).parent / "pictures.css").read_text(encoding="utf-8"),
    js=(Path(__file__).parent / "pictures.js").read_text(encoding="utf-8"),
)
_LET_GO = "papertide-let-go"  # how often a point was let go of
_POINT = "at"  # the query parameter that holds the clicked point, so that a link shows its papers too


@dataclass(frozen=True)
class Point:
    """A point of a chart: what it is of, and the first day of its period."""

    key: str
    start: pd.Timestamp


def chart_card(
    figure: go.Figure,
    frame: pd.DataFrame,
    *,
    key: str,
    summary: str,
    filters: Filters,
    about: str = "",
    clickable: bool = True,
) -> Point | None:
    """Draw the chart and its downloads; tells which of its points the reader chose, if any.

    Parameters
    ----------
    frame : the data behind the chart, for its CSV
    key : names the chart in the page and in file names
    summary : what the chart shows, for those who do not see it
    about : what is in it beside the filters, for names and headers of files
    """
    words = joined(filters.words(), about)
    name = file_name("papertide", key, filters.words(), data_stamp())
    title = figure.layout.title.text.replace("<b>", "").replace("</b>", "")
    config = {
        "displaylogo": False,
        "responsive": True,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d", "pan2d"],
        "toImageButtonOptions": {"format": "svg", "filename": name},
    }
    with st.container(key=f"card-{key}"):
        if clickable:
            widget = f"chart-{key}-{st.session_state.get(_LET_GO, 0)}"
            st.plotly_chart(
                figure, theme=None, key=widget, config=config, alt=summary, selection_mode="points",
                on_select=lambda: _remember(widget, key),
            )  # fmt: skip
        else:
            st.plotly_chart(figure, theme=None, key=f"chart-{key}", config=config, alt=summary)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            _PICTURES(key=f"pictures-{key}", data={"card": f"card-{key}", "filename": name}, width="content")
            st.download_button(
                "CSV",
                lambda: csv_with_header(frame, title, words, filters.period),
                f"{name}.csv",
                "text/csv",
                key=f"csv-{key}",
                on_click="ignore",
                width="content",
                type="tertiary",
            )
    return _picked(key) if clickable else None


def csv_with_header(frame: pd.DataFrame, title: str, words: str, period: str) -> bytes:
    """The data as CSV; comment lines above say what it is, its filters and its date."""
    lines = [title, f"Filters: {words or 'none'}; period: {period}", source_line()]
    header = "".join(f"# {' '.join(line.split())}\n" for line in lines)
    return (header + to_csv(frame)).encode()


def forget_point() -> None:
    """Take the clicked point out of the address, and draw the charts anew, so that it can be clicked again."""
    st.query_params.pop(_POINT, None)
    st.session_state[_LET_GO] = st.session_state.get(_LET_GO, 0) + 1


def _remember(widget: str, key: str) -> None:
    points = st.session_state[widget].selection.points
    data = next((point["customdata"] for point in points if point.get("customdata")), None)
    if data is None:
        st.query_params.pop(_POINT, None)
    else:
        st.query_params[_POINT] = "|".join([key, *map(str, data)])


def _picked(key: str) -> Point | None:
    """The point that the address names, when it is one of this chart and makes sense."""
    chart, _, rest = str(st.query_params.get(_POINT, "")).partition("|")
    what, _, start = rest.rpartition("|")
    stamp = pd.to_datetime(start, format="%Y-%m-%d", errors="coerce")
    return Point(what, stamp) if chart == key and what and pd.notna(stamp) else None
