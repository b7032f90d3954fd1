"""The timeline of bursts, and the papers of the bar that was clicked."""

from __future__ import annotations

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.mart import read
from dashboard.page import look
from pipelines.views.bursts import Bursting, bursts_view, no_burst
from pipelines.views.filters import Filters


def burst_card(filters: Filters, kind: Bursting) -> bool:
    """Draw the bursts and the papers of the clicked one; tells whether one is clicked."""
    view = bursts_view(read, filters, look(), kind)
    if view is None:
        st.info(no_burst(filters, kind), icon=":material/info:")
        return False
    return chart_card(view, filters)
