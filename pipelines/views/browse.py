"""A day, week or month of papers in words."""

from __future__ import annotations

from datetime import date

import pandas as pd

from pipelines.mart.tables.browse import Fetched, Stretch
from pipelines.views.words import count, day, some_days


def stretch_name(start: date, by: Stretch) -> str:
    """Thursday, 12 Mar 2026; week of 9 Mar 2026; March 2026."""
    if by == "month":
        return f"{start:%B %Y}"
    return f"{start:%A}, {day(start)}" if by == "day" else f"week of {day(start)}"


def around(starts: pd.Series[pd.Timestamp], start: date) -> tuple[date | None, date | None]:
    """The stretches with papers before and after one, whether it has any itself or not."""
    at = pd.Timestamp(start)
    before, after = starts[starts < at], starts[starts > at]
    return (
        None if before.empty else before.iloc[-1].date(),
        None if after.empty else after.iloc[0].date(),
    )


def lead(name: str, n_papers: int, n_all: int, fetched: Fetched) -> str:
    """How many papers there are, and whether the filters leave others out; why there are none.

    Parameters
    ----------
    name : of the stretch
    n_papers, n_all : papers that match the filters, and all
    """
    if n_papers and n_papers < n_all:
        return f"{count(n_papers)} of {count(n_all, 'paper')} match the filters."
    if n_papers:
        return f"{count(n_papers, 'paper')}."
    if n_all:
        return f"None of {count(n_all, 'paper')} of {name} matches the filters."
    if fetched.after:
        return f"{name} comes after the last listing day that was fetched."
    if fetched.missing and not fetched.n_days:
        return f"{name} was never fetched: its papers are missing, not none."
    return f"No paper is known of {name}."


def gap_words(fetched: Fetched) -> list[str]:
    """Which listing days may lack papers, in sentences."""
    said = []
    if fetched.capped:
        listed = some_days(list(fetched.capped))
        said.append(f"Listing days that hit the page limit of their source, so that papers may be missing: {listed}.")
    if fetched.missing and fetched.n_days:
        said.append(f"Weekdays never fetched, whose papers are missing: {some_days(list(fetched.missing))}.")
    return said


def skipped_words(start: date, other: date | None, by: Stretch) -> str:
    """How many stretches without papers lie between two: 2 days without papers skipped; empty when none does."""
    if other is None:
        return ""
    frequency = {"day": "D", "week": "W-SUN", "month": "M"}[by]
    first, last = sorted((start, other))
    n = (pd.Period(last, frequency) - pd.Period(first, frequency)).n - 1
    return f"{count(n, by)} without papers skipped" if n else ""
