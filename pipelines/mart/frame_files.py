"""Writes tables as files that other programs read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet

FORMATS = ("csv", "json", "parquet")


def write_frame(frame: pd.DataFrame, path: Path, file_format: str) -> None:
    """Write a table as CSV (lists joined by "; "), JSON (an array of objects) or Parquet.

    Days are dates (in text YYYY-MM-DD), counts are whole numbers, what is absent is an empty field or null. The file
    appears whole or not at all.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        if file_format == "parquet":
            pyarrow.parquet.write_table(pa.Table.from_pandas(_plain(frame), preserve_index=False), draft)
        elif file_format == "json":
            text = _days_as_text(_plain(frame)).to_json(orient="records", force_ascii=False, indent=1)
            draft.write_text(text, encoding="utf-8")
        else:
            draft.write_text(to_csv(frame), encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def to_csv(frame: pd.DataFrame) -> str:
    """The table as CSV text: one header line, lists joined by "; ", days as YYYY-MM-DD."""
    flat = _days_as_text(_plain(frame))
    for column in flat.columns[flat.dtypes == "object"]:
        flat[column] = [
            "; ".join(map(str, value)) if isinstance(value, list | np.ndarray) else value for value in flat[column]
        ]
    return flat.to_csv(index=False, lineterminator="\n")


_WHOLE = ("n_authors", "upvotes", "comments", "github_stars")  # counts that may be absent, which makes them floats


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy in which days are dates, not moments at midnight, and counts are whole."""
    frame = frame.copy()
    for column in frame.select_dtypes("datetime").columns:
        frame[column] = frame[column].dt.date.astype("object").where(frame[column].notna(), None)
    for column in frame.columns.intersection(list(_WHOLE)):
        frame[column] = frame[column].astype("Int64")
    return frame


def _days_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    for column in frame.columns[frame.dtypes == "object"]:
        frame[column] = [value.isoformat() if isinstance(value, date) else value for value in frame[column]]
    return frame
