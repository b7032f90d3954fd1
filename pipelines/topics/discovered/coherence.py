"""Measures the terms of topics: do papers use them together, and does each topic have its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from pipelines.topics.discovered.rules import Rules, load_rules
from pipelines.topics.discovered.terms import uses_of

Floats = npt.NDArray[np.float64]


def topic_coherence(topics: Sequence[Sequence[str]], papers: pd.DataFrame, rules: Rules | None = None) -> Floats:
    """How much more often than by chance papers use the terms of a topic together, for each topic.

    Mean normalised pointwise mutual information of all pairs of its terms (Bouma 2009), -1 to 1, by
    co-occurrence in one paper's title and abstract; a pair that no paper has counts -1. A topic with fewer
    than two terms has nan.

    Parameters
    ----------
    topics : the terms of each topic
    papers : columns title, abstract (may be null)
    rules : words of `topics.toml`; None: the shipped file
    """
    texts = [
        f"{title} . {abstract}" for title, abstract in papers[["title", "abstract"]].fillna("").itertuples(index=False)
    ]
    uses = uses_of([term for terms in topics for term in terms], texts, rules or load_rules())
    ends = np.cumsum([len(terms) for terms in topics])
    return np.array([mean_npmi(uses[:, end - len(terms) : end]) for terms, end in zip(topics, ends, strict=True)])


def npmi_matrix(uses: sp.sparray) -> Floats:
    """Normalised pointwise mutual information of every two columns of 0 and 1, shape (columns, columns).

    log(p(a, b) / (p(a) p(b))) / -log(p(a, b)): -1 never together, 0 independent, 1 always together.
    """
    together = (uses.T @ uses).toarray() / max(uses.shape[0], 1)
    alone = together.diagonal()
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(together / np.outer(alone, alone)) / -np.log(together)
    values[together >= 1] = 1.0
    values[together <= 0] = -1.0
    return np.asarray(values)


def mean_npmi(uses: sp.sparray) -> float:
    """Mean of `npmi_matrix` over the pairs of different columns; nan where there are fewer than two."""
    values = npmi_matrix(uses)
    pairs = values[np.tril_indices(len(values), -1)]
    return float(pairs.mean()) if len(pairs) else float("nan")


def term_diversity(topics: Sequence[Sequence[str]]) -> float:
    """Distinct terms over all terms of all topics, 0 to 1 (Dieng, Ruiz and Blei 2020); nan without terms."""
    terms = [term for terms in topics for term in terms]
    return len(set(terms)) / len(terms) if terms else float("nan")
