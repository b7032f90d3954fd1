"""Tags papers with themes: one linear model over the terms and the themes' phrases of title and abstract.

The features of a paper (`PaperFeatures`) are the TF-IDF of its terms, the title counted three times, scaled to
length 1; and, for each theme, how many of its phrases stand foremost (in the title and in the opening of the
abstract, which say what the paper is about) and in the whole abstract. A theme's score is the logistic function of a
weighted sum of them, so that every score can be taken apart into terms (`evidence`), times how familiar the paper's
words are (`familiarity`), so that papers of other fields carry none.
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

from pipelines.errors import PapertideError
from pipelines.shipped import shipped
from pipelines.topics.themes.familiarity import Familiarity, Limits
from pipelines.topics.themes.features import TermCounter, as_term
from pipelines.topics.themes.model_files import CURE, ModelFiles, read_model, write_model
from pipelines.topics.themes.own_scale import OwnScale

TITLE_WEIGHT = 3.0  # how often a word of the title counts beside one of the abstract
OPENING_WORDS = 40  # of an abstract
# beside TF-IDF rows of length 1; by cross-validation
PHRASE_TITLE_WEIGHT, PHRASE_OPENING_WEIGHT, PHRASE_ABSTRACT_WEIGHT = 0.2, 0.1, 0.2


@dataclass(frozen=True)
class ThemePhrases:
    """A theme as the tagger knows it: its id, and the phrases it was trained with."""

    theme: str
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class Contributions:
    """What the terms of one paper add to the log-odds of themes; with the bias they add up to them.

    terms : terms of the paper, in the form of `as_term`; a term may stand twice
    log_odds : (n_terms, n_themes)
    bias : (n_themes,), the log-odds of a paper without any term
    """

    terms: list[str]
    log_odds: NDArray[np.float64]
    bias: NDArray[np.float64]


class PaperFeatures:
    """The features of papers, as a sparse array (n_papers, n_terms + 2 * n_themes).

    Columns: TF-IDF of each term; phrases found in title and opening, by theme; in the whole abstract, by theme.

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
        title, abstract, opening = self._counts(papers)
        together = _damped(title * TITLE_WEIGHT + abstract).multiply(self.idf).tocsr()
        length = np.sqrt(np.asarray(together.multiply(together).sum(axis=1)).ravel())
        tf_idf = sparse.diags_array(1 / np.maximum(length, 1e-9)) @ together
        in_title, in_opening, in_abstract = (
            (found @ self._phrases).log1p() * weight for found, weight in _places(title, abstract, opening)
        )
        return sparse.hstack([tf_idf, in_title + in_opening, in_abstract], format="csr", dtype=np.float32)

    def _counts(self, papers: pd.DataFrame) -> tuple[sparse.csr_matrix, sparse.csr_matrix, sparse.csr_matrix]:
        """Counts of terms in titles, in abstracts, and in the openings of abstracts: (n_papers, n_terms) each."""
        title = self._counter.count(_texts(papers["title"]))
        return title, *self._counter.count_with_opening(_texts(papers["abstract"]), OPENING_WORDS)

    def by_term(self, paper: pd.DataFrame) -> sparse.csr_matrix:
        """What each term of one paper (a frame of one row) accounts for: (n_terms, n_features), columns add up to it.

        The count of a theme's phrases is shared among the phrases found.
        """
        tf_idf = self(paper)[:, : len(self.terms)].toarray()[0]
        shares = []
        for found, weight in _places(*self._counts(paper)):
            share = sparse.diags_array(found.toarray()[0]) @ self._phrases
            counted = share.sum(axis=0)
            shares.append(share @ sparse.diags_array(np.log1p(counted) * weight / np.maximum(counted, 1e-9)))
        in_title, in_opening, in_abstract = shares
        return sparse.hstack([sparse.diags_array(tf_idf), in_title + in_opening, in_abstract], format="csr")


