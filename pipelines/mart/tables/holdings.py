"""What the store held when the mart was built: days, gaps, ingestions, rejects."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organizations import organization_coverage
from pipelines.trends.periods import missing_weekdays


@dataclass(frozen=True)
class DaysHeld:
    """The listing days that were fetched, and those that were not."""

    n_fetched: int
    first: pd.Timestamp | None
    last: pd.Timestamp | None
    missing_weekdays: list[pd.Timestamp]  # between first and last
    capped: list[pd.Timestamp]  # the answer was as long as its page limit: papers may be missing


def days_held(snapshot: Snapshot) -> DaysHeld:
    """The listing days that the snapshot covers, and its gaps."""
    frame = snapshot.query("select day, capped from days order by day")
    days = frame["day"]
    if frame.empty:
        return DaysHeld(0, None, None, [], [])
    return DaysHeld(
        len(frame),
        days.min(),
        days.max(),
        missing_weekdays(days),
        frame.loc[frame["capped"], "day"].to_list(),
    )


def coverage_by_month(snapshot: Snapshot) -> pd.DataFrame:
    """Coverage of organizations by month, newest first; columns of `organization_coverage`.

    Where the source names no organization, n_papers and share_pct are absent, not zero.
    """
    frame = organization_coverage(snapshot, period="month").iloc[::-1].reset_index(drop=True)
    none = frame["n_papers"] == 0
    return frame.assign(n_papers=frame["n_papers"].mask(none), share_pct=frame["share_pct"].mask(none))


def runs(snapshot: Snapshot) -> pd.DataFrame:
    """The last 20 ingestions, newest first: started_at, source, status, counts of records, message."""
    return snapshot.query("""
        select started_at, source, status, n_seen, n_new, n_updated, n_rejected, coalesce(message, '') as message
        from runs order by run_id desc limit 20
    """)


def rejects(snapshot: Snapshot) -> pd.DataFrame:
    """Up to 1,000 records that could not be read: origin, position, reason."""
    return snapshot.query("select origin, position, reason from rejects order by all limit 1000")
