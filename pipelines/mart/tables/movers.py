"""Risers and fallers among themes, discovered topics and organizations, between two windows of complete periods."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from pipelines.mart.selection import Grouping, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organizations import organization_activity
from pipelines.mart.tables.periods import ANY, periods
from pipelines.mart.tables.themes import theme_frequency
from pipelines.mart.tables.topics import topic_frequency
from pipelines.trends.momentum import theme_momentum
from pipelines.trends.periods import PeriodName

WINDOW: dict[PeriodName, int] = {"week": 8, "month": 3, "quarter": 1}  # periods in each window of momentum
FEW = 5  # papers in both windows together, below which a change is not compared


@dataclass(frozen=True)
class Windows:
    """First and last days of the two windows that momentum compares."""

    before_first: pd.Timestamp
    before_last: pd.Timestamp
    now_first: pd.Timestamp
    now_last: pd.Timestamp


def windows(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", window: int | None = None
) -> Windows | None:
    """The windows of `momentum`; None when there are fewer than two windows of complete periods."""
    window = window or WINDOW[period]
    known = periods(snapshot, selection, period)
    done = known[known["complete"]].tail(2 * window)
    if len(done) < 2 * window:
        return None
    starts, ends = done["period_start"].to_list(), done["period_end"].to_list()
    return Windows(starts[0], ends[window - 1], starts[window], ends[-1])


def momentum(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    window: int | None = None,
    *,
    least: int = 0,
) -> pd.DataFrame:
    """Themes that rise and fall between the last two windows of complete periods; see `theme_momentum`.

    Unless told, a window is `WINDOW` periods, and a theme of no paper (`least`) has its row, too. The selection's
    themes say which rows to give; q-values are over all.
    """
    counts = theme_frequency(snapshot, replace(selection, themes=()), period)
    frame = theme_momentum(counts, window=window or WINDOW[period], least=least)
    return _only(frame, "theme", selection.themes)


def topic_momentum(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", window: int | None = None
) -> pd.DataFrame:
    """Discovered topics that rise and fall (a paper counts in its main topic).

    Columns as for themes, with topic_id in place of theme, and label at the end. Topics of fewer than `FEW` papers in
    both windows have no row.
    """
    counts = topic_frequency(snapshot, replace(selection, topics=()), period)
    labels = counts.drop_duplicates("topic_id").set_index("topic_id")["label"]
    frame = theme_momentum(counts, window=window or WINDOW[period], by="topic_id", least=FEW)
    frame = frame.assign(label=frame["topic_id"].map(labels))
    return _only(frame, "topic_id", selection.topics)


def organization_momentum(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    window: int | None = None,
    by: Grouping = "organization",
) -> pd.DataFrame:
    """Organizations, or their parents, that rise and fall among the papers with a known organization.

    Columns as for themes, with organization in place of theme. Those of fewer than `FEW` papers in both windows have
    no row; nor has anybody where a period of the windows names no organization, which is absent and not zero.
    """
    window = window or WINDOW[period]
    spans = windows(snapshot, selection, period, window)
    counts = organization_activity(snapshot, replace(selection, organizations=(), parents=()), period, by=by)
    first = pd.Timestamp.max if spans is None else spans.before_first
    counts = counts[counts["period_start"] >= first]
    frame = theme_momentum(counts, window=window, by="organization", of="known_total", least=FEW)
    return _only(frame, "organization", selection.parents if by == "parent" else selection.organizations)


def _only(frame: pd.DataFrame, by: str, chosen: tuple[object, ...]) -> pd.DataFrame:
    return frame[frame[by].isin(list(chosen))].reset_index(drop=True) if chosen else frame
