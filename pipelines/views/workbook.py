"""Writes a table as an Excel workbook: rows in one sheet, what they are in another."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, Any

import numpy as np
import pandas as pd

from pipelines.errors import PapertideError
from pipelines.views.provenance import Provenance
from pipelines.views.words import for_xml

# Excel's own limits.
_MOST_ROWS, _MOST_CHARACTERS, _MOST_OF_A_PROPERTY, _FIRST_YEAR = 1_048_576, 32_767, 255, 1900
_CUT = " … (cut: a cell holds no more)"
_NARROWEST, _WIDEST, _LOOKED_AT = 8, 60, 200  # characters; rows that column widths are taken from


def write_workbook(frame: pd.DataFrame, stream: IO[bytes], provenance: Provenance | None) -> None:
    """Write the sheet "Data", its header frozen and filterable, and the sheet "About".

    Numbers stay numbers, days become dates and all else is text: no formula, no link. Rows are written one by one, so
    that memory does not grow with them.

    Raises
    ------
    PapertideError : more rows than a sheet may have.
    """
    import xlsxwriter

    if len(frame) >= _MOST_ROWS:
        raise PapertideError(f"{len(frame):,} rows are more than a sheet of xlsx holds; take csv or parquet, or filter")
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        formats = {
            "bold": book.add_format({"bold": True}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        sheet = book.add_worksheet("Data")
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(frame.columns):
            sheet.set_column(at, at, _width(str(column), frame[column]))
            sheet.write_string(0, at, _text(str(column)), formats["bold"])
        for number, row in enumerate(frame.itertuples(index=False, name=None), start=1):
            _write_row(sheet, number, row, formats)
        if len(frame.columns):
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
        if provenance is not None:
            _about(book, provenance, formats["bold"])


def _about(book: Any, provenance: Provenance, bold: Any) -> None:
    about = book.add_worksheet("About")
    about.set_column(0, 0, 12)
    about.set_column(1, 1, 100)
    for number, (name, value) in enumerate(provenance.items().items()):
        about.write_string(number, 0, name, bold)
        about.write_string(number, 1, _text(value))
    told = {name: _text(value)[:_MOST_OF_A_PROPERTY] for name, value in provenance.items().items()}
    book.set_properties(
        {
            "title": told.get("title", ""),
            "subject": told.get("filters", ""),
            "author": told["made_with"],
            "comments": "; ".join(told[name] for name in ("period", "n", "source", "data_day", "link") if name in told),
            **({"created": provenance.made_at} if provenance.made_at else {}),
        }
    )
    for name, value in told.items():
        book.set_custom_property(name, value, "text")


def _write_row(sheet: Any, number: int, row: Iterable[Any], formats: dict[str, Any]) -> None:
    for at, value in enumerate(row):
        if value is None or value is pd.NA or value is pd.NaT or value == "":
            continue
        if isinstance(value, bool | np.bool_):
            sheet.write_boolean(number, at, bool(value))
        elif isinstance(value, int | float | np.number):
            if math.isfinite(value):
                sheet.write_number(number, at, value)
            elif not math.isnan(value):
                sheet.write_string(number, at, str(value))
        elif isinstance(value, date) and value.year >= _FIRST_YEAR:  # a moment is a date, too
            sheet.write_datetime(number, at, value, formats["moment" if isinstance(value, datetime) else "day"])
        else:
            sheet.write_string(number, at, _text(str(value)))


def _text(text: str) -> str:
    """Text as a cell may hold it."""
    clean = for_xml(text.replace("\r\n", "\n").replace("\r", "\n"))
    return clean if len(clean) <= _MOST_CHARACTERS else clean[: _MOST_CHARACTERS - len(_CUT)] + _CUT


def _width(name: str, column: pd.Series[Any]) -> int:
    longest = max((len(str(value)) for value in column.head(_LOOKED_AT)), default=0)
    return min(max(len(name) + 3, longest + 1, _NARROWEST), _WIDEST)  # 3: the arrow of the filter
