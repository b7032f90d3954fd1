"""One ingestion: a source's batches into the warehouse, with its row in the run log."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import duckdb

from pipelines.errors import PapertideError
from pipelines.records import Batch, FetchedDay, Paper, Reject, Source
from pipelines.store.merge import merge, transaction
from pipelines.store.warehouse import open_warehouse, utc_now

# About as many records share a transaction: fewer cost time, more cost what a crash loses.
RECORDS_PER_TRANSACTION = 2_000

_SYNTHETIC = "SELECT 1 FROM papers WHERE source = 'demo' LIMIT 1"
_START_RUN = """
INSERT INTO runs (run_id, source, asked, started_at, status)
SELECT coalesce(max(run_id), 0) + 1, $source, $asked, $started_at, 'running' FROM runs
RETURNING run_id
"""
# Only one process writes: a run that is still open has lost its process.
_CLOSE_ABANDONED = """
UPDATE runs SET status = 'failed', finished_at = $finished_at, message = 'the process ended before the run'
WHERE status = 'running'
"""
_COUNT_RUN = """
UPDATE runs SET n_seen = $n_seen, n_new = $n_new, n_updated = $n_updated, n_rejected = $n_rejected
WHERE run_id = $run_id
"""
_FINISH_RUN = """
UPDATE runs SET status = $status, finished_at = $finished_at, message = $message WHERE run_id = $run_id
"""


@dataclass
class RunSummary:
    """What one ingestion did; the counts are those of the table `runs`."""

    run_id: int
    source: str
    n_seen: int = 0
    n_new: int = 0
    n_updated: int = 0
    n_rejected: int = 0
    n_days: int = 0  # days that the source answered for
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)  # what was guessed or repaired


def ingest(
    path: Path,
    source: Source,
    *,
    asked: Mapping[str, object],
    progress: Callable[[Batch], None] | None = None,
    records_per_transaction: int = RECORDS_PER_TRANSACTION,
) -> RunSummary:
    """Store all that the source yields; what is committed stays, whatever happens later.

    The warehouse is opened only once the source has yielded something: bad input leaves no trace.

    Parameters
    ----------
    path : the warehouse, created when missing
    asked : the question, for the run log; JSON-serialisable or printable values
    progress : called with each batch once it is read
    records_per_transaction : batches are committed together up to about this many records; 1: each by itself

    Raises
    ------
    PapertideError : the warehouse cannot be opened, or the source failed; a run begun is logged as failed.
    """
    started = time.monotonic()
    batches = source.batches()
    first = next(batches, None)
    waiting = iter(()) if first is None else chain([first], batches)
    with open_warehouse(path) as connection:
        if source.name != "demo" and connection.execute(_SYNTHETIC).fetchone():
            raise PapertideError(f"{path} holds synthetic demo papers; name another file with --db")
        run = _Run(connection, RunSummary(_start_run(connection, source.name, asked), source.name))
        try:
            for batch in waiting:
                run.take(batch, records_per_transaction)
                if progress:
                    progress(batch)
            run.commit()
        except BaseException as error:
            with suppress(duckdb.Error):  # it must not hide why the run failed
                run.finish("failed", _message(error))
            raise
        run.summary.seconds = time.monotonic() - started
        run.finish("done", None)
    return run.summary


class _Run:
    """The batches of one run that wait for their transaction, and what has become of the others."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, summary: RunSummary) -> None:
        self.summary = summary
        self._connection = connection
        self._new: set[str] = set()
        self._updated: set[str] = set()
        self._waiting: list[Batch] = []
        self._n_waiting = 0

    def take(self, batch: Batch, per_transaction: int) -> None:
        self._waiting.append(batch)
        self._n_waiting += max(1, len(batch.papers) + len(batch.rejects))
        if self._n_waiting >= per_transaction:
            self.commit()

    def commit(self) -> None:
        batches, self._waiting, self._n_waiting = self._waiting, [], 0
        papers: list[Paper] = [paper for batch in batches for paper in batch.papers]
        rejects: list[Reject] = [reject for batch in batches for reject in batch.rejects]
        days: list[FetchedDay] = [day for batch in batches for day in batch.days]
        with transaction(self._connection):  # the run log counts what is committed, even if the process is killed
            changes = merge(
                self._connection,
                papers,
                days=days,
                rejects=rejects,
                source=self.summary.source,
                run_id=self.summary.run_id,
            )
            new = self._new | changes.new
            updated = self._updated | (changes.updated - new)
            done = replace(
                self.summary,
                n_seen=self.summary.n_seen + len(papers) + len(rejects),
                n_new=len(new),
                n_updated=len(updated),
                n_rejected=self.summary.n_rejected + len(rejects),
                n_days=self.summary.n_days + len({day.day for day in days}),
                notes=self.summary.notes + [note for batch in batches for note in batch.notes],
            )
            counts = {name: getattr(done, name) for name in ("run_id", "n_seen", "n_new", "n_updated", "n_rejected")}
            self._connection.execute(_COUNT_RUN, counts)
        self.summary, self._new, self._updated = done, new, updated

    def finish(self, status: str, message: str | None) -> None:
        values = {"run_id": self.summary.run_id, "status": status, "message": message, "finished_at": utc_now()}
        self._connection.execute(_FINISH_RUN, values)


def _start_run(connection: duckdb.DuckDBPyConnection, source: str, asked: Mapping[str, object]) -> int:
    now = utc_now()
    connection.execute(_CLOSE_ABANDONED, {"finished_at": now})
    question = json.dumps(asked, default=str, sort_keys=True, ensure_ascii=False)
    row = connection.execute(_START_RUN, {"source": source, "asked": question, "started_at": now}).fetchone()
    assert row is not None
    return int(row[0])


def _message(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "stopped by the user"
    return str(error) or type(error).__name__
