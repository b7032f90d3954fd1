"""A backup gives back all that a warehouse was, and puts nothing in place that is not whole."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import pipelines.store.warehouse
import pipelines.upkeep.restore
from pipelines.errors import PapertideError, UsageError
from pipelines.mart.build import build
from pipelines.mart.snapshot import current_snapshot, pointer_path
from pipelines.store.statements import migrations
from pipelines.store.warehouse import open_warehouse
from pipelines.upkeep.backup import MANIFEST, back_up
from pipelines.upkeep.belongings import BY_PEOPLE, log_path
from pipelines.upkeep.restore import restore


@pytest.fixture
def warehouse(demo_warehouse: Path, tmp_path: Path) -> Path:
    """A copy with its mart, and a file of each kind that people write."""
    snapshot, copy = current_snapshot(demo_warehouse), tmp_path / "here" / "tide.duckdb"
    copy.parent.mkdir()
    shutil.copy(demo_warehouse, copy)
    shutil.copy(snapshot.path, copy.with_name(f"tide.{snapshot.number}.duckdb"))
    said = json.loads(pointer_path(demo_warehouse).read_text())
    pointer_path(copy).write_text(json.dumps(said | {"file": f"tide.{snapshot.number}.duckdb"}))
    for name, place in BY_PEOPLE.items():
        place(copy).write_text(f"# {name}\n", encoding="utf-8")
    return copy


def tables(path: Path) -> dict[str, pd.DataFrame]:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = [name for (name,) in connection.execute("show tables").fetchall()]
        return {name: connection.table(name).order("all").df() for name in names}


def test_what_was_backed_up_comes_back_under_another_name(warehouse: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "all.backup", tmp_path / "there" / "other.db"
    told = back_up(warehouse, file)
    assert restore(file, other) == told
    assert told.rows["papers"] == 1_500
    for before, after in ((warehouse, other), (current_snapshot(warehouse).path, current_snapshot(other).path)):
        for name, table in tables(before).items():
            pd.testing.assert_frame_equal(table, tables(after)[name], obj=name)
    for name, place in BY_PEOPLE.items():
        assert place(other).read_text() == f"# {name}\n"
        place(other).unlink()
    assert build(other).n_new == 0, "the next build goes on from the mart that came along"
    assert [path.name for path in tmp_path.glob("**/*.part")] == []


def test_a_backup_of_an_earlier_schema_is_brought_up_to_date_when_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, other = tmp_path / "old.duckdb", tmp_path / "other.duckdb"
    with monkeypatch.context() as earlier:
        for module in (pipelines.store.warehouse, pipelines.upkeep.restore):
            earlier.setattr(module, "migrations", lambda: migrations()[:1])
        with open_warehouse(old):
            pass
        assert back_up(old, tmp_path / "all.backup").schema == 1
    assert restore(tmp_path / "all.backup", other).schema == 1
    with open_warehouse(other, read_only=True) as connection:
        assert len(connection.table("schema_migrations")) == len(migrations())


def test_what_only_the_log_holds_is_kept(warehouse: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(warehouse), config={"checkpoint_threshold": "1GB"}) as connection:
        connection.execute("pragma disable_checkpoint_on_shutdown")
        connection.execute("delete from listings")
    assert log_path(warehouse).exists()
    back_up(warehouse, tmp_path / "all.backup")
    restore(tmp_path / "all.backup", tmp_path / "other.duckdb")
    with open_warehouse(tmp_path / "other.duckdb", read_only=True) as connection:
        assert len(connection.table("listings")) == 0
        assert len(connection.table("papers")) == 1_500


def test_a_warehouse_without_mart_or_with_a_damaged_pointer_can_be_backed_up(warehouse: Path, tmp_path: Path) -> None:
    pointer_path(warehouse).write_text("{")
    back_up(warehouse, tmp_path / "all.backup")
    restore(tmp_path / "all.backup", tmp_path / "other.duckdb")
    assert not pointer_path(tmp_path / "other.duckdb").exists()


def test_nothing_that_is_there_is_overwritten(warehouse: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    back_up(warehouse, file)
    before = {path: path.read_bytes() for path in warehouse.parent.iterdir()}
    with pytest.raises(PapertideError, match="is there already; name another place with --db"):
        restore(file, warehouse)
    warehouse.unlink()
    with pytest.raises(PapertideError, match="is there already"):
        restore(file, warehouse)
    assert (
        {path: path.read_bytes() for path in warehouse.parent.iterdir()} == before | {}
        if warehouse.exists()
        else {path: content for path, content in before.items() if path != warehouse}
    )
    with pytest.raises(UsageError, match="is there and is no backup"):
        back_up(tmp_path / "nowhere.duckdb", BY_PEOPLE["watch.toml"](warehouse))
    back_up_again = back_up(_another(tmp_path, file), file)
    assert back_up_again.rows["papers"] == 1_500, "a backup takes the place of an earlier one"


def _another(tmp_path: Path, file: Path) -> Path:
    restore(file, tmp_path / "another.duckdb")
    return tmp_path / "another.duckdb"


def rewritten(file: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> Path:
    """A copy of a backup whose members and manifest were changed."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if name != MANIFEST}
        manifest = json.loads(archive.read(MANIFEST))
    change(members, manifest)
    changed = file.with_suffix(".changed")
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr(MANIFEST, json.dumps(manifest))
    return changed


