"""Gives the groups of a fit their ids, labels, terms and broader topics; what is the same topic keeps its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipelines.topics.discovered.clusters import Ints
from pipelines.topics.discovered.discovery import Grouping, empty_discovery, paper_topics
from pipelines.topics.discovered.hierarchy import broader_topics
from pipelines.topics.discovered.identity import same_topics
from pipelines.topics.discovered.model import FitFacts, TopicModel, TopicState
from pipelines.topics.discovered.rules import Rules
from pipelines.topics.discovered.words import describe_topics


def no_topics(seed: int, rules: Rules, embeddings: str = "") -> TopicState:
    """Where every lineage of topics starts."""
    nothing = empty_discovery()
    topics = nothing.topics.assign(broad_id=pd.Series(dtype="int64"), known_as=pd.Series(dtype="object"))
    broad = topics[["broad_id", "label", "terms"]]
    fit = FitFacts(seed, rules.words_key(), 0, 0.0, 0.0, next_topic_id=1, next_broad_id=1, embeddings=embeddings)
    return TopicState(topics, nothing.paper_topics, broad, None, fit)


def described(
    found: Grouping, before: TopicState, same: dict[int, int], rules: Rules, embeddings: str = ""
) -> TopicState:
    """The topics of a fit in words.

    Parameters
    ----------
    same : {column of the fit: row of `before.topics`} of the topics that keep id and label
    """
    corpus, main = found.corpus, found.main
    ids, labels = _names(before.topics, "topic_id", same, found.n_topics, before.fit.next_topic_id)
    had = [list(before.topics["known_as"].iloc[same[i]]) if i in same else [] for i in range(found.n_topics)]
    topics = describe_topics(corpus, main, labels, had)
    topics["known_as"] = [list(dict.fromkeys([*mine, label])) for mine, label in zip(had, topics["label"], strict=True)]

    group = broader_topics(corpus, found.voters, main, found.n_topics)
    above = np.where(main >= 0, group[main], -1)
    same_broad = same_topics(_broad_rows_before(before, corpus.paper_ids), above)
    broad_ids, broad_labels = _names(
        before.broad_topics, "broad_id", same_broad, int(group.max()) + 1, before.fit.next_broad_id
    )
    broad = describe_topics(corpus, above, broad_labels)

    belongs = found.belonging()
    best = belongs.max(axis=1)
    fit = FitFacts(
        seed=before.fit.seed,
        words=rules.words_key(),
        n_papers=len(best),
        at_home=float(best.mean()),
        spread=float(best.std()),
        next_topic_id=max(before.fit.next_topic_id, int(ids.max()) + 1),
        next_broad_id=max(before.fit.next_broad_id, int(broad_ids.max()) + 1),
        embeddings=embeddings,
    )
    return TopicState(
        topics.assign(topic_id=ids, broad_id=broad_ids[group])[list(before.topics)],
        paper_topics(corpus.paper_ids, belongs, main, ids.tolist()),
        broad.assign(broad_id=broad_ids)[list(before.broad_topics)],
        TopicModel.of(found, ids),
        fit,
    )


def _names(
    before: pd.DataFrame, id_column: str, same: dict[int, int], n_topics: int, next_id: int
) -> tuple[Ints, list[str | None]]:
    """Ids of topics, and the labels of those that had one; topics that are new get ids that were never used."""
    known_ids, known_labels = before[id_column].tolist(), before["label"].tolist()
    ids, labels = [], []
    for topic in range(n_topics):
        row = same.get(topic)
        ids.append(next_id if row is None else known_ids[row])
        labels.append(None if row is None else known_labels[row])
        next_id += row is None
    return np.asarray(ids, np.int64), labels


def rows_before(before: TopicState, paper_ids: Sequence[str]) -> Ints:
    """The row of `before.topics` that each paper's main topic is; -1 for papers in none or not there."""
    row = pd.Series(range(len(before.topics)), index=before.topics["topic_id"], dtype="int64")
    return np.asarray(before.main_topics().map(row).reindex(list(paper_ids), fill_value=-1), np.int64)


def _broad_rows_before(before: TopicState, paper_ids: Sequence[str]) -> Ints:
    """The same by row of `before.broad_topics`."""
    row = pd.Series(range(len(before.broad_topics)), index=before.broad_topics["broad_id"], dtype="int64")
    broad = np.append(before.topics["broad_id"].map(row).to_numpy(np.int64), -1)  # the last one is for papers in none
    return np.asarray(broad[rows_before(before, paper_ids)], np.int64)
