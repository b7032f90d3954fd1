"""How upvotes, comments and stars are distributed over papers."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import choice
from dashboard.mart import read
from dashboard.page import look, source_line
from pipelines.charts.distribution import distribution
from pipelines.charts.look import Caption
from pipelines.mart.selection import Selection
from pipelines.mart.tables.upvotes import Measured, measured_counts, reception
from pipelines.views.filters import Filters
from pipelines.views.view import View
from pipelines.views.words import count, day, joined

NOUNS: dict[str, tuple[Measured, str]] = {
    "Upvotes": ("upvotes", "upvotes"), "Comments": ("comments", "comments"),
    "GitHub stars": ("github_stars", "GitHub stars"),
}  # fmt: skip


def chosen_count() -> str:
    """Draw what can be counted: one of `NOUNS`."""
    return choice("Of", "of", list(NOUNS))


def distribution_lead(counted: str, filters: Filters) -> str:
    """What the middle paper and the upper quarter have, in words."""
    column, noun = NOUNS[counted]
    figures = received(filters.selection, column)
    if not figures["n_papers"]:
        return f"No source told {noun} of these papers: absent, not zero."
    return (
        f"The median paper has {figures['median']:,.4g} {noun}, the upper quartile {figures['upper_quartile']:,.4g} "
        f"(n = {count(figures['n_papers'], 'paper')})."
    )


def distributed(counted: str, filters: Filters) -> None:
    """Draw how many papers have how many upvotes, comments or stars, of those of which a source told it."""
    column, noun = NOUNS[counted]
    figures = received(filters.selection, column)
    counts = read(measured_counts, filters.selection, column)
    words = reception_words(figures, noun)
    if counts.empty:
        st.info(f"No source told {noun} of these papers: absent, not zero.", icon=":material/info:")
        return
    caption = Caption(f"How many papers get how many {noun}", joined(filters.words(), words), source_line())
    figure = distribution(
        counts, look=look(), caption=caption, measured=column, noun=noun,
        marks={"median": figures["median"], "upper quartile": figures["upper_quartile"]},
    )  # fmt: skip
    chart_card(View("distribution", caption.title, figure, counts, f"{caption.title}: {words}"), filters)
    since = f"; first told of a paper of {day(figures['first_day'])}" if figures["n_unknown"] else ""
    st.caption(
        f"{count(figures['n_zero'], 'paper')} with 0 {noun} in a bar of their own. No source told {noun} of "
        f"{count(figures['n_unknown'], 'paper')}: absent, not zero, and left out{since}. Counts are as last seen; "
        "stars keep growing for months."
    )


def received(selection: Selection, measured: Measured) -> pd.Series[Any]:
    """The row of `reception` of what is measured."""
    frame = read(reception, selection)
    row: pd.Series[Any] = frame[frame["measured"] == measured].iloc[0]
    return row


def reception_words(figures: pd.Series[Any], noun: str) -> str:
    """How many papers are known, and their median and upper quartile, with intervals."""
    parts = [f"n = {count(figures['n_papers'])} of {count(figures['n_papers'] + figures['n_unknown'], 'paper')}"]
    for name, column in (("median", "median"), ("upper quartile", "upper_quartile")):
        low, high = figures[f"{column}_low"], figures[f"{column}_high"]
        spread = f" (95%: {low:,.4g} to {high:,.4g})" if pd.notna(low) else ""
        parts.append(f"{name} {figures[column]:,.4g}{spread}")
    return "; ".join(parts)
