"""Which organizations were first on a topic, as far as the source tells who wrote what."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from pipelines.mart.selection import CHOSEN, Grouping, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organizations import KNOWN, everyone, names_chosen
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.topics import topics
from pipelines.trends.first_movers import first_mover_score, first_papers
from pipelines.trends.periods import PeriodName

Subject = Literal["topic", "theme"]

_GROUPED: dict[Grouping, str] = {
    "organization": CHOSEN + ", grouped as (select * from chosen)",
    "parent": CHOSEN + ", grouped as (select * replace (parent as organization) from chosen)",
}
_ON: dict[Subject, str] = {
    "topic": """
        select topic_id as subject, organization, parent, day, paper_id, title
        from grouped where topic_id is not null
    """,
    "theme": "select unnest(themes) as subject, organization, parent, day, paper_id, title from grouped",
}
_SUBJECTS: dict[Subject, str] = {
    "topic": """
        select paper_id, organization, parent, day,
            case when topic_id is null then [] else [topic_id] end as subjects
        from known
    """,
    "theme": "select paper_id, organization, parent, day, themes as subjects from known",
}


def first_movers(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    *,
    by: Grouping = "organization",
    kind: Subject = "topic",
) -> pd.DataFrame:
    """The first organizations on each discovered topic (a paper's main one) or theme, as far as they are known.

    The source names organizations since October 2025 only, and most topics are older: `n_unknown_before` counts the
    papers that may have been first. `period` plays no part.

    Returns
    -------
    topic_id and topic (its label) for topics, theme for themes; place (1 to 5; those of one day share a place),
    organization, parent, day, paper_id, title (of its first paper on it), n_unknown_before (papers on it of an earlier
    day whose organization nobody told), n_papers (of the organization on it); by topic or theme, then place.
    """
    frame = first_papers(snapshot.query(_GROUPED[by] + _ON[kind], everyone(selection).parameters()))
    frame = frame[frame["organization"].isin(names_chosen(snapshot, selection, by))].reset_index(drop=True)
    if kind == "theme":
        return frame.rename(columns={"subject": "theme"})
    frame.insert(1, "topic", frame["subject"].map(topics(snapshot).set_index("topic_id")["label"]))
    return frame.rename(columns={"subject": "topic_id"})


def first_mover_scores(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    *,
    by: Grouping = "organization",
    kind: Subject = "topic",
) -> pd.DataFrame:
    """How often each organization is among the first three on a topic or theme, against what chance would give.

    First among the papers whose organization is known. `period` plays no part; q-values are over all organizations of
    5 papers or more, whichever are chosen.

    Returns
    -------
    organization, parent, n_papers, n_subjects (topics or themes it wrote on), n_first (on which it is among the first
    3), expected (mean, had its papers come in another order), expected_low, expected_high (95% of such orders),
    p_value (so many or more), q_value; the furthest above chance first; see `first_mover_score`.
    """
    frame = first_mover_score(snapshot.query(KNOWN[by] + _SUBJECTS[kind], everyone(selection).parameters()))
    return frame[frame["organization"].isin(names_chosen(snapshot, selection, by))].reset_index(drop=True)
