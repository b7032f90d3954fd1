"""Learns from labelled themes how to score themes nobody labelled, and measures it on themes left out.

Each labelled theme is met as a person would write it: with its definition and 3 to 10 of its foremost phrases,
drawn at random, and with none or a few papers that carry it and half as many that seem to but do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from pipelines.errors import PapertideError
from pipelines.topics.themes.own_scale import (
    PAPER_SIGNALS,
    PHRASE_SIGNALS,
    OwnScale,
    PhraseCounts,
    ThemeSpace,
    common_terms,
    theme_signals,
)
from pipelines.topics.themes.scoring import Flags, Labels, f1_scores, theme_table
from pipelines.topics.themes.vocabulary import Theme

if TYPE_CHECKING:
    from pipelines.topics.themes.tagger import PaperFeatures

Floats = NDArray[np.float64]

N_COMMON, N_DIRECTIONS = 10_000, 64  # terms with a direction, directions; more gain nothing on themes left out
FOREMOST = 15  # phrases of a theme that a person would think of first
N_PHRASES = (3, 5, 10)
N_PAPERS = (3, 12)
N_CUTS = 2  # random cuts of each theme's phrases, for each number of them
N_DECEPTIVE = 60  # papers without the theme that come closest to its words
N_FOLDS = 6  # of themes
REGULARISATION = 10.0  # scikit-learn's C


@dataclass(frozen=True)
class _Case:
    """A theme as a person might have written it, seen on the labelled papers."""

    theme: int
    n_phrases: int
    n_papers: int  # known to carry it
    signals: Floats  # (n_papers, n_signals)
    counted: Flags  # (n_papers,): papers it is judged on, those not told


def fit_own_scale(
    features: PaperFeatures, papers: pd.DataFrame, labels: Labels, themes: Sequence[Theme]
) -> tuple[OwnScale, dict[str, dict[str, float]]]:
    """Learn what the signals of an own theme weigh.

    The same papers, labels and themes give the same figures to the bit.

    Parameters
    ----------
    features : the tagger's
    papers : columns paper_id, title, abstract; the labelled papers and any others, which shape the directions

    Returns
    -------
    The scale, and micro and macro F1 of phrases alone on themes left out, by number of phrases ("3 phrases"); the
    threshold, one for all themes, was chosen on the same decisions.

    Raises
    ------
    PapertideError : a single theme, of which none can be left out.
    """
    if len(themes) < 2:
        raise PapertideError("themes.toml holds a single theme; add another, so that one can be left out to measure")
    labelled = papers[papers["paper_id"].isin(labels.core.keys())]
    truth, _ = labels.flags(labelled["paper_id"].tolist(), [theme.theme for theme in themes])
    with threadpool_limits(limits=1):
        directions = _directions(features, papers)
        bench = _Bench(ThemeSpace(features, directions), labelled, truth, themes)
        alone, figures = _learn(bench.cases((0,)), truth, PHRASE_SIGNALS)
        taught, _ = _learn(bench.cases(N_PAPERS), truth, PAPER_SIGNALS)
    return OwnScale(directions, alone, taught), figures


def _directions(features: PaperFeatures, papers: pd.DataFrame) -> Floats:
    """Latent directions of the commonest terms, as they are kept: in half precision."""
    rows = features(papers)[:, common_terms(features, N_COMMON)].tocsr()
    n = max(1, min(N_DIRECTIONS, *(size - 1 for size in rows.shape)))
    across = randomized_svd(rows, n, n_iter=4, random_state=0)[2]
    return np.asarray(across.T, dtype=np.float16).astype(np.float64)


class _Bench:
    """Makes cases of labelled themes."""

    def __init__(self, space: ThemeSpace, papers: pd.DataFrame, truth: Flags, themes: Sequence[Theme]) -> None:
        self._space, self._papers, self._truth, self._themes = space, papers, truth, themes
        self._rows = space.rows(papers)
        self._latent = space.latent(self._rows)

    def cases(self, numbers: tuple[int, ...]) -> list[_Case]:
        """Every theme with every number of phrases and of known papers."""
        random = np.random.default_rng(0)
        found = []
        for n_phrases in N_PHRASES:
            for _ in range(N_CUTS):
                cuts = [_cut(theme, n_phrases, random) for theme in self._themes]
                counts = PhraseCounts(cuts)
                title, abstract = (np.log1p(part @ counts.member) for part in counts(self._papers))
                for theme, cut in enumerate(cuts):
                    words = self._space.words(self._themes[theme].definition, cut)
                    hits = np.column_stack([title[:, theme], abstract[:, theme]])
                    found += [
                        self._case(theme, n_phrases, hits, words, counts.n_phrases[theme], n, random) for n in numbers
                    ]
        return found

    def _case(
        self,
        theme: int,
        n_phrases: int,
        hits: Floats,
        words: Floats,
        n_written: float,
        n: int,
        random: np.random.Generator,
    ) -> _Case:
        carries = self._truth[:, theme]
        told = random.permutation(np.flatnonzero(carries))[:n]
        deceptive = np.argsort(carries - self._rows @ words, kind="stable")[:N_DECEPTIVE]
        wrong = random.permutation(deceptive[~carries[deceptive]])[: n // 2]
        moved = self._space.moved(words, self._rows[told], self._rows[wrong])
        signals = theme_signals(
            hits, self._rows @ moved, self._latent @ self._space.latent_words(moved), n_written, len(told)
        )
        counted = np.ones(len(carries), dtype=bool)
        counted[np.concatenate([told, wrong])] = False
        return _Case(theme, n_phrases, n, signals, counted)


def _cut(theme: Theme, n: int, random: np.random.Generator) -> tuple[str, ...]:
    foremost = theme.phrases[:FOREMOST]
    return tuple(foremost[i] for i in sorted(random.permutation(len(foremost))[:n]))


def _learn(
    cases: list[_Case], truth: Flags, names: tuple[str, ...]
) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Coefficients with their threshold, and what they reach on themes left out."""
    n_themes = truth.shape[1]
    fold = np.random.default_rng(0).permutation(n_themes) % min(N_FOLDS, n_themes)
    scores: list[Floats] = [np.zeros(0)] * len(cases)
    for held_out in range(int(fold.max()) + 1):
        model = _fit([case for case in cases if fold[case.theme] != held_out], truth)
        for i, case in enumerate(cases):
            if fold[case.theme] == held_out:
                scores[i] = expit(case.signals @ model.coef_[0] + model.intercept_[0])
    threshold = _threshold(cases, scores, truth)
    model = _fit(cases, truth)
    learned = dict(zip(names, model.coef_[0].tolist(), strict=True))
    learned |= {"bias": float(model.intercept_[0]), "threshold": threshold}
    return learned, _figures(cases, scores, truth, threshold)


