"""How strongly a few phrases and a definition speak for a theme that the tagger was not trained on.

Four signals of a paper and a theme: how many of its phrases stand in the title and in the abstract, the cosine of
the paper with the words of definition and phrases in the tagger's own terms, and the same along latent directions
of the papers learned from (Deerwester et al. 1990), where near-synonyms meet. Papers that are known to carry the
theme draw its words towards theirs, and papers that are known not to push them away (Rocchio 1971). What the
signals weigh is learned once, from themes whose papers are labelled (`own_training`), and holds for any theme.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from pipelines.topics.themes.features import TermCounter, as_term

if TYPE_CHECKING:
    from pipelines.topics.themes.tagger import PaperFeatures

Floats = NDArray[np.float64]

DRAW, PUSH = 1.0, 0.5  # weight of the papers that carry a theme, and of those that do not, beside its words
HALF_WEIGHT = 5  # papers at which they have half of it

PHRASE_SIGNALS = ("title", "abstract", "cosine", "latent", "log_phrases")
PAPER_SIGNALS = (*PHRASE_SIGNALS, "log_papers", "cosine_log_papers")


@dataclass(frozen=True)
class OwnScale:
    """What was learned of all themes for the sake of new ones.

    directions : (n_common, n_directions) of the terms that most papers use, commonest first
    phrases : coefficient of each of PHRASE_SIGNALS, bias and threshold, for a theme of phrases alone
    papers : the same with PAPER_SIGNALS, for a theme with papers that are known to carry it
    """

    directions: Floats
    phrases: dict[str, float]
    papers: dict[str, float]

    def as_record(self) -> dict[str, Any]:
        return {"phrases": self.phrases, "papers": self.papers}


class ThemeSpace:
    """Where papers and themes meet: the tagger's terms, and latent directions of the commonest of them."""

    def __init__(self, features: PaperFeatures, directions: Floats) -> None:
        self._features = features
        self.n_terms = len(features.terms)
        self.directions = np.zeros((self.n_terms, directions.shape[1]))
        self.directions[common_terms(features, len(directions))] = directions

    def rows(self, papers: pd.DataFrame) -> sparse.csr_matrix:
        """TF-IDF of papers with columns title and abstract: (n_papers, n_terms), rows of length 1."""
        return sparse.csr_matrix(self._features(papers)[:, : self.n_terms])

    def words(self, definition: str, phrases: tuple[str, ...]) -> Floats:
        """The words of a theme as if they were an abstract: (n_terms,), length 1."""
        text = " . ".join((definition, *phrases))
        return np.asarray(self.rows(pd.DataFrame({"title": [None], "abstract": [text]})).toarray()[0], np.float64)

    def moved(self, words: Floats, carrying: sparse.csr_matrix, others: sparse.csr_matrix) -> Floats:
        """A theme's words drawn towards the rows of papers that carry it, away from others; length 1."""
        for rows, weight in ((carrying, DRAW), (others, -PUSH)):
            n = rows.shape[0]
            if n:
                middle = np.asarray(rows.mean(axis=0)).ravel()
                words = words + weight * n / (n + HALF_WEIGHT) * _unit(middle)
        return _unit(words)

    def latent(self, rows: sparse.csr_matrix) -> Floats:
        """Papers along the directions, length 1; zero for a paper with none of their terms."""
        return _unit(np.asarray(rows @ self.directions))

    def latent_words(self, words: Floats) -> Floats:
        """A theme's words along the directions, (..., n_directions), length 1."""
        return _unit(words @ self.directions)


def common_terms(features: PaperFeatures, n: int) -> NDArray[np.int64]:
    """The columns of the n terms that most papers use, commonest first."""
    return np.argsort(features.idf, kind="stable")[:n]


class PhraseCounts:
    """How many of its phrases each theme has in titles and abstracts.

    title, abstract : (n_papers, n_phrases), each phrase counted once in a title, 1 + ln(times) in an abstract
    member : (n_phrases, n_themes), 1 where a phrase is one of the theme's
    """

    def __init__(self, phrases: list[tuple[str, ...]]) -> None:
        of_theme = [sorted({as_term(phrase) for phrase in one}) for one in phrases]
        self.terms = sorted({term for terms in of_theme for term in terms})
        self._counter = TermCounter(self.terms)
        column = {term: j for j, term in enumerate(self.terms)}
        self.member = np.zeros((len(self.terms), len(phrases)))
        for theme, terms in enumerate(of_theme):
            self.member[[column[term] for term in terms], theme] = 1.0
        self.n_phrases = self.member.sum(axis=0)

    def __call__(self, papers: pd.DataFrame) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        title, abstract = (
            self._counter.count([text if isinstance(text, str) else None for text in papers[name]])
            for name in ("title", "abstract")
        )
        abstract.data = 1 + np.log(abstract.data)
        return title.sign(), abstract


def theme_signals(hits: Floats, cosine: Floats, latent: Floats, n_phrases: float, n_papers: int) -> Floats:
    """The signals of papers for one theme, in the order of PAPER_SIGNALS, or of PHRASE_SIGNALS without papers."""
    columns = [hits, cosine, latent, np.full(len(cosine), np.log(n_phrases))]
    if n_papers:
        columns += [np.full(len(cosine), np.log1p(n_papers)), cosine * np.log1p(n_papers)]
    return np.column_stack(columns)


def _unit(vectors: Floats) -> Floats:
    """Scaled to length 1, along the last axis; zero stays zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9))
