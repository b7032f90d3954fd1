"""Writes tables as files that other programs read, with what the table is where it is told."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from pipelines.errors import UsageError
from pipelines.views.provenance import Provenance
from pipelines.views.workbook import write_workbook
from pipelines.writing import whole_file

# What a spreadsheet would run: a sign that begins a formula, at the start of a cell or behind what some take for the
# end of one, whatever spaces and quotes stand before it; and a control character at the start (OWASP, CSV Injection).
_FORMULA = re.compile(r"(^|[;\t\n])(?=[\s\x00-\x1f\"']*[=+\-@＝＋－＠])|^(?=[\x00-\x1f\x7f])")
_WHOLE = ("n_authors", "upvotes", "comments", "github_stars")  # counts that may be absent, which makes them floats


def table_bytes(frame: pd.DataFrame, file_format: str, provenance: Provenance | None = None) -> bytes:
    """The table as the content of a file; see `write_table`."""
    stream = io.BytesIO()
    _writer(file_format)(_plain_frame(frame), stream, provenance)
    return stream.getvalue()


def write_table(frame: pd.DataFrame, path: Path, file_format: str, provenance: Provenance | None = None) -> None:
    """Write a table; the file appears whole or not at all.

    Days are dates (in text YYYY-MM-DD), counts are whole numbers, what is absent is an empty field or null.

    Parameters
    ----------
    file_format : one of `TABLE_FORMATS`. csv: lists joined by "; ", and an apostrophe before text that a spreadsheet
        would run as a formula. json: an array of objects. parquet. xlsx: numbers, dates, else text
    provenance : what the table is. csv: comment lines (# key: value) above the header. json: {"about", "rows"}.
        parquet: metadata by key. xlsx: a sheet "About" and the document's properties

    Raises
    ------
    UsageError : there is no such format.
    PapertideError : the table has more rows than a sheet may have, or the file cannot be written.
    """
    write = _writer(file_format)
    with whole_file(path) as draft, draft.open("wb") as stream:
        write(_plain_frame(frame), stream, provenance)


def format_of(path: Path, file_format: str | None, known: tuple[str, ...], default: str) -> str:
    """The format asked for, else the one that the file's name ends with, else the default.

    Raises
    ------
    UsageError : the format that was asked for is unknown, or the name ends with that of another.
    """
    if file_format is not None and file_format not in known:
        raise UsageError(f"--format {file_format!r} is unknown; it is one of {', '.join(known)}")
    ending = path.suffix.removeprefix(".").lower()
    if not file_format and ending and ending not in known:
        raise UsageError(f"no format is known for {path.name}: end it with .{', .'.join(known)}, or give --format")
    return file_format or ending or default


def _plain_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy in which days are dates, not moments at midnight, and counts are whole."""
    frame = frame.copy()
    for column in frame.select_dtypes("datetime").columns:
        frame[column] = frame[column].dt.date.astype("object").where(frame[column].notna(), None)
    for column in frame.columns.intersection(list(_WHOLE)):
        frame[column] = frame[column].astype("Int64")
    return frame


def _joined_list(value: object) -> Any:
    """A list as text, joined by "; "; anything else as it is."""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple | np.ndarray) else value


def harmless(value: object) -> Any:
    """Text that no spreadsheet runs as a formula, with an apostrophe where it would; anything else as it is."""
    if not isinstance(value, str):
        return value
    # A lone carriage return ends a row for some, and is not quoted.
    return _FORMULA.sub(r"\1'", value.replace("\r\n", "\n").replace("\r", "\n"))


def _csv(frame: pd.DataFrame, stream: IO[bytes], provenance: Provenance | None) -> None:
    flat = _days_as_text(frame).rename(columns=harmless)
    for column in _worded(flat):
        flat[column] = [harmless(_joined_list(value)) for value in flat[column]]
    text = "".join(_comment(name, value) for name, value in (provenance.items() if provenance else {}).items())
    stream.write((text + flat.to_csv(index=False, lineterminator="\n")).encode(errors="replace"))


def _comment(name: str, value: str) -> str:
    """A line that readers of CSV skip and spreadsheets show: a comma begins a cell, a quote would take in rows."""
    cells = f"# {name}: {value}".replace('"', "'").split(",")
    return ",".join(harmless(cell) for cell in cells) + "\n"


def _json(frame: pd.DataFrame, stream: IO[bytes], provenance: Provenance | None) -> None:
    rows = _days_as_text(frame).to_json(orient="records", force_ascii=False, indent=1)
    if provenance is not None:
        about = json.dumps(provenance.items(), ensure_ascii=False, indent=1)
        rows = f'{{"about": {about},\n"rows": {rows}}}'
    stream.write(rows.encode(errors="replace"))


def _parquet(frame: pd.DataFrame, stream: IO[bytes], provenance: Provenance | None) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    about = {name: value.encode(errors="replace") for name, value in (provenance.items() if provenance else {}).items()}
    pyarrow.parquet.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), **about}), stream)


def _xlsx(frame: pd.DataFrame, stream: IO[bytes], provenance: Provenance | None) -> None:
    flat = frame.assign(**{column: [_joined_list(value) for value in frame[column]] for column in _worded(frame)})
    write_workbook(flat, stream, provenance)


_Writer = Callable[[pd.DataFrame, IO[bytes], Provenance | None], None]
_WRITERS: dict[str, _Writer] = {"csv": _csv, "json": _json, "parquet": _parquet, "xlsx": _xlsx}
TABLE_FORMATS = tuple(_WRITERS)


def _writer(file_format: str) -> _Writer:
    if file_format not in _WRITERS:
        raise UsageError(f"format {file_format!r} is unknown; it is one of {', '.join(_WRITERS)}")
    return _WRITERS[file_format]


def _worded(frame: pd.DataFrame) -> pd.Index:
    """The columns that may hold text or lists."""
    return frame.columns[[dtype == "object" or pd.api.types.is_string_dtype(dtype) for dtype in frame.dtypes]]


def _days_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.copy()
    for column in frame.columns[frame.dtypes == "object"]:
        frame[column] = [value.isoformat() if isinstance(value, date) else value for value in frame[column]]
    return frame
