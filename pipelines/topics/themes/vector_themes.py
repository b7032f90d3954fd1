"""A second opinion on themes from sentence vectors, for who has them: kept apart from the tagger.

One logistic regression per theme over the vectors of labelled papers. Its log-odds are averaged with the tagger's;
what it adds has no terms, so evidence and the shipped tagger do without it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from pipelines.errors import PapertideError
from pipelines.topics.themes.scoring import Flags
from pipelines.topics.themes.training import choose_thresholds

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]

VECTORS_FILE = "vectors.npz"  # in the folder of the tagger
VECTOR_SHARE = 0.2  # of the averaged log-odds; by cross-validation
REGULARISATION = 10.0  # scikit-learn's C, by cross-validation
N_FOLDS = 10
SURE = 1e-6  # a score nearer to 0 or 1 counts as this


@dataclass(frozen=True)
class VectorThemes:
    """What was learned for one sentence model and one tagger.

    weights : (n_dimensions, n_themes); bias, thresholds : (n_themes,)
    model : id of the sentence model
    tagger : version of the tagger
    """

    weights: Floats
    bias: Floats
    thresholds: Floats
    model: str
    tagger: str

    @property
    def version(self) -> str:
        """Names what was learned: the same weights have the same version."""
        return hashlib.sha256(self.weights.tobytes() + self.bias.tobytes() + self.thresholds.tobytes()).hexdigest()[:12]

    def scores(self, tagger_scores: Floats, vectors: Vectors) -> Floats:
        """Probabilities (n_papers, n_themes) from the tagger's and vectors; the tagger's where a vector is nan."""
        together = _blend(tagger_scores, vectors @ self.weights + self.bias)
        return np.where(_known(vectors), together, tagger_scores)

    def cuts(self, tagger_thresholds: NDArray[np.floating[Any]], vectors: Vectors) -> Floats:
        """The score from which each paper carries each theme, (n_papers, n_themes)."""
        return np.where(_known(vectors), self.thresholds, tagger_thresholds)

    def save(self, path: Path) -> None:
        """Write it as one `.npz` file of plain arrays; the same gives the same bytes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **{name: np.asarray(value) for name, value in vars(self).items()})

    @classmethod
    def trained(cls, folder: Path, model: str, tagger: str) -> VectorThemes | None:
        """What the folder of a tagger holds for a sentence model; None when nothing, or for another model or tagger.

        Raises
        ------
        PapertideError : the file is damaged.
        """
        path = folder / VECTORS_FILE
        held = cls.load(path) if path.exists() else None
        return held if held and (held.model, held.tagger) == (model, tagger) else None

    @classmethod
    def load(cls, path: Path) -> VectorThemes:
        """Read it back.

        Raises
        ------
        PapertideError : the file is missing, damaged, or none of these.
        """
        try:
            with np.load(path, allow_pickle=False) as held:
                weights, bias, thresholds = (held[name] for name in ("weights", "bias", "thresholds"))
                return cls(weights, bias, thresholds, str(held["model"]), str(held["tagger"]))
        except Exception as error:  # numpy and zipfile raise much, each of their own
            raise PapertideError(f"{path} cannot be read ({error}); train the themes with vectors again") from None


def train_vector_themes(
    vectors: Vectors, truth: Flags, out_of_fold: Floats, *, model: str, tagger: str
) -> VectorThemes:
    """Learn themes from the vectors of labelled papers.

    Parameters
    ----------
    vectors : (n_papers, n_dimensions), none of them nan
    truth : (n_papers, n_themes); each theme is carried by some papers and not by others, in every nine tenths
    out_of_fold : (n_papers, n_themes) the tagger's scores by models that did not see the paper, for the thresholds
    """
    fold = np.random.default_rng(0).permutation(len(truth)) % N_FOLDS
    log_odds = np.zeros(truth.shape)
    for held_out in range(N_FOLDS):
        seen = fold != held_out
        weights, bias = _fit(vectors[seen], truth[seen])
        log_odds[~seen] = vectors[~seen] @ weights + bias
    weights, bias = _fit(vectors, truth)
    return VectorThemes(weights, bias, choose_thresholds(_blend(out_of_fold, log_odds), truth), model, tagger)


def _fit(vectors: Vectors, truth: Flags) -> tuple[Floats, Floats]:
    fits = [LogisticRegression(C=REGULARISATION, max_iter=500).fit(vectors, carried) for carried in truth.T]
    return np.column_stack([fit.coef_[0] for fit in fits]), np.array([fit.intercept_[0] for fit in fits])


def _blend(scores: Floats, log_odds: Floats) -> Floats:
    told = logit(np.clip(scores, SURE, 1 - SURE))
    return np.asarray(expit((1 - VECTOR_SHARE) * told + VECTOR_SHARE * log_odds))


def _known(vectors: Vectors) -> NDArray[np.bool_]:
    return np.asarray(~np.isnan(vectors).any(axis=1, keepdims=True))
