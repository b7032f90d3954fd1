"""Trains the theme tagger from labelled papers and the other papers of a store.

The labelled papers teach what each theme looks like; all papers teach which terms there are, how rare they are,
and which go together (`latent`). One ridge regression per theme (Rifkin and Klautau 2004); its weights along latent
directions are multiplied out, so that what is kept is one weight per term and theme. Scores are calibrated (Platt
1999) and thresholds chosen on papers that the model scoring them was not trained on.

Everything runs on one thread with fixed seeds: the same papers, labels and themes give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import linalg, sparse
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from pipelines.errors import PapertideError
from pipelines.topics.themes.familiarity import Familiarity
from pipelines.topics.themes.features import BREAK, as_term, frequent_terms, words
from pipelines.topics.themes.latent import Directions, latent_directions
from pipelines.topics.themes.own_training import fit_own_scale
from pipelines.topics.themes.scoring import Flags, Labels, ThemeQuality, f1_scores, measure_themes, theme_table
from pipelines.topics.themes.tagger import PaperFeatures, Tagger, ThemePhrases
from pipelines.topics.themes.vocabulary import Theme

Floats = NDArray[np.float64]

LONGEST_NGRAM = 2
MIN_PAPERS = 3  # a term in fewer papers of the store is not learned
MAX_SHARE = 0.5  # nor one in more than this share of them
PENALTY = 2.0  # on the squared weights, by cross-validation
N_FOLDS = 10
N_RESAMPLES = 20  # of the papers that thresholds are chosen on


@dataclass(frozen=True)
class Training:
    """A trained tagger and what was measured while training it."""

    tagger: Tagger
    n_papers: int  # papers of the store, labelled or not
    n_labelled: int  # labelled papers found among them
    n_absent: int  # labelled papers that the store does not hold
    out_of_fold: Floats  # (n_labelled, n_themes) calibrated scores by models that did not see the paper
    labelled_ids: list[str]  # in the order of out_of_fold


def train_tagger(papers: pd.DataFrame, labels: Labels, themes: Sequence[Theme]) -> Training:
    """Train a tagger for `themes`.

    Parameters
    ----------
    papers : columns paper_id, title, abstract; the labelled papers and any others
    labels : core labels are what is learned; an optional label counts as absent

    Raises
    ------
    PapertideError : none of the labelled papers is among the papers, or too few to cross-validate.
    """
    papers = papers.sort_values("paper_id", ignore_index=True)
    labelled = np.flatnonzero(papers["paper_id"].isin(labels.core.keys()))
    if not len(labelled):
        raise PapertideError("the store holds none of the labelled papers; ingest them, or name other labels")
    ids = papers["paper_id"].iloc[labelled].tolist()
    truth, _ = labels.flags(ids, [theme.theme for theme in themes])
    _check_enough(truth, themes)
    with threadpool_limits(limits=1):
        texts = _words_of(papers)
        features = _features(papers, texts, themes)
        rows = features(papers).astype(np.float64)
        directions = latent_directions(rows[:, : len(features.terms)], texts, features.terms)
        sums = _out_of_fold_sums(rows[labelled], truth, directions)
        weights, bias = _fit(rows[labelled], truth, directions)
        slope, offset = _calibration(sums, truth)
    scores = expit(sums * slope + offset)
    tagger = Tagger(
        features,
        (weights * slope).astype(np.float32),
        (bias * slope + offset).astype(np.float32),
        choose_thresholds(scores, truth).astype(np.float32),
    )
    return Training(tagger, len(papers), len(ids), len(labels.core) - len(ids), scores, ids)


def _check_enough(truth: Flags, themes: Sequence[Theme]) -> None:
    for theme, n in zip(themes, truth.sum(axis=0), strict=True):
        if not N_FOLDS <= n <= len(truth) - N_FOLDS:
            raise PapertideError(
                f"{n} of the {len(truth)} labelled papers in the store carry {theme.theme!r}; "
                f"at least {N_FOLDS} must, and {N_FOLDS} must not: label more, or take the theme out of themes.toml"
            )


def _words_of(papers: pd.DataFrame) -> list[list[str]]:
    """The folded words of each paper's title and abstract, a break between them."""
    titles, abstracts = (
        [words(text) if isinstance(text, str) else [] for text in papers[name]] for name in ("title", "abstract")
    )
    return [[*title, BREAK, *abstract] for title, abstract in zip(titles, abstracts, strict=True)]


def _features(papers: pd.DataFrame, texts: list[list[str]], themes: Sequence[Theme]) -> PaperFeatures:
    learned = frequent_terms(texts, longest=LONGEST_NGRAM, min_papers=MIN_PAPERS, max_share=MAX_SHARE)
    phrases = {as_term(phrase) for theme in themes for phrase in theme.phrases}
    known = [ThemePhrases(theme.theme, theme.phrases) for theme in themes]
    return PaperFeatures.fit(papers, sorted(phrases.union(learned)), known)


def _fit(rows: sparse.csr_matrix, truth: Flags, directions: Directions) -> tuple[Floats, Floats]:
    """Weights (n_features, n_themes) and bias (n_themes,) that best give +1 for a theme's papers and -1 for others.

    Solved for one number per paper, of which there are far fewer than features.
    """
    n_terms = len(directions.weights)
    latent = directions.of(rows[:, :n_terms])
    alike = (rows @ rows.T).toarray() + latent @ latent.T + 1  # the constant of every paper is 1
    by_paper = linalg.solve(alike + PENALTY * np.eye(len(truth)), np.where(truth, 1.0, -1.0), assume_a="pos")
    along = latent.T @ by_paper
    weights = rows.T @ by_paper
    weights[:n_terms] += directions.weights @ along
    return weights, by_paper.sum(axis=0) - directions.centre @ along


