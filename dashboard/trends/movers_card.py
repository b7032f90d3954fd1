"""Risers and fallers among themes, topics or organizations: what to compare, the chart, and a sentence each."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.browser import narrow
from dashboard.chart_card import chart_card
from dashboard.mart import read
from dashboard.page import look
from pipelines.charts.chance import SURE
from pipelines.mart.tables.movers import WINDOW
from pipelines.trends.periods import PeriodName
from pipelines.views.filters import Filters
from pipelines.views.links import linked
from pipelines.views.movers import EACH, Movers, Moving, movers_view, moving, too_little
from pipelines.views.sentences import change_sentence
from pipelines.views.words import safe

_KINDS: dict[str, Movers] = {"Themes": "theme", "Topics": "topic", "Organizations": "organization"}
_WINDOWS: dict[PeriodName, list[int]] = {
    "week": [1, 2, 4, 8, 13, 26], "month": [1, 2, 3, 6, 12], "quarter": [1, 2, 3, 4],
}  # fmt: skip


def chosen_movers(filters: Filters) -> Moving:
    """Draw the choice of what moves and of the windows, and read how it moved."""
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = st.segmented_control(
            "What moves", list(_KINDS), default="Themes", key="movers", bind="query-params", required=True,
            width="content", label_visibility="collapsed",
        )  # fmt: skip
        window = _window(filters.period)
    return moving(read, filters, _KINDS[kind or "Themes"], window)


def _window(period: PeriodName) -> int:
    options, label = _WINDOWS[period], f"{period.capitalize()}s in each window"
    st.markdown(
        f":small[{label}]", width="content", help=f"The last complete {period}s are compared with as many before them."
    )
    chosen = st.selectbox(
        label, options, index=options.index(WINDOW[period]), key="window", bind="query-params", width=90,
        label_visibility="collapsed",
    )  # fmt: skip
    return int(chosen)


def movers_card(shown: Moving, filters: Filters) -> None:
    """The chart of the clearest, and a sentence for each; or what is needed for one."""
    view = movers_view(read, filters, look(), shown, narrow=narrow())
    if view is None:
        st.info(too_little(shown, filters), icon=":material/info:")
        return
    chart_card(replace(view, links={}), filters)  # the sentences below link the same names
    rising, falling = shown.clearest(EACH, rising=True), shown.clearest(EACH, rising=False)
    for column, title, rows in zip(st.columns(2), ("Rising", "Fading"), (rising, falling[::-1]), strict=True):
        column.markdown(f"**{title}**\n\n{_sentences(rows, shown)}")


def _sentences(rows: pd.DataFrame, shown: Moving) -> str:
    """A list in Markdown, what is more than noise first, the others grey."""
    if rows.empty:
        return "None."
    lines = []
    for row in rows.sort_values("q_value", kind="stable").to_dict("records"):
        name = str(shown.names[row[shown.by]])
        link = linked(name, shown.page, row[shown.by])
        told = safe(change_sentence(name, row, shown.of).removeprefix(name))
        lines.append(f"- **{link}**{told}" if row["q_value"] < SURE else f"- {link}:gray[{told}; may be noise]")
    return "\n".join(lines)
