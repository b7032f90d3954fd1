"""What a source yields: papers as the source described them at one moment, and what it could not read.

Absent is not zero: a field the source did not give is None, never 0 or "".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Protocol

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

# arXiv's identifier schemes: yymm.nnnnn since January 2015, yymm.nnnn from April 2007, archive/yymmnnn before.
# https://info.arxiv.org/help/arxiv_identifier.html
_ARXIV_5 = re.compile(r"(1[5-9]|[2-9]\d)(0[1-9]|1[0-2])\.\d{5}")
_ARXIV_4 = re.compile(r"(0[7-9]|1[0-4])(0[1-9]|1[0-2])\.\d{4}")
_ARXIV_OLD = re.compile(r"[a-z-]+(\.[A-Z]{2})?/\d{7}")
_OTHER = re.compile(r"(?!title:)[a-z]+:[\w.-]{1,100}")  # another source's ids carry its name: `demo:00042`


def checked_paper_id(text: str) -> str:
    """The id without its version (`2503.02130v2` -> `2503.02130`); ValueError when it is none."""
    bare = re.sub(r"v\d+$", "", text.strip())
    if any(pattern.fullmatch(bare) for pattern in (_ARXIV_5, _ARXIV_4, _ARXIV_OLD, _OTHER)):
        return bare
    if re.fullmatch(r"\d{4}\.\d{1,4}", bare):
        raise ValueError(f"id {bare!r} lost its last digits, as ids read as numbers do; give ids as text")
    raise ValueError(f"id {text!r} is not an arXiv id")


def normalised_title(title: str) -> str:
    """The title as it is compared: compatibility forms unified, case, punctuation and spacing ignored."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    words = re.sub(r"[^\w]+", " ", plain).split()
    return " ".join(words or plain.split())  # a title of signs alone is compared by its signs


def _one_line(value: object) -> object:
    """Text with its line breaks and runs of spaces as single spaces; nothing left is None."""
    if isinstance(value, str):
        return " ".join(value.replace("\x00", "").split()) or None
    return value


def _no_zone(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError("times are naive UTC")
    return moment


Text = Annotated[str, BeforeValidator(_one_line)]
Moment = Annotated[datetime, AfterValidator(_no_zone)]
Count = Annotated[int, Field(ge=0)]


class Paper(BaseModel):
    """One paper as one source described it at one moment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper_id: Annotated[str, AfterValidator(checked_paper_id)] | None = Field(
        default=None,
        description="arXiv id as text, without version; None when the source shows none (saved pages)",
    )
    title: Text = Field(min_length=1, description="title, on one line")
    abstract: Text | None = Field(default=None, description="abstract, on one line")
    published_on: date | None = Field(default=None, description="day of publication (arXiv's first version), UTC")
    listed_on: date | None = Field(default=None, description="day on which Daily Papers listed it; None: never listed")
    listed_at: Moment | None = Field(
        default=None, description="moment of listing, naive UTC, where the source tells it"
    )
    n_authors: Count | None = Field(default=None, description="number of authors, as listed or as shown by the source")
    authors: tuple[Text, ...] | None = Field(default=None, description="author names in order, where given")
    organization: Text | None = Field(default=None, description="the source's handle of the paper's organization")
    organization_name: Text | None = Field(default=None, description="the organization's name for people")
    keywords: tuple[Text, ...] | None = Field(default=None, description="the source's own keywords, where given")
    url: Text | None = Field(default=None, description="the paper's page at the source, http(s)")
    github_url: Text | None = Field(default=None, description="code repository, http(s), where the source names one")
    project_url: Text | None = Field(default=None, description="project page, http(s), where the source names one")
    observed_at: Moment = Field(description="when the source said all this, naive UTC; a dump's day for a dump")
    upvotes: Count | None = Field(default=None, description="upvotes at that moment; None where the source shows none")
    comments: Count | None = Field(default=None, description="comments at that moment")
    github_stars: Count | None = Field(default=None, description="stars of the repository at that moment")


@dataclass(frozen=True)
class Reject:
    """A record that could not be read, and why."""

    origin: str  # file name or address
    position: str  # where in it, for people: "record 3", "line 120"
    reason: str
    excerpt: str = ""  # the record's first 500 characters


@dataclass(frozen=True)
class FetchedDay:
    """A listing day that a source answered for, so that a day without papers is a zero and not a gap."""

    day: date
    n_papers: int
    capped: bool  # the answer was exactly as long as its page limit: papers may be missing
    fetched_at: datetime  # naive UTC


@dataclass(frozen=True)
class Batch:
    """A part of a source's answer that is stored whole or not at all: a day, a file, a slice of a long file."""

    origin: str
    papers: list[Paper] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    days: list[FetchedDay] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what was guessed or repaired, one line each, for the terminal


class Source(Protocol):
    """An adapter: knows where papers come from, and nothing of the store."""

    name: str  # kept with every listing, observation and run: "hf", "files", "demo"

    def batches(self) -> Iterator[Batch]:
        """Yield what the source has, in order of time where it has one."""
        ...
