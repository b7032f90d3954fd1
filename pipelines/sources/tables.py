"""Reads tables: CSV (commas, semicolons or tabs) and Parquet. Ids stay text: no cell is guessed to be a number."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.sources.flat_records import COLUMNS, NEEDED, column_key, has_needed_columns
from pipelines.sources.reading import (
    OpenFile,
    Read,
    UnreadableError,
    bounded_lines,
    read_record,
    read_whole,
    rejected,
)

DELIMITERS = ",;\t"
_ROWS_AT_ONCE = 2_000
_MAX_CELL_CHARS = 1_000_000


def read_csv(file: OpenFile) -> Iterator[Read]:
    """Every row of a CSV file with a header line."""
    csv.field_size_limit(_MAX_CELL_CHARS)
    lines = _Lines(_text_lines(file))
    header_line = next((line for line in lines if line.strip()), "")
    delimiter = delimiter_of(header_line)
    header = _header(header_line, delimiter)
    _check_columns(header)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        position = f"row {lines.begin_row()}"  # the file's line, the header being the first
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reason = ValueError(f"not a row of CSV: {error}{lines.span()}")
            yield rejected(file.origin, position, reason, lines.begin_again())
            rows = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if not row:
            continue
        if len(row) != len(header):
            reason = ValueError(f"the row has {len(row)} cells, the header {len(header)}")
            yield rejected(file.origin, position, reason, delimiter.join(row))
            continue
        yield read_record(file, position, dict(zip(header, row, strict=True)))


class _Lines:
    """A file's lines, of which those of the row being read can be given back: a quote left open swallows many."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._returned: deque[str] = deque()
        self._row: list[str] = []
        self._number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self._number += 1
        self._row.append(line)
        return line

    def begin_row(self) -> int:
        """The number of the next line, with which a row begins."""
        self._row = []
        return self._number + 1

    def span(self) -> str:
        """For people: how far the row went, when it went on for more than its line."""
        if len(self._row) < 2:
            return ""
        return f" (a quote left open took in rows up to {self._number}; those after the first are read again)"

    def begin_again(self) -> str:
        """The row's first line; the others are given back."""
        first, *others = self._row or [""]
        self._returned.extendleft(reversed(others))
        self._number -= len(others)
        return first


def delimiter_of(header: str) -> str:
    """The delimiter under which a header line has the most columns."""
    return max(DELIMITERS, key=header.count)


def read_parquet(file: OpenFile) -> Iterator[Read]:
    """Every row of a Parquet file; only the columns that a paper has are read."""
    # Parquet is read from its end: seeking in a gzipped file would unpack it again and again.
    stream = io.BytesIO(read_whole(file)) if file.packed else file.stream
    try:
        table = pq.ParquetFile(stream)
        names = list(table.schema_arrow.names)
        _check_columns(names)
        _check_ids(table.schema_arrow)
        known = {key for keys in COLUMNS.values() for key in keys}
        wanted = [name for name in names if column_key(name) in known]
        number = 0
        for batch in table.iter_batches(batch_size=_ROWS_AT_ONCE, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                yield read_record(file, f"row {number}", row)
    except pa.ArrowException as error:
        raise UnreadableError(f"is not whole Parquet: {str(error).splitlines()[0]}") from None


def _header(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        if "\r" in line.rstrip("\r\n"):
            raise UnreadableError("has lines that end in a bare CR; save it with LF or CRLF line ends") from None
        raise UnreadableError(f"has a header line that is not CSV ({error})") from None


def _check_columns(names: Sequence[str]) -> None:
    if not has_needed_columns(names):
        found = ", ".join(name.strip() for name in names[:12]) or "none"
        raise UnreadableError(f"has the columns {found}; needed are {NEEDED}")


def _check_ids(schema: pa.Schema) -> None:
    """Refuse ids that were read as numbers: 2503.02130 has become 2503.0213 and cannot be told from it."""
    for column in schema:
        if column_key(column.name) in COLUMNS["paper_id"] and not (
            pa.types.is_string(column.type)
            or pa.types.is_large_string(column.type)
            or pa.types.is_dictionary(column.type)
        ):
            raise UnreadableError(
                f"has numbers in its column {column.name} ({column.type}), which cost ids their last zeros; write text"
            )


def _text_lines(file: OpenFile) -> Iterator[str]:
    for number, line in bounded_lines(file):
        if line is None:
            raise UnreadableError(f"has a line {number} longer than any record; is it CSV?")
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise UnreadableError(f"is not UTF-8 text in line {number}; save it as UTF-8") from None
