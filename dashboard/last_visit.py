"""When the reader was here last, as the reader's own browser remembers; the server keeps nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from pipelines.places import warehouse_to_read

_KEPT = "papertide-last-visit"
_VISIT = st.components.v2.component(
    _KEPT, html="<span></span>", js=(Path(__file__).with_name("last_visit.js")).read_text(encoding="utf-8")
)


def remember_visit(data_day: date) -> None:
    """Let the browser remember how far the data goes; it tells how far it went at the visit before this data."""
    key = f"{_KEPT}-{warehouse_to_read().stem}"  # the demo and real papers are visited apart
    told = _VISIT(key=_KEPT, data={"key": key, "day": data_day.isoformat()}, on_before_change=lambda: None)
    if before := told.get("before"):
        st.session_state[f"{_KEPT}-day"] = str(before)


def last_visit() -> date | None:
    """The last day of the data that the reader saw before this data; None where that is not known (yet)."""
    told = st.session_state.get(_KEPT, {}).get("before") or st.session_state.get(f"{_KEPT}-day", "")
    try:
        return date.fromisoformat(str(told))
    except ValueError:
        return None
