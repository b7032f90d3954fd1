"""A reader's first chart is not kept waiting by what stands below it."""

from __future__ import annotations

import time

import streamlit as st

_STARTED = "papertide-first-chart"
_STEPS, _STEP = 4, 0.3  # pauses, and seconds of each: after one of them a click is heard


def rest_after_first_chart() -> None:
    """Send what stands below a little later in the first run of a browser.

    A browser that has nothing of the dashboard yet fetches and compiles the scripts of all that it is shown: those of
    the tables below would come before the chart. Visits by others than browsers get the whole page at once.
    """
    if "Mozilla" not in st.context.headers.get("User-Agent", "") or _STARTED in st.session_state:
        return
    st.session_state[_STARTED] = True
    with st.container(key="waiting"):  # page.css takes it out of the page
        slot = st.empty()
    for _ in range(_STEPS):
        time.sleep(_STEP)
        slot.empty()
