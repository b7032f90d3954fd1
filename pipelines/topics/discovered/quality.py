"""Measures discovered topics as a whole: coherent, distinct, complete, and the same when fitted again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from pipelines.topics.discovered.coherence import term_diversity, topic_coherence
from pipelines.topics.discovered.discovery import Discovery, discover

LEFT_OUT = 0.1  # share of the listing days that the second fit does not see


@dataclass(frozen=True)
class PublishedQuality:
    """How good the published topics are, by the same measures."""

    n_topics: int
    npmi: float
    diversity: float
    other_pct: float
    agreement_fit: float  # `agreement` with a fit from scratch


@dataclass(frozen=True)
class TopicQuality:
    """How good the topics of one set of papers are; a figure is None where there are too few topics for it."""

    n_papers: int
    n_topics: int
    npmi: float | None  # mean of `topic_coherence`, -1 to 1
    diversity: float | None  # `term_diversity`, 0 to 1
    other_pct: float  # papers in no topic, in percent
    agreement_seeds: float | None  # `agreement` of fits with two seeds
    agreement_days: float | None  # `agreement` of fits on all days and on nine days in ten
    fit_seconds: float
    published: PublishedQuality | None  # of the topics that pages show, which lived through earlier builds

    def as_record(self) -> dict[str, Any]:
        """The figures by name, for JSON."""
        return asdict(self)


def agreement(one: Discovery, other: Discovery, paper_ids: Sequence[str]) -> float:
    """How alike two fits group papers that both saw: adjusted Rand index of main topics (Hubert and Arabie 1985).

    0 as by chance, 1 the same; the papers in no topic count as one more group.
    """
    return float(adjusted_rand_score(_main(one, paper_ids), _main(other, paper_ids)))


def _main(found: Discovery, paper_ids: Sequence[str]) -> list[int]:
    main = found.paper_topics.query("place == 1").set_index("paper_id")["topic_id"]
    return main.reindex(list(paper_ids), fill_value=0).tolist()


def measure_topics(
    papers: pd.DataFrame,
    *,
    n_topics: int | None = None,
    seed: int = 0,
    published: Discovery | None = None,
    step: Callable[[str], None] = lambda _: None,
) -> TopicQuality:
    """Fit topics three times, each with a seed of its own, and measure them.

    Parameters
    ----------
    papers : columns paper_id, title, abstract, listed_on (may be null; such papers are one day)
    n_topics, seed : as for `discover`; the seed also draws the days left out
    published : topics to measure beside the fits
    step : called with a line that says what is being done
    """
    step("fitting the topics")
    started = time.perf_counter()
    found = discover(papers, n_topics=n_topics, seed=seed)
    seconds = time.perf_counter() - started
    terms = found.topics["terms"].tolist()
    figures: dict[str, float | None] = dict.fromkeys(("npmi", "diversity", "agreement_seeds", "agreement_days"))
    if terms:
        step("fitting again with another seed")
        again = discover(papers, n_topics=n_topics, seed=seed + 1)
        step("fitting again without one day in ten")
        most = _without_some_days(papers, seed)
        fewer = discover(most, n_topics=n_topics, seed=seed + 2)
        figures = {
            "npmi": float(np.nanmean(topic_coherence(terms, papers))),
            "diversity": term_diversity(terms),
            "agreement_seeds": agreement(found, again, papers["paper_id"].tolist()),
            "agreement_days": agreement(found, fewer, most["paper_id"].tolist()),
        }
    return TopicQuality(
        n_papers=len(papers),
        n_topics=len(terms),
        other_pct=_other_pct(found, papers),
        fit_seconds=seconds,
        published=_measure_published(published, found, papers) if published and len(published.topics) else None,
        **figures,
    )


def _measure_published(published: Discovery, found: Discovery, papers: pd.DataFrame) -> PublishedQuality:
    terms = published.topics["terms"].tolist()
    return PublishedQuality(
        n_topics=len(terms),
        npmi=float(np.nanmean(topic_coherence(terms, papers))),
        diversity=term_diversity(terms),
        other_pct=_other_pct(published, papers),
        agreement_fit=agreement(published, found, papers["paper_id"].tolist()),
    )


def _other_pct(found: Discovery, papers: pd.DataFrame) -> float:
    placed = papers["paper_id"].isin(found.paper_topics["paper_id"])
    return 100 * (1 - float(placed.mean())) if len(papers) else 0.0


def _without_some_days(papers: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The papers of nine listing days in ten, drawn at random."""
    days = papers["listed_on"].astype("str").fillna("")
    every = np.sort(days.unique())
    left_out = np.random.default_rng(seed).choice(every, round(LEFT_OUT * len(every)), replace=False)
    return papers[~days.isin(left_out)]
