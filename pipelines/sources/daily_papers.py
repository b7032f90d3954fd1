"""Maps a record of the Daily Papers API to a Paper: what the API, its dumps and its saved pages share.

Fields come and go over the years; every field but the id and the title may be absent or null.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pipelines.records import Paper, checked_paper_id
from pipelines.sources import values

PAPER_PAGE = "https://huggingface.co/papers/"


def is_daily_paper(item: object) -> bool:
    """Whether this has the API's shape: an object around an object `paper`."""
    return isinstance(item, Mapping) and isinstance(item.get("paper"), Mapping)


def daily_paper(item: Mapping[str, Any], *, day: date | None, observed_at: datetime) -> Paper:
    """Read one record of the API.

    Parameters
    ----------
    day : the day that was asked for; the listing day of records that do not tell theirs
    observed_at : when the API said this, naive UTC

    Raises
    ------
    ValueError : no id, no title, or a value that cannot be meant; names the field and the value.
    """
    paper = item["paper"]
    paper_id = values.text(paper.get("id"), "paper.id")
    title = _title(paper.get("title"), "paper.title") or _title(item.get("title"), "title")
    if paper_id is None:
        raise values.absent("paper.id", "paper.id", paper.get("id"))
    if title is None:
        raise values.absent("title", "paper.title", paper.get("title"))
    paper_id = checked_paper_id(paper_id)
    # The outer publishedAt changed its meaning over the years and is not read.
    listed_at = values.moment(paper.get("submittedOnDailyAt"), "paper.submittedOnDailyAt")
    organization, organization_name = _organization(paper.get("organization") or item.get("organization"))
    authors = paper.get("authors")
    return Paper(
        paper_id=paper_id,
        title=title,
        abstract=values.text(paper.get("summary"), "paper.summary") or values.text(item.get("summary"), "summary"),
        published_on=values.day(paper.get("publishedAt"), "paper.publishedAt"),
        listed_on=listed_at.date() if listed_at else day,
        listed_at=listed_at,
        n_authors=len(authors) if isinstance(authors, list) and authors else None,
        authors=values.texts(authors, "paper.authors"),
        organization=organization,
        organization_name=organization_name,
        keywords=values.texts(paper.get("ai_keywords"), "paper.ai_keywords"),
        url=PAPER_PAGE + paper_id,
        github_url=values.link(paper.get("githubRepo"), "paper.githubRepo"),
        project_url=values.link(paper.get("projectPage"), "paper.projectPage"),
        observed_at=observed_at,
        upvotes=values.count(paper.get("upvotes"), "paper.upvotes"),
        comments=values.count(item.get("numComments"), "numComments"),
        github_stars=values.count(paper.get("githubStars"), "paper.githubStars"),
    )


def _title(value: object, name: str) -> str | None:
    return values.text(value, name, longest=values.LONGEST_TITLE)


def _organization(value: object) -> tuple[str | None, str | None]:
    """Handle and name for people; the API writes an object with `name` and `fullname`."""
    if not isinstance(value, Mapping):
        return values.text(value, "organization"), None
    handle = values.text(value.get("name"), "organization.name")
    return handle, values.text(value.get("fullname"), "organization.fullname") if handle else None
