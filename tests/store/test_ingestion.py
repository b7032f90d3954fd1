from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import PapertideError
from pipelines.records import Batch, FetchedDay, Reject
from pipelines.sources.files import FilesSource
from pipelines.store import merge
from pipelines.store.ingestion import ingest
from tests.store.sources import NOON, Given, batch, paper

Query = Callable[..., list[tuple[Any, ...]]]
DAY = date(2025, 1, 2)
MIDNIGHT = datetime(2025, 1, 2)


def fetched(n: int, at: datetime, *, capped: bool = False) -> Batch:
    return batch(days=[FetchedDay(DAY, n, capped, at)])


def test_a_run_is_logged_with_its_question_and_its_counts(fresh_db: Path, query: Query) -> None:
    source = Given(
        batch(paper("2501.00001"), paper("2501.00002", "Salt"), rejects=[Reject("a.json", "record 3", "no title")]),
        batch(paper("2501.00001", n_authors=2), notes=["guessed"]),
    )
    seen: list[Batch] = []
    done = ingest(fresh_db, source, asked={"since": DAY, "paths": ["é"]}, progress=seen.append)
    assert (done.n_seen, done.n_new, done.n_updated, done.n_rejected, done.notes) == (4, 2, 0, 1, ["guessed"])
    assert len(seen) == 2
    assert query("SELECT run_id, source, asked, status, n_seen, n_new, n_updated, n_rejected, message FROM runs") == [
        (1, "files", '{"paths": ["é"], "since": "2025-01-02"}', "done", 4, 2, 0, 1, None)
    ]
    assert query("SELECT count(*) FROM runs WHERE finished_at >= started_at") == [(1,)]


def test_a_source_that_fails_at_once_leaves_nothing(fresh_db: Path) -> None:
    with pytest.raises(PapertideError, match="no such thing"):
        ingest(fresh_db, Given(PapertideError("no such thing")), asked={})
    assert not fresh_db.parent.exists()


def test_a_source_that_fails_at_once_leaves_a_store_as_it_was(fresh_db: Path) -> None:
    ingest(fresh_db, Given(batch(paper())), asked={})
    before = fresh_db.read_bytes()
    with pytest.raises(PapertideError):
        ingest(fresh_db, Given(PapertideError("no such thing")), asked={})
    assert fresh_db.read_bytes() == before


def test_what_was_committed_before_a_failure_stays(fresh_db: Path, query: Query) -> None:
    source = Given(batch(paper("2501.00001")), batch(paper("2501.00002", "Salt")), PapertideError("the line is dead"))
    with pytest.raises(PapertideError, match="the line is dead"):
        ingest(fresh_db, source, asked={}, records_per_transaction=1)
    assert query("SELECT count(*) FROM papers") == [(2,)]
    assert query("SELECT status, n_seen, n_new, message FROM runs") == [("failed", 2, 2, "the line is dead")]


def test_a_transaction_that_fails_is_taken_back_whole(
    fresh_db: Path, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(fresh_db, Given(batch(paper(n_authors=1))), asked={})
    monkeypatch.setattr(merge, "_APPEND_REJECTS", "SELECT nothing FROM nowhere")
    bad = batch(
        paper(n_authors=2, upvotes=1, listed_on=DAY), paper("2501.00002", "Salt"), rejects=[Reject("a", "b", "c")]
    )
    with pytest.raises(PapertideError, match="could not store this and took it back: Catalog Error"):
        ingest(fresh_db, Given(bad), asked={})
    assert query("SELECT paper_id, n_authors FROM papers") == [("2501.00001", 1)]
    assert query("SELECT (SELECT count(*) FROM listings) + (SELECT count(*) FROM observations)") == [(0,)]
    assert query("SELECT status, n_seen, n_rejected FROM runs ORDER BY run_id") == [("done", 1, 0), ("failed", 0, 0)]


def test_stopping_by_hand_is_logged(fresh_db: Path, query: Query) -> None:
    def stop(_: Batch) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(fresh_db, Given(batch(paper())), asked={}, progress=stop, records_per_transaction=1)
    assert query("SELECT status, message FROM runs") == [("failed", "stopped by the user")]
    assert query("SELECT count(*) FROM papers") == [(1,)]


def test_a_killed_process_leaves_whole_days_and_its_run_is_closed_by_the_next(fresh_db: Path, query: Query) -> None:
    script = (
        "import os, sys; from pathlib import Path; from pipelines.store.ingestion import ingest;"
        "from tests.store.sources import Given, batch, paper;"
        "ingest(Path(sys.argv[1]), Given(batch(paper()), batch()), asked={},"
        " progress=lambda b: b.papers or os._exit(9), records_per_transaction=1)"
    )
    repo = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(repo)}
    assert subprocess.run([sys.executable, "-c", script, str(fresh_db)], env=environment).returncode == 9
    assert query("SELECT status, n_seen, n_new FROM runs") == [("running", 1, 1)]
    ingest(fresh_db, Given(batch(paper("2501.00002", "Salt"))), asked={})
    assert query("SELECT status, n_seen, n_new, message FROM runs ORDER BY run_id") == [
        ("failed", 1, 1, "the process ended before the run"),
        ("done", 1, 1, None),
    ]
    assert query("SELECT count(*) FROM papers") == [(2,)]


