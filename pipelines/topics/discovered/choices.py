"""Shows topics as a person wants them: renamed and merged by `topics.toml`, whatever the fits found.

The topics underneath go on as they are, so that a name or a merge holds through every refit, and taking it out of the
file takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, zip_longest

import numpy as np
import pandas as pd

from pipelines.topics.discovered.discovery import MAX_TOPICS_A_PAPER
from pipelines.topics.discovered.model import TopicState
from pipelines.topics.discovered.rules import Rules
from pipelines.topics.discovered.words import N_TERMS


@dataclass(frozen=True)
class ShownTopics:
    """Topics as pages show them.

    topics : topic_id, label (a person's where there is one), found_label, terms, npmi, n_papers, belonging (mean
        weight of the papers whose main topic it is), broad_id; largest first
    paper_topics : paper_id, topic_id, place, weight
    broad_topics : broad_id, label, terms, n_papers, n_topics; largest first
    notes : what in the file matches no topic, a line each
    """

    topics: pd.DataFrame
    paper_topics: pd.DataFrame
    broad_topics: pd.DataFrame
    notes: list[str]


def shown_topics(state: TopicState, rules: Rules) -> ShownTopics:
    """Apply a person's names and merges.

    A topic is called by its found label, one that it had before, or its id; case does not matter. Topics that have
    lost all their papers are not shown.
    """
    notes: list[str] = []
    by_name = {
        str(label).lower(): int(topic)
        for topic, label in zip(state.topics["topic_id"], state.topics["label"], strict=True)
    }
    by_name |= {str(topic): int(topic) for topic in state.topics["topic_id"]}
    for topic, labels in zip(state.topics["topic_id"], state.topics["known_as"], strict=True):
        by_name = {label.lower(): int(topic) for label in labels} | by_name

    def find(called: str, where: str) -> int | None:
        found = by_name.get(called.strip().lower())
        if found is None and by_name:
            near = get_close_matches(called.lower(), by_name, 1)
            notes.append(f"{where}: no topic is called {called!r}{f'; the nearest is {near[0]!r}' if near else ''}")
        return found

    groups = [[topic for called in group if (topic := find(called, "merges")) is not None] for group in rules.merges]
    heirs = _heirs([group for group in groups if group])
    named = {topic: name for called, name in rules.names.items() if (topic := find(called, "names")) is not None}
    names = {heirs.get(topic, topic): name for topic, name in named.items()} | named  # the first one's own name wins
    paper_topics = _merged_papers(state.paper_topics, heirs)
    topics = _merged_topics(state.topics, paper_topics, heirs)
    topics["label"] = [
        names.get(topic, label) for topic, label in zip(topics["topic_id"], topics["found_label"], strict=True)
    ]
    return ShownTopics(topics, paper_topics, _broad(state.broad_topics, topics), notes)


def _heirs(groups: list[list[int]]) -> dict[int, int]:
    """The topic that each merged one is shown as: the first of its group; groups that share a topic are one."""
    heirs: dict[int, int] = {}
    for group in groups:
        first = heirs.get(group[0], group[0])
        joined = {heirs.get(topic, topic) for topic in group}
        heirs |= {topic: first for topic, heir in heirs.items() if heir in joined}
        heirs |= dict.fromkeys([*joined, *group], first)
    return heirs


def _merged_papers(paper_topics: pd.DataFrame, heirs: dict[int, int]) -> pd.DataFrame:
    """The topics of papers with weights of merged ones added up; the main topic stays first."""
    if not heirs:
        return paper_topics
    rows = paper_topics.assign(topic_id=paper_topics["topic_id"].map(lambda topic: heirs.get(topic, topic)))
    rows = rows.groupby(["paper_id", "topic_id"], as_index=False).agg(place=("place", "min"), weight=("weight", "sum"))
    rows = rows.sort_values(["paper_id", "place"], ignore_index=True)
    rows["place"] = rows.groupby("paper_id").cumcount() + 1
    return rows[rows["place"] <= MAX_TOPICS_A_PAPER]


def _merged_topics(topics: pd.DataFrame, paper_topics: pd.DataFrame, heirs: dict[int, int]) -> pd.DataFrame:
    rows = []
    heir = topics["topic_id"].map(lambda topic: heirs.get(topic, topic))
    for topic, parts in topics.groupby(heir, sort=True):
        first = parts[parts["topic_id"] == topic].iloc[0]
        by_turns = chain.from_iterable(zip_longest(first["terms"], *parts.loc[parts["topic_id"] != topic, "terms"]))
        rows.append(
            {
                "topic_id": topic,
                "label": first["label"],
                "found_label": first["label"],
                "terms": list(dict.fromkeys(term for term in by_turns if term))[:N_TERMS],
                "npmi": np.average(parts["npmi"], weights=parts["n_papers"].clip(lower=1)),
                "broad_id": first["broad_id"],
            }
        )
    columns = ["topic_id", "label", "found_label", "terms", "npmi", "broad_id"]
    main = paper_topics[paper_topics["place"] == 1].groupby("topic_id")["weight"].agg(n_papers="size", belonging="mean")
    shown = pd.DataFrame(rows, columns=columns).merge(main.reset_index(), on="topic_id", how="left")
    shown = shown[shown["n_papers"].notna()].astype({"n_papers": np.int64, "label": "str", "found_label": "str"})
    return shown.sort_values(["n_papers", "topic_id"], ascending=[False, True], ignore_index=True)


def _broad(broad_topics: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    sizes = topics.groupby("broad_id", as_index=False).agg(n_papers=("n_papers", "sum"), n_topics=("topic_id", "size"))
    shown = broad_topics.merge(sizes, on="broad_id")  # one whose topics were all merged away is not shown
    return shown.sort_values(["n_papers", "broad_id"], ascending=[False, True], ignore_index=True)