def _fit(cases: list[_Case], truth: Flags) -> LogisticRegression:
    signals = np.vstack([case.signals[case.counted] for case in cases])
    carried = np.concatenate([truth[case.counted, case.theme] for case in cases])
    return LogisticRegression(C=REGULARISATION, max_iter=1000).fit(signals, carried)


def _threshold(cases: list[_Case], scores: list[Floats], truth: Flags) -> float:
    """The threshold with the best F1 over all decisions."""
    score = np.concatenate([one[case.counted] for case, one in zip(cases, scores, strict=True)])
    carried = np.concatenate([truth[case.counted, case.theme] for case in cases])
    grid = np.linspace(0.05, 0.80, 76)
    f1 = [2 * (carried & (score >= at)).sum() / ((score >= at).sum() + carried.sum()) for at in grid]
    return float(grid[int(np.argmax(f1))])


def _figures(cases: list[_Case], scores: list[Floats], truth: Flags, threshold: float) -> dict[str, dict[str, float]]:
    """Mean F1 over the cuts, by number of phrases."""
    names = [str(theme) for theme in range(truth.shape[1])]
    figures = {}
    for n_phrases in N_PHRASES:
        chosen = [i for i, case in enumerate(cases) if case.n_phrases == n_phrases and not case.n_papers]
        reached = []
        for first in range(0, len(chosen), len(names)):  # one cut of every theme after the other
            predicted = np.column_stack([scores[i] >= threshold for i in chosen[first : first + len(names)]])
            reached.append(f1_scores(theme_table(predicted, truth, truth & False, names)))
        if reached:
            micro, macro = np.mean(reached, axis=0)
            figures[f"{n_phrases} phrases"] = {"micro_f1": round(micro, 4), "macro_f1": round(macro, 4)}
    return figures
