"""Organizations over time: their papers as count, share or rank, and the attention that these drew."""

from __future__ import annotations

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import choice
from dashboard.lines_card import lines_card
from dashboard.mart import read
from dashboard.page import look, source_line
from pipelines.charts.lines import ATTENTION, KNOWN_COUNT, KNOWN_SHARE, MEDIAN
from pipelines.charts.look import Caption, shortened
from pipelines.charts.ranks import ranks
from pipelines.mart.tables.upvotes import organization_upvotes
from pipelines.views.filters import Filters
from pipelines.views.lines import papers_behind_lines
from pipelines.views.organization_words import known_since
from pipelines.views.series import Series
from pipelines.views.view import View
from pipelines.views.words import joined


def activity_card(series: Series, filters: Filters, summary: str) -> None:
    """Papers of organizations over time as count, share or rank; or that no organization is known.

    Parameters
    ----------
    summary : what the chart shows, for those who do not see it
    """
    if not series.names:
        st.info(known_since(read), icon=":material/info:")
        return
    measured = choice("As", "activity", ["Count", "Share", "Rank"])
    if measured == "Rank" and len(series.frame):
        _ranks_card(series, filters, summary)
    else:
        share = measured == "Share"
        what, measure = ("Share of papers with a known organization", KNOWN_SHARE) if share else ("Papers", KNOWN_COUNT)
        title = f"{what} by {filters.by}"
        lines_card(series, series.frame, measure, filters, key="activity", title=title, summary=summary)


def _ranks_card(series: Series, filters: Filters, summary: str) -> None:
    subtitle = joined(filters.words(of="organization"), series.chosen_because)
    caption = Caption(f"Rank by papers, per {filters.period}", subtitle, source_line())
    sizes = series.frame.groupby("organization")["n_papers"].sum()
    names = {name: f"{shortened(name, 22)}, n = {sizes.get(name, 0):,}" for name in series.names}
    figure = ranks(series.frame, filters.period, names=names, slots=series.slots, look=look(), caption=caption)
    behind = papers_behind_lines(series, filters.period)
    chart_card(
        View("ranks", caption.title, figure, series.frame, summary, series.chosen_because, behind=behind), filters
    )


def attention_card(series: Series, filters: Filters) -> None:
    """Attention, or median upvotes, of organizations over time."""
    kind = choice("Upvotes as", "reception", ["Attention", "Median"])
    shown = series.restrict(filters.selection, tuple(series.names))
    frame = read(organization_upvotes, shown, filters.period, by=filters.by)
    title = "Attention of their papers" if kind == "Attention" else "Median upvotes of their papers"
    measure = ATTENTION if kind == "Attention" else MEDIAN
    lines_card(series, frame, measure, filters, key="attention", title=title, summary=title)
