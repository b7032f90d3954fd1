"""How far a paper's words are from those that the tagger learned from: themes are not forced on other fields.

A tagger that learned from papers on AI sees of a paper on beetles only the few words that it knows, and would
believe them. What tells such a paper is how rare its words are, on average, among the papers learned from (mean
inverse document frequency, as used for the specificity of queries by Cronen-Townsend, Zhou and Croft 2002). Beyond
a limit that one in two hundred of those papers passes, familiarity falls off as their own tail does (exponentially:
Pickands 1975), and multiplies the scores: a theme holds if the paper is of the field, and the theme speaks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.topics.themes.features import STOP_WORDS, WORD, folded

Floats = NDArray[np.float64]

BEYOND = 0.005  # share of the papers learned from that lie beyond the limit
USUAL_WORDS = 10  # words of usual rarity added to each paper, so that a short title is not judged by three words
FREQUENT = 1.0  # rarity of a word in too many papers to be a term


@dataclass(frozen=True)
class Limits:
    """What familiarity is measured against; rarities are inverse document frequencies, in nats."""

    usual: float  # mean rarity of a word
    unknown: float  # rarity of a word that is not known
    limit: float  # mean rarity of a paper up to which it is familiar
    spread: float  # mean excess over the limit of the papers learned from that pass it

    def as_record(self) -> dict[str, float]:
        return asdict(self)


class _Rarities(dict[str, float]):
    """Rarity by spelling, 0 for a word that does not count; a spelling met for the first time is looked up once."""

    def __init__(self, known: dict[str, float], unknown: float) -> None:
        super().__init__()
        self._known, self._unknown = known, unknown

    def __missing__(self, spelling: str) -> float:
        word = folded(spelling)
        counts = word not in STOP_WORDS and not word.isdigit()
        rarity = self[spelling] = self._known.get(word, self._unknown) if counts else 0.0
        return rarity


class Familiarity:
    """Scores how familiar papers are, from 0 to 1.

    Parameters
    ----------
    terms, idf : the tagger's terms and their inverse document frequency, 1 + ln((1 + n) / (1 + papers with it))
    limits : what `fit` found
    """

    def __init__(self, terms: Sequence[str], idf: NDArray[np.float32], limits: Limits) -> None:
        self.limits = limits
        self._rarities = _Rarities(_word_rarities(terms, idf), limits.unknown)

    @classmethod
    def fit(
        cls, terms: Sequence[str], idf: NDArray[np.float32], papers: pd.DataFrame, *, min_papers: int
    ) -> Familiarity:
        """Learn the limits from the papers that the terms were learned from.

        Each paper is judged as if it had not been among them: its words are in one paper fewer.

        Parameters
        ----------
        papers : columns title, abstract
        min_papers : papers that a word must be in to be a term
        """
        n = len(papers)
        unknown = float(1 + np.log(1 + n))
        others = {}
        for word, rarity in _word_rarities(terms, idf).items():
            n_with = round((1 + n) / np.exp(rarity - 1) - 1)
            left = 1 + np.log(n / n_with) if n_with > min_papers else unknown
            others[word] = FREQUENT if rarity == FREQUENT else float(left)
        sums, counts = _sums(_Rarities(others, unknown), papers)
        usual = float(sums.sum() / max(counts.sum(), 1))
        means = _means(sums, counts, usual)
        limit = float(np.quantile(means, 1 - BEYOND)) if n else usual
        beyond = means[means > limit] - limit
        spread = float(beyond.mean()) if len(beyond) else 0.0
        return cls(terms, idf, Limits(usual, unknown, limit, max(spread, 0.01)))

    def __call__(self, papers: pd.DataFrame) -> Floats:
        """Familiarity of papers with columns title and abstract, either of which may be null: (n_papers,), 0 to 1."""
        means = _means(*_sums(self._rarities, papers), self.limits.usual)
        return np.minimum(1.0, np.exp((self.limits.limit - means) / self.limits.spread))


def _word_rarities(terms: Sequence[str], idf: NDArray[np.float32]) -> dict[str, float]:
    known = {word: FREQUENT for term in terms for word in term.split(" ")}
    known.update((term, float(rarity)) for term, rarity in zip(terms, idf, strict=True) if " " not in term)
    return known


def _sums(rarities: _Rarities, papers: pd.DataFrame) -> tuple[Floats, Floats]:
    """Sum of the rarities of each paper's words that count, and their number."""
    sums, counts = np.zeros(len(papers)), np.zeros(len(papers))
    for i, texts in enumerate(papers[["title", "abstract"]].itertuples(index=False, name=None)):
        text = " . ".join(text for text in texts if isinstance(text, str))
        found = list(filter(None, map(rarities.__getitem__, WORD.findall(text.lower()))))
        sums[i], counts[i] = sum(found), len(found)
    return sums, counts


def _means(sums: Floats, counts: Floats, usual: float) -> Floats:
    return np.asarray((sums + USUAL_WORDS * usual) / (counts + USUAL_WORDS))
