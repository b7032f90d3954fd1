"""The parts of the page of one organization, or parent: whose it is, its topics, who is alike, its papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.browser import narrow
from dashboard.card_parts import boxes
from dashboard.mart import read
from dashboard.page import look
from dashboard.take_away import table_downloads
from pipelines.charts.mix import SMALL
from pipelines.mart.tables.organizations import known_papers
from pipelines.mart.tables.papers import papers
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN
from pipelines.views.organization_facts import (
    changes,
    compare_address,
    figures,
    firsts,
    little_words,
    most_alike,
    paper_lines,
    papers_address,
    points,
    topics_of,
    whose,
)
from pipelines.views.organization_words import known_words
from pipelines.views.words import count, day, safe

PAPERS, _FEWER = 6, 3  # of each list; on a phone, where the lists of several stand below each other


def figures_card(profile: pd.Series[Any], filters: Filters) -> None:
    """Whose it is, its handles, its key figures, and what these are of."""
    name = str(profile["organization"])
    st.markdown(f":small[{whose(read, filters, name)}]")
    with st.container(key="figures"):
        boxes(*figures(profile, points(read, filters, name)))
    st.caption(safe(f"Share and rank: {known_words(read, filters)}. {little_words(profile)}"))


def changes_and_alike(name: str, filters: Filters) -> None:
    """What changed between the last two windows, and beside it those most alike."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("What changed", anchor=False)
        said, spans = changes(read, filters, name)
        st.markdown(_bullets(said, "Too few papers, or too few complete periods, to tell."))
        st.caption(spans)
    with right:
        st.subheader("Most alike in what they write about", anchor=False)
        _alike(name, filters)


def _alike(name: str, filters: Filters) -> None:
    frame = most_alike(read, filters, name)
    if frame.empty:
        st.caption("Too few papers to tell.")
        return
    few, grey = (frame["n_other"] < SMALL).to_list(), f"color: {look().muted}"
    styled = frame.style.apply(lambda row: [grey if few[row.name] else ""] * len(row), axis=1)
    columns = {
        "link": st.column_config.LinkColumn(filters.by.capitalize(), width=128, display_text=SHOWN),
        "n_other": st.column_config.NumberColumn("Papers", format="localized", width=54),
        "differs": st.column_config.TextColumn(
            "Differs by", width=134,
            help="Jensen-Shannon divergence of the theme mixes, with its 95% interval: 0 the same, 1 nothing in "
            "common. Fewer than 10 papers are grey.",
        ),
        "compare": st.column_config.LinkColumn("Compare", width=70, display_text="compare"),
    }  # fmt: skip
    st.dataframe(styled, hide_index=True, column_order=list(columns), column_config=columns, key="alike")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"[Compare with them]({compare_address(filters, [name, *frame['other']])})", width="content")
        files = frame.drop(columns=["link", "differs", "compare"])
        table_downloads(files, f"Most alike {name} in what they write about", filters, key="alike")


def topics_and_firsts(name: str, filters: Filters) -> None:
    """The discovered topics it works on, and beside them where it was among the first."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Discovered topics it works on", anchor=False)
        _topics(name, filters)
    with right:
        st.subheader("Where it was first", anchor=False)
        st.caption(f"Among papers with a known organization, since {day(read(known_papers)['since'])}.")
        lines, chance = firsts(read, filters, name)
        st.markdown(_bullets(lines, "On none, as far as organizations are known."))
        st.caption(chance)


def _topics(name: str, filters: Filters) -> None:
    frame = topics_of(read, filters, name)
    if frame.empty:
        st.caption("Its papers are in none of the discovered topics.")
        return
    number = st.column_config.NumberColumn
    columns = {
        "topic": st.column_config.LinkColumn("Topic", width=150, display_text=SHOWN),
        "n_papers": number("Papers", format="localized", width=54),
        "share_pct": number("Share", format="%.0f%%", width=50, help="Of its papers."),
        "times": number(
            "Times", format="%.1f×", width=52,
            help="Its share of papers on the topic over that of all papers with a known organization; shrunk towards "
            "1, the more so the fewer the papers.",
        ),
        "span": st.column_config.TextColumn("95%", width=78),
    }  # fmt: skip
    st.dataframe(frame, hide_index=True, column_order=list(columns), column_config=columns, key="topics")
    files = frame.drop(columns=["topic", "span"]).rename(columns={"name": "topic"})
    n = count(files["n_papers"].sum(), "paper")
    table_downloads(files, f"Discovered topics that {name} works on", filters, key="its-topics", n=n)


def best_and_newest(names: Sequence[str], filters: Filters) -> None:
    """The best-received and the newest papers of each, two or three organizations side by side."""
    abreast = 2 if len(names) in (2, 4) else 3
    most = _FEWER if narrow() else PAPERS
    for start in range(0, len(names), abreast):
        for column, name in zip(st.columns(abreast), names[start : start + abreast], strict=False):
            with column:
                st.subheader(safe(name), anchor=False)
                own = replace(filters, selection=filters.with_organizations(filters.selection, (name,)))
                best_papers(own, most)
                newest_papers(own, most)


def best_papers(filters: Filters, most: int = PAPERS) -> None:
    """The papers of highest attention."""
    shown = replace(filters.selection, with_upvotes=True)
    st.markdown("**Best received** :small[:gray[by percentile of upvotes within the day, then upvotes]]")
    frame = read(papers, shown, order="highest attention", most=most)
    st.markdown(_bullets(paper_lines(frame, filters), "No upvotes are known."))


def newest_papers(filters: Filters, most: int = PAPERS) -> None:
    """The newest papers."""
    st.markdown("**Newest**")
    frame = read(papers, filters.selection, order="newest", most=most)
    st.markdown(_bullets(paper_lines(frame, filters), "None."))


def its_papers(name: str, n_papers: int, filters: Filters) -> None:
    """Its best-received and its newest papers side by side, and the way to all of them."""
    left, right = st.columns(2, gap="large")
    with left:
        best_papers(filters)
    with right:
        newest_papers(filters)
    st.markdown(f"[All {count(n_papers, 'paper')}]({papers_address(filters, name)})")


def _bullets(lines: Sequence[str], otherwise: str) -> str:
    return "\n".join(f"- {line}" for line in lines) or otherwise
