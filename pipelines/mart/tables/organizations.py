"""Organizations: activity over time, topic mix, and how much the source tells of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from pipelines.mart.selection import CHOSEN, Grouping, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY, by_period, periods, totals_by_period
from pipelines.trends.frequency import share_by_period
from pipelines.trends.periods import PeriodName
from pipelines.trends.ranks import rank_by_period
from pipelines.trends.specialisation import specialisation

# The papers of a selection whose organization is known; the column `organization` names the group asked for.
KNOWN: dict[Grouping, str] = {
    "organization": CHOSEN + ", known as (select * from chosen where organization is not null)",
    "parent": CHOSEN + ", known as (select * replace (parent as organization) from chosen where parent is not null)",
}
# One order of all names, organizations and parents together, so that a name has one colour whatever is counted.
_PLACES = """
with places as (
    select name, row_number() over (order by max(n_papers) desc, name) - 1 as slot
    from (
        select organization as name, n_papers from organizations
        union all select parent, sum(n_papers) from organizations group by parent
    )
    group by name
)
"""
_LISTS: dict[Grouping, str] = {
    "organization": _PLACES
    + """
        select organization, parent, handles, n_papers, places.slot
        from organizations inner join places on name = organization order by n_papers desc, organization
    """,
    "parent": _PLACES
    + """
        select parent as organization, parent, flatten(list(handles order by n_papers desc, organization)) as handles,
            sum(n_papers)::bigint as n_papers, any_value(places.slot) as slot
        from organizations inner join places on name = parent group by parent order by n_papers desc, parent
    """,
}
_SIZES = """
select organization, count(*) as n_papers from known group by organization order by n_papers desc, organization
"""
# Since the first day on which any paper of the data has a known organization, whatever the selection.
_KNOWN_PAPERS = """
, first_days as (select min(day) as since from papers where organization is not null)
select any_value(since) as since, count(organization) filter (day >= since) as n_papers,
    count(*) filter (day >= since) as total, count(*) filter (day < since) as n_before
from first_days left join chosen on true
"""
KNOWN_DAYS = "select day, organization, count(*) as n from known where day is not null group by day, organization"
_MIX = """
, tags as (select organization, unnest(themes) as theme from known),
sizes as (select organization, any_value(parent) as parent, count(*) as total from known group by organization),
counts as (select organization, theme, count(*) as n_papers from tags group by organization, theme),
fields as (select themes.theme, themes.rowid as place, count(tags.theme) as field_papers
    from themes left join tags using (theme) group by all)
select organization, parent, theme, coalesce(n_papers, 0) as n_papers, total, field_papers
from sizes cross join fields left join counts using (organization, theme)
order by total desc, organization, place
"""


def everyone(selection: Selection) -> Selection:
    """The selection without its organizations: what shares are of, and who is ranked among."""
    return replace(selection, organizations=(), parents=())


def organizations(snapshot: Snapshot, by: Grouping = "organization") -> pd.DataFrame:
    """The organizations, or their parents, most papers first: organization, parent, handles, n_papers, slot.

    `slot` fixes the colour: the place of the name among those of all organizations and parents by their papers.
    """
    return snapshot.query(_LISTS[by])


def organization_sizes(snapshot: Snapshot, selection: Selection = ANY, *, by: Grouping) -> pd.DataFrame:
    """Organizations with papers in the selection, whichever it chooses: organization, n_papers; most papers first."""
    return snapshot.query(KNOWN[by] + _SIZES, everyone(selection).parameters())


def known_papers(snapshot: Snapshot, selection: Selection = ANY) -> pd.Series[Any]:
    """How many papers have a known organization: n_papers of total since the first day on which any has one.

    Returns
    -------
    since (that day, of all data; absent when none is known), n_papers, total (from that day on), n_before (papers
    before it). Papers without a date do not count.
    """
    return snapshot.query(CHOSEN + _KNOWN_PAPERS, everyone(selection).parameters()).iloc[0]


def names_chosen(snapshot: Snapshot, selection: Selection, by: Grouping) -> list[str]:
    """The organizations that the selection's filters on them leave, or the parents of these; most papers first."""
    frame = organizations(snapshot)
    if selection.organizations:
        frame = frame[frame["organization"].isin(selection.organizations)]
    if selection.parents:
        frame = frame[frame["parent"].isin(selection.parents)]
    groups = organizations(snapshot, by)["organization"]
    return groups[groups.isin(frame[by])].to_list()


