"""The doctor tells what is wrong with a warehouse, and mends what can be made anew."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from pipelines.errors import PapertideError
from pipelines.mart.snapshot import current_snapshot, pointer_path
from pipelines.store.warehouse import open_warehouse
from pipelines.upkeep.doctor import examine, repair
from tests.cli.command_here import papertide_here


@pytest.fixture
def warehouse(demo_warehouse: Path, tmp_path: Path) -> Path:
    """A copy with its mart."""
    snapshot, copy = current_snapshot(demo_warehouse), tmp_path / "tide.duckdb"
    shutil.copy(demo_warehouse, copy)
    shutil.copy(snapshot.path, tmp_path / "tide.1.duckdb")
    said = json.loads(pointer_path(demo_warehouse).read_text())
    pointer_path(copy).write_text(json.dumps(said | {"file": "tide.1.duckdb", "number": 1, "published": [1]}))
    return copy


def faults(warehouse: Path) -> dict[str, str]:
    return {finding.what: finding.fault for finding in examine(warehouse) if finding.fault}


def damaged(path: Path, way: str) -> None:
    content = bytearray(path.read_bytes())
    if way == "cut in half":
        content = content[: len(content) // 2]
    else:  # in every block, for not all of a file is used
        for at in range(20_000, len(content), 40_000):
            content[at] ^= 0xFF
    path.write_bytes(content)


def test_a_sound_warehouse_is_fine_and_stays_as_it_is(warehouse: Path) -> None:
    before = {path.name: path.read_bytes() for path in warehouse.parent.iterdir()}
    assert faults(warehouse) == {}
    after = {path.name: path.read_bytes() for path in warehouse.parent.iterdir() if not path.name.endswith(".lock")}
    assert after == before


@pytest.mark.parametrize("way", ["cut in half", "flipped"])
def test_a_damaged_mart_is_told_and_built_anew(warehouse: Path, way: str) -> None:
    damaged(warehouse.with_name("tide.1.duckdb"), way)
    said = faults(warehouse)
    assert list(said) == ["mart"]
    assert "--repair builds it anew" in said["mart"]
    repair(warehouse)
    assert faults(warehouse) == {}
    assert current_snapshot(warehouse).number == 2


@pytest.mark.parametrize("lost", ["tide.1.duckdb", "tide.mart.json"])
def test_a_lost_mart_is_told_and_built_anew(warehouse: Path, lost: str) -> None:
    warehouse.with_name(lost).unlink()
    assert "run papertide build" in faults(warehouse)["mart"]
    repair(warehouse)
    assert faults(warehouse) == {}


@pytest.mark.parametrize("way", ["cut in half", "flipped"])
def test_damaged_facts_are_told_and_nothing_is_made_worse(warehouse: Path, way: str) -> None:
    damaged(warehouse, way)
    before = warehouse.read_bytes()
    assert "restore a copy" in faults(warehouse)["facts"]
    with pytest.raises(PapertideError, match="restore a copy"):
        repair(warehouse)
    assert warehouse.read_bytes() == before
    assert current_snapshot(warehouse).query("select count(*) as n from papers")["n"].iloc[0] == 1_500, "still served"


def test_facts_that_contradict_each_other_are_told(warehouse: Path) -> None:
    with open_warehouse(warehouse) as connection:
        connection.execute("delete from papers where paper_id = (select min(paper_id) from listings)")
    said = faults(warehouse)
    assert "listings of papers that are not there" in said["facts"]
    assert "has 1,500 papers and the facts 1,499; run papertide build" in said["mart"]


def test_a_clock_that_was_wrong_is_told(warehouse: Path) -> None:
    with open_warehouse(warehouse) as connection:
        connection.execute("update days set fetched_at = now()::timestamp + interval 9 day")
        connection.execute("update runs set status = 'running', finished_at = null")
    assert "after today: set this machine's clock right" in faults(warehouse)["facts"]


def test_what_killed_processes_left_is_removed_and_nothing_else(warehouse: Path) -> None:
    left = [".tide.watch.toml.77.part", "tide.9.duckdb.tmp", "tide.mart.json.tmp", ".tide.build.json.77.tmp"]
    kept = ["tide.notes.txt", "tidemark.9.duckdb.tmp", ".tide.young.part", "tide.8.duckdb"]
    for name in (*left, *kept):
        (path := warehouse.with_name(name)).write_text("x")
        old = time.time() - 3_600
        os.utime(path, None if "young" in name else (old, old))
    assert "of killed processes; --repair removes them" in faults(warehouse)["left-overs"]
    repair(warehouse)
    names = {path.name for path in warehouse.parent.iterdir()}
    assert not names & set(left)
    assert names >= set(kept)


def test_a_malformed_file_of_a_person_is_told(warehouse: Path) -> None:
    warehouse.with_name("tide.watch.toml").write_text("themes = [")
    assert "tide.watch.toml is not TOML" in faults(warehouse)["files beside it"]


def test_the_command_says_what_is_wrong_and_ends_with_1(warehouse: Path, tmp_path: Path) -> None:
    fine = papertide_here("doctor", "--db", warehouse)
    assert fine.returncode == 0
    assert "fine  facts: 1,500 papers" in fine.stdout
    warehouse.with_name("tide.1.duckdb").unlink()
    wrong = papertide_here("doctor", "--db", warehouse)
    assert wrong.returncode == 1
    assert "wrong mart: the mart " in wrong.stdout
    mended = papertide_here("doctor", "--repair", "--json", "--db", warehouse)
    assert mended.returncode == 0, mended.stderr
    assert [finding["fault"] for finding in json.loads(mended.stdout)] == [""] * 5
    assert papertide_here("doctor", "--db", tmp_path / "none.duckdb").returncode == 1
