"""A reader's first chart is not kept waiting by what stands below it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_DRAWN = "first-chart-drawn"
_WATCH = st.components.v2.component(
    "papertide-first-chart", html="<span></span>", js=(Path(__file__).parent / "first_chart.js").read_text("utf-8")
)


def rest_after_first_chart() -> None:
    """End the first run of a browser here; the next comes by itself, once the chart above is drawn.

    A browser that has nothing of the dashboard yet fetches and compiles the scripts of all that it is shown: those of
    the tables below would come before the chart. Visits by others than browsers get the whole page at once.
    """
    if "Mozilla" not in st.context.headers.get("User-Agent", "") or _DRAWN in st.session_state:
        return
    with st.container(key="waiting"):  # page.css takes it out of the page
        _WATCH(key="first-chart", on_drawn_change=lambda: st.session_state.update({_DRAWN: True}))
    st.stop()