def organization_activity(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", *, by: Grouping = "organization"
) -> pd.DataFrame:
    """Papers of each organization over time, and its share of the papers whose organization is known.

    Returns
    -------
    One row per period in which any organization is known, and organization: period_start, organization, n_papers,
    known_total (papers with a known organization), share_pct, complete, share_low_pct, share_high_pct, total (papers,
    known or not), weekdays, weekdays_fetched, rank, rank_low, rank_high (see `rank_by_period`; among all, whichever
    are chosen). A period in which the source names no organization has no row: absent, not zero.
    """
    everybody, names = everyone(selection), organizations(snapshot, by)["organization"].to_list()
    days = snapshot.query(KNOWN[by] + KNOWN_DAYS, everybody.parameters())
    counts = by_period(days, period, "organization", "n_papers")
    known = by_period(days, period, None, "total")
    frame = share_by_period(counts, known, periods(snapshot, everybody, period), names, name="organization")
    totals = totals_by_period(snapshot, everybody, period).rename(columns={"total": "all_papers"})
    frame = frame[frame["total"] > 0].rename(columns={"total": "known_total"})
    frame = frame.merge(totals, on="period_start", how="left").rename(columns={"all_papers": "total"})
    frame = rank_by_period(frame)
    frame = frame[frame["organization"].isin(names_chosen(snapshot, selection, by))].reset_index(drop=True)
    first = ["period_start", "organization", "n_papers", "known_total", "share_pct", "complete"]
    counted = ["share_low_pct", "share_high_pct", "total", "weekdays", "weekdays_fetched"]
    return frame[[*first, *counted, "rank", "rank_low", "rank_high"]]


def organization_coverage(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Papers with a known organization over all: period_start, n_papers (known), total, share_pct, complete."""
    everybody = everyone(selection)
    known = by_period(
        snapshot.query(KNOWN["organization"] + KNOWN_DAYS, everybody.parameters()), period, None, "n_papers"
    )
    totals = totals_by_period(snapshot, everybody, period)
    frame = share_by_period(
        known.assign(what="known"), totals, periods(snapshot, everybody, period), ["known"], name="what"
    )
    return frame[["period_start", "n_papers", "total", "share_pct", "complete"]]


def theme_counts(snapshot: Snapshot, selection: Selection, by: Grouping) -> pd.DataFrame:
    """Papers of every organization with every theme, zeros included; no filter on themes or organizations plays a part.

    Returns
    -------
    organization, parent, theme, n_papers (with both), total (papers of the organization), field_papers (with the
    theme, among all with a known organization); largest organization first, themes in the vocabulary's order.
    """
    return snapshot.query(KNOWN[by] + _MIX, replace(everyone(selection), themes=()).parameters())


def organization_themes(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", *, by: Grouping = "organization"
) -> pd.DataFrame:
    """Topic mix of organizations, and what they specialise in; see `specialisation` for the statistics.

    The selection's themes say which rows to give; they do not filter the papers. `period` plays no part.

    Returns
    -------
    One row per organization with papers in the selection, and theme, zeros included: organization, parent, theme,
    n_papers (with both), specialisation, low, high, total (papers of the organization), share_pct (of those),
    field_share_pct (of all papers with a known organization), q_value.
    """
    frame = theme_counts(snapshot, selection, by)
    sizes = frame.drop_duplicates("organization")["total"]
    frame = specialisation(frame, known_total=int(sizes.sum()))
    frame = frame[frame["organization"].isin(names_chosen(snapshot, selection, by))]
    if selection.themes:
        frame = frame[frame["theme"].isin(selection.themes)]
    first = ["organization", "parent", "theme", "n_papers", "specialisation", "low", "high"]
    return frame.reset_index(drop=True)[[*first, "total", "share_pct", "field_share_pct", "q_value"]]
