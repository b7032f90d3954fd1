"""Names, publishes and opens the snapshots of the mart.

Beside the warehouse `NAME.duckdb` stand `NAME.N.duckdb`, the published snapshots, and `NAME.mart.json`, the
pointer to the current one. A snapshot is never changed after it is published: readers open the file that the
pointer names, read-only, and close it after their query, so that neither side ever waits for the other.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from filelock import FileLock, Timeout

from pipelines.errors import PapertideError

KEPT = 3  # snapshots that stay, the current one included
# A query reads this file and no other.
_READER: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": "false"}
_FILE_FAULTS = (
    OSError, duckdb.IOException, duckdb.SerializationException, duckdb.InternalException, duckdb.FatalException,
)  # fmt: skip
_READ_TRIES = 5  # a publish may replace pointer and prune between two steps of a reader


def pointer_path(warehouse: Path) -> Path:
    return warehouse.with_name(f"{warehouse.stem}.mart.json")


def _numbered(warehouse: Path, ending: str = "") -> dict[int, Path]:
    """The files beside the warehouse that are named like its snapshots, by number."""
    name = re.compile(re.escape(f"{warehouse.stem}.") + r"(\d+)" + re.escape(".duckdb") + ending)
    found = ((name.fullmatch(path.name), path) for path in warehouse.parent.iterdir())
    return {int(match[1]): path for match, path in found if match}


class OtherMartError(PapertideError):
    """A mart without a table or column that this Papertide writes."""


class _Anchor:
    """Keeps the database of the snapshot last read in memory, so that a connection costs 0.3 ms and not 20.

    Nobody queries the anchor: every query has a short-lived connection of its own, because threads that share one
    get wrong rows. A snapshot never changes, so that holding it open is in nobody's way.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._file: tuple[str, int, int] | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None

    def hold(self, path: Path) -> None:
        status = path.stat()
        file = (str(path), status.st_ino, status.st_mtime_ns)
        with self._lock:
            if file != self._file:
                if self._connection is not None:
                    self._connection.close()
                self._file = None
                self._connection = duckdb.connect(str(path), read_only=True, config=_READER)
                self._file = file


_anchor = _Anchor()


def _connected(path: Path) -> duckdb.DuckDBPyConnection:
    _anchor.hold(path)
    return duckdb.connect(str(path), read_only=True, config=_READER)


@dataclass(frozen=True)
class Snapshot:
    """A published mart: where it is and what it says of itself."""

    path: Path
    number: int
    built_at: str  # naive UTC, ISO 8601
    synthetic: bool

    @property
    def version(self) -> str:
        """Identifies the data: changes with every publication; keys every cache."""
        return f"{self.path}@{self.number}@{self.built_at}"

    def query(self, sql: str, parameters: dict[str, Any] | None = None) -> pd.DataFrame:
        """The rows of one read-only query; the file is closed again before this returns.

        Raises
        ------
        PapertideError : the snapshot is gone, damaged, or of another Papertide (`OtherMartError`).
        """
        try:
            with _connected(self.path) as connection:
                return connection.execute(sql, parameters or {}).df()
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            said = str(error).splitlines()[0]
            raise OtherMartError(
                f"{self.path.name} is the mart of another Papertide ({said}); run papertide build"
            ) from error
        except (OSError, duckdb.Error) as error:
            if not isinstance(error, _FILE_FAULTS) and type(error) is not duckdb.Error:  # the bare class: corruption
                raise
            raise PapertideError(
                f"the mart {self.path.name} cannot be read ({str(error).splitlines()[0]}); run papertide build"
            ) from error


def current_snapshot(warehouse: Path) -> Snapshot:
    """The snapshot that the pointer names.

    Raises
    ------
    PapertideError : nothing was published yet, or the pointer or its file is damaged.
    """
    pointer = pointer_path(warehouse)
    for _ in range(_READ_TRIES):
        try:
            said = json.loads(pointer.read_text(encoding="utf-8"))
            snapshot = Snapshot(warehouse.with_name(said["file"]), said["number"], said["built_at"], said["synthetic"])
        except FileNotFoundError:
            raise PapertideError(f"nothing is published for {warehouse}; run papertide build") from None
        except OSError as error:
            raise PapertideError(f"{pointer} cannot be read ({error.strerror}); check its permissions") from None
        except (ValueError, KeyError, TypeError):
            raise PapertideError(f"the pointer {pointer} is damaged; run papertide build") from None
        if snapshot.path.is_file():
            return snapshot
    raise PapertideError(f"the mart {snapshot.path} is gone; run papertide build")


def _published(pointer: Path) -> list[int]:
    """Numbers of the snapshots that the pointer says were published and kept, oldest first."""
    try:
        numbers = json.loads(pointer.read_text(encoding="utf-8"))["published"]
        return [int(number) for number in numbers]
    except (OSError, ValueError, KeyError, TypeError):
        return []


@contextmanager
def next_snapshot(warehouse: Path) -> Iterator[tuple[Path, int]]:
    """A place to write the next snapshot, for one build at a time; left-overs of killed builds are removed.

    Yields the temporary path and the number; `publish` makes it current. What was not published is removed.
    """
    lock = FileLock(warehouse.with_name(f".{warehouse.stem}.build.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise PapertideError(f"another build of {warehouse} is running; wait until it is done") from None
    except OSError as error:
        raise PapertideError(f"cannot write beside {warehouse} ({error.strerror}); check the folder") from None
    try:
        for left in [*_numbered(warehouse, r"\.tmp").values(), *_numbered(warehouse, r"\.tmp\.wal").values()]:
            left.unlink()
        number = max(_numbered(warehouse), default=0) + 1
        path = warehouse.with_name(f"{warehouse.stem}.{number}.duckdb.tmp")
        try:
            yield path, number
        finally:
            path.unlink(missing_ok=True)
    finally:
        lock.release()


def publish(warehouse: Path, written: Path, number: int, *, built_at: str, synthetic: bool) -> Snapshot:
    """Make the finished, closed file `written` the current snapshot; keep the last three."""
    final = warehouse.with_name(f"{warehouse.stem}.{number}.duckdb")
    with written.open("rb") as file:
        os.fsync(file.fileno())  # the pointer must never name a file whose pages are not on the disk
    os.replace(written, final)
    pointer = pointer_path(warehouse)
    draft = pointer.with_name(pointer.name + ".tmp")
    published = [*_published(pointer), number]
    said = {"file": final.name, "number": number, "built_at": built_at, "synthetic": synthetic}
    with draft.open("w", encoding="utf-8") as file:
        json.dump(said | {"published": published[-KEPT:]}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, pointer)
    for old in published[:-KEPT]:  # and nothing else: a file of that name may be somebody's warehouse
        with suppress(OSError):  # Windows: a reader has it open, and it stays
            warehouse.with_name(f"{warehouse.stem}.{old}.duckdb").unlink()
    return Snapshot(final, number, built_at, synthetic)
