"""What cards have in common: their look, key figures, and tables of links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.choosing import ROW
from dashboard.take_away import table_downloads
from pipelines.charts.look import DARK, LIGHT
from pipelines.views.filters import Filters
from pipelines.views.glossary import meaning
from pipelines.views.words import percent

_CSS = Path(__file__).parent / "cards.css"


def card_look() -> None:
    """Tell the browser what cards look like, in the colours of either mode; once a page."""
    accent, muted = (f"light-dark({getattr(LIGHT, name)}, {getattr(DARK, name)})" for name in ("accent", "muted"))
    colours = f":root {{ --accent: {accent}; --muted: {muted}; }}"
    st.html(f"<style>{colours}\n{_CSS.read_text(encoding='utf-8')}</style>")


_METRIC_OF = {
    "Attention": "attention", "Share": "share", "Rank": "rank", "Rising": "momentum", "Fading": "momentum",
    "Change": "momentum", "Upvotes settled": "immature", "Still immature": "immature",
    "Coverage": "coverage",
    "Papers": "papers", "New papers": "papers", "Papers before": "papers", "Undated papers": "papers",
    "Upvotes": "upvotes", "Comments": "comments, GitHub stars", "GitHub stars": "comments, GitHub stars",
    "Tags right": "tags right", "Tags expected to be right": "tags right", "F1 on papers never seen": "F1",
    "Carry no theme": "no theme", "In no topic": "no topic", "Coherence": "coherence", "Belonging": "belonging",
    "Half of the final upvotes": "half of the upvotes", "Papers seen again": "trajectory",
    "Days fetched": "listing day", "From": "listing day", "To": "listing day",
}  # fmt: skip


def _meaning_of(label: str) -> str:
    """What a key figure means, as the glossary tells it; KeyError where it tells nothing."""
    return meaning("papers" if label.startswith("Last ") else _METRIC_OF[label])


def key_figures(*figures: tuple[str, str, str]) -> None:
    """Key figures side by side: what each is called, its value, and what there is to say of it besides its meaning."""
    for column, (label, value, said) in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(label, value, border=True, help=f"{_meaning_of(label)} {said}".strip())


def boxes(*figures: tuple[str, str, str]) -> None:
    """Key figures side by side in low boxes: what each is called, its value, a note, and what it means behind a "?"."""
    for column, (label, value, note) in zip(st.columns(len(figures)), figures, strict=True):
        said = _meaning_of(label)
        column.metric(label, value, note, border=True, delta_color="off", delta_arrow="off", help=said)


def link_table(
    shown: pd.DataFrame,
    columns: Mapping[str, Any],
    files: pd.DataFrame,
    title: str,
    filters: Filters | None,
    *,
    key: str,
    n_rows: int = 12,
) -> None:
    """A table of names that lead to their pages, and its files.

    Parameters
    ----------
    shown : names as `pipelines.views.links.cell` writes them
    columns : Streamlit's configuration of the columns
    files, title, filters : what its files hold, see `table_downloads`
    key : names the table to style sheets and tests
    n_rows : rows in sight at the most
    """
    height = ROW * (min(len(shown), n_rows) + 1) + 2
    with st.container(key=key):
        st.dataframe(
            shown, hide_index=True, height=height, row_height=ROW, column_config=dict(columns), placeholder="–"
        )
    table_downloads(files, title, filters, key=f"{key}-files")


def decimal(value: float) -> str:
    """0.85; a dash when absent."""
    return "–" if pd.isna(value) else f"{value:.2f}"


def certainty(score: float) -> str:
    """97%; never all or nothing: >99%, <1%."""
    return ">99%" if score >= 0.995 else "<1%" if score < 0.005 else percent(100 * score)
