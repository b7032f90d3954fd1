"""What the data of a chart is, and how old."""

from __future__ import annotations

import pandas as pd

from pipelines.mart.tables.papers import about
from pipelines.views.view import Reader
from pipelines.views.words import day


def source_line(read: Reader) -> str:
    """Where the data is from and how old it is: the last line inside every picture and above every file."""
    origin = "synthetic demo data" if read(about)["synthetic"] else "Daily Papers"
    return f"Papertide, {origin}; data to {day(data_day(read))}"


def data_day(read: Reader) -> pd.Timestamp:
    """The last day that the data covers."""
    held = read(about)
    last: pd.Timestamp = held["last_fetched"] if pd.notna(held["last_fetched"]) else held["last_day"]
    return last
