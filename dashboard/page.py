"""What every page has: its head, its empty state, and its notes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.filters import chips, widenings
from dashboard.mart import read
from pipelines.charts.look import DARK, LIGHT, Look
from pipelines.mart.tables.papers import about, headline
from pipelines.views import source
from pipelines.views.filters import Filters
from pipelines.views.words import count, day, safe

SYNTHETIC = "Synthetic demo data: every paper, author and organization here is invented."


def look() -> Look:
    """The charts' colours for the mode that the reader's browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def head(title: str, lead: str, filters: Filters | None = None) -> None:
    """Title, one sentence of what the reader sees, the notice of synthetic data, and the filters in force."""
    if read(about)["synthetic"]:
        st.info(SYNTHETIC, icon=":material/science:")
    st.title(title, anchor=False)
    st.markdown(safe(lead))
    if filters is not None:
        chips(filters)


def source_line() -> str:
    """What a chart's data is and how old."""
    return source.source_line(read)


def data_stamp() -> str:
    """How old the data is, for names of files."""
    last = source.data_day(read)
    return "undated data" if pd.isna(last) else f"data {last:%Y-%m-%d}"


def stop_if_empty(filters: Filters) -> None:
    """Where no paper matches, say why and how to widen, and end the page."""
    if read(headline, filters.selection)["n_papers"]:
        return
    held = read(about)
    st.warning(
        f"No paper matches all of these filters: {safe(filters.words())}. "
        f"The data holds papers from {day(held['first_day'])} to {day(held['last_day'])}.",
        icon=":material/search_off:",
    )
    for number, (label, wider, remove) in enumerate(widenings(filters)):
        found = int(read(headline, wider)["n_papers"])
        st.button(
            f"Without {safe(label)}: {count(found, 'paper')}",
            key=f"widen-{number}",
            on_click=remove,
            disabled=not found,
        )
    st.stop()


def notes(*lines: str) -> None:
    """Coverage, incomplete periods and method, in small text at the foot."""
    st.divider()
    for line in lines:
        st.caption(line)
