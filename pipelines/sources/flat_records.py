"""Maps a flat record (a row, a line of JSON Lines, a bare API paper) to a Paper, by its column names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from pipelines.records import Paper, checked_paper_id
from pipelines.sources import values
from pipelines.sources.daily_papers import PAPER_PAGE

# Names are compared without case and underscores; the first that holds a value counts.
COLUMNS: dict[str, tuple[str, ...]] = {
    "paper_id": ("paperid", "arxivid", "id"),
    "title": ("title",),
    "abstract": ("abstract", "summary"),
    "published_on": ("publishedon", "publishedat", "published"),
    "listed_on": ("listedon", "listedat", "submittedondailyat", "date"),
    "n_authors": ("nauthors",),
    "authors": ("authors",),
    "organization": ("organization",),
    "organization_name": ("organizationname",),
    "keywords": ("keywords", "aikeywords"),
    "url": ("url",),
    "github_url": ("githuburl", "githubrepo", "github"),
    "project_url": ("projecturl", "projectpage"),
    "upvotes": ("upvotes",),
    "comments": ("comments", "numcomments"),
    "github_stars": ("githubstars",),
}
# Of these a record must have one each.
NEEDED = "an id (id, paper_id or arxiv_id) and a title"


def column_key(name: str) -> str:
    """A column's name as it is compared."""
    return re.sub(r"[\s_-]", "", name).casefold()


def has_needed_columns(names: Iterable[str]) -> bool:
    keys = {column_key(name) for name in names}
    return "title" in keys and not keys.isdisjoint(COLUMNS["paper_id"])


def flat_paper(record: Mapping[str, object], *, day: date | None, observed_at: datetime) -> Paper:
    """Read one flat record; columns that Papertide does not know are passed over.

    Parameters
    ----------
    day : listing day of a record that tells none; None leaves such a paper unlisted
    observed_at : when this was said, naive UTC

    Raises
    ------
    ValueError : no id, no title, or a value that cannot be meant; names the field and the value.
    """
    by_key = {column_key(str(name)): value for name, value in record.items() if values.told(value)}

    def told(field: str) -> object:
        return next((by_key[name] for name in COLUMNS[field] if name in by_key), None)

    paper_id = values.text(told("paper_id"), "id")
    title = values.text(told("title"), "title", longest=values.LONGEST_TITLE)
    if paper_id is None:
        raise values.absent("id", "id", told("paper_id"))
    if title is None:
        raise values.absent("title", "title", told("title"))
    listed_at = values.moment(told("listed_on"), "listed_on")
    authors = values.texts(told("authors"), "authors")
    organization = told("organization")
    if isinstance(organization, Mapping):  # the API's object, as a bare paper carries it
        by_key.setdefault("organizationname", organization.get("fullname"))
        organization = organization.get("name")
    organization_name = values.text(told("organization_name"), "organization_name")
    paper_id = checked_paper_id(paper_id)
    n_authors = values.count(told("n_authors"), "n_authors")
    return Paper(
        paper_id=paper_id,
        title=title,
        abstract=values.text(told("abstract"), "abstract"),
        published_on=values.day(told("published_on"), "published_on"),
        listed_on=listed_at.date() if listed_at else day,
        # Midnight is how tables write a day alone.
        listed_at=listed_at if listed_at and listed_at.time() != time.min else None,
        n_authors=len(authors) if n_authors is None and authors else n_authors,
        authors=authors,
        organization=values.text(organization, "organization") or organization_name,  # a name alone stands for itself
        organization_name=organization_name,
        keywords=values.texts(told("keywords"), "keywords"),
        url=values.link(told("url"), "url") or _page(paper_id),
        github_url=values.link(told("github_url"), "github_url"),
        project_url=values.link(told("project_url"), "project_url"),
        observed_at=observed_at,
        upvotes=values.count(told("upvotes"), "upvotes"),
        comments=values.count(told("comments"), "comments"),
        github_stars=values.count(told("github_stars"), "github_stars"),
    )


def _page(paper_id: str) -> str | None:
    """The paper's page, for arXiv's ids; other sources' ids carry their name and a colon."""
    return None if ":" in paper_id else PAPER_PAGE + paper_id
