"""Discovers the topics of a set of papers: groups them by their words and says in words what each group is about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from pipelines.topics.discovery_clusters import Floats, Ints, memberships, weighted_terms
from pipelines.topics.discovery_rules import Rules, load_rules
from pipelines.topics.discovery_words import choose_terms, make_labels, telling_scores
from pipelines.topics.terms import TermCounts, count_terms

MIN_PAPERS = 20  # fewer papers have no topics, only coincidences
OTHER_BELOW = 0.3  # a paper with less than this share of its companions in any one topic is in no topic
ALSO_FROM = 0.2  # a further topic counts from this share on
MAX_TOPICS_A_PAPER = 3
MIN_TOPIC_SHARE = 0.2  # a topic of less than this share of the average size is dissolved

TOPIC_COLUMNS = {"topic_id": "int64", "label": "str", "terms": "object", "n_papers": "int64"}
PAPER_TOPIC_COLUMNS = {"paper_id": "str", "topic_id": "int64", "weight": "float64"}


@dataclass(frozen=True)
class Discovery:
    """The topics found and the papers in them.

    topics : topic_id (int, from 1, largest first), label (unique), terms (list of up to 10, most telling first),
        n_papers (papers whose main topic it is)
    paper_topics : paper_id, topic_id, weight (0 to 1); a paper's first row is its main topic, its weights
        sum to at most 1; a paper in no topic ("other") has no row
    """

    topics: pd.DataFrame
    paper_topics: pd.DataFrame


def topics_for(n_papers: int) -> int:
    """The number of topics sought when none is asked for: 0.8 * sqrt(papers), so that topics grow as they multiply.

    4 for 30 papers, 14 for 300, 69 for 7,400; none below 20.
    """
    return 0 if n_papers < MIN_PAPERS else max(2, round(0.8 * n_papers**0.5))


def discover(
    papers: pd.DataFrame, *, n_topics: int | None = None, seed: int = 0, rules: Rules | None = None
) -> Discovery:
    """Find the topics of papers.

    The same papers, seed and rules give the same topics, in whatever order the papers come and on any number of
    threads. Method: see `discovery_clusters` and `discovery_words`.

    Parameters
    ----------
    papers : columns paper_id (unique), title, abstract (may be null)
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
    if papers["paper_id"].duplicated().any():
        raise ValueError("paper_id holds duplicates; one row a paper is needed")
    papers = papers.sort_values("paper_id", ignore_index=True)
    titles, abstracts = (papers[name].fillna("").astype(str).tolist() for name in ("title", "abstract"))
    min_papers = max(2, round(len(papers) ** 0.5 / 18))
    counts = count_terms(titles, abstracts, rules or load_rules(), min_papers=min_papers)
    # Sums over several threads differ in their last digits, which is enough to move a paper on the border.
    with threadpool_limits(limits=1):
        belongs = _belonging(counts, n_topics or topics_for(len(papers)), seed)
    if not belongs.shape[1]:
        return empty_discovery()
    main = main_topics(belongs)
    return Discovery(_topics(counts, main, titles, abstracts), _paper_topics(papers["paper_id"], belongs, main))


def empty_discovery() -> Discovery:
    """No topics, in frames with the right columns."""
    return Discovery(
        pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in TOPIC_COLUMNS.items()}),
        pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in PAPER_TOPIC_COLUMNS.items()}),
    )


def _belonging(counts: TermCounts, n_topics: int, seed: int) -> Floats:
    """How much each paper belongs to each topic, (papers, topics), largest topic first; papers without terms: zero."""
    n_papers = counts.title.shape[0]
    nothing = np.zeros((n_papers, 0))
    if n_papers < MIN_PAPERS or not counts.terms:
        return nothing
    weighted = weighted_terms(counts.title, counts.body)
    rows = np.flatnonzero(np.diff(weighted.indptr))
    n_topics = min(n_topics, len(rows) // 3, weighted.shape[1] - 1)
    if n_topics < 2:
        return nothing
    found = memberships(sp.csr_array(weighted[rows]), n_topics, seed)
    found = found[:, _sizes(found) >= max(2, MIN_TOPIC_SHARE * len(rows) / n_topics)]
    belongs = np.zeros((n_papers, found.shape[1]))
    belongs[rows] = found[:, np.argsort(-_sizes(found), kind="stable")]
    return belongs


def _sizes(belongs: Floats) -> Ints:
    """Papers whose main topic each topic is."""
    return np.bincount(main_topics(belongs) + 1, minlength=belongs.shape[1] + 1)[1:]


def main_topics(belongs: Floats) -> Ints:
    """The column of each paper's main topic; -1 where it belongs to none well enough."""
    if not belongs.shape[1]:
        return np.full(len(belongs), -1)
    return np.where(belongs.max(axis=1) < OTHER_BELOW, -1, belongs.argmax(axis=1))


def _topics(counts: TermCounts, main: Ints, titles: list[str], abstracts: list[str]) -> pd.DataFrame:
    n_papers = np.bincount(main[main >= 0])
    uses = sp.csr_array(counts.title + counts.body > 0, dtype=np.float64)
    scores = telling_scores(uses, main, len(n_papers))
    in_titles = telling_scores(sp.csr_array(counts.title > 0, dtype=np.float64), main, len(n_papers))
    chosen = choose_terms(scores, uses, counts.terms)
    texts = [f"{title}. {abstract}" for title, abstract in zip(titles, abstracts, strict=True)]
    examples = [[texts[i] for i in np.flatnonzero(main == topic)] for topic in range(len(n_papers))]
    return pd.DataFrame(
        {
            "topic_id": np.arange(1, len(n_papers) + 1),
            "label": make_labels(scores, in_titles, chosen, counts, examples),
            "terms": [[counts.shown[term] for term in terms] for terms in chosen],
            "n_papers": n_papers,
        }
    )


def _paper_topics(paper_ids: pd.Series, belongs: Floats, main: Ints) -> pd.DataFrame:
    ranked = np.argsort(-belongs, axis=1, kind="stable")[:, :MAX_TOPICS_A_PAPER]
    weight = np.take_along_axis(belongs, ranked, axis=1)
    counted = (main >= 0)[:, None] & (weight >= ALSO_FROM)
    paper, _ = np.nonzero(counted)
    return pd.DataFrame(
        {
            "paper_id": paper_ids.to_numpy()[paper],
            "topic_id": ranked[counted] + 1,
            "weight": np.minimum(weight[counted], 1.0),
        }
    )
