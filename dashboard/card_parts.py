"""What cards have in common: their look, key figures, and tables of links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.choosing import ROW
from dashboard.page import look
from pipelines.views.glossary import meaning
from pipelines.views.words import percent

_CSS = Path(__file__).parent / "cards.css"


def card_look() -> None:
    """Tell the browser what cards look like, in the colours of its mode; once a page."""
    colours = f":root {{ --accent: {look().accent}; --muted: {look().muted}; }}"
    st.html(f"<style>{colours}\n{_CSS.read_text(encoding='utf-8')}</style>")


def key_figures(*figures: tuple[str, str, str]) -> None:
    """Key figures side by side: what each is called, its value, and what it means."""
    for column, (label, value, said) in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(label, value, border=True, help=said)


_METRIC_OF = {
    "Attention": "attention", "Share": "share", "Rank": "rank", "Rising": "momentum", "Fading": "momentum",
    "Change": "momentum", "Upvotes settled": "immature",
}  # fmt: skip


def boxes(*figures: tuple[str, str, str]) -> None:
    """Key figures side by side in low boxes: what each is called, its value, a note, and what it means behind a "?"."""
    for column, (label, value, note) in zip(st.columns(len(figures)), figures, strict=True):
        said = meaning(_METRIC_OF[label]) if label in _METRIC_OF else None
        column.metric(label, value, note, border=True, delta_color="off", delta_arrow="off", help=said)


def link_table(shown: pd.DataFrame, columns: Mapping[str, Any], *, key: str, n_rows: int = 12) -> None:
    """A table of names that lead to their pages.

    Parameters
    ----------
    shown : names as `pipelines.views.links.cell` writes them
    columns : Streamlit's configuration of the columns
    key : names the table to style sheets and tests
    n_rows : rows in sight at the most
    """
    height = ROW * (min(len(shown), n_rows) + 1) + 2
    with st.container(key=key):
        st.dataframe(
            shown, hide_index=True, height=height, row_height=ROW, column_config=dict(columns), placeholder="–"
        )


def decimal(value: float) -> str:
    """0.85; a dash when absent."""
    return "–" if pd.isna(value) else f"{value:.2f}"


def certainty(score: float) -> str:
    """97%; never all or nothing: >99%, <1%."""
    return ">99%" if score >= 0.995 else "<1%" if score < 0.005 else percent(100 * score)
