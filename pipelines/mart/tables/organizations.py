"""Organizations: activity over time, topic mix, and how much the source tells of them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY, by_period, periods, totals_by_period
from pipelines.trends.frequency import share_by_period
from pipelines.trends.periods import PeriodName

_ORGANIZATION_DAYS = (
    CHOSEN
    + """
select day, organization, count(*) as n
from chosen
where day is not null and organization is not null
group by day, organization
"""
)


def organizations(snapshot: Snapshot) -> pd.DataFrame:
    """The organizations that the source named: organization, parent, handles, n_papers, slot; most papers first."""
    return snapshot.query("""
        select organization, parent, handles, n_papers, slot
        from organizations order by n_papers desc, organization
    """)


def organization_activity(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Papers of each organization over time, and its share of the papers whose organization is known.

    Returns
    -------
    One row per period in which any organization is known, and organization: period_start, organization, n_papers,
    known_total (papers with a known organization), share_pct, complete, share_low_pct, share_high_pct, total (papers,
    known or not), weekdays, weekdays_fetched. A period in which the source names no organization has no row: absent,
    not zero.
    """
    names = list(selection.organizations) or organizations(snapshot)["organization"].to_list()
    everyone = replace(selection, organizations=())
    days = snapshot.query(_ORGANIZATION_DAYS, everyone.parameters())
    counts = by_period(days, period, "organization", "n_papers")
    known = by_period(days, period, None, "total")
    frame = share_by_period(counts, known, periods(snapshot, everyone, period), names, name="organization")
    totals = totals_by_period(snapshot, everyone, period).rename(columns={"total": "all_papers"})
    frame = frame[frame["total"] > 0].rename(columns={"total": "known_total"})
    frame = frame.merge(totals, on="period_start", how="left").rename(columns={"all_papers": "total"})
    first = ["period_start", "organization", "n_papers", "known_total", "share_pct", "complete"]
    return frame[[*first, "share_low_pct", "share_high_pct", "total", "weekdays", "weekdays_fetched"]]


def organization_coverage(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Papers with a known organization over all: period_start, n_papers (known), total, share_pct, complete."""
    everyone = replace(selection, organizations=())
    known = by_period(snapshot.query(_ORGANIZATION_DAYS, everyone.parameters()), period, None, "n_papers")
    totals = totals_by_period(snapshot, everyone, period)
    frame = share_by_period(
        known.assign(what="known"), totals, periods(snapshot, everyone, period), ["known"], name="what"
    )
    return frame[["period_start", "n_papers", "total", "share_pct", "complete"]]


def organization_themes(snapshot: Snapshot, selection: Selection) -> pd.DataFrame:
    """Topic mix of the chosen organizations.

    Returns
    -------
    One row per organization and theme that it has: organization, theme, n_papers (with both), total (papers of
    the organization), share_pct.
    """
    sql = (
        CHOSEN
        + """
        , sizes as (
            select organization, count(*) as total from chosen where organization is not null group by organization
        )
        select organization, theme, count(*) as n_papers, any_value(total) as total
        from (select organization, unnest(themes) as theme from chosen)
        join sizes using (organization)
        group by organization, theme
        order by organization, n_papers desc, theme
    """
    )
    frame = snapshot.query(sql, replace(selection, themes=()).parameters())
    return frame.assign(share_pct=100 * frame["n_papers"] / frame["total"])
