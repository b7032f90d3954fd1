"""What tests of several folders share: the real days, a fresh warehouse, and readable snapshots of one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.mart.build import build
from pipelines.mart.snapshot import Snapshot, current_snapshot
from pipelines.sources.demo import DemoSource
from pipelines.sources.files import FilesSource
from pipelines.store.ingestion import ingest
from pipelines.store.warehouse import open_warehouse

REPO = Path(__file__).resolve().parents[1]
FACT_TABLES = ("papers", "listings", "observations", "days", "rejects")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real days, beside the checkout."""
    folder = REPO.parent / "shared"
    if not (folder / "hf_daily_papers").is_dir():
        pytest.skip("the real days are not here (../shared/hf_daily_papers)")
    return folder


@pytest.fixture
def fresh_db(tmp_path: Path) -> Path:
    """Where a warehouse may be made; there is none yet, nor its folder."""
    return tmp_path / "store" / "papertide.duckdb"


@pytest.fixture
def query(fresh_db: Path) -> Callable[..., list[tuple[Any, ...]]]:
    """Ask the warehouse at `fresh_db`."""

    def ask(sql: str, *values: object) -> list[tuple[Any, ...]]:
        with open_warehouse(fresh_db, read_only=True) as connection:
            return connection.execute(sql, list(values)).fetchall()

    return ask


@pytest.fixture
def facts(query: Callable[..., list[tuple[Any, ...]]]) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """Every row of every table but the run log, in an order of its own."""
    return lambda: {table: sorted(query(f"SELECT * FROM {table}"), key=repr) for table in FACT_TABLES}


@pytest.fixture(scope="session")
def demo_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of 1,500 synthetic papers with its mart published; read it, never write it."""
    warehouse = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    ingest(warehouse, DemoSource(n_papers=1500), asked={"seed": 0})
    build(warehouse)
    return warehouse


@pytest.fixture(scope="session")
def demo(demo_warehouse: Path) -> Snapshot:
    """The snapshot of the synthetic papers."""
    return current_snapshot(demo_warehouse)


@pytest.fixture(scope="session")
def real_warehouse(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the real days with its mart published; read it, never write it."""
    warehouse = tmp_path_factory.mktemp("real") / "papertide.duckdb"
    ingest(warehouse, FilesSource([shared / "hf_daily_papers"]), asked={})
    build(warehouse)
    return warehouse


_ran: Counter[str] = Counter()
_skipped: Counter[str] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    for marker in os.environ.get("PAPERTIDE_MUST_RUN", "").split():
        if marker in report.keywords:
            _ran[marker] += report.when == "call" and report.passed
            _skipped[marker] += report.skipped


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where tests of a marker must run, none of them may be skipped or missing."""
    if hasattr(session.config, "workerinput"):
        return  # one of several processes, which saw only its own
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    for marker in os.environ.get("PAPERTIDE_MUST_RUN", "").split():
        if _skipped[marker] or not _ran[marker]:
            reporter.write_line(f"\ntests marked {marker}: {_ran[marker]} ran, {_skipped[marker]} skipped: all must")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
