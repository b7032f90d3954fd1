"""The papers themselves, and the facts about all of them at once."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY

# What a list of papers can be ordered by, named for people; ties go by id, so that an order is always the same.
ORDERED_BY = {
    "newest": "day desc nulls last, paper_id desc",
    "most upvoted": "upvotes desc nulls last, day desc nulls last, paper_id",
    "highest attention": "attention_pct desc nulls last, upvotes desc, paper_id",
    "oldest": "day nulls last, paper_id",
}
ORDERS = tuple(ORDERED_BY)

_LIST = (
    CHOSEN
    + """
select
    paper_id, title, listed_on, published_on, organization, n_authors, upvotes, comments, themes, topic, url,
    attention_pct, immature, github_stars, github_url, project_url, organization_handle
from chosen
"""
)
_LISTS = {name: f"{_LIST} order by {order} limit $most" for name, order in ORDERED_BY.items()}


def papers(
    snapshot: Snapshot, selection: Selection = ANY, *, order: str = "oldest", most: int | None = None
) -> pd.DataFrame:
    """Papers of the selection, one row each.

    Parameters
    ----------
    order : one of `ORDERS`
    most : rows at the most; None for all

    Returns
    -------
    Columns paper_id, title, listed_on, published_on, organization, n_authors, upvotes, comments, themes (list,
    strongest first), topic, url, attention_pct, immature, github_stars, github_url, project_url,
    organization_handle. What a source did not say is absent.
    """
    return snapshot.query(_LISTS[order], {**selection.parameters(), "most": most})


def paper(snapshot: Snapshot, paper_id: str) -> pd.Series[Any] | None:
    """One paper, as a row of `papers`; None where there is none."""
    sql = _LIST + " where paper_id = $paper_id"
    found = snapshot.query(sql, {**ANY.parameters(), "paper_id": paper_id})
    return None if found.empty else found.iloc[0]


def texts(snapshot: Snapshot, paper_ids: list[str]) -> pd.DataFrame:
    """The words of papers: paper_id, title, abstract; ids that are unknown are not in it."""
    sql = "select paper_id, title, abstract from papers where list_contains($ids::varchar[], paper_id)"
    return snapshot.query(sql, {"ids": paper_ids})


def abstract(snapshot: Snapshot, paper_id: str) -> str | None:
    """The abstract of one paper; None when it has none or is unknown."""
    found = snapshot.query("select abstract from papers where paper_id = $paper_id", {"paper_id": paper_id})
    texts = found["abstract"].dropna()
    return None if texts.empty else str(texts.iloc[0])


def paper_themes(snapshot: Snapshot, selection: Selection = ANY) -> pd.DataFrame:
    """Themes of the selection's papers: paper_id, theme, score (calibrated probability); strongest first."""
    sql = (
        CHOSEN
        + """
        select paper_id, theme, score from paper_themes
        where paper_id in (select paper_id from chosen)
        order by paper_id, score desc, theme
    """
    )
    return snapshot.query(sql, selection.parameters())


def paper_topics(snapshot: Snapshot, selection: Selection = ANY) -> pd.DataFrame:
    """Topics of the selection's papers: paper_id, topic_id, weight (0 to 1), place (1 for the main topic); none for a
    paper in "other"."""
    sql = (
        CHOSEN
        + """
        select paper_id, topic_id, weight, place from paper_topics
        where paper_id in (select paper_id from chosen)
        order by paper_id, place
    """
    )
    return snapshot.query(sql, selection.parameters())


def headline(snapshot: Snapshot, selection: Selection = ANY) -> pd.Series[Any]:
    """Key figures of a selection.

    Returns
    -------
    n_papers, first_day, last_day (of the time axis), n_undated, n_known (papers with a known organization),
    n_organizations, n_untagged (in no theme), median_upvotes, n_upvotes (papers with known upvotes), n_immature.
    """
    sql = (
        CHOSEN
        + """
        select
            count(*) as n_papers, min(day) as first_day, max(day) as last_day,
            count(*) filter (where day is null) as n_undated,
            count(organization) as n_known, count(distinct organization) as n_organizations,
            count(*) filter (where len(themes) = 0) as n_untagged,
            median(upvotes) as median_upvotes, count(upvotes) as n_upvotes,
            count(*) filter (where immature) as n_immature
        from chosen
    """
    )
    return snapshot.query(sql, selection.parameters()).iloc[0]


def about(snapshot: Snapshot) -> pd.Series[Any]:
    """What the snapshot says of itself: number, built_at, papertide, tagger, seed, synthetic, first_day, last_day,
    last_fetched."""
    return snapshot.query("select * from about").iloc[0]
