"""kill -9 at any moment of ingest and build: what was committed is whole, and running again ends as if undisturbed."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.mart.snapshot import current_snapshot, pointer_path
from pipelines.sources.demo import DemoSource
from pipelines.store.warehouse import open_warehouse
from tests.cli.command import REPO

PAPERS, FILES = 1_200, 120
FACTS = {
    "papers": "select * exclude (first_run_id) from papers order by all",
    "listings": "select * exclude (run_id) from listings order by all",
    "observations": "select * exclude (run_id) from observations order by all",
    "days": "select * exclude (run_id) from days order by all",
    "rejects": "select * exclude (run_id) from rejects order by all",
}
OF_ONE_BUILD = {"about", "builds"}  # tables that say when it was
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file for each of 120 listing days, of the synthetic papers as they were first seen."""
    folder = tmp_path_factory.mktemp("days")
    first = {
        paper.paper_id: paper for batch in DemoSource(n_papers=PAPERS).batches() for paper in reversed(batch.papers)
    }
    ordered = sorted(first.values(), key=lambda paper: str(paper.listed_on))
    for number in range(FILES):
        rows = [
            {
                "paper_id": paper.paper_id, "title": paper.title, "abstract": paper.abstract, "upvotes": paper.upvotes,
                "organization": paper.organization, "published_on": str(paper.published_on),
            }
            for paper in ordered[number::FILES]
        ]  # fmt: skip
        day = pd.Timestamp("2025-01-01") + pd.Timedelta(days=number)
        lines = "".join(json.dumps(row | {"listed_on": f"{day:%Y-%m-%d}"}) + "\n" for row in rows)
        (folder / f"papers_{day:%Y-%m-%d}.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def undisturbed(days: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What half of the days and a build, and then all days and a build, come to."""
    warehouse = tmp_path_factory.mktemp("undisturbed") / "tide.duckdb"
    half = sorted(map(str, days.iterdir()))[: FILES // 2]
    done("ingest", "files", *half, "--db", warehouse)
    done("build", "--db", warehouse)
    earlier = warehouse.parent / "earlier"
    earlier.mkdir()
    for path in warehouse.parent.glob("tide.*"):
        shutil.copy(path, earlier)
    done("ingest", "files", days, "--db", warehouse)
    done("build", "--db", warehouse)
    return warehouse


def command(*words: object) -> list[str]:
    return [sys.executable, "-c", "from pipelines.cli.app import main; main()", *map(str, words)]


def done(*words: object) -> float:
    """Run a command to its end; seconds that it took."""
    started = time.monotonic()
    ended = subprocess.run(command(*words), cwd=REPO, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    return time.monotonic() - started


def killed(seconds: float, *words: object) -> None:
    with subprocess.Popen(command(*words), cwd=REPO, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)


def facts(warehouse: Path) -> Tables:
    with open_warehouse(warehouse, read_only=True) as connection:
        return {name: connection.execute(sql).df() for name, sql in FACTS.items()}


def mart(warehouse: Path) -> Tables:
    """Every row of every table of the published mart."""
    with duckdb.connect(str(current_snapshot(warehouse).path), read_only=True) as connection:
        names = {name for (name,) in connection.execute("show tables").fetchall()} - OF_ONE_BUILD
        return {name: connection.table(name).order("all").df() for name in sorted(names)}


def same(these: Tables, those: Tables) -> None:
    assert these.keys() == those.keys()
    for name, table in these.items():
        pd.testing.assert_frame_equal(table, those[name], obj=name)


def check_ingest(folder: Path, days: Path, undisturbed: Path, seconds: float) -> None:
    warehouse = folder / "tide.duckdb"
    killed(seconds, "ingest", "files", days, "--db", warehouse)
    if warehouse.exists():
        listed = facts(warehouse)["listings"].groupby("listed_on").size()
        whole = pd.Series(
            {pd.Timestamp(path.stem[-10:]): len(path.read_text().splitlines()) for path in days.iterdir()}
        )
        assert (listed == whole[listed.index]).all(), "only whole days"
    done("ingest", "files", days, "--db", warehouse)
    same(facts(warehouse), facts(undisturbed))


def check_build(folder: Path, undisturbed: Path, seconds: float) -> None:
    warehouse, earlier = folder / "tide.duckdb", undisturbed.parent / "earlier"
    for path in earlier.iterdir():
        shutil.copy(path, folder)
    shutil.copy(undisturbed, warehouse)
    killed(seconds, "build", "--db", warehouse)
    number = current_snapshot(warehouse).number
    same(mart(warehouse), mart(undisturbed if number == 2 else earlier / "tide.duckdb"))
    same(facts(warehouse), facts(undisturbed))
    if number == 1:
        done("build", "--db", warehouse)
    same(mart(warehouse), mart(undisturbed))
    left = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert left == {"tide.duckdb", "tide.1.duckdb", "tide.2.duckdb", pointer_path(warehouse).name}


def moments(n: int, longest: float, seed: int) -> list[float]:
    draw = random.Random(seed)
    return [draw.uniform(0, longest) for _ in range(n)]


@pytest.mark.parametrize("times", [4, pytest.param(50, marks=pytest.mark.long)])
def test_ingest_killed_at_any_moment_holds_whole_days(
    days: Path, undisturbed: Path, tmp_path: Path, times: int
) -> None:
    longest = done("ingest", "files", days, "--db", tmp_path / "timed" / "tide.duckdb")
    for number, seconds in enumerate(moments(times, longest, seed=times)):
        (folder := tmp_path / str(number)).mkdir()
        check_ingest(folder, days, undisturbed, seconds)


@pytest.mark.parametrize("times", [3, pytest.param(50, marks=pytest.mark.long)])
def test_a_build_killed_at_any_moment_leaves_the_old_mart_or_the_new(
    undisturbed: Path, tmp_path: Path, times: int
) -> None:
    for path in (undisturbed.parent / "earlier").iterdir():
        shutil.copy(path, tmp_path)
    shutil.copy(undisturbed, tmp_path / "tide.duckdb")
    longest = done("build", "--db", tmp_path / "tide.duckdb")
    for number, seconds in enumerate(moments(times, longest, seed=times)):
        (folder := tmp_path / str(number)).mkdir()
        check_build(folder, undisturbed, seconds)
