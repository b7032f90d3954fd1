"""Merges what a source told into the facts; a transaction keeps all of it or nothing.

The rules stand in the SQL files: `merged.sql` (papers), `stage.sql` and `absorb.sql` (papers without an id),
`merge_listings.sql`, `merge_days.sql`; that of observations stands here.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
import pyarrow as pa

from pipelines.errors import PapertideError
from pipelines.records import FetchedDay, Paper, Reject
from pipelines.store.frames import days_table, incoming_table, observations_table, rejects_table
from pipelines.store.statements import statement

# An answer like the one kept before it, and less than this later, tells nothing.
SAME_OBSERVATION = timedelta(hours=24)

_CHANGES = "SELECT paper_id, is_new FROM changes"
_N_ABSORBED = "SELECT count(*) FROM absorbed"
_TOLD = """
SELECT paper_id, observed_at, source, upvotes, comments, github_stars, run_id
FROM staged
WHERE coalesce(upvotes, comments, github_stars) IS NOT NULL
ORDER BY observed_at, place
"""
_KEPT = """
SELECT paper_id, observed_at, upvotes, comments, github_stars
FROM observations
WHERE source = $source AND paper_id IN (SELECT paper_id FROM staged)
"""
_APPEND_OBSERVATIONS = "INSERT INTO observations SELECT * FROM incoming_observations"
_APPEND_REJECTS = """
INSERT INTO rejects
SELECT DISTINCT ON (origin, position, reason) * FROM incoming_rejects
ON CONFLICT DO NOTHING
"""


_Counts = tuple[int | None, ...]  # upvotes, comments, GitHub stars


@dataclass(frozen=True)
class Changes:
    """Which papers a merge added, and whose facts it changed."""

    new: frozenset[str]
    updated: frozenset[str]


def merge(
    connection: duckdb.DuckDBPyConnection,
    papers: Sequence[Paper],
    *,
    days: Sequence[FetchedDay] = (),
    rejects: Sequence[Reject] = (),
    source: str,
    run_id: int,
) -> Changes:
    """Store all of it; the caller holds a `transaction`."""
    changes = _merge_papers(connection, incoming_table(papers, source=source, run_id=run_id), source)
    _run(connection, statement("merge_days"), incoming_days=days_table(days, source=source, run_id=run_id))
    _run(connection, _APPEND_REJECTS, incoming_rejects=rejects_table(rejects, run_id=run_id))
    return changes


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what is done inside; take all of it back if any of it fails.

    Raises
    ------
    PapertideError : DuckDB could not store it (a full disk, say).
    """
    connection.begin()
    try:
        yield
        connection.commit()
    except duckdb.Error as error:
        _take_back(connection)
        said = str(error).strip().splitlines()[0]
        raise PapertideError(f"the warehouse could not store this and took it back: {said}") from error
    except BaseException:
        _take_back(connection)
        raise


def _take_back(connection: duckdb.DuckDBPyConnection) -> None:
    # A database that had to close itself (a full disk) has taken back already.
    with suppress(duckdb.Error):
        connection.rollback()


def _merge_papers(connection: duckdb.DuckDBPyConnection, incoming: pa.Table, source: str) -> Changes:
    if not incoming.num_rows:
        return Changes(frozenset(), frozenset())
    _run(connection, statement("stage"), incoming=incoming)
    connection.execute(statement("absorbed"))
    if _count(connection, _N_ABSORBED):
        connection.execute(statement("absorb"))
    connection.execute(statement("merged"))
    connection.execute(statement("changes"))
    changed = connection.execute(_CHANGES).fetchall()
    connection.execute(statement("merge_papers"))
    connection.execute(statement("merge_listings"))
    _append_observations(connection, source)
    return Changes(
        new=frozenset(paper_id for paper_id, is_new in changed if is_new),
        updated=frozenset(paper_id for paper_id, is_new in changed if not is_new),
    )


def _append_observations(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Append what was staged, but for counts that the source's answer before, less than a day earlier, told already."""
    kept: defaultdict[str, _Answers] = defaultdict(_Answers)
    for paper_id, observed_at, *counts in connection.execute(_KEPT, {"source": source}).fetchall():
        kept[paper_id].add(observed_at, tuple(counts))
    news = []
    for row in connection.execute(_TOLD).fetchall():
        paper_id, observed_at, _, *counts, _ = row
        if not kept[paper_id].told(observed_at, tuple(counts)):
            kept[paper_id].add(observed_at, tuple(counts))
            news.append(row)
    _run(connection, _APPEND_OBSERVATIONS, incoming_observations=observations_table(news))


class _Answers:
    """The kept observations of one paper by one source: the counts told at each moment, usually one."""

    def __init__(self) -> None:
        self._moments: list[datetime] = []
        self._counts: dict[datetime, set[_Counts]] = {}

    def add(self, moment: datetime, counts: _Counts) -> None:
        if moment not in self._counts:
            insort(self._moments, moment)
        self._counts.setdefault(moment, set()).add(counts)

    def told(self, moment: datetime, counts: _Counts) -> bool:
        """Whether these counts are kept for this moment, or for the last one before it within a day."""
        if counts in self._counts.get(moment, ()):
            return True
        at = bisect_left(self._moments, moment)
        if not at or moment - self._moments[at - 1] >= SAME_OBSERVATION:
            return False
        return counts in self._counts[self._moments[at - 1]]


def _run(connection: duckdb.DuckDBPyConnection, sql: str, **tables: pa.Table) -> None:
    """Run a statement that reads Arrow tables by name; an empty table asks for nothing."""
    (name, table), *_ = tables.items()
    if not table.num_rows:
        return
    connection.register(name, table)
    connection.execute(sql)
    connection.unregister(name)  # not after a failure: DuckDB would refuse, and hide the cause


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return int(row[0])
