"""The papers that a reader looks for, and what was found in words."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipelines.mart.selection import Selection
from pipelines.mart.tables.papers import headline, papers
from pipelines.mart.tables.papers import paper as one_paper
from pipelines.mart.tables.query_reading import left_out, read_query
from pipelines.mart.tables.search import By, more_like_this, search
from pipelines.views.filters import Filters
from pipelines.views.view import Reader
from pipelines.views.words import count

FOUND = 200  # papers that a search gives at the most
LISTED = 2_000  # papers listed at the most where nothing is sought; a file has all


@dataclass(frozen=True)
class Found:
    """What a search gave.

    frame : columns of `papers`, in the order asked for
    lead : how many, and of what, in a sentence
    note : what a reader should know of it; else empty
    among : the papers that the frame is the first of, where nothing was sought
    """

    frame: pd.DataFrame
    lead: str
    note: str = ""
    among: Selection | None = None


def found_papers(read: Reader, filters: Filters, query: str, by: By, order: str) -> Found:
    """The papers that a query finds among those of the filters; without a query all of them.

    Parameters
    ----------
    order : one of `SEARCH_ORDERS`
    """
    sought, without = left_out(query)
    note = read(read_query, query).note
    if not sought:
        among = filters.selection.also(without)
        n = int(read(headline, among)["n_papers"])
        frame = read(papers, among, order="newest" if order == "relevance" else order, most=LISTED)
        few = f"The first {LISTED:,} can be leafed through here; the file has all." if n > LISTED else ""
        return Found(frame, f"{count(n, 'paper')} match the filters.", f"{note} {few}".strip(), among)
    frame = read(search, query, filters.selection, by=by, order=order, most=FOUND)
    how = {"words": "its words", "meaning": "its meaning", "both": "its words or its meaning"}[by]
    if len(frame) < FOUND:
        return Found(frame, f"{count(len(frame), 'paper')} found for “{query}”, by {how}.", note)
    if order != "relevance":
        note = f"{note} Of all that was found the {FOUND} most relevant are put in this order.".strip()
    return Found(frame, f"The {FOUND} papers most relevant to “{query}”, by {how}.", note)


def papers_like(read: Reader, filters: Filters, paper_id: str) -> Found:
    """The papers of the filters that are most like one; none, and why, where there is no such paper."""
    paper = read(one_paper, paper_id)
    if paper is None:
        nothing = read(papers, filters.selection, order="newest", most=0)
        return Found(nothing, f"Paper {paper_id[:60]} is not among the papers of this data.")
    frame = read(more_like_this, paper_id, filters.selection, most=FOUND // 2)
    if frame.empty:
        return Found(frame, f"No paper of the filters can be compared with “{paper['title']}”.")
    return Found(
        frame, f"The {count(len(frame), 'paper')} most like “{paper['title']}”, the most alike first.",
        "Alike: nearest in the space of the discovered topics, which is made of the papers' words.",
    )  # fmt: skip
