"""Whether themes go steadily up or down over all complete periods, and when their share changed level."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.themes import theme_frequency
from pipelines.trends.change_points import level_changes
from pipelines.trends.periods import PeriodName, mostly_fetched
from pipelines.trends.slope import trend_slopes


def trend_tests(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Slope, trend test and number of changes of level of each theme's share.

    The selection's themes say which rows to give; q-values are over all. The slope weighs all periods alike, so that
    one that was fetched for the lesser part of its weekdays has no part in it; changes of level weigh papers.

    Returns
    -------
    One row per theme: the columns of `trend_slopes`, then n_changes (changes of level) and last_change (first period
    of the present level; absent without a change).
    """
    counts = theme_frequency(snapshot, replace(selection, themes=()), period)
    changes = level_changes(counts).groupby("theme")["period_start"].agg(n_changes="count", last_change="max")
    frame = trend_slopes(counts[mostly_fetched(counts)], period=period).merge(changes, on="theme", how="left")
    frame["n_changes"] = frame["n_changes"].fillna(0).astype("int64")
    return _chosen(frame, selection)


def change_points(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """When each theme's share went from one level to another; columns of `level_changes`."""
    return _chosen(level_changes(theme_frequency(snapshot, replace(selection, themes=()), period)), selection)


def _chosen(frame: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    return frame[frame["theme"].isin(selection.themes)].reset_index(drop=True) if selection.themes else frame
