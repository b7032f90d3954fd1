"""The search over all papers: what is sought, how, in which order, and files of what was found."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import streamlit as st

from dashboard.mart import read
from dashboard.take_away import table_downloads
from pipelines.mart.tables.papers import headline, papers
from pipelines.mart.tables.search import SEARCH_ORDERS, WAYS, By
from pipelines.views.filters import Filters
from pipelines.views.search import Found
from pipelines.views.words import count

_PLACEHOLDER = 'reward hacking, or "world model"'
_LIKE = "like"  # the query parameter that names a paper whose like is sought


def search_asked() -> tuple[str, By, str]:
    """Draw the search; tells the query, the way to search, and the order."""
    query = st.text_input(
        "Search", key="q", bind="query-params", placeholder=_PLACEHOLDER, icon=":material/search:",
        on_change=_forget_like,
        help="Any of the words, and every “quoted phrase”, in title or abstract; by meaning also papers that say it "
        "in other words. -word leaves out. Empty: all papers that match the filters.",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = st.segmented_control(
            "Find by", WAYS, default=WAYS[0], key="find", bind="query-params", required=True, width="content",
        )  # fmt: skip
        order = st.selectbox(
            "Order", SEARCH_ORDERS, format_func=str.capitalize, key="order", bind="query-params", width=190
        )
    return query.strip(), cast(By, way or WAYS[0]), order


def paper_asked() -> str:
    """The id of the paper whose like is sought; empty without one."""
    return str(st.query_params.get(_LIKE, ""))


def _forget_like() -> None:
    st.query_params.pop(_LIKE, None)


def go_search() -> None:
    """A search box that leads to the search."""
    query = st.text_input("Search", key="search-all", placeholder=_PLACEHOLDER, icon=":material/search:")
    if query.strip():
        st.switch_page("app_pages/papers.py", query_params={"q": query.strip()})


def found_files(found: Found, filters: Filters, order: str) -> None:
    """A button for files of what was found; of all papers of the filters where nothing was sought."""
    among = found.among
    if among is None:
        table_downloads(found.frame, found.lead, filters, key="papers", n=count(len(found.frame), "paper"))
        return
    n, by = read(headline, among)["n_papers"], "newest" if order == "relevance" else order
    filters = replace(filters, selection=among)
    table_downloads(lambda: read(papers, among, order=by), "Papers", filters, key="papers", n=count(n, "paper"))
