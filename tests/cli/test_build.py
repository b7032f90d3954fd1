"""`papertide build`, `demo` and `serve` from the terminal."""

from __future__ import annotations

import shutil
import socket
import time
from pathlib import Path

import pandas as pd
import pytest

from pipelines.mart.snapshot import current_snapshot, pointer_path
from pipelines.records import Batch, Paper
from pipelines.store.ingestion import ingest
from pipelines.store.warehouse import open_warehouse
from tests.cli.command import papertide
from tests.store.sources import Given, paper

TABLES = ("papers", "paper_themes", "topics", "paper_topics", "themes", "organizations", "days", "runs", "rejects")


def tables(warehouse: Path) -> dict[str, pd.DataFrame]:
    snapshot = current_snapshot(warehouse)
    return {name: snapshot.query(f"select * from {name}") for name in TABLES}


def test_the_same_store_builds_the_same_tables(demo_warehouse: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    shutil.copy(demo_warehouse, copy)
    done = papertide("build", "--db", copy)
    assert done.returncode == 0, done.stderr
    assert "Published copy.1.duckdb: 1,500 papers" in done.stdout
    for name, table in tables(copy).items():
        pd.testing.assert_frame_equal(table, tables(demo_warehouse)[name], obj=name)


def test_one_paper_alone_can_be_built_and_exported(fresh_db: Path, tmp_path: Path) -> None:
    ingest(fresh_db, Given(Batch("one", [paper("2501.00001", "Reinforcement learning for agents")])), asked={})
    assert papertide("build", "--db", fresh_db).returncode == 0
    for name in ("papers", "theme_frequency", "organization_activity", "upvote_trends", "momentum", "topics"):
        assert papertide("export", name, "--db", fresh_db, "--out", tmp_path / f"{name}.csv").returncode == 0
    assert (tmp_path / "papers.csv").read_text().count("\n") == 2


def test_nothing_to_build_says_what_to_do(fresh_db: Path) -> None:
    done = papertide("build", "--db", fresh_db)
    assert done.returncode == 1
    assert "no warehouse at" in done.stderr
    with open_warehouse(fresh_db):
        pass
    done = papertide("build", "--db", fresh_db)
    assert done.returncode == 1
    assert "holds no papers; run papertide ingest" in done.stderr
    assert not pointer_path(fresh_db).exists()


def test_a_warehouse_that_another_process_writes_is_named(demo_warehouse: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    shutil.copy(demo_warehouse, copy)
    with open_warehouse(copy):
        done = papertide("build", "--db", copy)
    assert done.returncode == 1
    assert "is in use by" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_demo_says_that_it_is_synthetic_and_spares_other_papers(tmp_path: Path) -> None:
    done = papertide("demo", "--no-serve", "--db", tmp_path / "demo.duckdb")
    assert done.returncode == 0, done.stderr
    assert "synthetic demo data" in done.stdout
    assert "6,000 synthetic papers" in done.stdout
    assert current_snapshot(tmp_path / "demo.duckdb").synthetic
    real = tmp_path / "real.duckdb"
    ingest(real, Given(Batch("one", [Paper(title="Tidal networks", observed_at=pd.Timestamp("2025-01-02"))])), asked={})
    done = papertide("demo", "--no-serve", "--db", real)
    assert done.returncode == 1
    assert "holds papers that are not synthetic; name another file with --db" in done.stderr


def test_a_taken_port_is_named(demo_warehouse: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        started = time.monotonic()
        done = papertide("serve", "--db", demo_warehouse, "--port", port, "--no-browser")
    assert done.returncode == 1
    assert f"port {port} is taken" in done.stderr
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("command", [["build", "--seed", "-1"], ["serve", "--port", "0"], ["nonsense"], []])
def test_wrong_usage_ends_with_2(command: list[str]) -> None:
    assert papertide(*command).returncode == 2
