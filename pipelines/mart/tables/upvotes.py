"""Upvotes of themes and organizations over time."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY, periods
from pipelines.trends.attention import attention_summary
from pipelines.trends.periods import PeriodName, period_starts


def theme_upvotes(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Median upvotes and attention of each theme over time.

    Returns
    -------
    One row per period and theme with papers whose upvotes are known: period_start, theme, n_papers (those),
    median_upvotes, attention_pct, attention_low_pct, attention_high_pct, complete, n_immature (observed less
    than 14 days after listing).
    """
    sql = CHOSEN + "select day, unnest(themes) as theme, upvotes, attention_pct, immature from chosen"
    frame = snapshot.query(sql, replace(selection, themes=()).parameters())
    if selection.themes:
        frame = frame[frame["theme"].isin(selection.themes)]
    return _upvotes(snapshot, selection, period, frame, "theme")


def organization_upvotes(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Median upvotes and attention of each chosen organization over time; columns as for themes."""
    sql = (
        CHOSEN
        + """
        select day, organization, upvotes, attention_pct, immature from chosen where organization is not null
    """
    )
    frame = snapshot.query(sql, selection.parameters())
    return _upvotes(snapshot, selection, period, frame, "organization")


def _upvotes(
    snapshot: Snapshot, selection: Selection, period: PeriodName, frame: pd.DataFrame, name: str
) -> pd.DataFrame:
    frame = frame[frame["day"].notna() & frame["upvotes"].notna()]
    frame = frame.assign(period_start=period_starts(frame["day"], period))
    keys = ["period_start", name]
    summary = attention_summary(frame, keys)
    immature = frame.groupby(keys, as_index=False).agg(n_immature=("immature", "sum"))
    complete = periods(snapshot, selection, period)[["period_start", "complete"]]
    return summary.merge(complete, on="period_start", how="left").merge(immature, on=keys, how="left")
