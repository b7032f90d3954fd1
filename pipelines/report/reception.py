"""The chapter on attention: which themes draw more upvotes, and the papers that drew most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from pipelines.charts.chance import chance
from pipelines.mart.tables.papers import about, headline, papers
from pipelines.report.charting import charted
from pipelines.report.parts import Cell, Chapter, Link, Part, Table
from pipelines.views.filters import Filters
from pipelines.views.organization_words import median_words, with_span
from pipelines.views.papers import paper_links
from pipelines.views.sentences import ATTENTION_NOTE
from pipelines.views.upvotes import comparison, comparison_lead, maturity_note
from pipelines.views.view import Reader
from pipelines.views.words import count, day

_EARLY = "the upvotes were last seen less than 14 days after the listing, and have not settled"
EACH = 6  # themes at either end
PAPERS = 20


def received(read: Reader, filters: Filters) -> Chapter:
    """Which themes draw more upvotes than the papers beside them, and the most upvoted papers."""
    head = ("attention", "Attention and the most upvoted papers", "What gets upvoted, beside the papers of its day?")
    if not read(headline, filters.selection)["n_upvotes"]:
        return Chapter(*head, (Part(maturity_note(read, filters)),))
    return Chapter(*head, (_by_theme(read, filters), most_upvoted(read, filters)))


def _by_theme(read: Reader, filters: Filters) -> Part:
    shown = comparison(read, filters)
    every = shown.altogether().sort_values(["value", "label"], ascending=[False, True])
    ends = pd.concat([every.head(EACH), every.iloc[EACH:].tail(EACH)])
    rows = tuple(
        {
            "Theme": str(row["label"]),
            "n": count(row["n_papers"]),
            "Attention (95%)": with_span(row["value"], row["low"], row["high"]),
            "q": chance(row["q_value"]),
            "Median upvotes (95%)": f"{median_words(row['median_upvotes'])} "
            f"({median_words(row['median_low'])} to {median_words(row['median_high'])})",
        }
        for row in ends.to_dict("records")
    )
    caption = f"Attention by theme: {'all' if len(ends) == len(every) else 'both ends of'} {count(len(every), 'theme')}"
    return Part(
        comparison_lead(shown), "", chart=charted("ranking", read, filters) if rows else None,
        table=Table(caption, rows, ("Theme",)) if rows else None, notes=(ATTENTION_NOTE, maturity_note(read, filters)),
    )  # fmt: skip


def most_upvoted(read: Reader, filters: Filters) -> Part:
    """The papers with most upvotes, each with its address; those that have not settled are marked."""
    known = replace(filters.selection, with_upvotes=True)
    frame = read(papers, known, order="most upvoted", most=PAPERS)
    heading, total = "Most upvoted papers", read(headline, known)["n_papers"]
    first = frame.iloc[0]
    told = f"{first['title']}: {count(first['upvotes'], 'upvote')}, listed {day(first['listed_on'])}."
    synthetic = bool(read(about)["synthetic"])
    early = frame["immature"].eq(True).fillna(False).astype(bool)
    marked = early if not early.all() else ~early  # else it tells no paper from another
    rows = tuple(_paper(frame.iloc[at], synthetic, early=marked.iloc[at]) for at in range(len(frame)))
    table = Table(f"The {len(rows)} with most upvotes of {count(total, 'paper')}", rows, ("Paper", "Organization"))
    note = f"Early: {_EARLY}."
    if early.all():
        note = f"All of these are early: {_EARLY}."
    return Part(told, heading, table=table, notes=(note,))


def _paper(row: pd.Series[Any], synthetic: bool, *, early: bool) -> Mapping[str, Cell]:
    links = dict(paper_links(row, synthetic=synthetic))
    url, title = links.get("arXiv", links.get("Paper page", "")), " ".join(str(row["title"]).split())
    attention = row["attention_pct"]
    return {
        "Paper": Link(title, url) if url else title,
        "Id": str(row["paper_id"]),
        "Listed": day(row["listed_on"]),
        "Organization": "unknown" if pd.isna(row["organization"]) else str(row["organization"]),
        "Upvotes": f"{count(row['upvotes'])}{' (early)' if early else ''}",
        "Attention": "–" if pd.isna(attention) else f"{attention:.0f}",
    }
