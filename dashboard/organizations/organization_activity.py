"""Organizations over time: their papers as count, share or rank, and the attention that these drew."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import choice
from dashboard.mart import read
from dashboard.page import look
from pipelines.views.filters import Filters
from pipelines.views.organization_activity import Activity, organization_activity_view, organization_attention_view
from pipelines.views.organization_words import known_since
from pipelines.views.view import View


def activity_card(filters: Filters, here: str = "") -> bool:
    """Papers of organizations over time as count, share or rank; tells whether any organization is known.

    Parameters
    ----------
    here : the organization whose page this is, and to which nothing needs to lead
    """
    place = st.container()
    measured = cast(Activity, choice("As", "activity", ["Count", "Share", "Rank"]).lower())
    view = organization_activity_view(read, filters, look(), measured=measured)
    if view is None:
        place.info(known_since(read), icon=":material/info:")
        return False
    chart_card(elsewhere(view, here), filters)
    return True


def attention_card(filters: Filters, here: str = "") -> None:
    """Attention, or median upvotes, of organizations over time; `here` as in `activity_card`."""
    median = choice("Upvotes as", "reception", ["Attention", "Median"]) == "Median"
    view = organization_attention_view(read, filters, look(), median=median)
    if view is None:
        st.info("Upvotes of these papers are not known; widen the dates or the filters.")
        return
    chart_card(elsewhere(view, here), filters)


def elsewhere(view: View, here: str) -> View:
    """The view without the link to the page that it stands on."""
    return replace(view, links={name: page for name, page in view.links.items() if name != here})
