"""Who draws more or fewer upvotes, over time and altogether."""

from __future__ import annotations

from typing import cast

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import choice
from dashboard.mart import read
from dashboard.page import look
from dashboard.topics.topic_table import chosen_topics
from pipelines.views.filters import Filters
from pipelines.views.upvotes import Comparison, Kind, Measured, comparison, ranking_view, upvote_trends_view


def chosen_comparison(filters: Filters) -> Comparison:
    """Draw what can be compared and how; tells what the reader chose."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = cast(Kind, choice("By", "kind", ["Theme", "Topic", "Organization"]).lower())
        measured = cast(Measured, choice("As", "upvotes", ["Attention", "Median", "Upper quartile"]).lower())
    topics = chosen_topics(filters) if kind == "topic" else ()
    return comparison(read, filters, kind, measured, topics)


def comparison_card(compared: Comparison) -> None:
    """Draw the lines over time and all of them at once."""
    lines, ranking = upvote_trends_view(look(), compared), ranking_view(look(), compared)
    if lines is None:
        st.info(f"{compared.title}: nothing is known of these papers here; widen the dates or the filters.")
    else:
        chart_card(lines, compared.filters)
    if ranking:
        chart_card(ranking, compared.filters)