def _renamed(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    for held in (members, manifest["members"]):
        held["../evil.duckdb"] = held.pop("watch.toml")  # type: ignore[index]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_renamed, "is no backup, or a damaged one"),
        (lambda members, _: members.update({"watch.toml": b"x" * 13}), "watch.toml is"),
        (lambda members, _: members.update({"watch.toml": b"x"}), "watch.toml is not as long as it should be"),
        (lambda members, _: members.pop("watch.toml"), "lacks watch.toml"),
        (lambda _, manifest: manifest["members"].pop("facts.duckdb"), "is no backup, or a damaged one"),
        (lambda _, manifest: manifest.update(schema=99), "is of a newer Papertide"),
        (lambda _, manifest: manifest.update(form=99), "which is newer"),
        (lambda _, manifest: manifest.update(members=[]), "is no backup, or a damaged one"),
        (lambda _, manifest: manifest["rows"].update(papers=3), "has other rows than"),
    ],
)
def test_a_backup_that_is_not_whole_is_refused(
    warehouse: Path, tmp_path: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None], said: str
) -> None:
    back_up(warehouse, tmp_path / "all.backup")
    changed, other = rewritten(tmp_path / "all.backup", change), tmp_path / "there" / "other.duckdb"
    with pytest.raises(PapertideError, match=said):
        restore(changed, other)
    if "other rows" not in said:
        assert not list(tmp_path.glob("there/*")), "nothing was put in place"
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("way", ["cut", "flipped"])
def test_a_file_cut_short_or_with_a_flipped_byte_is_refused(
    warehouse: Path, tmp_path: Path, part: float, way: str
) -> None:
    back_up(warehouse, tmp_path / "all.backup")
    content = bytearray((tmp_path / "all.backup").read_bytes())
    at = int(part * len(content))
    if way == "cut":
        content = content[:at]
    else:
        content[at] ^= 0xFF
    (tmp_path / "bad").write_bytes(content)
    other = tmp_path / "there" / "other.duckdb"
    said = refusal(tmp_path / "bad", other)
    if said is None:  # the byte was one that says nothing, such as a date of the archive
        assert way == "flipped"
        for name, table in tables(warehouse).items():
            pd.testing.assert_frame_equal(table, tables(other)[name], obj=name)
    else:
        assert "bad" in said
        assert not list(tmp_path.glob("there/*"))


def test_a_stream_that_cannot_be_unpacked_is_refused(warehouse: Path, tmp_path: Path) -> None:
    back_up(warehouse, tmp_path / "all.backup")
    with zipfile.ZipFile(tmp_path / "all.backup") as archive:
        begins = archive.getinfo("facts.duckdb").header_offset + 30 + len("facts.duckdb")
    content = bytearray((tmp_path / "all.backup").read_bytes())
    content[begins + 20 : begins + 80] = b"\xff" * 60
    (tmp_path / "bad").write_bytes(content)
    said = refusal(tmp_path / "bad", tmp_path / "there" / "other.duckdb")
    assert said is not None
    assert "is no backup, or a damaged one" in said
    assert not list(tmp_path.glob("there/*"))


def refusal(file: Path, warehouse: Path) -> str | None:
    try:
        restore(file, warehouse)
    except PapertideError as error:
        return str(error)
    return None