def test_rejects_are_kept_once_with_the_run_that_met_them_first(fresh_db: Path, query: Query) -> None:
    bad = Reject("a.json", "record 3", "no title", "{}")
    for _ in range(2):
        done = ingest(fresh_db, Given(batch(rejects=[bad, bad, Reject("a.json", "record 4", "no title")])), asked={})
    assert done.n_rejected == 3
    assert query("SELECT * FROM rejects ORDER BY position") == [
        ("a.json", "record 3", "no title", "{}", 1),
        ("a.json", "record 4", "no title", "", 1),
    ]


LATER = MIDNIGHT + timedelta(days=3)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([(7, MIDNIGHT, False)], (7, False, MIDNIGHT)),
        ([(7, MIDNIGHT, False), (7, MIDNIGHT, False)], (7, False, MIDNIGHT)),
        ([(50, MIDNIGHT, True), (62, LATER, False)], (62, False, LATER)),
        ([(62, LATER, False), (50, MIDNIGHT, True)], (62, False, LATER)),
        # The day was not over when it was first asked for: the second answer confirms it.
        ([(7, NOON, False), (7, LATER, False)], (7, False, LATER)),
        ([(7, LATER, False), (7, LATER + timedelta(days=1), False)], (7, False, LATER)),
        ([(7, NOON, False), (7, NOON + timedelta(hours=1), False)], (7, False, NOON)),
        ([(3, LATER, False), (5, LATER, False)], (5, False, LATER)),
        ([(5, LATER, False), (3, LATER, False)], (5, False, LATER)),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_the_latest_answer_that_says_something_stands(
    fresh_db: Path, query: Query, answers: list[Any], expected: tuple[Any, ...], together: bool
) -> None:
    batches = [fetched(n, at, capped=capped) for n, at, capped in answers]
    for given in [batches] if together else [[one] for one in batches]:
        ingest(fresh_db, Given(*given), asked={})
    ((n, capped, at),) = query("SELECT n_papers, capped, fetched_at FROM days")
    assert (n, capped) == expected[:2]
    assert at == expected[2] or together  # of answers in one transaction the last counts


def test_the_same_twice_changes_nothing_but_the_run_log(fresh_db: Path, facts: Any, query: Query) -> None:
    source = Given(
        batch(
            paper(upvotes=3, listed_on=DAY, listed_at=NOON, authors=("A",), keywords=("k",)),
            paper(None, "Salt", comments=2, published_on=DAY),
            rejects=[Reject("a", "record 1", "why")],
            days=[FetchedDay(DAY, 2, capped=True, fetched_at=MIDNIGHT)],
        ),
        batch(paper(upvotes=3, observed_at=NOON + timedelta(hours=2), organization="moss-lab")),
    )
    ingest(fresh_db, source, asked={})
    before = facts()
    done = ingest(fresh_db, source, asked={})
    assert (done.n_new, done.n_updated) == (0, 0)
    assert facts() == before
    assert query("SELECT count(*) FROM runs") == [(2,)]


@pytest.mark.shared
def test_the_real_days_and_the_real_page_twice(shared: Path, fresh_db: Path, facts: Any, query: Query) -> None:
    days = FilesSource([shared / "hf_daily_papers"])
    page = FilesSource([shared / "seed" / "daily_papers_search_page.txt"])
    first = ingest(fresh_db, days, asked={})
    assert (first.n_seen, first.n_new, first.n_rejected, first.n_days) == (7_414, 7_414, 0, 479)
    assert first.seconds < 15
    assert query("SELECT count(*), count(organization) FROM papers") == [(7_414, 1_382)]
    assert query("SELECT count(*) FROM listings") == [(7_414,)]
    assert query("SELECT day FROM days WHERE capped") == [(date(2025, 9, 30),)]
    on_page = ingest(fresh_db, page, asked={})
    assert query("SELECT count(*) FROM papers") == [(7_414 + on_page.n_new,)]
    before = facts()
    for source in (days, page):
        again = ingest(fresh_db, source, asked={})
        assert (again.n_new, again.n_updated) == (0, 0)
    assert facts() == before
