"""The source `files`: dumps, tables and saved pages from the disk, alone or in folders, plain or gzipped.

A file that cannot be read is an error when it is all there is, and a reject when others can be read.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import cast

from pipelines.errors import PapertideError, UsageError
from pipelines.records import Batch, FetchedDay, Paper, Reject
from pipelines.sources.formats import HEAD_BYTES, READERS, recognised
from pipelines.sources.reading import OpenFile, Read, UnknownFormatError, UnreadableError, day_in

_RECORDS_PER_BATCH = 2_000
# The API's default and largest page: an answer of exactly so many records was probably cut there.
_PAGE_LIMITS = (50, 100)


@dataclass(frozen=True)
class FoundFile:
    """A file to read; `origin` is its path from what was named, so that it is the same from every folder."""

    path: Path
    origin: str
    named: bool  # on the command line, and not found in a folder


class FilesSource:
    """Papers from files.

    Parameters
    ----------
    paths : files and folders; folders are read with all their folders, hidden files are passed over
    format : one of READERS, to overrule what the content looks like
    captured_on : the day on which the content was captured; else the day in a file's name, else the day on
        which it was last modified
    """

    name = "files"

    def __init__(self, paths: Sequence[Path], *, format: str | None = None, captured_on: date | None = None) -> None:
        if format is not None and format not in READERS:
            raise UsageError(f"--format {format!r} is none of {', '.join(READERS)}")
        self._paths = [Path(path) for path in paths]
        self._format = format
        self._captured_on = captured_on

    def files(self) -> list[FoundFile]:
        """The files to read, in order of their paths within each folder.

        Raises
        ------
        PapertideError : a path that does not exist, or a folder without files.
        """
        found: dict[Path, FoundFile] = {}
        for path in self._paths:
            if path.is_dir():
                for inner in _files_in(path):
                    origin = (Path(path.resolve().name) / inner.relative_to(path)).as_posix()
                    found.setdefault(inner.resolve(), FoundFile(inner, origin, named=False))
            elif path.is_file():
                found.setdefault(path.resolve(), FoundFile(path, path.name, named=True))
            else:
                why = "is neither a file nor a folder" if path.exists() else "does not exist"
                raise PapertideError(f"{path} {why}; nothing was ingested")
        if not found:
            raise PapertideError(f"{', '.join(map(str, self._paths))}: no files to read; nothing was ingested")
        return list(found.values())

    def batches(self) -> Iterator[Batch]:
        """Yield each file's records, long files in slices; raise only when no file holds any."""
        files = self.files()
        refused: list[Batch] = []  # held back until a file could be read: input that is all bad leaves no trace
        any_read = False
        for file in files:
            try:
                for batch in self._batches_of(file):
                    any_read = True
                    yield from refused
                    refused = []
                    yield batch
            except UnreadableError as error:
                refused.append(_refused(file, error))
        if not any_read:
            raise PapertideError(self._nothing_read(files, refused))
        yield from refused

    def _batches_of(self, file: FoundFile) -> Iterator[Batch]:
        """The records of one file; UnreadableError when it breaks off, after what could be read."""
        with _opened(file, self._captured_on) as opened:
            tally = _Tally(opened)
            failure: UnreadableError | None = None
            records: list[Read] = []
            reader = READERS[self._format or _format_of(opened)](opened)
            while True:
                try:
                    record = next(reader, None)
                except (UnreadableError, EOFError, zlib.error, OSError) as error:
                    failure = _unreadable(error)
                    break
                if record is None:
                    break
                records.append(record)
                tally.add(record)
                if len(records) == _RECORDS_PER_BATCH:
                    yield _batch(file, records)
                    records = []
            # A file that broke off does not tell what its days held.
            days = [] if failure else tally.days()
            if failure is None and not tally.n_records and not days:
                failure = UnreadableError("holds no records")
            if tally.n_records or days:
                _note_time(opened)
                yield _batch(file, records, days, opened.notes)
            if failure:
                raise failure

    def _nothing_read(self, files: Sequence[FoundFile], refused: Sequence[Batch]) -> str:
        said = [f"{r.origin} {r.reason}" for batch in refused for r in batch.rejects]
        said += [note for batch in refused for note in batch.notes]
        if len(files) == 1:
            return f"{said[0]}; nothing was ingested"
        where = ", ".join(map(str, self._paths[:3])) + (" and others" if len(self._paths) > 3 else "")
        return f"{where}: none of {len(files):,} files holds papers; nothing was ingested. The first, {said[0]}"


