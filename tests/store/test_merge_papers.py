"""Descriptions of one paper by several sources, at several moments, in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from pipelines.store.ingestion import RunSummary, ingest
from tests.store.sources import NOON, Given, batch, paper

Query = Callable[..., list[tuple[Any, ...]]]
DAY = timedelta(days=1)


def take(db: Path, *papers: Any, name: str = "files") -> RunSummary:
    return ingest(db, Given(batch(*papers), name=name), asked={})


def test_a_newer_description_wins_but_never_erases(fresh_db: Path, query: Query) -> None:
    take(fresh_db, paper(abstract="Low.", keywords=("tides",), n_authors=2))
    done = take(fresh_db, paper(title="Ebb & Flow", abstract="High.", observed_at=NOON + DAY))
    assert (done.n_new, done.n_updated) == (0, 1)
    assert query("SELECT title, title_key, abstract, keywords, n_authors, described_at FROM papers") == [
        ("Ebb & Flow", "ebb flow", "High.", ["tides"], 2, NOON + DAY)
    ]


def test_an_older_description_fills_what_is_unknown_only(fresh_db: Path, query: Query) -> None:
    take(fresh_db, paper(abstract="High."))
    done = take(fresh_db, paper(title="Old Ebb", abstract="Low.", n_authors=2, observed_at=NOON - DAY))
    assert (done.n_new, done.n_updated) == (0, 1)
    assert query("SELECT title, abstract, n_authors, described_at FROM papers") == [("Ebb and Flow", "High.", 2, NOON)]


def test_of_one_moment_the_later_told_wins(fresh_db: Path, query: Query) -> None:
    take(fresh_db, paper(abstract="First."))
    take(fresh_db, paper(abstract="Second."), paper(abstract="Third."))
    assert query("SELECT abstract FROM papers") == [("Third.",)]


TOLD = [
    paper(abstract="Low.", organization="moss-lab", observed_at=NOON),
    paper(abstract=None, organization="reed-lab", n_authors=3, observed_at=NOON + DAY),
    paper(abstract="High.", organization=None, n_authors=2, observed_at=NOON - DAY, keywords=("old",)),
]


def test_one_batch_and_one_batch_each_come_to_the_same(tmp_path: Path, fresh_db: Path, facts: Any) -> None:
    ingest(fresh_db, Given(batch(*TOLD)), asked={})
    together = facts()["papers"]
    fresh_db.unlink()
    ingest(fresh_db, Given(*(batch(told) for told in TOLD)), asked={}, records_per_transaction=1)
    assert facts()["papers"] == together
    assert together[0][3:9] == ("Low.", None, 3, None, "reed-lab", None)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_the_newest_value_wins_in_whatever_order_it_is_told(
    fresh_db: Path, query: Query, order: tuple[int, ...]
) -> None:
    for at in order:
        take(fresh_db, TOLD[at])
    assert query("SELECT organization, n_authors, keywords FROM papers") == [("reed-lab", 3, ["old"])]


def test_a_later_date_alone_is_no_update(fresh_db: Path, query: Query) -> None:
    take(fresh_db, paper(authors=("A", "B")))
    done = take(fresh_db, paper(authors=("A", "B"), observed_at=NOON + DAY))
    assert done.n_updated == 0
    assert query("SELECT described_at FROM papers") == [(NOON + DAY,)]


def test_a_paper_listed_on_two_days_is_one_paper_with_two_listings(fresh_db: Path, query: Query) -> None:
    first, second = date(2025, 1, 2), date(2025, 1, 3)
    done = take(
        fresh_db, paper(listed_on=first), paper(listed_on=second), paper(listed_on=second, listed_at=NOON + DAY)
    )
    assert (done.n_seen, done.n_new) == (3, 1)
    assert query("SELECT listed_on, listed_at FROM listings ORDER BY ALL") == [(first, None), (second, NOON + DAY)]


def test_a_listing_learns_its_moment_and_keeps_who_said_it_first(fresh_db: Path, query: Query) -> None:
    take(fresh_db, paper(listed_on=NOON.date()), name="files")
    take(fresh_db, paper(listed_on=NOON.date(), listed_at=NOON), name="hf")
    take(fresh_db, paper(listed_on=NOON.date(), listed_at=NOON + DAY), name="hf")
    assert query("SELECT listed_at, source, run_id FROM listings") == [(NOON, "files", 1)]


class TestWithoutAnId:
    def test_a_title_is_an_id_until_a_better_one_turns_up(self, fresh_db: Path, query: Query) -> None:
        page = paper(None, "Ebb  and FLOW!", comments=4, n_authors=5, listed_on=date(2025, 1, 2))
        take(fresh_db, page)
        ((made,),) = query("SELECT paper_id FROM papers")
        assert made.startswith("title:")
        assert len(made) == len("title:") + 16

        done = take(fresh_db, paper(abstract="Low.", upvotes=9, observed_at=NOON - DAY), name="hf")
        assert (done.n_new, done.n_updated) == (0, 1)
        assert query("SELECT paper_id, title, abstract, n_authors, source, first_run_id FROM papers") == [
            ("2501.00001", "Ebb and FLOW!", "Low.", 5, "hf", 1)
        ]
        assert query("SELECT paper_id, listed_on FROM listings") == [("2501.00001", date(2025, 1, 2))]
        assert query("SELECT paper_id, source, upvotes, comments FROM observations ORDER BY ALL") == [
            ("2501.00001", "files", None, 4),
            ("2501.00001", "hf", 9, None),
        ]

    def test_a_known_paper_is_found_by_its_title(self, fresh_db: Path, query: Query) -> None:
        take(fresh_db, paper("2501.00002", abstract="Low."), paper("2501.00001"))
        done = take(fresh_db, paper(None, "ebb, and flow", organization="moss-lab"))
        assert (done.n_new, done.n_updated) == (0, 1)
        assert query("SELECT paper_id, organization FROM papers ORDER BY ALL") == [
            ("2501.00001", "moss-lab"),
            ("2501.00002", None),
        ]

    def test_an_id_in_the_same_batch_counts(self, fresh_db: Path, query: Query) -> None:
        done = take(fresh_db, paper(None, n_authors=5), paper("2501.00001", abstract="Low."))
        assert (done.n_seen, done.n_new) == (2, 1)
        assert query("SELECT paper_id, abstract, n_authors FROM papers") == [("2501.00001", "Low.", 5)]

    def test_cards_of_one_title_are_one_paper(self, fresh_db: Path, query: Query) -> None:
        take(fresh_db, paper(None), paper(None, "EBB AND FLOW"), paper(None, "Salt"))
        take(fresh_db, paper(None))
        assert query("SELECT count(*) FROM papers") == [(2,)]

    def test_titles_of_signs_alone_are_different_papers(self, fresh_db: Path, query: Query) -> None:
        take(fresh_db, paper(None, "?!"), paper(None, "∞"))
        assert query("SELECT count(*) FROM papers") == [(2,)]

    def test_page_and_dump_come_to_the_same_in_either_order(self, fresh_db: Path, facts: Any) -> None:
        page = paper(None, "EBB AND FLOW", organization="moss-lab", comments=1, observed_at=NOON + DAY)
        dump = paper(abstract="Low.", organization="reed-lab", upvotes=2, listed_on=NOON.date())

        def outcome(*order: Any) -> Any:
            fresh_db.unlink(missing_ok=True)
            for told in order:
                take(fresh_db, told)
            found = facts()
            return [row[:13] for row in found["papers"]], [row[:-1] for row in found["observations"]]

        assert outcome(page, dump) == outcome(dump, page) == outcome(page, dump, page, dump)
