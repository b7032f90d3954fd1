"""What the warehouse holds and what it lacks: the answers of `papertide status`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from pipelines.store.statements import statement
from pipelines.store.warehouse import open_warehouse, warehouse_exists

N_RUNS = 5
N_REJECTS = 5


@dataclass(frozen=True)
class Totals:
    """One number for each table of facts."""

    n_papers: int
    n_listings: int
    n_observations: int
    n_days: int  # fetched, with or without papers
    n_rejects: int
    n_runs: int
    first_listed_on: date | None
    last_listed_on: date | None
    first_day: date | None  # first and last fetched day
    last_day: date | None


@dataclass(frozen=True)
class MonthCoverage:
    """How many of the papers of a month (of first listing, else of publication) have a known organization."""

    month: date  # its first day
    n_papers: int
    n_with_organization: int

    @property
    def share_pct(self) -> float:
        return 100 * self.n_with_organization / self.n_papers


@dataclass(frozen=True)
class Run:
    """A row of the run log."""

    run_id: int
    source: str
    asked: str
    started_at: datetime
    finished_at: datetime | None
    status: str
    n_seen: int
    n_new: int
    n_updated: int
    n_rejected: int
    message: str | None


@dataclass(frozen=True)
class RejectedRecord:
    """One of the latest records that could not be read."""

    origin: str
    position: str
    reason: str
    run_id: int


@dataclass(frozen=True)
class Holdings:
    """All that `papertide status` tells."""

    path: str
    schema_version: int
    totals: Totals
    missing_weekdays: list[date]  # between the first and the last fetched day, never fetched
    capped_days: list[date]  # papers may be missing
    coverage: list[MonthCoverage]
    last_runs: list[Run]  # the newest first
    last_rejects: list[RejectedRecord]  # the newest first


def holdings(path: Path) -> Holdings:
    """Read all of it at once.

    Raises
    ------
    PapertideError : no warehouse, or one that cannot be opened.
    """
    with open_warehouse(path, read_only=True) as connection:
        return Holdings(
            path=str(path),
            schema_version=_rows(connection, "schema_version")[0][0],
            totals=Totals(*_rows(connection, "totals")[0]),
            missing_weekdays=[day for (day,) in _rows(connection, "missing_weekdays")],
            capped_days=[day for (day,) in _rows(connection, "capped_days")],
            coverage=[MonthCoverage(*row) for row in _rows(connection, "organization_coverage")],
            last_runs=[Run(*row) for row in _rows(connection, "last_runs", n=N_RUNS)],
            last_rejects=[RejectedRecord(*row) for row in _rows(connection, "last_rejects", n=N_REJECTS)],
        )


def last_fetched_day(path: Path) -> date | None:
    """The latest day that a source answered for; None when the store has none, or does not exist.

    Raises
    ------
    PapertideError : a warehouse that cannot be opened.
    """
    if not warehouse_exists(path):
        return None
    with open_warehouse(path, read_only=True) as connection:
        totals = Totals(*_rows(connection, "totals")[0])
    return totals.last_day


def _rows(connection: duckdb.DuckDBPyConnection, name: str, **values: object) -> list[tuple]:  # type: ignore[type-arg]
    return connection.execute(statement(f"holdings/{name}"), values).fetchall()