def _folds(n: int) -> NDArray[np.int64]:
    return np.random.default_rng(0).permutation(n) % N_FOLDS


def _out_of_fold_sums(rows: sparse.csr_matrix, truth: Flags, directions: Directions) -> Floats:
    """Each labelled paper's sums by a model that was not trained on it."""
    fold = _folds(len(truth))
    sums = np.zeros(truth.shape)
    for held_out in range(N_FOLDS):
        seen = fold != held_out
        weights, bias = _fit(rows[seen], truth[seen], directions)
        sums[~seen] = rows[~seen] @ weights + bias
    return sums


def _calibration(sums: Floats, truth: Flags) -> tuple[Floats, Floats]:
    """Slope and offset by theme that turn sums into the log-odds of the truth (Platt 1999)."""
    slope, offset = np.ones(truth.shape[1]), np.zeros(truth.shape[1])
    for theme in range(truth.shape[1]):
        model = LogisticRegression(C=10.0).fit(sums[:, [theme]], truth[:, theme])
        slope[theme], offset[theme] = model.coef_[0, 0], model.intercept_[0]
    return slope, offset


def choose_thresholds(scores: Floats, truth: Flags) -> Floats:
    """The threshold of each theme with the best F1: mean of the best ones over resampled papers (Breiman 1996).

    Parameters
    ----------
    scores, truth : (n_papers, n_themes)
    """
    random = np.random.default_rng(0)
    samples = [random.integers(0, len(scores), len(scores)) for _ in range(N_RESAMPLES)]
    return np.asarray(np.mean([_best_thresholds(scores[sample], truth[sample]) for sample in samples], axis=0))


def _best_thresholds(scores: Floats, truth: Flags) -> Floats:
    """Thresholds with the best smoothed F1, drawn towards the best for all themes together.

    A theme with few papers has a ragged curve: its own best weighs n / (n + 100), n the papers that carry it.
    """
    grid = np.linspace(0.05, 0.80, 76)
    above = scores[None] >= grid[:, None, None]
    hits, predicted, support = 2 * (above & truth).sum(axis=1), above.sum(axis=1), truth.sum(axis=0)
    kernel = np.exp(-0.5 * ((grid[:, None] - grid) / 0.04) ** 2)
    kernel /= kernel.sum(axis=1, keepdims=True)
    curves = kernel @ (hits / np.maximum(predicted + support, 1))
    together = grid[np.argmax(hits.sum(axis=1) / np.maximum((predicted + support).sum(axis=1), 1))]
    weight = support / (support + 100)
    return np.asarray(weight * grid[np.argmax(curves, axis=0)] + (1 - weight) * together)


def save_training(
    training: Training,
    folder: Path,
    papers: pd.DataFrame,
    labels: Labels,
    held_out: Labels | None = None,
    *,
    themes: Sequence[Theme] | None = None,
) -> Tagger:
    """Write the tagger with what is known of its training, and give it back as it was written.

    Beside the curated themes it learns what any paper and any theme need: how familiar a paper is, and the scale
    of own themes.

    The manifest's dev scores are those of the tagger as written, weights in half precision. Its out-of-fold scores
    flatter a little: the thresholds were chosen on the same papers.

    Parameters
    ----------
    papers : the papers of the training, columns paper_id, title, abstract
    held_out : labelled papers that were not trained on, for the manifest's dev scores
    themes : those of the training, with their definitions; None: definitions are left out
    """
    tagger, own_figures = _completed(training.tagger, papers, labels, themes)
    truth, optional = labels.flags(training.labelled_ids, training.tagger.themes)
    predicted = training.out_of_fold >= training.tagger.thresholds
    micro, macro = f1_scores(theme_table(predicted, truth, optional & False, training.tagger.themes))
    facts: dict[str, object] = {
        "training": {
            "n_papers": training.n_papers,
            "n_labelled": training.n_labelled,
            "labelled_ids_sha256": hashlib.sha256("\n".join(training.labelled_ids).encode()).hexdigest(),
        },
        "out_of_fold": {"micro_f1": round(micro, 4), "macro_f1": round(macro, 4)},
        "themes_left_out": own_figures,
    }
    tagger.save(folder, facts)
    if held_out:
        facts["dev"] = _dev_figures(measure_themes(Tagger.load(folder), papers, held_out))
        tagger.save(folder, facts)
    return Tagger.load(folder)


def _dev_figures(quality: ThemeQuality) -> dict[str, Any]:
    """Figures of a tagger on papers that it never saw, for the manifest; by_theme: support, precision, recall, f1."""
    figures = {name: round(getattr(quality, name), 4) for name in ("micro_f1", "macro_f1", "brier")}
    table = quality.by_theme.set_index("theme")[["support", "precision", "recall", "f1"]].round(4)
    return {"n_papers": quality.n_papers, **figures, "by_theme": json.loads(table.to_json(orient="index"))}


def _completed(
    tagger: Tagger, papers: pd.DataFrame, labels: Labels, themes: Sequence[Theme] | None
) -> tuple[Tagger, dict[str, dict[str, float]]]:
    """The tagger with familiarity and the scale of own themes, and what the scale reaches on themes left out."""
    features = tagger.features
    papers = papers.sort_values("paper_id", ignore_index=True)
    known = themes or [Theme(theme.theme, theme.theme, "", theme.phrases) for theme in features.themes]
    own_scale, figures = fit_own_scale(features, papers, labels, known)
    familiarity = Familiarity.fit(features.terms, features.idf, papers, min_papers=MIN_PAPERS)
    fitted = (features, tagger.weights, tagger.bias, tagger.thresholds)
    return Tagger(*fitted, familiarity=familiarity, own_scale=own_scale), figures
