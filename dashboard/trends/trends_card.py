"""Which themes go steadily up or down over all complete periods, and when their share changed level."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.choosing import ROW
from dashboard.mart import read
from dashboard.take_away import table_downloads
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN, cell
from pipelines.views.trend_tests import TREND_NOTE, tested_trends, trend_rows, trends_lead
from pipelines.views.words import count

_ROWS = 8  # in sight at the most


def trends_card(filters: Filters) -> None:
    """A table of slopes and tests, the surest first; nothing where no theme could be tested."""
    tests = tested_trends(read, filters)
    if tests.empty:
        return
    st.subheader(f"Over all {count(tests['n_periods'].max(), 'complete ' + filters.period)}", anchor=False)
    st.markdown(trends_lead(tests))
    rows = trend_rows(read, filters, tests)
    links = [cell(name, "theme", theme) for name, theme in zip(rows["name"], rows["theme"], strict=True)]
    shown = rows.assign(name=links).drop(columns="theme")
    st.dataframe(
        shown, hide_index=True, height=ROW * (1 + min(len(shown), _ROWS)) + 2, row_height=ROW,
        column_config=_columns(filters), placeholder="–",
    )  # fmt: skip
    st.caption(TREND_NOTE)
    title = f"Trends of themes, and changes of their level, by {filters.period}"
    table_downloads(tests, title, filters, key="trend-tests", n=count(len(tests), "theme"))


def _columns(filters: Filters) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "name": st.column_config.LinkColumn("Theme", display_text=SHOWN, width=215),
        "slope": number(f"Points a {filters.period}", format="%+.2f", width=114, help="Slope of its share of papers."),
        "interval": st.column_config.TextColumn("95%", width=118),
        "tau": number(
            "Tau", format="%.2f", width=50, help="Kendall's tau-b: 1 when every period lies above all before."
        ),
        "q": st.column_config.TextColumn("q", width=66),
        "changes": number("Changes", width=80, help="How often its share changed level."),
        "newest": st.column_config.TextColumn("Newest change of level", width=224),
    }
