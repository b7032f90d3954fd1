"""Upvotes of themes, topics and organizations, over time and altogether, and how papers are received."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from pipelines.mart.selection import CHOSEN, Grouping, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY, periods
from pipelines.trends.attention import attention_summary, median_and_quartile
from pipelines.trends.periods import PeriodName, period_starts

_FIRST = ["n_papers", "median_upvotes", "attention_pct", "attention_low_pct", "attention_high_pct"]
_PERIOD = ["complete", "weekdays", "weekdays_fetched"]

Measured = Literal["upvotes", "comments", "github_stars"]  # columns of the mart

_FACTS = "day, upvotes, attention_pct, immature from chosen"
_THEMES = CHOSEN + "select unnest(themes) as theme, " + _FACTS
_TOPICS = CHOSEN + "select topic_id, topic as label, " + _FACTS + " where topic_id is not null"
_ORGANIZATIONS: dict[Grouping, str] = {
    "organization": CHOSEN + "select organization, " + _FACTS + " where organization is not null",
    "parent": CHOSEN + "select parent as organization, " + _FACTS + " where parent is not null",
}
_TOLD = (
    CHOSEN
    + """
    select
        count(*) as total, min(day) filter (where upvotes is not null) as upvotes,
        min(day) filter (where comments is not null) as comments,
        min(day) filter (where github_stars is not null) as github_stars
    from chosen
"""
)
_COUNTS = (
    CHOSEN
    + """
    , last_told as (
        select paper_id, max(observed_at) as told_at from observations where MEASURED is not null group by paper_id
    )
    select
        MEASURED, count(*) as n_papers,
        count(*) filter (where told_at < listed_on + interval 14 day) as n_immature
    from chosen left join last_told using (paper_id)
    where MEASURED is not null
    group by MEASURED order by MEASURED
"""
)
_MEASURED: dict[Measured, str] = {name: _COUNTS.replace("MEASURED", name) for name in get_args(Measured)}


def theme_upvotes(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName | None = "month") -> pd.DataFrame:
    """Upvotes and attention of each theme over time.

    Parameters
    ----------
    period : None for the whole selection at once, without period_start, complete and weekdays

    Returns
    -------
    One row per period and theme with papers whose upvotes are known: period_start, theme, n_papers (those),
    median_upvotes, attention_pct, attention_low_pct, attention_high_pct, complete, n_immature (observed less than 14
    days after listing), then median_low to upper_quartile_high as in `attention_summary`, weekdays, weekdays_fetched.
    """
    frame = snapshot.query(_THEMES, replace(selection, themes=()).parameters())
    if selection.themes:
        frame = frame[frame["theme"].isin(selection.themes)]
    return _upvotes(snapshot, selection, period, frame, ["theme"])


def topic_upvotes(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName | None = "month") -> pd.DataFrame:
    """Upvotes and attention of each discovered topic (a paper's main one); columns as for themes: topic_id, label."""
    return _upvotes(snapshot, selection, period, snapshot.query(_TOPICS, selection.parameters()), ["topic_id", "label"])


def organization_upvotes(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName | None = "month",
    by: Grouping = "organization",
) -> pd.DataFrame:
    """Upvotes and attention of each known organization, or of each parent; columns as for themes: organization."""
    frame = snapshot.query(_ORGANIZATIONS[by], selection.parameters())
    return _upvotes(snapshot, selection, period, frame, ["organization"])


def _upvotes(
    snapshot: Snapshot, selection: Selection, period: PeriodName | None, frame: pd.DataFrame, names: list[str]
) -> pd.DataFrame:
    frame = frame[frame["day"].notna() & frame["upvotes"].notna()]
    keys = names if period is None else ["period_start", *names]
    if period is not None:
        frame = frame.assign(period_start=period_starts(frame["day"], period))
    summary = attention_summary(frame, keys)
    immature = frame.groupby(keys, as_index=False).agg(n_immature=("immature", "sum"))
    summary = summary.merge(immature.astype({"n_immature": "int64"}), on=keys, how="left")
    first = [*keys, *_FIRST]
    if period is not None:
        known = periods(snapshot, selection, period)[["period_start", *_PERIOD]]
        summary, first = summary.merge(known, on="period_start", how="left"), [*first, "complete"]
    first = [*first, "n_immature"]
    return summary[[*first, *summary.columns.difference(first, sort=False)]]


def measured_counts(snapshot: Snapshot, selection: Selection = ANY, measured: Measured = "upvotes") -> pd.DataFrame:
    """How many papers have how many upvotes, comments or GitHub stars; those of which no source told are left out.

    Returns
    -------
    A column named as what is measured, n_papers, n_immature (of them, told less than 14 days after listing).
    """
    return snapshot.query(_MEASURED[measured], selection.parameters())


def reception(snapshot: Snapshot, selection: Selection = ANY) -> pd.DataFrame:
    """Upvotes, comments and GitHub stars of a selection, each of the papers of which a source told it.

    Returns
    -------
    One row each: measured, n_papers (that are known), n_zero (told to be 0), n_immature (told less than 14 days after
    listing), n_unknown, median, median_low, median_high, upper_quartile, upper_quartile_low, upper_quartile_high
    (95% intervals as in `bootstrap_quantile`), first_day (from which on it is told of any paper).
    """
    told = snapshot.query(_TOLD, selection.parameters()).iloc[0]
    rows = []
    for measured in get_args(Measured):
        counts = measured_counts(snapshot, selection, measured)
        n = counts["n_papers"].sum()
        zero = counts.loc[counts[measured] == 0, "n_papers"].sum()
        values = np.repeat(counts[measured].to_numpy("float64"), counts["n_papers"])
        figures = (n, zero, counts["n_immature"].sum(), told["total"] - n, *median_and_quartile(values))
        rows.append((measured, *figures, told[measured]))
    columns = [
        "measured", "n_papers", "n_zero", "n_immature", "n_unknown", "median", "median_low", "median_high",
        "upper_quartile", "upper_quartile_low", "upper_quartile_high", "first_day",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
