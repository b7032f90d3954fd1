"""Publishing: versioned files, a pointer, the last three kept, and readers that never see half a build."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from pipelines.errors import PapertideError
from pipelines.mart.snapshot import KEPT, Snapshot, current_snapshot, next_snapshot, pointer_path, publish


def published(warehouse: Path, value: int) -> Snapshot:
    with next_snapshot(warehouse) as (draft, number):
        with duckdb.connect(str(draft)) as connection:
            connection.execute("create table t as select $value as value, i from range(1000) r(i)", {"value": value})
        return publish(warehouse, draft, number, built_at="2026-03-18T12:00:00", synthetic=False)


def test_the_pointer_names_the_newest_and_the_last_three_stay(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    for value in range(5):
        published(warehouse, value)
    assert current_snapshot(warehouse).query("select distinct value from t")["value"].to_list() == [4]
    assert sorted(path.name for path in tmp_path.glob("*.duckdb")) == ["w.3.duckdb", "w.4.duckdb", "w.5.duckdb"]
    assert len(list(tmp_path.glob("*.duckdb"))) == KEPT


def test_a_build_that_fails_leaves_what_was_published(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    before = published(warehouse, 1)
    with pytest.raises(RuntimeError), next_snapshot(warehouse) as (draft, _):
        draft.write_bytes(b"half a build")
        raise RuntimeError
    assert current_snapshot(warehouse) == before
    assert not list(tmp_path.glob("*.tmp"))


def test_a_warehouse_that_is_named_like_a_snapshot_is_never_removed(tmp_path: Path) -> None:
    other = tmp_path / "w.2024.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("create table papers (paper_id text)")
    for value in range(5):
        published(tmp_path / "w.duckdb", value)
    assert other.exists()
    draft = tmp_path / "w.other.1.duckdb.tmp"
    draft.write_bytes(b"another warehouse's build")
    published(tmp_path / "w.duckdb", 6)
    assert draft.exists()


def test_what_a_killed_build_left_is_removed_by_the_next(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    (tmp_path / "w.7.duckdb.tmp").write_bytes(b"left over")
    (tmp_path / "w.7.duckdb.tmp.wal").write_bytes(b"left over")
    published(warehouse, 1)
    assert not list(tmp_path.glob("*.tmp*"))


def test_two_builds_at_once_are_refused_by_name(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    with FileLock(tmp_path / ".w.build.lock"), pytest.raises(PapertideError, match="another build of .* is running"):
        published(warehouse, 1)


def test_marts_of_other_warehouses_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    for _ in range(4):
        published(tmp_path / "a.duckdb", 1)
    published(tmp_path / "a.b.duckdb", 2)
    assert current_snapshot(tmp_path / "a.b.duckdb").path.name == "a.b.1.duckdb"
    assert len(list(tmp_path.glob("a.?.duckdb"))) == KEPT


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"file": 3}', "not json"])
def test_a_damaged_pointer_says_what_to_do(tmp_path: Path, text: str) -> None:
    pointer_path(tmp_path / "w.duckdb").write_text(text)
    with pytest.raises(PapertideError, match="damaged; run papertide build"):
        current_snapshot(tmp_path / "w.duckdb")


def test_a_missing_pointer_and_a_missing_or_damaged_mart_say_what_to_do(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    with pytest.raises(PapertideError, match="nothing is published .* run papertide build"):
        current_snapshot(warehouse)
    snapshot = published(warehouse, 1)
    snapshot.path.write_bytes(b"this is no database")
    with pytest.raises(PapertideError, match="cannot be read"):
        snapshot.query("select 1")
    snapshot.path.unlink()
    with pytest.raises(PapertideError, match="is gone; run papertide build"):
        current_snapshot(warehouse)


def test_readers_see_whole_snapshots_while_builds_go_on(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    published(warehouse, 0)
    failures: list[str] = []
    stop = threading.Event()

    def read() -> None:
        seen = -1
        while not stop.is_set():
            row = current_snapshot(warehouse).query("select min(value) low, max(value) high, count(*) n from t").iloc[0]
            if row["low"] != row["high"] or row["n"] != 1000 or row["low"] < seen:
                failures.append(str(row.to_dict()))
            seen = row["low"]

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for value in range(1, 25):
        published(warehouse, value)
    stop.set()
    for reader in readers:
        reader.join()
    assert not failures


def test_a_snapshot_is_read_only_and_reaches_no_file(tmp_path: Path) -> None:
    snapshot = published(tmp_path / "w.duckdb", 1)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(duckdb.Error):
        snapshot.query("drop table t")
    with pytest.raises(duckdb.Error):
        snapshot.query(f"select * from read_csv('{tmp_path / 'secret.csv'}')")


def test_another_process_reads_while_this_one_publishes(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    published(warehouse, 1)
    code = (
        "import sys, pathlib; from pipelines.mart.snapshot import current_snapshot;"
        "print(current_snapshot(pathlib.Path(sys.argv[1])).query('select count(*) n from t')['n'][0])"
    )
    with next_snapshot(warehouse) as (draft, _), duckdb.connect(str(draft)):
        answer = subprocess.run([sys.executable, "-c", code, warehouse], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "1000"
    assert json.loads(pointer_path(warehouse).read_text())["number"] == 1
