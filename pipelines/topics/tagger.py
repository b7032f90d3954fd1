"""Tags papers with themes: one linear model over the terms and the themes' phrases of title and abstract.

The features of a paper (`PaperFeatures`) are the TF-IDF of its terms, the title counted three times, scaled to
length 1; and, for each theme, how many of its phrases stand in the title and in the abstract. A theme's score is
the logistic function of a weighted sum of them, so that every score can be taken apart into terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit

from pipelines.shipped import shipped
from pipelines.topics.features import TermCounter, as_term
from pipelines.topics.model_files import read_model, write_model

TITLE_WEIGHT = 3.0  # how often a word of the title counts beside one of the abstract
PHRASE_TITLE_WEIGHT, PHRASE_ABSTRACT_WEIGHT = 0.3, 0.15  # beside TF-IDF rows of length 1; by cross-validation


@dataclass(frozen=True)
class ThemePhrases:
    """A theme as the tagger knows it: its id, and the phrases it was trained with."""

    theme: str
    phrases: tuple[str, ...]


class PaperFeatures:
    """The features of papers, as a sparse array (n_papers, n_terms + 2 * n_themes).

    Columns: TF-IDF of each term; phrases found in the title, by theme; phrases found in the abstract, by theme.

    Parameters
    ----------
    terms : distinct terms in the form of `as_term`; they include every phrase of every theme
    themes : the themes in their order
    idf : (n_terms,) inverse document frequency of each term
    """

    def __init__(self, terms: Sequence[str], themes: Sequence[ThemePhrases], idf: NDArray[np.float32]) -> None:
        self.terms, self.themes, self.idf = list(terms), tuple(themes), idf
        self._counter = TermCounter(terms)
        column = {term: j for j, term in enumerate(terms)}
        pairs = {(column[as_term(p)], i) for i, theme in enumerate(themes) for p in theme.phrases}
        rows, columns = zip(*sorted(pairs), strict=True)
        ones = np.ones(len(pairs), dtype=np.float32)
        self._phrases = sparse.csr_matrix((ones, (rows, columns)), shape=(len(terms), len(themes)))

    @classmethod
    def fit(cls, papers: pd.DataFrame, terms: Sequence[str], themes: Sequence[ThemePhrases]) -> PaperFeatures:
        """Features whose idf is learned from papers with columns title and abstract: 1 + ln((1 + n) / (1 + df))."""
        unweighted = cls(terms, themes, np.ones(len(terms), dtype=np.float32))
        found = sum(unweighted._counter.count(_texts(papers[name])) for name in ("title", "abstract"))
        n_papers_with = found.tocsr().getnnz(axis=0)
        idf = 1 + np.log((1 + len(papers)) / (1 + n_papers_with))
        return cls(terms, themes, idf.astype(np.float32))

    def __call__(self, papers: pd.DataFrame) -> sparse.csr_matrix:
        """The features of papers with columns title and abstract, either of which may be null."""
        title, abstract = (self._counter.count(_texts(papers[name])) for name in ("title", "abstract"))
        together = _damped(title * TITLE_WEIGHT + abstract).multiply(self.idf).tocsr()
        length = np.sqrt(np.asarray(together.multiply(together).sum(axis=1)).ravel())
        tf_idf = sparse.diags_array(1 / np.maximum(length, 1e-9)) @ together
        in_title = (title.sign() @ self._phrases).log1p() * PHRASE_TITLE_WEIGHT
        in_abstract = (_damped(abstract) @ self._phrases).log1p() * PHRASE_ABSTRACT_WEIGHT
        return sparse.hstack([tf_idf, in_title, in_abstract], format="csr", dtype=np.float32)


class Tagger:
    """Scores and tags papers.

    Parameters
    ----------
    features : how papers become numbers
    weights : (n_features, n_themes)
    bias : (n_themes,)
    thresholds : (n_themes,) a paper carries a theme from this score on
    version : names the model; from its checksums, so the same model has the same version

    Scores of a paper depend neither on the papers beside it nor on the number of threads.
    """

    def __init__(
        self,
        features: PaperFeatures,
        weights: NDArray[np.float32],
        bias: NDArray[np.float32],
        thresholds: NDArray[np.float32],
        version: str = "unsaved",
    ) -> None:
        self.version = version
        self.features, self.weights, self.bias, self.thresholds = features, weights, bias, thresholds
        self.themes = [theme.theme for theme in features.themes]

    @classmethod
    def load(cls, folder: Path | None = None) -> Tagger:
        """The tagger of a folder; without one the shipped tagger.

        Raises
        ------
        PapertideError : a file is missing, damaged or altered; names the file and the cure.
        """
        model = read_model(folder or shipped_tagger())
        themes = [ThemePhrases(theme, tuple(phrases)) for theme, phrases in model.phrases.items()]
        arrays = {name: array.astype(np.float32) for name, array in model.arrays.items()}
        features = PaperFeatures(model.terms, themes, arrays["idf"])
        return cls(features, arrays["weights"], arrays["bias"], arrays["thresholds"], model.version)

    def save(self, folder: Path, facts: dict[str, object]) -> None:
        """Write the tagger and its manifest, `facts` among it, into a folder; weights are kept in half precision."""
        arrays: dict[str, NDArray[Any]] = {
            "weights": self.weights.astype(np.float16),
            "idf": self.features.idf,
            "bias": self.bias,
            "thresholds": self.thresholds,
        }
        phrases = {theme.theme: list(theme.phrases) for theme in self.features.themes}
        write_model(folder, arrays, self.features.terms, phrases, facts)

    def score(self, papers: pd.DataFrame) -> NDArray[np.float64]:
        """Calibrated probability of each theme for each paper, (n_papers, n_themes) in the order of `themes`.

        Parameters
        ----------
        papers : columns title, abstract; either may be null
        """
        if papers.empty:
            return np.zeros((0, len(self.themes)))
        sums = self.features(papers) @ self.weights + self.bias
        return np.asarray(expit(sums.astype(np.float64)))

    def tag(self, papers: pd.DataFrame) -> pd.DataFrame:
        """The themes that papers carry; a paper below every threshold has none.

        Parameters
        ----------
        papers : columns paper_id, title, abstract; title and abstract may be null

        Returns
        -------
        One row per tag: paper_id (str), theme (str), score (float, 0 to 1); by paper_id, highest score first.
        """
        scores = self.score(papers)
        paper, theme = np.nonzero(scores >= self.thresholds)
        ids = papers["paper_id"].to_numpy(dtype=object)
        tags = pd.DataFrame(
            {
                "paper_id": pd.Series(ids[paper], dtype="str"),
                "theme": pd.Series(np.array(self.themes, dtype=object)[theme], dtype="str"),
                "score": scores[paper, theme],
            }
        )
        order = ["paper_id", "score", "theme"]
        return tags.sort_values(order, ascending=[True, False, True], kind="stable", ignore_index=True)


def shipped_tagger() -> Path:
    """The folder of the tagger that Papertide ships, whether or not anything is in it."""
    return shipped("themes.toml").parent / "tagger"


def _texts(column: pd.Series) -> list[str | None]:
    return [text if isinstance(text, str) else None for text in column]


def _damped(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """1 + log(count) where a term occurs: a term said ten times does not weigh ten times as much."""
    damped = counts.tocsr(copy=True)
    damped.data = (1 + np.log(damped.data)).astype(np.float32)
    return damped
