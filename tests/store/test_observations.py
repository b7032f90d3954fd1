from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.store.ingestion import ingest
from pipelines.store.merge import SAME_OBSERVATION
from tests.store.sources import NOON, Given, batch, paper

Query = Callable[..., list[tuple[Any, ...]]]


def said(upvotes: int | None, hours: float, **fields: Any) -> Any:
    return paper(upvotes=upvotes, observed_at=NOON + timedelta(hours=hours), **fields)


def kept(query: Query) -> list[tuple[float, int]]:
    rows = query("SELECT observed_at, upvotes FROM observations ORDER BY observed_at, upvotes")
    return [((at - NOON) / timedelta(hours=1), upvotes) for at, upvotes in rows]


def test_what_changes_is_appended(fresh_db: Path, query: Query) -> None:
    ingest(fresh_db, Given(batch(said(1, 0), said(2, 1)), batch(said(3, 2))), asked={})
    assert kept(query) == [(0, 1), (1, 2), (2, 3)]


def test_the_same_within_a_day_tells_nothing(fresh_db: Path, query: Query) -> None:
    ingest(fresh_db, Given(batch(said(5, 0))), asked={})
    ingest(
        fresh_db, Given(batch(said(5, 0), said(5, 10), said(5, 23.9), said(5, 24), said(5, 47), said(5, 48))), asked={}
    )
    assert kept(query) == [(0, 5), (24, 5), (48, 5)]


def test_a_count_that_comes_back_is_kept(fresh_db: Path, query: Query) -> None:
    ingest(fresh_db, Given(batch(said(5, 0), said(6, 6), said(5, 12), said(5, 13))), asked={})
    assert kept(query) == [(0, 5), (6, 6), (12, 5)]


def test_several_answers_of_one_moment_are_kept_once_each(fresh_db: Path, query: Query) -> None:
    told = batch(said(5, -1), said(5, 0), said(6, 0), said(7, 0), said(6, 1), said(7, 1))
    for _ in range(2):
        ingest(fresh_db, Given(told), asked={})
        assert kept(query) == [(-1, 5), (0, 6), (0, 7)]


def test_sources_and_papers_speak_for_themselves(fresh_db: Path, query: Query) -> None:
    ingest(fresh_db, Given(batch(said(5, 0), said(5, 1, paper_id="2501.00002", title="Salt"))), asked={})
    ingest(fresh_db, Given(batch(said(5, 2)), name="hf"), asked={})
    assert kept(query) == [(0, 5), (1, 5), (2, 5)]


def test_every_count_counts(fresh_db: Path, query: Query) -> None:
    ingest(fresh_db, Given(batch(said(5, 0), said(5, 1, comments=0), said(5, 2, github_stars=1))), asked={})
    assert len(kept(query)) == 3


def test_nothing_said_is_no_observation(fresh_db: Path, query: Query) -> None:
    ingest(fresh_db, Given(batch(said(None, 0), said(0, 1))), asked={})
    assert kept(query) == [(1, 0)]


def test_an_earlier_one_told_later_is_kept(fresh_db: Path, query: Query) -> None:
    ingest(fresh_db, Given(batch(said(5, 10))), asked={})
    ingest(fresh_db, Given(batch(said(5, 0))), asked={})
    assert kept(query) == [(0, 5), (10, 5)]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 200)), min_size=1, max_size=12), st.randoms())
def test_told_again_in_any_order_nothing_is_added(
    fresh_db: Path, query: Query, told: list[tuple[int, int]], chance: Any
) -> None:
    fresh_db.unlink(missing_ok=True)
    ingest(fresh_db, Given(batch(*(said(*one) for one in sorted(told, key=lambda one: one[1])))), asked={})
    before = kept(query)
    chance.shuffle(told)
    ingest(fresh_db, Given(*(batch(said(*one)) for one in told)), asked={}, records_per_transaction=3)
    assert kept(query) == before
    answers = Counter(hours for _, hours in set(told))
    for upvotes, hours in told:
        if answers[hours] == 1:  # what is kept last up to then is what was told, and less than a day old
            last = max(at for at, _ in before if at <= hours)
            assert (last, upvotes) in before
            assert timedelta(hours=hours - last) < SAME_OBSERVATION
