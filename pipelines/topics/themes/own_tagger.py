"""Scores papers for themes that a person wrote, on the scale that was learned from the labelled ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from pipelines.errors import PapertideError
from pipelines.topics.themes.own_scale import PAPER_SIGNALS, PhraseCounts, ThemeSpace, theme_signals
from pipelines.topics.themes.tagger import Contributions, Tagger, tags_from

if TYPE_CHECKING:
    from pipelines.topics.themes.own_themes import OwnTheme

Floats = NDArray[np.float64]


class OwnTagger:
    """Scores and tags papers with own themes.

    Parameters
    ----------
    tagger : whose terms, scale and familiarity are used
    own : the themes
    store : columns paper_id, title, abstract; where the papers that the themes name are looked up. Those that it
        does not hold teach nothing.

    `themes` and `thresholds` are as the tagger's. Scores of a paper do not depend on the papers beside it.
    """

    def __init__(self, tagger: Tagger, own: Sequence[OwnTheme], store: pd.DataFrame) -> None:
        if tagger.own_scale is None:
            raise PapertideError("this tagger has no scale for own themes; rebuild it with `papertide themes train`")
        self._tagger, self._own, scale = tagger, tuple(own), tagger.own_scale
        self.themes = [theme.theme for theme in own]
        self._space = ThemeSpace(tagger.features, scale.directions)
        self._counts = PhraseCounts([theme.phrases for theme in own])
        held = {paper: place for place, paper in enumerate(store["paper_id"])}
        carrying = [[held[paper] for paper in theme.papers if paper in held] for theme in own]
        others = [[held[paper] for paper in theme.not_papers if paper in held] for theme in own]
        self._n_papers = [len(papers) for papers in carrying]
        words = []
        for theme, plus, minus in zip(own, carrying, others, strict=True):
            written = self._space.words(theme.definition, theme.phrases)
            rows = (self._space.rows(store.iloc[told]) for told in (plus, minus))
            words.append(self._space.moved(written, *rows))
        self._words = np.array(words).reshape(len(own), self._space.n_terms).T  # (n_terms, n_themes)
        self._latent = self._space.latent_words(self._words.T).T  # (n_directions, n_themes)
        weighed = [scale.papers if n else scale.phrases for n in self._n_papers]
        self.thresholds = np.array([one["threshold"] for one in weighed])
        self._bias = np.array([one["bias"] for one in weighed])
        self._weights = np.array([[one.get(name, 0.0) for name in PAPER_SIGNALS] for one in weighed])

    def score(self, papers: pd.DataFrame) -> Floats:
        """Probability of each theme for each paper, (n_papers, n_themes), by the papers' words alone.

        Parameters
        ----------
        papers : columns title, abstract; either may be null
        """
        if papers.empty or not self.themes:
            return np.zeros((len(papers), len(self.themes)))
        rows = self._space.rows(papers)
        cosine, latent = rows @ self._words, self._space.latent(rows) @ self._latent
        title, abstract = (np.log1p(part @ self._counts.member) for part in self._counts(papers))
        sums = np.zeros(cosine.shape)
        for j in range(len(self.themes)):
            hits = np.column_stack([title[:, j], abstract[:, j]])
            signals = theme_signals(hits, cosine[:, j], latent[:, j], self._counts.n_phrases[j], self._n_papers[j])
            sums[:, j] = signals @ self._weights[j, : signals.shape[1]] + self._bias[j]
        return np.asarray(expit(sums) * self._tagger.familiar(papers)[:, None])

    def tag(self, papers: pd.DataFrame) -> pd.DataFrame:
        """The own themes that papers carry: by their words, or because the theme names them (score 1).

        Parameters
        ----------
        papers : columns paper_id, title, abstract; title and abstract may be null

        Returns
        -------
        One row per tag: paper_id (str), theme (str), score (float, 0 to 1); by paper_id, highest score first.
        """
        scores = self.score(papers)
        for j, theme in enumerate(self._own):
            scores[papers["paper_id"].isin(theme.not_papers), j] = 0.0
            scores[papers["paper_id"].isin(theme.papers), j] = 1.0
        return tags_from(papers["paper_id"], self.themes, scores, self.thresholds)

    def contributions(self, paper: pd.DataFrame) -> Contributions:
        """What each term of one paper (a frame of one row: title, abstract) adds to each theme, in log-odds."""
        row = self._space.rows(paper)
        found = row.indices
        value = row.data[:, None].astype(np.float64)
        along = self._space.directions[found] / max(np.linalg.norm(row @ self._space.directions), 1e-9)
        log_papers = np.log1p(self._n_papers)
        _, _, cosine, latent, log_phrases, with_papers, cosine_papers = self._weights.T
        by_words = value * self._words[found] * (cosine + cosine_papers * log_papers)
        by_words += value * (along @ self._latent) * latent
        terms = [self._tagger.features.terms[j] for j in found] + self._counts.terms
        by_phrases = np.zeros((len(self._counts.terms), len(self.themes)))
        for part, weight in zip(self._counts(paper), self._weights.T[:2], strict=True):
            share = part.toarray().T * self._counts.member
            total = share.sum(axis=0)
            by_phrases += share / np.maximum(total, 1e-9) * np.log1p(total) * weight
        bias = self._bias + log_phrases * np.log(self._counts.n_phrases) + with_papers * log_papers
        return Contributions(terms, np.vstack([by_words, by_phrases]), bias)
