"""What the cards of themes, topics and papers have in common: their look, links, and lists of example papers."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard.page import look
from dashboard.papers_table import web_link
from pipelines.views.words import count, day, percent, safe

_CSS = Path(__file__).parent / "cards.css"


def card_look() -> None:
    """Tell the browser what cards look like, in the colours of its mode; once a page."""
    colours = f":root {{ --accent: {look().accent}; --muted: {look().muted}; }}"
    st.html(f"<style>{colours}\n{_CSS.read_text(encoding='utf-8')}</style>")


def key_figures(*figures: tuple[str, str, str]) -> None:
    """Key figures side by side: what each is called, its value, and what it means."""
    for column, (label, value, meaning) in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(label, value, border=True, help=meaning)


def boxes(*figures: tuple[str, str, str]) -> None:
    """Key figures side by side in low boxes: what each is called, its value, and a note under them."""
    for column, (label, value, note) in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(label, value, note, border=True, delta_color="off", delta_arrow="off")


def linked(text: str, url: str | None) -> str:
    """Text of a source as a Markdown link, or as plain text where the source gave no address of the web."""
    address = web_link(url)
    return f"[{safe(text)}]({quote(address, safe=':/?&=#%~+,;@')})" if address else safe(text)


def examples(frame: pd.DataFrame, certain: str) -> None:
    """Example papers, each with a link.

    Parameters
    ----------
    frame : columns title, url, day, upvotes, and `certain` (0 to 1), how surely a paper belongs here
    """
    lines = []
    for row in frame.to_dict("records"):
        facts = [certainty(row[certain]), day(row["day"])]
        if pd.notna(row["upvotes"]):
            facts.append(count(row["upvotes"], "upvote"))
        lines.append(f"- {linked(row['title'], row['url'])}  \n  :small[:gray[{safe(' · '.join(facts))}]]")
    st.markdown("\n".join(lines) or "None.")


def decimal(value: float) -> str:
    """0.85; a dash when absent."""
    return "–" if pd.isna(value) else f"{value:.2f}"


def certainty(score: float) -> str:
    """97%; never all or nothing: >99%, <1%."""
    return ">99%" if score >= 0.995 else "<1%" if score < 0.005 else percent(100 * score)
