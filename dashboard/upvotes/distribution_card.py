"""How upvotes, comments and stars are distributed over papers."""

from __future__ import annotations

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import choice
from dashboard.mart import read
from dashboard.page import look
from pipelines.mart.tables.upvotes import Measured
from pipelines.views.distribution import NOUNS, distribution_lead, distribution_note, distribution_view
from pipelines.views.filters import Filters

_CALLED: dict[str, Measured] = {noun[0].upper() + noun[1:]: measured for measured, noun in NOUNS.items()}


def chosen_count() -> Measured:
    """Draw what can be counted; tells what the reader chose."""
    return _CALLED[choice("Of", "of", list(_CALLED))]


def distribution_card(measured: Measured, filters: Filters) -> None:
    """Draw how many papers have how many, or that no source told it."""
    view = distribution_view(read, filters, look(), measured)
    if view is None:
        st.info(distribution_lead(read, filters, measured), icon=":material/info:")
        return
    chart_card(view, filters)
    st.caption(distribution_note(read, filters, measured))
