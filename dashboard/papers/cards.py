"""Papers as cards, the first of them, and a button for more."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.mart import read
from pipelines.mart.tables.browse import paper_cards
from pipelines.views.filters import Filters
from pipelines.views.paper_cards import cards_html
from pipelines.views.words import count

AT_ONCE = 100  # cards drawn before the reader asks for more
_MORE = "papertide-more-cards"  # which list was lengthened in this session, and to how many


def cards(paper_ids: Sequence[str], filters: Filters, *, of: str, dated: bool = True) -> None:
    """Draw cards, all in one element, with a button for the next ones.

    Parameters
    ----------
    of : names the list; another one begins with its first cards again
    dated : whether each card says its day
    """
    which, most = st.session_state.get(_MORE, ("", AT_ONCE))
    most = most if which == of else AT_ONCE
    st.html(cards_html(read(paper_cards, tuple(paper_ids[:most])), filters.theme_names, dated=dated))
    left = len(paper_ids) - most
    if left > 0:
        st.button(
            f"Show more ({count(left, 'paper')} left)", key="more-cards", width="stretch",
            on_click=lambda: st.session_state.update({_MORE: (of, most + AT_ONCE)}),
        )  # fmt: skip
