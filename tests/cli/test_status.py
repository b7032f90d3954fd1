from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pipelines.cli import status
from pipelines.errors import PapertideError
from pipelines.mart.progress import announced
from pipelines.records import FetchedDay, Reject
from pipelines.store.ingestion import ingest
from pipelines.store.statements import migrations
from tests.cli.command import papertide
from tests.store.sources import Given, batch, paper


@pytest.fixture
def filled(fresh_db: Path) -> Path:
    papers = [
        paper(f"2501.{n:05}", f"Paper {n}", listed_on=date(2025, 1, 2), organization="moss-lab" if n % 4 else None)
        for n in range(1_200)
    ]
    days = [FetchedDay(date(2025, 1, n), 50, n == 2, datetime(2025, 2, 1)) for n in (2, 9)]
    rejects = [Reject("days/[bold]x.json", "record 1", "upvotes -1 is negative")]
    ingest(fresh_db, Given(batch(*papers, days=days, rejects=rejects)), asked={})
    return fresh_db


def run(*arguments: object) -> str:
    app = typer.Typer()
    status.register(app)
    return CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False).stdout


def test_what_the_store_holds_is_told_to_people(filled: Path) -> None:
    told = " ".join(run("--db", filled).split())
    assert "papers 1,200" in told
    assert "listings 1,200, 2025-01-02 to 2025-01-02" in told
    assert "weekdays missing 4: 2025-01-03, 2025-01-06, 2025-01-07, 2025-01-08" in told
    assert "days cut at a page 1: 2025-01-02" in told
    assert "2025-01 1,200 900 75%" in told
    assert "done 1,201 1,200 0 1" in told
    assert "run 1: days/[bold]x.json, record 1: upvotes -1 is negative" in told


def test_and_to_machines(filled: Path) -> None:
    told = json.loads(run("--db", filled, "--json"))
    assert told["schema_version"] == migrations()[-1].version
    assert told["totals"]["n_papers"] == 1_200
    assert told["missing_weekdays"] == ["2025-01-03", "2025-01-06", "2025-01-07", "2025-01-08"]
    assert told["capped_days"] == ["2025-01-02"]
    assert told["coverage"] == [
        {"month": "2025-01-01", "n_papers": 1_200, "n_with_organization": 900, "share_pct": 75.0}
    ]
    assert datetime.fromisoformat(told["last_runs"][0]["finished_at"])


def test_many_missing_days_are_counted_and_the_latest_named(fresh_db: Path) -> None:
    days = [FetchedDay(date(2025, month, 1), 0, False, datetime(2025, 4, 1)) for month in (1, 3)]
    ingest(fresh_db, Given(batch(days=days)), asked={})
    told = " ".join(run("--db", fresh_db).split())
    assert "weekdays missing 42: …, 2025-02-13, " in told
    assert told.count("2025-02-") == 12


def test_messages_and_paths_are_told_whole_and_as_they_are(tmp_path: Path) -> None:
    db = tmp_path / ":smile: [bold]x" / ("long" * 30 + ".duckdb")
    message = f":warning: [red]{'the server gave no usable answer ' * 6}for 2025-01-03"
    with pytest.raises(PapertideError):
        ingest(db, Given(batch(paper()), PapertideError(message)), asked={})
    lines = run("--db", db).splitlines()
    assert lines[0] == f"{db} (schema {migrations()[-1].version})"
    assert f"  run 1: {message}" in lines
    told = json.loads(run("--db", db, "--json"))
    assert (told["path"], told["last_runs"][0]["message"]) == (str(db), message)


def test_no_warehouse_is_an_error(fresh_db: Path) -> None:
    with pytest.raises(PapertideError, match="no warehouse at"):
        run("--db", fresh_db)


def test_a_build_that_is_going_on_is_told(demo_warehouse: Path) -> None:
    with announced(demo_warehouse) as tell:
        tell("tagging themes")
        said = papertide("status", "--db", demo_warehouse).stdout
        told = json.loads(papertide("status", "--db", demo_warehouse, "--json").stdout)["build"]
    assert "a build is going on: tagging themes, for " in said
    assert (told["step"], told["pid"]) == ("tagging themes", os.getpid())
