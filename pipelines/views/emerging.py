"""The phrases that were rare and are not any more, in words and as a table."""

from __future__ import annotations

import pandas as pd

from pipelines.mart.tables.movers import WINDOW
from pipelines.mart.tables.periods import periods
from pipelines.mart.tables.terms import emerging_terms
from pipelines.trends.emerging import RARE_PCT
from pipelines.views.filters import Filters
from pipelines.views.view import Reader
from pipelines.views.words import count, day, percent


def emerging(read: Reader, filters: Filters) -> tuple[pd.DataFrame, str]:
    """The emerging phrases, columns of `emerging_terms`, and what they are, or why there are none, in words."""
    known, window = read(periods, filters.selection, filters.period), WINDOW[filters.period]
    frame, done = read(emerging_terms, filters.selection, filters.period), known[known["complete"]]
    if len(done) <= window:
        return frame.head(0), (
            f"Emerging terms need papers of more than {count(window, f'complete {filters.period}')}; choose a longer "
            "range or a shorter period."
        )
    now = done.tail(window)
    spans = f"{day(now['period_start'].min())} to {day(now['period_end'].max())} against all papers before"
    found = count(len(frame), "phrase") if len(frame) else "No phrase"
    return frame, f"{found} in at most {percent(RARE_PCT, 1)} of the papers before and surely in more now: {spans}."
