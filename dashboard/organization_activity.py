"""Organizations over time: their papers as count, share or rank, and the attention that these drew."""

from __future__ import annotations

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import Filters, choice
from dashboard.lines_card import lines_card, papers_of_point
from dashboard.mart import read
from dashboard.organization_words import known_since
from dashboard.page import look, source_line
from dashboard.series import Series
from dashboard.words import joined
from pipelines.charts.lines import ATTENTION, KNOWN_COUNT, KNOWN_SHARE, MEDIAN
from pipelines.charts.look import Caption, shortened
from pipelines.charts.ranks import ranks
from pipelines.mart.tables.upvotes import organization_upvotes


def activity_card(series: Series, filters: Filters, summary: str) -> None:
    """Papers of organizations over time as count, share or rank; or that no organization is known.

    Parameters
    ----------
    summary : what the chart shows, for those who do not see it
    """
    if not series.names:
        st.info(known_since(), icon=":material/info:")
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
    point = chart_card(figure, series.frame, key="ranks", summary=summary, about=series.chosen_because, filters=filters)
    papers_of_point(point, series, series.frame, filters)


def attention_card(series: Series, filters: Filters) -> None:
    """Attention, or median upvotes, of organizations over time."""
    kind = choice("Upvotes as", "reception", ["Attention", "Median"])
    shown = series.restrict(filters.selection, tuple(series.names))
    frame = read(organization_upvotes, shown, filters.period, by=filters.by)
    title = "Attention of their papers" if kind == "Attention" else "Median upvotes of their papers"
    measure = ATTENTION if kind == "Attention" else MEDIAN
    lines_card(series, frame, measure, filters, key="attention", title=title, summary=title)
