"""Discovered topics: what they are about, what is above and below them, how they move and what became of them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY, frequency
from pipelines.trends.periods import PeriodName

_TOPIC_DAYS = (
    CHOSEN
    + """
select day, topic_id, count(*) as n
from chosen
where day is not null and topic_id is not null
group by day, topic_id
"""
)


def topics(snapshot: Snapshot) -> pd.DataFrame:
    """The discovered topics, largest first.

    Returns
    -------
    topic_id, label, terms (most telling first), n_papers (whose main topic it is), npmi (coherence of the terms, -1
    to 1), belonging (mean share of a paper's companions that are in the topic, 0 to 1), broad_id, broad_label,
    found_label (differs from label where a person renamed it).
    """
    return snapshot.query("""
        select topic_id, topics.label, topics.terms, topics.n_papers, npmi, belonging, broad_id,
            broad_topics.label as broad_label, found_label
        from topics left join broad_topics using (broad_id)
        order by topics.n_papers desc, topic_id
    """)


def broad_topics(snapshot: Snapshot) -> pd.DataFrame:
    """The broader topics: broad_id, label, terms, n_papers, n_topics (under it); largest first."""
    return snapshot.query("""
        select broad_id, label, terms, n_papers, n_topics from broad_topics order by n_papers desc, broad_id
    """)


def topic_themes(snapshot: Snapshot) -> pd.DataFrame:
    """What topics lean towards: topic_id, label, theme, n_papers (of the topic that carry it), share_pct (of the
    topic's papers), lift (that share over the theme's share of all papers); by topic, most papers first."""
    return snapshot.query("""
        select topic_id, label, theme, topic_themes.n_papers, share_pct, lift
        from topic_themes join topics using (topic_id)
        order by topics.n_papers desc, topic_id, topic_themes.n_papers desc, theme
    """)


def topic_frequency(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Papers of each discovered topic over time (a paper's main topic); columns as for themes, plus label."""
    known = topics(snapshot)
    names = list(selection.topics) or known["topic_id"].to_list()
    frame = frequency(snapshot, replace(selection, topics=()), period, _TOPIC_DAYS, "topic_id", names)
    return frame.assign(label=frame["topic_id"].map(known.set_index("topic_id")["label"]))


def topic_events(snapshot: Snapshot) -> pd.DataFrame:
    """What became of topics, newest build first: number and built_at (of the build), kind (born, split, merged,
    ended, renamed), topic_id, label, other_id, other_label (split from, merged into, or called before), n_papers."""
    return snapshot.query("""
        select number, built_at, kind, topic_id, label, other_id, other_label, topic_events.n_papers
        from topic_events join builds using (number)
        order by number desc, kind, topic_events.n_papers desc, topic_id
    """)


def builds(snapshot: Snapshot) -> pd.DataFrame:
    """Builds so far, newest first: number, built_at (naive UTC), how (fitted, refitted, kept), why, n_papers,
    n_topics, n_other (papers in none), moved_pct (of the papers there before, with another topic now), seed."""
    return snapshot.query("select * from builds order by number desc")


def topic_examples(snapshot: Snapshot, topic_id: int, *, most: int = 5) -> pd.DataFrame:
    """The papers that belong to a topic most: paper_id, title, url, day, upvotes, weight."""
    sql = """
        select paper_id, title, url, day, upvotes, weight
        from paper_topics join papers using (paper_id)
        where paper_topics.topic_id = $topic_id and place = 1
        order by weight desc, upvotes desc nulls last, paper_id
        limit $most
    """
    return snapshot.query(sql, {"topic_id": topic_id, "most": most})
