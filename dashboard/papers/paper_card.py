"""One paper: where it leads, how it was received, what is like it, and what was listed beside it."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.mart import read
from dashboard.page import look
from dashboard.papers.cards import cards
from pipelines.mart.selection import Selection
from pipelines.mart.tables.browse import listed_papers, paper_cards
from pipelines.mart.tables.papers import about
from pipelines.mart.tables.search import more_like_this
from pipelines.mart.tables.trajectories import upvote_trajectories
from pipelines.views.filters import Filters
from pipelines.views.links import Kind
from pipelines.views.paper_cards import chips_html, list_html
from pipelines.views.papers import paper_links
from pipelines.views.trajectories import trajectories_view
from pipelines.views.words import count, day

ALIKE, BESIDE = 6, 8  # papers shown at the most


def abstract_and_links(paper: pd.Series[Any], filters: Filters) -> None:
    """Its abstract, its themes and topic, and the addresses that lead out.

    Parameters
    ----------
    paper : a row of `paper_cards`
    """
    text = paper["abstract"]
    told = text if isinstance(text, str) else "No source told its abstract."
    st.html(f'<p class="whole-abstract">{escape(told)}</p>')
    names: list[tuple[str, Kind, object]] = [
        (filters.theme_names.get(theme, theme), "theme", theme) for theme in paper["themes"]
    ]
    if pd.notna(paper["topic_id"]):
        names.append((str(paper["topic"]), "topic", int(paper["topic_id"])))
    if names:
        st.html(chips_html(names))
    links = paper_links(paper, synthetic=bool(read(about)["synthetic"]))
    st.markdown(" · ".join(f"[{name}]({url})" for name, url in links))


def upvotes_by_age(paper_id: str, filters: Filters) -> None:
    """Its upvotes by age against those of all papers; where it was looked at once, nothing."""
    everything = replace(filters, selection=Selection())
    looks = read(upvote_trajectories, Selection())
    if (looks["paper_id"] == paper_id).sum() > 1:
        view = trajectories_view(read, everything, look(), paper_id)
        if view is not None:
            chart_card(view, everything)


def related(paper: pd.Series[Any], filters: Filters) -> None:
    """The papers most like it, and those listed the same day."""
    alike = read(more_like_this, paper["paper_id"], Selection(), most=ALIKE)
    st.subheader("More like this", anchor=False)
    if alike.empty:
        st.caption("Its words are none that tell papers apart.")
    else:
        cards(tuple(alike["paper_id"]), filters, of="alike")
        st.markdown(f"[More of them](/papers?like={paper['paper_id']})")
    if pd.notna(paper["listed_on"]):
        _same_day(paper)


def same_day(when: pd.Timestamp | None) -> list[str]:
    """Ids of the papers that were listed on a day, most upvoted first; none without a day."""
    if when is None or pd.isna(when):
        return []
    return read(listed_papers, Selection(since=when.date(), until=when.date()), listed=True)


def _same_day(paper: pd.Series[Any]) -> None:
    others = [one for one in same_day(paper["listed_on"]) if one != paper["paper_id"]]
    st.subheader(f"Listed the same day: {count(len(others), 'other paper')}", anchor=False)
    if others:
        st.html(list_html(read(paper_cards, tuple(others[:BESIDE]))))
    st.markdown(f"[All papers of {day(paper['listed_on'])}](/browse?day={paper['listed_on']:%Y-%m-%d}&by=day)")
