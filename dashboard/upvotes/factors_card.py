"""What goes with attention."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.mart import read
from dashboard.page import look
from pipelines.views.factors import FACTORS_NOTE, factors_lead, factors_view
from pipelines.views.filters import Filters


def factors_card(filters: Filters) -> None:
    """Draw what goes with attention, or what is needed to tell."""
    view = factors_view(read, filters, look())
    if view is None:
        st.info(factors_lead(read, filters), icon=":material/info:")
        return
    st.markdown("**This is association, not cause.**")
    chart_card(replace(view, links={}), filters)  # a link for each of some forty themes would say nothing
    st.caption(FACTORS_NOTE)
