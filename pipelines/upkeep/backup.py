"""A warehouse with all that belongs to it as one file: facts, the published mart, and what people wrote.

The file is a ZIP archive. Its `manifest.json` names each other member with its size and SHA-256, and the rows of each
table of the facts.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from pipelines import __version__
from pipelines.errors import PapertideError, UsageError
from pipelines.mart.snapshot import Snapshot, current_snapshot, pointer_path
from pipelines.store.warehouse import open_warehouse, schema_version, utc_now
from pipelines.upkeep.belongings import BY_PEOPLE, FACTS, LOG, POINTER, log_path, mart_name, rows_of
from pipelines.writing import whole_file

MANIFEST, FORM = "manifest.json", 1
_PIECE = 1 << 20  # bytes read at once


@dataclass(frozen=True)
class Member:
    """One file of a backup."""

    n_bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    form: int  # of the backup; raised when older Papertides could not read it
    papertide: str  # version that wrote it
    schema: int  # of the warehouse
    made_at: str  # naive UTC, ISO 8601
    rows: dict[str, int]  # of each table of the facts
    members: dict[str, Member]


def back_up(warehouse: Path, file: Path) -> Manifest:
    """Write a backup; nobody writes the warehouse meanwhile, everybody can read. Whole, and read again, or not at all.

    Raises
    ------
    UsageError : the file is there and is no backup.
    PapertideError : the warehouse cannot be read or is being written, or the file cannot be written.
    """
    if file.exists() and not is_backup(file):
        raise UsageError(f"{file} is there and is no backup; name another file")
    with open_warehouse(warehouse, read_only=True) as connection, whole_file(file) as draft:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            members = {name: _add(archive, name, path) for name, path in _facts(warehouse).items()}
            if snapshot := _published(warehouse):
                name = mart_name(snapshot.number)
                members |= {name: _add(archive, name, snapshot.path)}
                members |= {POINTER: _add(archive, POINTER, pointer_path(warehouse))}
            schema, rows = schema_version(warehouse), rows_of(connection)
            manifest = Manifest(FORM, __version__, schema, f"{utc_now():%Y-%m-%dT%H:%M:%S}", rows, members)
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        with zipfile.ZipFile(draft) as archive:
            for name, member in members.items():
                with archive.open(name) as written:
                    if copied(written) != member:
                        raise PapertideError(f"{file}: {name} is not what was written; is the disk sound?")
    return manifest


def _facts(warehouse: Path) -> dict[str, Path]:
    paths = {FACTS: warehouse, LOG: log_path(warehouse)} | {name: at(warehouse) for name, at in BY_PEOPLE.items()}
    return {name: path for name, path in paths.items() if path.is_file()}


def _published(warehouse: Path) -> Snapshot | None:
    """The current mart; none where there is none that can be read: a build makes it from the facts."""
    try:
        return current_snapshot(warehouse)
    except PapertideError:
        return None


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> Member:
    with path.open("rb") as file, archive.open(name, "w", force_zip64=True) as member:
        return copied(file, member)


def copied(file: IO[bytes], to: IO[bytes] | None = None) -> Member:
    """Copy what a file holds, if there is somewhere to copy it to; its size and SHA-256."""
    sum_of, n_bytes = hashlib.sha256(), 0
    while piece := file.read(_PIECE):
        n_bytes += len(piece)
        sum_of.update(piece)
        if to is not None:
            to.write(piece)
    return Member(n_bytes, sum_of.hexdigest())


def is_backup(file: Path) -> bool:
    """Whether a file looks like a backup."""
    try:
        with zipfile.ZipFile(file) as archive:
            return MANIFEST in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def manifest_of(archive: zipfile.ZipFile, file: Path) -> Manifest:
    """What a backup says of itself.

    Raises
    ------
    PapertideError : it is of another form, or says nothing that makes sense.
    """
    try:
        if archive.getinfo(MANIFEST).file_size > _PIECE:
            raise ValueError
        said: dict[str, Any] = json.loads(archive.read(MANIFEST))
        members = {str(name): Member(int(one["n_bytes"]), str(one["sha256"])) for name, one in said["members"].items()}
        rows = {str(name): int(n) for name, n in said["rows"].items()}
        manifest = Manifest(
            int(said["form"]), str(said["papertide"]), int(said["schema"]), str(said["made_at"]), rows, members
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, zipfile.BadZipFile):
        raise PapertideError(f"{file} is no backup, or a damaged one; restore another") from None
    if manifest.form > FORM:
        raise PapertideError(f"{file} is of Papertide {manifest.papertide}, which is newer; install that to restore it")
    return manifest
