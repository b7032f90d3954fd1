"""Files that a reader hands over: bounded, and kept in a temporary folder of their own until they are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import Protocol

ENDINGS = ["json", "jsonl", "ndjson", "csv", "parquet", "txt", "html", "htm", "gz"]
MOST_MB, MOST_MB_TOGETHER = 100, 300
_NAME_LENGTH = 80


class Upload(Protocol):
    """What the uploader gives."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    def getbuffer(self) -> memoryview: ...


def too_much(files: Sequence[Upload]) -> str:
    """Why these files are not taken, in one sentence; empty when they are."""
    together = sum(file.size for file in files) / 1e6
    if together <= MOST_MB_TOGETHER:
        return ""
    return (
        f"These files are {together:,.0f} MB together, and {MOST_MB_TOGETHER} MB are taken here: "
        "load them in a terminal with papertide ingest files."
    )


def keep(files: Sequence[Upload]) -> TemporaryDirectory[str]:
    """Write the files into a new temporary folder, under `uploaded`, each in a folder of its own: names may repeat."""
    folder = TemporaryDirectory(prefix="papertide-", ignore_cleanup_errors=True)
    for number, file in enumerate(files, start=1):
        place = Path(folder.name, "uploaded", str(number))
        place.mkdir(parents=True)
        (place / harmless_name(file.name)).write_bytes(file.getbuffer())
    return folder


def harmless_name(name: str) -> str:
    """The name without folders, in plain characters; a day in it stays, for it tells when papers were listed."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", PureWindowsPath(name).name).lstrip("-.")
    kept = plain if len(plain) <= _NAME_LENGTH else plain[: _NAME_LENGTH // 2] + plain[-_NAME_LENGTH // 2 :]
    return kept or "file"
