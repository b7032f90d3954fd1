"""Discovers the topics of a set of papers: groups them by their words and says in words what each group is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from pipelines.topics.discovered.clusters import (
    Floats,
    Ints,
    Voters,
    belonging,
    companions,
    consensus,
    fit_voters,
)
from pipelines.topics.discovered.corpus import Corpus
from pipelines.topics.discovered.rules import Rules, load_rules
from pipelines.topics.discovered.words import describe_topics

MIN_PAPERS = 20  # fewer papers have no topics, only coincidences
OTHER_BELOW = 0.3  # a paper with less than this share of its companions in any one topic is in no topic
ALSO_FROM = 0.2  # a further topic counts from this share on
MAX_TOPICS_A_PAPER = 3
MIN_TOPIC_SHARE = 0.2  # a topic of less than this share of the average size is dissolved

TOPIC_COLUMNS = {"topic_id": "int64", "label": "str", "terms": "object", "npmi": "float64", "n_papers": "int64"}
PAPER_TOPIC_COLUMNS = {"paper_id": "str", "topic_id": "int64", "place": "int64", "weight": "float64"}


@dataclass(frozen=True)
class Discovery:
    """The topics found and the papers in them.

    topics : topic_id (int, from 1, largest first), label (unique), terms (list of up to 10, most telling first),
        npmi (coherence of the terms), n_papers (papers whose main topic it is)
    paper_topics : paper_id, topic_id, place (1 for the paper's main topic), weight (0 to 1, a paper's sum to at
        most 1); a paper in no topic ("other") has no row
    """

    topics: pd.DataFrame
    paper_topics: pd.DataFrame


@dataclass(frozen=True)
class Grouping:
    """Papers in groups, and the votes that the groups rest on.

    main : (papers,) each paper's group from 0 to n_topics - 1, -1 for none
    """

    corpus: Corpus
    voters: Voters
    votes: sp.csr_array
    main: Ints
    n_topics: int

    def shares(self) -> Floats:
        return companions(self.votes, self.main, self.n_topics)

    def belonging(self) -> Floats:
        return belonging(self.votes, self.shares())


def topics_for(n_papers: int) -> int:
    """The number of topics sought when none is asked for: 4.75 * papers ** 0.3, and at least eight papers for each.

    3 for 30 papers, 26 for 300, 69 for 7,400, 300 for a million; none below 20. It grows slowly: topics that must
    split soon would not keep their papers.
    """
    return 0 if n_papers < MIN_PAPERS else max(2, min(n_papers // 8, round(4.75 * n_papers**0.3)))


def discover(
    papers: pd.DataFrame, *, n_topics: int | None = None, seed: int = 0, rules: Rules | None = None
) -> Discovery:
    """Find the topics of papers, without regard to any that were found before.

    The same papers, seed and rules give the same topics, in whatever order the papers come and on any number of
    threads. Method: see `clusters` and `words`.

    Parameters
    ----------
    papers : columns paper_id (unique), title, abstract (may be null); where there are sentence vectors, vector (an
        array, null where not known)
    n_topics : topics sought; a few may prove too small and are dissolved. None: `topics_for(len(papers))`
    seed : of the fits; another seed gives slightly other topics
    rules : words of `topics.toml`; None: the shipped file

    Raises
    ------
    ValueError : n_topics below 2, a negative seed, or paper ids that are not unique.
    """
    if n_topics is not None and n_topics < 2:
        raise ValueError(f"n_topics is {n_topics}; at least 2 are needed to tell topics apart")
    if seed < 0:
        raise ValueError(f"seed is {seed}; it must not be negative")
    corpus = Corpus.of(papers, rules or load_rules())
    with one_thread():
        found = fit_topics(corpus, n_topics or topics_for(len(papers)), seed)
        if found is None:
            return empty_discovery()
        topics = describe_topics(corpus, found.main, [None] * found.n_topics)
        topics.insert(0, "topic_id", np.arange(1, found.n_topics + 1))
        ids = topics["topic_id"].tolist()
        return Discovery(topics, paper_topics(corpus.paper_ids, found.belonging(), found.main, ids))


def one_thread() -> threadpool_limits:
    """Sums over several threads differ in their last digits, which is enough to move a paper on the border."""
    return threadpool_limits(limits=1)


def fit_topics(corpus: Corpus, n_topics: int, seed: int) -> Grouping | None:
    """Group papers into about so many topics, largest first; None where there are too few papers or words."""
    rows = np.flatnonzero(np.diff(corpus.weighted.indptr))
    n_topics = min(n_topics, len(rows) // 3, corpus.weighted.shape[1] - 1)
    if len(corpus.paper_ids) < MIN_PAPERS or n_topics < 2:
        return None
    told = sp.csr_array(corpus.weighted[rows])
    vectors = corpus.vectors[rows] if corpus.vectors is not None else None
    voters = fit_voters(told, n_topics, seed, vectors)
    votes = voters.votes(told, vectors)
    belongs = belonging(votes, companions(votes, consensus(votes, n_topics, seed), n_topics))
    belongs = belongs[:, _sizes(belongs) >= max(2, MIN_TOPIC_SHARE * len(rows) / n_topics)]
    belongs = belongs[:, np.argsort(-_sizes(belongs), kind="stable")]
    if not belongs.shape[1]:
        return None
    main = np.full(len(corpus.paper_ids), -1)
    main[rows] = main_topics(belongs)
    return Grouping(corpus, voters, voters.votes(corpus.weighted, corpus.vectors), main, belongs.shape[1])


def _sizes(belongs: Floats) -> Ints:
    """Papers whose main topic each topic is."""
    return np.bincount(main_topics(belongs) + 1, minlength=belongs.shape[1] + 1)[1:]


def main_topics(belongs: Floats) -> Ints:
    """The column of each paper's main topic; -1 where it belongs to none well enough."""
    if not belongs.shape[1]:
        return np.full(len(belongs), -1)
    return np.where(belongs.max(axis=1) < OTHER_BELOW, -1, belongs.argmax(axis=1))


def paper_topics(paper_ids: Sequence[str], belongs: Floats, main: Ints, topic_ids: Sequence[int]) -> pd.DataFrame:
    """The topics of papers as `Discovery` describes them.

    Parameters
    ----------
    belongs : (papers, topics)
    main : column of each paper's main topic, -1 for none
    topic_ids : of the columns
    """
    placed = np.flatnonzero(main >= 0)
    first = np.zeros((len(placed), belongs.shape[1]))
    first[np.arange(len(placed)), main[placed]] = 1.0  # a paper may stay in a topic though another is a little nearer
    ranked = np.argsort(-(belongs[placed] + first), axis=1, kind="stable")[:, :MAX_TOPICS_A_PAPER]
    weight = np.take_along_axis(belongs[placed], ranked, axis=1)
    paper, rank = np.nonzero((weight >= ALSO_FROM) | (np.arange(ranked.shape[1]) == 0))
    return pd.DataFrame(
        {
            "paper_id": pd.Series(np.array(paper_ids, dtype=object)[placed[paper]], dtype="str"),
            "topic_id": np.array(topic_ids, np.int64)[ranked[paper, rank]],
            "place": rank + 1,
            "weight": np.minimum(weight[paper, rank], 1.0),
        }
    )


def empty_discovery() -> Discovery:
    """No topics, in frames with the right columns."""
    return Discovery(
        pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in TOPIC_COLUMNS.items()}),
        pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in PAPER_TOPIC_COLUMNS.items()}),
    )
