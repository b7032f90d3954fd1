"""What the mart takes from the warehouse, worked out by hand."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.mart.write import statement
from pipelines.store.ingestion import ingest
from pipelines.store.warehouse import open_warehouse
from tests.store.sources import Given, batch, paper

LISTED_TWICE, CAME_BACK, NEVER_LISTED, UNDATED = "2501.00001", "2501.00002", "2501.00003", "2501.00004"


def at(day: int) -> datetime:
    return datetime(2025, 1, day, 12)


@pytest.fixture
def facts(fresh_db: Path) -> dict[str, dict[str, Any]]:
    """The rows by paper."""
    told = [
        paper(LISTED_TWICE, "Ebb", published_on=date(2025, 1, 1), listed_on=date(2025, 1, 9), observed_at=at(9)),
        paper(LISTED_TWICE, "Ebb", listed_on=date(2025, 1, 2), observed_at=at(2)),
        # The counts by day: upvotes 9, 4, -, -; comments -, 3, -, 0; stars -, -, 7, -.
        paper(CAME_BACK, "Salt", listed_on=date(2025, 1, 3), upvotes=9, observed_at=at(3)),
        paper(CAME_BACK, "Salt", upvotes=4, comments=3, observed_at=at(5)),
        paper(CAME_BACK, "Salt", github_stars=7, observed_at=at(7)),
        paper(CAME_BACK, "Salt", comments=0, observed_at=at(8)),
        paper(NEVER_LISTED, "Tide", published_on=date(2024, 12, 30), organization="moss-lab", organization_name="Moss"),
        paper(UNDATED, "Reed", upvotes=0, observed_at=at(4)),
    ]
    ingest(fresh_db, Given(batch(*told)), asked={})
    with open_warehouse(fresh_db, read_only=True) as connection:
        rows = connection.sql(statement("facts", "papers")).to_arrow_table().to_pylist()
    assert [row["paper_id"] for row in rows] == [LISTED_TWICE, CAME_BACK, NEVER_LISTED, UNDATED]
    return {row["paper_id"]: row for row in rows}


def told(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def test_a_paper_stands_on_its_first_listing_day(facts: dict[str, dict[str, Any]]) -> None:
    names = ("day", "listed_on", "n_listings", "published_on")
    assert told(facts[LISTED_TWICE], *names) == (date(2025, 1, 2), date(2025, 1, 2), 2, date(2025, 1, 1))
    assert told(facts[CAME_BACK], *names) == (date(2025, 1, 3), date(2025, 1, 3), 1, None)


def test_a_paper_never_listed_stands_on_its_publication_day(facts: dict[str, dict[str, Any]]) -> None:
    names = ("day", "listed_on", "n_listings")
    assert told(facts[NEVER_LISTED], *names) == (date(2024, 12, 30), None, 0)
    assert told(facts[UNDATED], *names) == (None, None, 0)


def test_of_each_kind_of_count_the_last_one_told_stands(facts: dict[str, dict[str, Any]]) -> None:
    names = ("upvotes", "upvotes_at", "comments", "github_stars")
    assert told(facts[CAME_BACK], *names) == (4, at(5), 0, 7)
    assert told(facts[UNDATED], *names) == (0, at(4), None, None)
    assert told(facts[LISTED_TWICE], *names) == (None, None, None, None)


def test_organizations_are_told_by_handle_and_name(facts: dict[str, dict[str, Any]]) -> None:
    names = ("organization_handle", "organization_name")
    assert told(facts[NEVER_LISTED], *names) == ("moss-lab", "Moss")
    assert told(facts[UNDATED], *names) == (None, None)
