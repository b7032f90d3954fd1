"""Finds the files to read: those that were named, and those in the folders that were named."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.errors import PapertideError


@dataclass(frozen=True)
class FoundFile:
    """A file to read; `origin` is its path from what was named, or the path itself where that is ambiguous."""

    path: Path
    origin: str
    named: bool  # on the command line, and not found in a folder


def files_at(paths: Sequence[Path]) -> list[FoundFile]:
    """The files at the paths, each once, in order of their paths within each folder; hidden ones are passed over.

    Raises
    ------
    PapertideError : a path that does not exist or may not be read, or a folder without files.
    """
    found: dict[Path, FoundFile] = {}
    for path in paths:
        try:
            for file in _found(path):
                found.setdefault(file.path.resolve(), file)
        except OSError as error:
            where, why = error.filename or path, error.strerror or error
            raise PapertideError(f"{where} cannot be read ({why}); nothing was ingested") from None
    if not found:
        raise PapertideError(f"{', '.join(map(str, paths))}: no files to read; nothing was ingested")
    n_named = Counter(file.origin for file in found.values())
    return [replace(file, origin=file.path.as_posix()) if n_named[file.origin] > 1 else file for file in found.values()]


def _found(path: Path) -> Iterator[FoundFile]:
    """The file at a path, or those in the folder there; OSError for what may not be looked into."""
    if path.is_dir():
        for inner in _files_in(path):
            origin = (Path(path.resolve().name) / inner.relative_to(path)).as_posix()
            yield FoundFile(inner, origin, named=False)
    elif path.is_file():
        yield FoundFile(path, path.name, named=True)
    else:
        why = "is neither a file nor a folder" if path.exists() else "does not exist"
        raise PapertideError(f"{path} {why}; nothing was ingested")


def _files_in(folder: Path) -> list[Path]:
    def fail(error: OSError) -> None:
        raise error

    found: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(root, name) for name in names if not name.startswith(".")]
    return sorted(path for path in found if path.is_file())
