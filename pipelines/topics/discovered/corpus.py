"""The papers that topics are found in, as weighted terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from sklearn.preprocessing import normalize

from pipelines.topics.discovered.rules import Rules
from pipelines.topics.discovered.terms import TermCounts, count_known, count_terms
from pipelines.topics.discovered.vector_topics import Vectors, vectors_in

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TITLE_WEIGHT = 3.0  # a word of the title counts as three of the abstract
MAX_SHARE = 0.3  # a term that more papers use than this tells topics apart no longer
FEW_MAX_SHARE, MANY_PAPERS = 0.5, 200  # among few papers, a topic may well be half of them


@dataclass(frozen=True)
class Corpus:
    """Papers by paper_id, their terms, and the rows that are grouped.

    counts : every term that enough papers use; topics are described with them
    telling : columns of `counts` that tell topics apart
    idf : (telling,) inverse document frequency, ln(papers / papers with the term)
    weighted : (papers, telling) TF-IDF, rows of length 1; zero for a paper without terms
    vectors : (papers, dimensions) of sentences, nan where not known; None where no paper has one
    """

    paper_ids: list[str]
    titles: list[str]
    abstracts: list[str]
    counts: TermCounts
    telling: Ints
    idf: Floats
    weighted: sp.csr_array
    vectors: Vectors | None = None

    @classmethod
    def of(cls, papers: pd.DataFrame, rules: Rules) -> Corpus:
        """Read papers with columns paper_id (unique), title, abstract (may be null), vector (optional), in any order.

        Raises
        ------
        ValueError : paper ids that are not unique.
        """
        if papers["paper_id"].duplicated().any():
            raise ValueError("paper_id holds duplicates; one row a paper is needed")
        papers = papers.sort_values("paper_id", ignore_index=True)
        titles, abstracts = texts_of(papers)
        counts = count_terms(titles, abstracts, rules, min_papers=max(2, round(len(papers) ** 0.5 / 18)))
        used_by = np.diff(sp.csc_array(counts.title + counts.body).indptr)
        most = MAX_SHARE if len(papers) >= MANY_PAPERS else FEW_MAX_SHARE
        telling = np.flatnonzero(used_by <= most * len(papers))  # none where papers share all their words
        idf = np.log(len(papers) / used_by[telling])
        weighted = weighted_terms(counts.title[:, telling], counts.body[:, telling], idf)
        ids = papers["paper_id"].tolist()
        return cls(ids, titles, abstracts, counts, telling, idf, weighted, vectors_in(papers))


def texts_of(papers: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Titles and abstracts, "" where there is none."""
    titles, abstracts = (papers[name].fillna("").astype(str).tolist() for name in ("title", "abstract"))
    return titles, abstracts


def weighted_terms(title: sp.csr_array, body: sp.csr_array, idf: Floats) -> sp.csr_array:
    """TF-IDF of papers with logarithmic term frequency and rows of length 1; papers without terms are zero rows."""
    counts = sp.csr_array(title * TITLE_WEIGHT + body)
    counts.data = 1 + np.log(counts.data)
    return sp.csr_array(normalize(counts * idf)) if counts.shape[1] else counts


def weigh_known(papers: pd.DataFrame, terms: Sequence[str], idf: Floats, rules: Rules) -> sp.csr_array:
    """TF-IDF of papers in the terms of an earlier corpus, as `Corpus.weighted`; rows in the papers' order."""
    title, body = (count_known(terms, texts, rules) for texts in texts_of(papers))
    return weighted_terms(title, body, idf)
