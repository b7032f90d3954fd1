"""What is taken away: charts and tables as files that say what they are, how to cite them, and the link to the view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import pandas as pd
import streamlit as st

from dashboard.choosing import ROW
from dashboard.mart import read
from dashboard.page import data_stamp
from pipelines.views.citation import bibtex, citation
from pipelines.views.figure_files import figure_bytes
from pipelines.views.filters import Filters
from pipelines.views.frame_names import with_names
from pipelines.views.provenance import Provenance, provenance_of
from pipelines.views.table_files import TABLE_FORMATS, table_bytes
from pipelines.views.view import View
from pipelines.views.words import count, file_name, joined, safe

_HERE = Path(__file__).parent
_ROWS = 8  # of a chart's table in sight at the most
_PICTURES = st.components.v2.component(
    "papertide-pictures",
    html='<div class="row"><button data-format="svg">SVG</button><button data-format="png">PNG</button></div>',
    css=(_HERE / "pictures.css").read_text(encoding="utf-8"),
    js=(_HERE / "pictures.js").read_text(encoding="utf-8"),
)
_CALLED = {"html": "HTML", "json": "JSON", "csv": "CSV", "parquet": "Parquet", "xlsx": "XLSX"}
_MIME = {
    "html": "text/html", "json": "application/json", "csv": "text/csv", "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def link_to_view() -> str:
    """The address of what the reader sees now."""
    parameters = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
    page = urlsplit(st.context.url or "")
    return urlunsplit(page._replace(path=page.path or "/", query=urlencode(parameters)))


@st.fragment
def chart_downloads(view: View, filters: Filters) -> None:
    """A row of buttons: picture and data of a chart; all formats, its table, how to cite it, and its link."""
    name, told = view.name, _provenance(view.title, filters, view.about, view.n)
    view = replace(view, frame=with_names(view.frame, filters))
    stem = file_name("papertide", name, filters.words(), data_stamp())
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        data = {"card": f"card-{name}", "filename": stem, "told": told.items(), "summary": view.summary}
        _PICTURES(key=f"pictures-{name}", data=data, width="content")
        _download(f"csv-{name}", "csv", stem, _table_maker(lambda: view.frame, "csv", told))
        asked = st.button("Table, files, citation", key=f"more-{name}", type="tertiary", width="content")
    if asked:
        _chart_dialog(view, told, stem)


@st.dialog("Take this chart with you", width="large")
def _chart_dialog(view: View, told: Provenance, stem: str) -> None:
    st.markdown(f"**{safe(view.title)}**  \n{safe(view.summary)}")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown("Chart", width=60)
        for kind in ("html", "json"):
            _download(f"chart-{kind}-{view.name}", kind, stem, _figure_maker(view, kind, told))
    _data_buttons(lambda: view.frame, told, f"{stem}-data", view.name)
    as_day = st.column_config.DateColumn(format="YYYY-MM-DD")
    days = {str(name): as_day for name in view.frame.select_dtypes("datetime")}
    height = ROW * (1 + min(len(view.frame), _ROWS)) + 2
    st.dataframe(view.frame, hide_index=True, height=height, row_height=ROW, column_config=days)
    _citation(told)


@st.fragment
def table_downloads(
    frame: pd.DataFrame | Callable[[], pd.DataFrame], title: str, filters: Filters | None, *, key: str, n: str = ""
) -> None:
    """A button for the data of a table in each format, how to cite it, and its link; none where there are no rows.

    Parameters
    ----------
    frame : or what reads it, where that is only worth it once it is asked for; ids get the names that they stand for
    filters : those of the papers; None for a table that no filter narrows
    n : what it counts: 1,382 papers; the rows unless told
    """
    if isinstance(frame, pd.DataFrame) and frame.empty:
        return
    if st.button("Download, cite", key=f"more-{key}", type="tertiary", icon=":material/download:", width="content"):
        stem = file_name("papertide", key, filters.words() if filters else "", data_stamp())
        n = n or (count(len(frame), "row") if isinstance(frame, pd.DataFrame) else "")
        _table_dialog(lambda: _named(frame, filters), _provenance(title, filters, "", n), stem, key)


def _named(frame: pd.DataFrame | Callable[[], pd.DataFrame], filters: Filters | None) -> pd.DataFrame:
    whole = frame if isinstance(frame, pd.DataFrame) else frame()
    return with_names(whole, filters) if filters else whole


@st.dialog("Take this table with you", width="large")
def _table_dialog(frame: Callable[[], pd.DataFrame], told: Provenance, stem: str, key: str) -> None:
    st.markdown(f"**{safe(told.title)}**")
    _data_buttons(frame, told, stem, key)
    _citation(told)


def _data_buttons(frame: Callable[[], pd.DataFrame], told: Provenance, stem: str, key: str) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown("Data", width=60)
        for kind in TABLE_FORMATS:
            _download(f"data-{kind}-{key}", kind, stem, _table_maker(frame, kind, told))


def _provenance(title: str, filters: Filters | None, about: str, n: str) -> Provenance:
    words, period = (joined(filters.words(), about), filters.period) if filters else ("", "")
    return provenance_of(read, title, filters=words or "none", period=period, n=n, link=link_to_view())


def _figure_maker(view: View, kind: str, told: Provenance) -> Callable[[], bytes]:
    return lambda: figure_bytes(view.figure, kind, told, summary=view.summary)


def _table_maker(frame: Callable[[], pd.DataFrame], kind: str, told: Provenance) -> Callable[[], bytes]:
    return lambda: table_bytes(frame(), kind, told)


def _download(key: str, kind: str, stem: str, make: Callable[[], bytes]) -> None:
    """A button for a file that is made when it is pressed."""
    st.download_button(
        _CALLED[kind], make, f"{stem}.{kind}", _MIME[kind], key=key, on_click="ignore", width="content", type="tertiary"
    )


def _citation(told: Provenance) -> None:
    st.markdown("**Cite**")
    st.code(citation(told), language=None, wrap_lines=True)
    st.code(bibtex(told), language="bibtex")
    st.markdown("**Link to this view**")
    st.code(told.link, language=None, wrap_lines=True)
