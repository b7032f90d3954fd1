"""What one build leaves to the next: the topics, the papers in them, and what places further papers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipelines.topics.discovered.clusters import Floats, Ints, Voters, belonging
from pipelines.topics.discovered.corpus import weigh_known
from pipelines.topics.discovered.discovery import Grouping
from pipelines.topics.discovered.rules import Rules
from pipelines.topics.discovered.vector_topics import vectors_in

METHOD = 1  # raise it when topics of an earlier method can no longer be gone on from


@dataclass(frozen=True)
class TopicModel:
    """Places papers in topics that were found.

    terms, idf : the words that it knows, and their weights
    voters : the fits that vote on a paper's companions
    shares : (votes, topics) share of each vote's papers in each topic
    topic_ids : of the columns
    """

    terms: list[str]
    idf: Floats
    voters: Voters
    shares: Floats
    topic_ids: Ints

    @classmethod
    def of(cls, found: Grouping, topic_ids: Ints) -> TopicModel:
        terms = [found.corpus.counts.terms[column] for column in found.corpus.telling]
        return cls(terms, found.corpus.idf, found.voters, found.shares(), topic_ids)

    def belonging(self, papers: pd.DataFrame, rules: Rules) -> Floats:
        """How much papers (columns title, abstract) belong to each topic, (papers, topics)."""
        return belonging(
            self.voters.votes(weigh_known(papers, self.terms, self.idf, rules), vectors_in(papers)), self.shares
        )


@dataclass(frozen=True)
class FitFacts:
    """What is remembered of a fit, to tell whether it still fits."""

    seed: int
    words: str  # `Rules.words_key` of the rules that it read texts with
    n_papers: int
    at_home: float  # mean of the papers' largest belonging
    spread: float  # its standard deviation
    next_topic_id: int
    next_broad_id: int
    embeddings: str = ""  # id of the model of the sentence vectors that were looked at, empty without any
    n_since: int = 0  # papers placed since
    at_home_since: float = 0.0  # sum of their largest belonging
    method: int = METHOD


@dataclass(frozen=True)
class TopicState:
    """The topics of a build.

    topics : topic_id, label, known_as (list of the labels that it has had), terms, npmi, n_papers, broad_id
    paper_topics : paper_id, topic_id, place, weight, as in `Discovery`
    broad_topics : broad_id, label, terms
    model : None where there are too few papers for topics
    """

    topics: pd.DataFrame
    paper_topics: pd.DataFrame
    broad_topics: pd.DataFrame
    model: TopicModel | None
    fit: FitFacts

    def numbered_from(self, fit: FitFacts) -> TopicState:
        """The same, but new topics get ids that were not used up to that fit."""
        own = replace(self.fit, next_topic_id=fit.next_topic_id, next_broad_id=fit.next_broad_id)
        return replace(self, fit=own)

    def main_topics(self) -> pd.Series:
        """topic_id of each paper's main topic, indexed by paper_id; papers in none are not in it."""
        main = self.paper_topics[self.paper_topics["place"] == 1]
        return main.set_index("paper_id")["topic_id"]

    def counted(self) -> pd.DataFrame:
        """`topics` with n_papers as `paper_topics` has them."""
        sizes = self.main_topics().value_counts()
        return self.topics.assign(n_papers=self.topics["topic_id"].map(sizes).fillna(0).astype(np.int64))