class _Tally:
    """Counts a file's records, for what it tells about listing days."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file
        self._listed: Counter[date] = Counter()
        self.n_records = 0

    def add(self, record: Read) -> None:
        self.n_records += 1
        if isinstance(record, Paper) and record.listed_on:
            self._listed[record.listed_on] += 1

    def days(self) -> list[FetchedDay]:
        """The day that an answer of the API is for, else each listing day that the file holds."""
        day, n, at = self._file.day, self.n_records, self._file.observed_at
        # A dump of several days may carry the day of its capture in its name.
        if day and self._file.api_records and self._listed[day] * 2 >= sum(self._listed.values()):
            return [FetchedDay(day, n, n in _PAGE_LIMITS, at)]
        return [
            FetchedDay(listed, count, capped=False, fetched_at=at) for listed, count in sorted(self._listed.items())
        ]


def _files_in(folder: Path) -> list[Path]:
    def hidden(path: Path) -> bool:
        return any(part.startswith(".") for part in path.relative_to(folder).parts)

    return sorted(path for path in folder.rglob("*") if path.is_file() and not hidden(path))


@contextmanager
def _opened(file: FoundFile, captured_on: date | None) -> Iterator[OpenFile]:
    """The file, unpacked while it is read."""
    day = day_in(file.path.name)
    try:
        with io.BufferedReader(io.FileIO(file.path), HEAD_BYTES) as raw:
            modified = datetime.fromtimestamp(file.path.stat().st_mtime, UTC).date()
            packed = raw.peek(2)[:2] == b"\x1f\x8b"
            # A GzipFile's own buffer may be smaller than what recognising a format needs.
            unpacked = cast(io.RawIOBase, gzip.GzipFile(fileobj=raw) if packed else raw)
            stream = io.BufferedReader(unpacked, HEAD_BYTES)
            observed_at = datetime.combine(captured_on or day or modified, time())
            yield OpenFile(file.origin, stream, day, observed_at, captured_on=captured_on, packed=packed)
    except OSError as error:
        raise UnreadableError(f"cannot be opened ({error.strerror or error})") from None


def _note_time(file: OpenFile) -> None:
    if file.observed_on_file_time:
        day = file.observed_at.date()
        file.note(f"observed on {day}, when the file was last modified; --captured-on DAY sets it")


def _format_of(file: OpenFile) -> str:
    try:
        head = file.stream.peek(HEAD_BYTES)
    except (EOFError, zlib.error, OSError) as error:
        raise _unreadable(error) from None
    if not head.strip():
        raise UnreadableError("is empty")
    return recognised(head)


def _unreadable(error: Exception) -> UnreadableError:
    if isinstance(error, UnreadableError):
        return error
    if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile):
        return UnreadableError("has damaged gzip data, or ends early; get the file again")
    return UnreadableError(f"cannot be read ({error})")


def _refused(file: FoundFile, error: UnreadableError) -> Batch:
    if isinstance(error, UnknownFormatError) and not file.named:
        return Batch(file.origin, notes=[f"{file.origin} was passed over: it {error}"])
    return Batch(file.origin, rejects=[Reject(file.origin, "the file", str(error))])


def _batch(
    file: FoundFile, records: Sequence[Read], days: Sequence[FetchedDay] = (), notes: Sequence[str] = ()
) -> Batch:
    return Batch(
        file.origin,
        papers=[record for record in records if isinstance(record, Paper)],
        rejects=[record for record in records if isinstance(record, Reject)],
        days=list(days),
        notes=list(notes),
    )
