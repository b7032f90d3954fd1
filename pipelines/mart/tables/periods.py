"""The periods of the time axis, and counts by period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.trends.frequency import share_by_period
from pipelines.trends.periods import PeriodName, calendar, period_starts

ANY = Selection()

_DAYS = "select distinct day from papers where day is not null"
# A day that was asked for before it was over may still grow; a dump that carries only its day is taken as whole.
_FETCHED = "select day from days where source <> 'hf' or fetched_at >= day + interval 1 day"
_CAPPED = "select day from days where capped"
PAPER_DAYS = CHOSEN + "select day, count(*) as n from chosen where day is not null group by day"


def periods(snapshot: Snapshot, selection: Selection, period: PeriodName) -> pd.DataFrame:
    """The periods that the snapshot covers; see `pipelines.trends.periods.calendar`."""
    days = snapshot.query(_DAYS)["day"]
    fetched = snapshot.query(_FETCHED)["day"]
    capped = snapshot.query(_CAPPED)["day"]
    return calendar(days, fetched, period, since=selection.since, until=selection.until, capped=capped)


def by_period(frame: pd.DataFrame, period: PeriodName, name: str | None, n: str) -> pd.DataFrame:
    """Counts by day added up by period: period_start, the column `name` if any, and `n`."""
    keys = ["period_start"] if name is None else ["period_start", name]
    frame = frame.assign(period_start=period_starts(frame["day"], period))
    return frame.groupby(keys, as_index=False).agg(**{n: ("n", "sum")})


def totals_by_period(snapshot: Snapshot, selection: Selection, period: PeriodName) -> pd.DataFrame:
    """Papers of the selection by period: period_start, total."""
    return by_period(snapshot.query(PAPER_DAYS, selection.parameters()), period, None, "total")


def frequency(
    snapshot: Snapshot, selection: Selection, period: PeriodName, sql: str, name: str, names: Sequence[Any]
) -> pd.DataFrame:
    """Share of the selection's papers that `sql` counts by day and `name`; columns of `share_by_period`."""
    counts = by_period(snapshot.query(sql, selection.parameters()), period, name, "n_papers")
    totals = totals_by_period(snapshot, selection, period)
    return share_by_period(counts, totals, periods(snapshot, selection, period), names, name=name)
