"""Weeks, months and quarters of the time axis, and what the store covers of each."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import numpy as np
import pandas as pd

PeriodName = Literal["week", "month", "quarter"]
PERIODS: tuple[str, ...] = get_args(PeriodName)
MOSTLY_FETCHED = 0.8  # share of a period's weekdays
_FREQUENCY = {"week": "W-SUN", "month": "M", "quarter": "Q-DEC"}  # ISO weeks run from Monday to Sunday


def period_starts(days: pd.Series[pd.Timestamp], period: PeriodName) -> pd.Series[pd.Timestamp]:
    """First day of the ISO week, calendar month or quarter that each day lies in; absent days stay absent."""
    stamps = pd.to_datetime(days)
    return stamps.dt.to_period(_FREQUENCY[period]).dt.start_time.astype("datetime64[us]").rename("period_start")


def period_end(start: pd.Timestamp, period: PeriodName) -> pd.Timestamp:
    """Last day of the period that begins with, or holds, that day."""
    return start.to_period(_FREQUENCY[period]).end_time.normalize()


def missing_weekdays(fetched: pd.Series[pd.Timestamp]) -> list[pd.Timestamp]:
    """Weekdays between the first and the last fetched day that were never fetched, in order."""
    if fetched.empty:
        return []
    return list(pd.bdate_range(fetched.min(), fetched.max()).difference(pd.DatetimeIndex(fetched)))


def covered_until(fetched: pd.Series[pd.Timestamp]) -> pd.Timestamp | None:
    """Last day that fetched listing days cover: a Friday covers its weekend, which has no listings of its own."""
    if fetched.empty:
        return None
    last = pd.Timestamp(fetched.max())
    return last + pd.Timedelta(days=max(0, 6 - last.weekday())) if last.weekday() >= 4 else last


def calendar(
    paper_days: pd.Series[pd.Timestamp],
    fetched: pd.Series[pd.Timestamp],
    period: PeriodName,
    *,
    since: date | None = None,
    until: date | None = None,
    capped: pd.Series[pd.Timestamp] | None = None,
) -> pd.DataFrame:
    """Which periods there are, and how much of each the store covers.

    Parameters
    ----------
    paper_days : days on which papers lie, any order, repeats allowed
    fetched : listing days that a source answered for, papers or none
    period : length of a period
    since, until : the days asked for, both included; a period that they cut is not complete
    capped : those of the fetched days whose answer was as long as its page limit: more papers may have been listed

    Returns
    -------
    One row per period that holds a paper or a fetched day, in order of time: period_start, period_end (last
    day), weekdays (of the period, within the days asked for), weekdays_fetched, complete (bool: the store
    covers the period's last day, and so do the days asked for), days_capped (days of which papers may be missing:
    counts are at least so high). A period of which nothing is known has no row: it is missing, not zero. Without
    any fetched day (papers that were never listed) the last paper's day counts as covered.
    """
    limit, held = covered_until(fetched), pd.concat([paper_days, fetched])
    paper_days, fetched = _within(paper_days, since, until), _within(fetched, since, until)
    starts = pd.concat([period_starts(paper_days, period), period_starts(fetched, period)]).dropna()
    frame = pd.DataFrame({"period_start": np.sort(starts.unique())})
    ends = frame["period_start"].dt.to_period(_FREQUENCY[period]).dt.end_time.dt.normalize()
    frame["period_end"] = ends.astype("datetime64[us]")
    first, last = frame["period_start"], frame["period_end"]
    if since:
        first = first.where(first >= pd.Timestamp(since), pd.Timestamp(since))
    if until:
        last = last.where(last <= pd.Timestamp(until), pd.Timestamp(until))
    frame["weekdays"] = np.busday_count(
        first.to_numpy("datetime64[D]"), (last + pd.Timedelta(days=1)).to_numpy("datetime64[D]")
    )
    workdays = fetched[fetched.dt.day_of_week < 5].drop_duplicates()
    frame["weekdays_fetched"] = _days_in(frame["period_start"], workdays, period)
    covered = paper_days.max() if limit is None else limit
    frame["complete"] = frame["period_end"] <= (min(covered, pd.Timestamp(until)) if until else covered)
    frame["days_capped"] = (
        0 if capped is None else _days_in(frame["period_start"], _within(capped, since, until), period)
    )
    if since is not None:
        before = period_starts(held[pd.to_datetime(held) < pd.Timestamp(since)], period)
        frame["complete"] &= ~frame["period_start"].isin(before)
    return frame


def mostly_fetched(frame: pd.DataFrame) -> pd.Series[bool]:
    """Which periods were fetched on most of their weekdays, so that they can be compared one by one with others.

    Parameters
    ----------
    frame : columns weekdays, weekdays_fetched, as `calendar` gives them

    Returns
    -------
    True where `MOSTLY_FETCHED` of the weekdays or more were; everywhere when none was (papers that were never listed).
    """
    fetched = frame["weekdays_fetched"]
    return (fetched >= MOSTLY_FETCHED * frame["weekdays"]) | bool((fetched == 0).all())


def _days_in(starts: pd.Series[pd.Timestamp], days: pd.Series[pd.Timestamp], period: PeriodName) -> pd.Series[int]:
    """How many of the days lie in each period."""
    return starts.map(period_starts(days, period).value_counts()).fillna(0).astype("int64")


def _within(days: pd.Series[pd.Timestamp], since: date | None, until: date | None) -> pd.Series[pd.Timestamp]:
    """The days as timestamps, absent ones and those outside the range left out."""
    stamps = pd.to_datetime(days).dropna().astype("datetime64[us]")
    keep = pd.Series(True, index=stamps.index)
    if since is not None:
        keep &= stamps >= pd.Timestamp(since)
    if until is not None:
        keep &= stamps <= pd.Timestamp(until)
    return stamps[keep]
