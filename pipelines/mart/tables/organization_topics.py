"""Which discovered topics organizations work on, and how far two of them overlap."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines.mart.selection import Grouping, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organizations import KNOWN, everyone
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.topics import topics
from pipelines.trends.periods import PeriodName
from pipelines.trends.specialisation import specialisation

_TOPICS = """
, sizes as (select organization, count(*) as total from known group by organization),
counts as (
    select organization, topic_id, count(*) as n_papers from known where topic_id is not null group by all
),
fields as (select topic_id, sum(n_papers)::bigint as field_papers from counts group by topic_id)
select organization, topic_id as theme, coalesce(n_papers, 0) as n_papers, total, field_papers
from sizes cross join fields left join counts using (organization, topic_id)
order by organization, topic_id
"""
_OVERLAP = """
, facts as (
    select organization, list_position($names::varchar[], organization) as place,
        coalesce(list(distinct date_trunc($period, day)) filter (day is not null), []) as periods,
        coalesce(list(distinct topic_id) filter (topic_id is not null), []) as topics,
        min(day) as first_day, max(day) as last_day
    from known where list_contains($names::varchar[], organization) group by organization
)
select one.organization, two.organization as other,
    greatest(one.first_day, two.first_day) as first_both, least(one.last_day, two.last_day) as last_both,
    len(list_intersect(one.periods, two.periods)) as n_periods_both,
    len(list_distinct(list_concat(one.periods, two.periods))) as n_periods_either,
    len(list_intersect(one.topics, two.topics)) as n_topics_both,
    len(list_distinct(list_concat(one.topics, two.topics))) as n_topics_either
from facts as one join facts as two on one.place < two.place
order by one.place, two.place
"""


def organization_topics(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    *,
    by: Grouping = "organization",
    names: tuple[str, ...],
) -> pd.DataFrame:
    """The discovered topics (a paper's main one) of the named organizations, and what they specialise in.

    See `specialisation` for the statistics. The selection's topics do not filter the papers. `period` plays no part.

    Returns
    -------
    One row per named organization, in their order, and topic that it has papers on, most papers first: organization,
    topic_id, topic (its label), n_papers (of both), total (papers of the organization), share_pct (of those),
    field_share_pct (of all papers with a known organization), specialisation, low, high, q_value.
    """
    everybody = replace(everyone(selection), topics=())
    frame = snapshot.query(KNOWN[by] + _TOPICS, everybody.parameters())
    sizes = frame.drop_duplicates("organization")["total"]
    frame = specialisation(frame, known_total=int(sizes.sum())).rename(columns={"theme": "topic_id"})
    frame = frame[frame["organization"].isin(names) & (frame["n_papers"] > 0)]
    frame = frame.assign(
        topic=frame["topic_id"].map(topics(snapshot).set_index("topic_id")["label"]),
        place=frame["organization"].map({name: place for place, name in enumerate(names)}),
    )
    frame = frame.sort_values(["place", "n_papers", "topic_id"], ascending=[True, False, True], ignore_index=True)
    counted = ["n_papers", "total", "share_pct", "field_share_pct"]
    return frame[["organization", "topic_id", "topic", *counted, "specialisation", "low", "high", "q_value"]]


def organization_overlap(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    *,
    by: Grouping = "organization",
    names: tuple[str, ...],
) -> pd.DataFrame:
    """How far each pair of the named organizations overlaps in time and in discovered topics (a paper's main one).

    Returns
    -------
    One row per pair that has papers, in the order of `names`: organization, other, first_both and last_both (the days
    from which and to which both are seen; the first is after the last where one ended before the other began),
    n_periods_both (periods with papers of both), n_periods_either, n_topics_both, n_topics_either.
    """
    parameters = {**everyone(selection).parameters(), "names": list(dict.fromkeys(names)), "period": period}
    return snapshot.query(KNOWN[by] + _OVERLAP, parameters)
