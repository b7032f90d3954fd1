from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.errors import PapertideError
from pipelines.records import FetchedDay, Reject
from pipelines.store.holdings import N_RUNS, holdings, last_fetched_day
from pipelines.store.ingestion import ingest
from tests.store.sources import Given, batch, paper

AT = datetime(2025, 2, 1)


def day(number: int, n: int = 1, *, capped: bool = False) -> FetchedDay:
    return FetchedDay(date(2025, 1, number), n, capped, AT)


@pytest.fixture
def filled(fresh_db: Path) -> Path:
    papers = [
        paper("2501.00001", "A", listed_on=date(2025, 1, 2), upvotes=1),
        paper("2501.00001", "A", listed_on=date(2025, 2, 3)),
        paper("2501.00002", "B", listed_on=date(2025, 1, 3), organization="moss-lab"),
        paper("2501.00003", "C", published_on=date(2024, 12, 31), organization="moss-lab"),
        paper("2501.00004", "D"),
    ]
    # 2025-01-02 is a Thursday: Friday and Monday were fetched, Tuesday was not, the weekend need not be.
    days = [day(2, 50, capped=True), day(3), day(6, 0), day(8)]
    ingest(fresh_db, Given(batch(*papers, days=days, rejects=[Reject("x.json", "record 1", "why")])), asked={"a": 1})
    return fresh_db


def test_totals(filled: Path) -> None:
    totals = holdings(filled).totals
    assert (totals.n_papers, totals.n_listings, totals.n_observations, totals.n_days, totals.n_rejects) == (
        4,
        3,
        1,
        4,
        1,
    )
    assert (totals.first_listed_on, totals.last_listed_on) == (date(2025, 1, 2), date(2025, 2, 3))
    assert (totals.first_day, totals.last_day) == (date(2025, 1, 2), date(2025, 1, 8))


def test_gaps_are_weekdays_that_were_never_fetched(filled: Path) -> None:
    held = holdings(filled)
    assert held.missing_weekdays == [date(2025, 1, 7)]
    assert held.capped_days == [date(2025, 1, 2)]


def test_coverage_counts_a_paper_once_in_its_first_month(filled: Path) -> None:
    coverage = holdings(filled).coverage
    assert [(month.month, month.n_papers, month.n_with_organization) for month in coverage] == [
        (date(2024, 12, 1), 1, 1),
        (date(2025, 1, 1), 2, 1),
    ]
    assert [month.share_pct for month in coverage] == [100, 50]


def test_the_last_runs_and_rejects_come_newest_first(filled: Path) -> None:
    for number in range(N_RUNS + 1):
        bad = Reject("y.json", f"record {number}", "why")
        ingest(filled, Given(batch(rejects=[bad])), asked={})
    held = holdings(filled)
    assert [run.run_id for run in held.last_runs] == [7, 6, 5, 4, 3]
    assert [reject.position for reject in held.last_rejects] == [f"record {n}" for n in (5, 4, 3, 2, 1)]


def test_a_warehouse_without_papers_is_described_too(fresh_db: Path) -> None:
    ingest(fresh_db, Given(), asked={})
    held = holdings(fresh_db)
    assert (held.totals.n_papers, held.missing_weekdays, held.coverage, len(held.last_runs)) == (0, [], [], 1)
    assert last_fetched_day(fresh_db) is None


def test_the_last_fetched_day(filled: Path, tmp_path: Path) -> None:
    assert last_fetched_day(filled) == date(2025, 1, 8)
    assert last_fetched_day(tmp_path / "none.duckdb") is None


def test_no_warehouse(fresh_db: Path) -> None:
    with pytest.raises(PapertideError, match="no warehouse"):
        holdings(fresh_db)
