from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest

from pipelines.sources.daily_papers import daily_paper
from tests.sources.records import api_record

AT = datetime(2025, 1, 2)


def read(**paper: Any) -> Any:
    return daily_paper(api_record(**paper), day=date(2025, 1, 2), observed_at=AT)


def test_every_field_comes_from_where_the_api_keeps_it() -> None:
    paper = read(submittedOnDailyAt="2025-01-03T09:30:00.000Z", githubRepo="https://git.example/a\n/b")
    assert paper.model_dump() == {
        "paper_id": "2501.00001",
        "title": "Tidal Networks 2501.00001",
        "abstract": "We train small networks on tides.",
        "published_on": date(2025, 1, 1),
        "listed_on": date(2025, 1, 3),
        "listed_at": datetime(2025, 1, 3, 9, 30),
        "n_authors": 2,
        "authors": ("Ada Moss", "Bo Reed"),
        "organization": "moss-lab",
        "organization_name": "Moss Lab",
        "keywords": ("tides",),
        "url": "https://huggingface.co/papers/2501.00001",
        "github_url": "https://git.example/a/b",
        "project_url": None,
        "observed_at": AT,
        "upvotes": 7,
        "comments": 2,
        "github_stars": 3,
    }


def test_nuls_are_no_text() -> None:
    paper = read(title="E\x00bb", ai_keywords=["\x00", "ti\x00des"], summary="\x00")
    assert (paper.title, paper.keywords, paper.abstract) == ("Ebb", ("tides",), None)


def test_without_a_moment_of_listing_the_day_asked_for_counts_and_never_the_outer_date() -> None:
    paper = read(publishedAt=None)
    assert (paper.listed_on, paper.listed_at, paper.published_on) == (date(2025, 1, 2), None, None)


def test_an_id_and_a_title_are_enough_and_absent_is_not_zero() -> None:
    paper = daily_paper({"paper": {"id": "2501.00001", "title": "Ebb"}}, day=None, observed_at=AT)
    given = paper.model_dump(exclude_none=True)
    assert set(given) == {"paper_id", "title", "url", "observed_at"}


@pytest.mark.parametrize("value", [12, 12.0, "12", " 12.0 "])
def test_counts_come_as_numbers_or_text(value: object) -> None:
    assert read(upvotes=value).upvotes == 12


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"upvotes": -1}, "paper.upvotes -1 is negative"),
        ({"upvotes": 1.5}, "paper.upvotes 1.5 is not a whole number"),
        ({"upvotes": True}, "paper.upvotes True is not a whole number"),
        ({"upvotes": 10**400}, "paper.upvotes 1000"),
        ({"publishedAt": "yesterday"}, "paper.publishedAt 'yesterday' is not a date"),
        ({"publishedAt": "0001-01-01"}, "is in no year that papers are from"),
        ({"title": 5}, "paper.title 5 is not text"),
        ({"title": " "}, "the record has no title (paper.title is ' ')"),
        ({"title": "\x00"}, r"the record has no title (paper.title is '\x00')"),
        ({"title": "x" * 10_001}, "is longer than 10,000 characters"),
        ({"summary": "x" * 1_000_001}, "is longer than 1,000,000 characters"),
        ({"id": None}, "no paper.id"),
        ({"id": "2501.1"}, "lost its last digits"),
        ({"authors": "[oops"}, "paper.authors '[oops' is not a JSON list"),
    ],
)
def test_a_value_that_cannot_be_meant_is_named(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read(**fields)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" https://moss.example/tides ", "https://moss.example/tides"),
        ("moss.example/tides", "https://moss.example/tides"),
        ("javascript:alert(1)", None),
        ("see the appendix", None),
    ],
)
def test_only_web_addresses_are_kept_as_links(written: str, kept: str | None) -> None:
    assert read(projectPage=written).project_url == kept
