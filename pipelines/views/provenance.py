"""What a file says of itself: what it shows, of which papers, from where, how old, and where to see it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from pipelines import __version__
from pipelines.mart.tables.papers import about
from pipelines.views.source import data_day
from pipelines.views.view import Reader
from pipelines.views.words import count, day


@dataclass(frozen=True)
class Provenance:
    """What every file carries; what is empty is left out."""

    title: str
    filters: str = ""  # in words
    period: str = ""  # what a point of time stands for: week, month, quarter
    n: str | int = ""  # what is counted, in words; a number is one of papers
    source: str = "Daily Papers"
    data_day: date | None = None  # the last day that the data covers
    link: str = ""  # address of the view
    version: str = __version__  # of Papertide
    made_at: datetime | None = None  # naive UTC; left out where the same asked twice must give the same file

    def items(self) -> dict[str, str]:
        """The names and values that files hold, each in one line: title, filters, period, n, source, data_day, link,
        made_with, made_at."""
        told = {
            "title": self.title,
            "filters": self.filters,
            "period": self.period,
            "n": self.n_words,
            "source": self.source,
            "data_day": self.data_day.isoformat() if self.data_day else "",
            "link": self.link,
            "made_with": f"Papertide {self.version}",
            "made_at": f"{self.made_at:%Y-%m-%dT%H:%M:%SZ}" if self.made_at else "",
        }
        return {name: line for name, value in told.items() if (line := " ".join(str(value).split()))}

    @property
    def n_words(self) -> str:
        """What is counted: 1,382 papers."""
        return count(self.n, "paper") if isinstance(self.n, int) else self.n

    @property
    def source_line(self) -> str:
        """Where the data is from and how old it is: Daily Papers, data to 31 Mar 2026."""
        return f"{self.source}, data to {day(self.data_day)}" if self.data_day else self.source


def provenance_of(
    read: Reader, title: str, *, filters: str = "", period: str = "", n: str | int = "", link: str = ""
) -> Provenance:
    """The provenance of something made from the mart, with its source and its last day."""
    source = "synthetic demo data" if read(about)["synthetic"] else "Daily Papers"
    last = data_day(read)
    return Provenance(title, filters, period, n, source, None if pd.isna(last) else last.date(), link)
