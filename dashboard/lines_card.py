"""A chart over time as a card."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.mart import read
from dashboard.page import look
from pipelines.charts.lines import Measure
from pipelines.views.filters import Filters
from pipelines.views.lines import lines_view
from pipelines.views.series import Series


def lines_card(
    series: Series, frame: pd.DataFrame, measure: Measure, filters: Filters, *, key: str, title: str, summary: str
) -> bool:
    """Draw the lines of a frame, or that nothing is known; tells whether points of it are picked.

    The parameters are those of `lines_view`.
    """
    view = lines_view(read, filters, look(), series, frame, measure, name=key, title=title, summary=summary)
    if view is None:
        st.info(f"{title}: nothing is known of these papers here; widen the dates or the filters.")
        return False
    return chart_card(view, filters)
