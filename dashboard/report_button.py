"""The button that makes a report of the filters in force, to hand on."""

from __future__ import annotations

import streamlit as st

from dashboard.mart import data, read
from dashboard.page import data_stamp
from dashboard.take_away import link_to_view
from pipelines.report.compose import compose
from pipelines.report.files import browser, to_pdf
from pipelines.report.markdown import to_markdown
from pipelines.report.page import to_html
from pipelines.views.filters import Filters
from pipelines.views.words import file_name


@st.fragment
def report_button(filters: Filters) -> None:
    """A button that makes a report on the papers that the filters leave, as HTML, PDF and Markdown."""
    if st.button("Report", key="report", icon=":material/description:", width="content"):
        _dialog(filters)


@st.dialog("Take a report with you", width="medium")
def _dialog(filters: Filters) -> None:
    st.markdown(
        "One file with what rises and fades, themes, bursts, organizations, attention, forecast and topics of the "
        "papers that match the filters: charts, tables, method and limits. It needs no network, and prints."
    )
    with st.spinner("Making the report: counting papers and drawing charts takes some ten seconds…"):
        page, text = _made(data().version, filters, link_to_view())
    stem = file_name("papertide", "report", filters.words(), data_stamp())
    with st.container(horizontal=True, gap="small"):
        for label, content, ending, mime in (
            ("HTML", page, "html", "text/html"),
            ("Markdown", text, "md", "text/markdown"),
        ):
            st.download_button(
                label, content, f"{stem}.{ending}", mime, key=f"report-{ending}", on_click="ignore", width="content"
            )
        if browser():
            st.download_button(
                "PDF", lambda: to_pdf(page), f"{stem}.pdf", "application/pdf", key="report-pdf", on_click="ignore",
                width="content", help="Printed when pressed, which takes some seconds.",
            )  # fmt: skip
    if not browser():
        st.caption("For a PDF, print the HTML, or install a Chromium where Papertide runs.")


@st.cache_data(max_entries=4, ttl="1h", show_spinner=False)
def _made(version: str, filters: Filters, link: str) -> tuple[bytes, bytes]:
    """The report as HTML and as Markdown, kept as long as the same data is published."""
    report = compose(read, filters, link=link)
    return to_html(report), to_markdown(report).encode(errors="replace")
