"""Puts what a backup holds where a warehouse shall be: checked whole before the first file takes its place."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.errors import PapertideError
from pipelines.mart.snapshot import pointer_path
from pipelines.store.statements import migrations
from pipelines.upkeep.backup import Manifest, copied, manifest_of
from pipelines.upkeep.belongings import BY_PEOPLE, FACTS, LOG, POINTER, place, rows_of

# What reading an archive raises that is cut, damaged, encrypted or packed in a way of its own.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)


def restore(file: Path, warehouse: Path) -> Manifest:
    """Put a backup in place as that warehouse, under whatever name; nothing that is there is overwritten.

    Raises
    ------
    PapertideError : the file is no whole backup or of a newer Papertide, something is there already, or the folder
        cannot be written. Nothing was put in place then; or, at the very end, tables lack rows that it promised.
    """
    warehouse = Path(warehouse)
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = manifest_of(archive, file)
            targets = _targets(manifest, file, warehouse)
            warehouse.parent.mkdir(parents=True, exist_ok=True)
            with _drafts(targets) as drafts:
                for name, draft in drafts.items():
                    _take_out(archive, name, draft, manifest, file)
                if POINTER in drafts:
                    _point(drafts[POINTER], warehouse)
                for name in sorted(drafts, key=lambda name: name == FACTS):  # the facts last: then all is there
                    os.replace(drafts[name], targets[name])
    except _UNREADABLE:
        raise PapertideError(f"{file} is no backup, or a damaged one; restore another") from None
    except OSError as error:
        raise PapertideError(f"{file} cannot be restored as {warehouse} ({error.strerror or error})") from None
    with duckdb.connect(str(warehouse), read_only=True) as connection:  # as it was: a newer schema comes later
        found = rows_of(connection)
    if wrong := [name for name, n in manifest.rows.items() if found.get(name) != n]:
        raise PapertideError(f"{warehouse} has other rows than {file} says in {', '.join(wrong)}; restore another")
    return manifest


def _targets(manifest: Manifest, file: Path, warehouse: Path) -> dict[str, Path]:
    known = migrations()[-1].version
    if manifest.schema > known:
        raise PapertideError(
            f"{file} is of a newer Papertide (schema {manifest.schema}, this one knows {known}); install that"
        )
    found = {name: place(name, warehouse) for name in manifest.members}
    targets = {name: path for name, path in found.items() if path is not None}
    if len(targets) < len(found) or FACTS not in targets:
        raise PapertideError(f"{file} is no backup, or a damaged one; restore another")
    taken = {*targets.values(), *(place(name, warehouse) for name in (LOG, POINTER, *BY_PEOPLE))}
    if there := sorted(str(path) for path in taken if path is not None and path.exists()):
        raise PapertideError(f"{there[0]} is there already; name another place with --db, or move it away first")
    return targets


@contextmanager
def _drafts(targets: dict[str, Path]) -> Iterator[dict[str, Path]]:
    """A draft beside each file; none is left behind."""
    drafts = {name: path.with_name(f".{path.name}.{os.getpid()}.part") for name, path in targets.items()}
    try:
        yield drafts
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def _take_out(archive: zipfile.ZipFile, name: str, draft: Path, manifest: Manifest, file: Path) -> None:
    """One member, no longer than the manifest says, and with the sum that it says."""
    said = manifest.members[name]
    try:
        if archive.getinfo(name).file_size != said.n_bytes:
            raise PapertideError(f"{file}: {name} is not as long as it should be; restore another")
        with archive.open(name) as member, draft.open("wb") as written:
            found = copied(member, written)
            written.flush()
            os.fsync(written.fileno())
    except KeyError:
        raise PapertideError(f"{file} lacks {name}; restore another") from None
    if found != said:
        raise PapertideError(f"{file}: {name} is damaged; restore another")


def _point(pointer: Path, warehouse: Path) -> None:
    """Let the pointer name the snapshot as it is called beside this warehouse, and no other."""
    try:
        said = json.loads(pointer.read_text(encoding="utf-8"))
        number = int(said["number"])
    except (ValueError, KeyError, TypeError):
        raise PapertideError(f"the backup's {pointer_path(warehouse).name} is damaged; restore another") from None
    named = said | {"file": f"{warehouse.stem}.{number}.duckdb", "published": [number]}
    pointer.write_text(json.dumps(named), encoding="utf-8")
