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
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import cast

from pipelines.errors import PapertideError, UsageError
from pipelines.records import Batch, FetchedDay, Paper, Reject
from pipelines.sources.finding import FoundFile, files_at
from pipelines.sources.formats import HEAD_BYTES, READERS, recognised
from pipelines.sources.reading import OpenFile, Read, UnknownFormatError, UnreadableError, day_in

_RECORDS_PER_BATCH = 2_000
_WHOLE_FILE = "the file"  # position of a reject that is no single record
_ARXIV_BEGAN = 1991
# The API's default and largest page: an answer of exactly so many records was probably cut there.
_PAGE_LIMITS = (50, 100)


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

    def __init__(
        self, paths: Sequence[Path | str], *, format: str | None = None, captured_on: date | None = None
    ) -> None:
        if not all(map(str, paths)):
            raise UsageError("an empty path names no file; name files or folders")
        if format is not None and format not in READERS:
            raise UsageError(f"--format {format!r} is none of {', '.join(READERS)}")
        _check_capture(captured_on)
        self._paths = [Path(path) for path in paths]
        self._format = format
        self._captured_on = captured_on

    def files(self) -> list[FoundFile]:
        """The files to read, in order of their paths within each folder.

        Raises
        ------
        PapertideError : a path that does not exist or may not be read, or a folder without files.
        """
        return files_at(self._paths)

    def batches(self) -> Iterator[Batch]:
        """Yield each file's records, long files in slices; raise only when no file holds a paper or a day."""
        files = self.files()
        held: list[Batch] = []  # until a paper or a day could be read: input that is all bad leaves no trace
        any_read = False
        for file in files:
            try:
                for batch in self._batches_of(file):
                    held.append(batch)
                    any_read = any_read or bool(batch.papers or batch.days)
                    if any_read:
                        yield from held
                        held = []
            except UnreadableError as error:
                held.append(_refused(file, error))
        if not any_read:
            raise PapertideError(self._nothing_read(files, held))
        yield from held

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

    def _nothing_read(self, files: Sequence[FoundFile], held: Sequence[Batch]) -> str:
        rejects = [reject for batch in held for reject in batch.rejects]
        records = [f"{r.origin} {r.position}: {r.reason}" for r in rejects if r.position != _WHOLE_FILE]
        rejected = f"{len(records):,} records were rejected and none was read; " if records else ""
        said = records + [f"{r.origin} {r.reason}" for r in rejects if r.position == _WHOLE_FILE]
        said += [note for batch in held for note in batch.notes]
        if len(files) == 1:
            return f"{said[0]}; {rejected}nothing was ingested"
        where = ", ".join(map(str, self._paths[:3])) + (" and others" if len(self._paths) > 3 else "")
        none = f"none of {len(files):,} files holds papers"
        return f"{where}: {none}; {rejected}nothing was ingested. The first, {said[0]}"


class _Tally:
    """Counts a file's records, for what it tells about listing days."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file
        self._listed: Counter[date] = Counter()
        self.n_records = 0
        self._n_papers = 0

    def add(self, record: Read) -> None:
        self.n_records += 1
        self._n_papers += isinstance(record, Paper)
        if isinstance(record, Paper) and record.listed_on:
            self._listed[record.listed_on] += 1

    def days(self) -> list[FetchedDay]:
        """The day that an answer of the API is for, else each listing day that a dump holds.

        A table of papers is no answer: it may be a choice of them. Neither is one of which nothing could be read.
        """
        if not self._file.api_records or self._file.flat_records or (self.n_records and not self._n_papers):
            return []
        day, n, at = self._file.day, self.n_records, self._file.observed_at
        # A dump of several days may carry the day of its capture in its name.
        if day and self._listed[day] * 2 >= sum(self._listed.values()):
            return [FetchedDay(day, n, n in _PAGE_LIMITS, at)]
        return [
            FetchedDay(listed, count, capped=False, fetched_at=at) for listed, count in sorted(self._listed.items())
        ]


def _check_capture(day: date | None) -> None:
    today = datetime.now(UTC).date()
    if day and day > today:
        raise UsageError(f"--captured-on {day} is in the future; today is {today} in UTC")
    if day and day.year < _ARXIV_BEGAN:
        raise UsageError(f"--captured-on {day} is before arXiv began in {_ARXIV_BEGAN}")


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
    return Batch(file.origin, rejects=[Reject(file.origin, _WHOLE_FILE, str(error))])


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