class Tagger:
    """Scores and tags papers.

    Parameters
    ----------
    features : how papers become numbers
    weights : (n_features, n_themes)
    bias : (n_themes,)
    thresholds : (n_themes,) a paper carries a theme from this score on
    version : names the model; from its checksums, so the same model has the same version
    familiarity : how familiar papers are; None: all are
    own_scale : how to score a user's own themes; None: not learned

    Scores of a paper depend neither on the papers beside it nor on the number of threads.
    """

    def __init__(
        self,
        features: PaperFeatures,
        weights: NDArray[np.float32],
        bias: NDArray[np.float32],
        thresholds: NDArray[np.float32],
        version: str = "unsaved",
        familiarity: Familiarity | None = None,
        own_scale: OwnScale | None = None,
    ) -> None:
        self.version, self.familiarity, self.own_scale = version, familiarity, own_scale
        self.features, self.weights, self.bias, self.thresholds = features, weights, bias, thresholds
        self.themes = [theme.theme for theme in features.themes]

    @classmethod
    def load(cls, folder: Path | None = None) -> Tagger:
        """The tagger of a folder; without one the shipped tagger.

        Raises
        ------
        PapertideError : a file is missing, damaged or altered; names the file and the cure.
        """
        folder = folder or shipped_tagger()
        model = read_model(folder)
        try:
            return cls._of(model)
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise PapertideError(
                f"the files of the tagger in {folder} do not fit each other ({error}); {CURE}"
            ) from None

    @classmethod
    def _of(cls, model: ModelFiles) -> Tagger:
        themes = [ThemePhrases(theme, tuple(phrases)) for theme, phrases in model.phrases.items()]
        arrays = {name: array.astype(np.float32) for name, array in model.arrays.items()}
        features = PaperFeatures(model.terms, themes, arrays["idf"])
        limits, own = model.scales["familiarity"], model.scales["own_themes"]
        return cls(
            features,
            arrays["weights"],
            arrays["bias"],
            arrays["thresholds"],
            model.version,
            Familiarity(model.terms, arrays["idf"], Limits(**limits)) if limits else None,
            OwnScale(arrays["directions"].astype(np.float64), own["phrases"], own["papers"]) if own else None,
        )

    def save(self, folder: Path, facts: dict[str, object]) -> None:
        """Write the tagger and its manifest, `facts` among it, into a folder; weights are in half precision."""
        arrays: dict[str, NDArray[Any]] = {
            "weights": self.weights.astype(np.float16),
            "idf": self.features.idf,
            "bias": self.bias,
            "thresholds": self.thresholds,
            "directions": (self.own_scale.directions if self.own_scale else np.zeros((0, 0))).astype(np.float16),
        }
        scales = {
            "familiarity": self.familiarity.limits.as_record() if self.familiarity else None,
            "own_themes": self.own_scale.as_record() if self.own_scale else None,
        }
        phrases = {theme.theme: list(theme.phrases) for theme in self.features.themes}
        write_model(folder, arrays, self.features.terms, phrases, scales, facts)

    def score(self, papers: pd.DataFrame) -> NDArray[np.float64]:
        """Calibrated probability of each theme for each paper, (n_papers, n_themes) in the order of `themes`.

        Parameters
        ----------
        papers : columns title, abstract; either may be null
        """
        if papers.empty:
            return np.zeros((0, len(self.themes)))
        sums = self.features(papers) @ self.weights + self.bias
        return np.asarray(expit(sums.astype(np.float64)) * self.familiar(papers)[:, None])

    def familiar(self, papers: pd.DataFrame) -> NDArray[np.float64]:
        """How familiar the words of papers with columns title and abstract are: (n_papers,), 0 to 1."""
        return self.familiarity(papers) if self.familiarity else np.ones(len(papers))

    def contributions(self, paper: pd.DataFrame) -> Contributions:
        """What each term of one paper (a frame of one row: title, abstract) adds to each theme, in log-odds."""
        parts = self.features.by_term(paper)
        found = np.flatnonzero(np.diff(parts.indptr))
        terms = [self.features.terms[j] for j in found]
        return Contributions(terms, np.asarray(parts[found] @ self.weights, np.float64), self.bias.astype(np.float64))

    def tag(self, papers: pd.DataFrame) -> pd.DataFrame:
        """The themes that papers carry; a paper below every threshold has none.

        Parameters
        ----------
        papers : columns paper_id, title, abstract; title and abstract may be null

        Returns
        -------
        One row per tag: paper_id (str), theme (str), score (float, 0 to 1); by paper_id, highest score first.
        """
        return tags_from(papers["paper_id"], self.themes, self.score(papers), self.thresholds)


def tags_from(
    paper_ids: pd.Series, themes: Sequence[str], scores: NDArray[np.float64], thresholds: NDArray[np.floating[Any]]
) -> pd.DataFrame:
    """The tags of papers whose score reaches a theme's threshold, in the form of `Tagger.tag`.

    Parameters
    ----------
    scores : (n_papers, n_themes)
    thresholds : (n_themes,), or (n_papers, n_themes)
    """
    paper, theme = np.nonzero(scores >= thresholds)
    tags = pd.DataFrame(
        {
            "paper_id": pd.Series(paper_ids.to_numpy(dtype=object)[paper], dtype="str"),
            "theme": pd.Series(np.array(themes, dtype=object)[theme], dtype="str"),
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


def _places(
    title: sparse.csr_matrix, abstract: sparse.csr_matrix, opening: sparse.csr_matrix
) -> list[tuple[sparse.csr_matrix, float]]:
    """Where phrases are counted, in the order title, opening, abstract: what is found there, and its weight."""
    return [
        (title.sign(), PHRASE_TITLE_WEIGHT),
        (_damped(opening), PHRASE_OPENING_WEIGHT),
        (_damped(abstract), PHRASE_ABSTRACT_WEIGHT),
    ]


def _damped(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """1 + log(count) where a term occurs: a term said ten times does not weigh ten times as much."""
    damped = counts.tocsr(copy=True)
    damped.data = (1 + np.log(damped.data)).astype(np.float32)
    return damped
