"""What speaks for and against a theme in one paper, term by term, so that it adds up to the score.

A score is the logistic function of a sum over the paper's terms and a bias, times the familiarity of its words.
Each term is given its part of that sum in log-odds; a count of phrases is shared among the phrases counted. Terms
that stand only inside a longer term are one with it: their parts are added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.topics.themes.features import WORD, folded
from pipelines.topics.themes.tagger import Contributions, Tagger

Span = tuple[int, int]  # first word and the one after the last; words of the abstract count on from the title


@dataclass(frozen=True)
class Evidence:
    """Why one paper has its score for one theme.

    bias + the contributions of all terms + unfamiliar = log(score / (1 - score)).
    """

    theme: str
    score: float  # 0 to 1
    threshold: float
    carried: bool
    bias: float  # log-odds of a paper without any term
    unfamiliar: float  # log-odds taken off (<= 0) because the paper's words are unlike those of the papers learned from
    terms: pd.DataFrame  # term (as the paper writes it), where (title, abstract, both), contribution; strongest first

    def strongest(self, *, speaks_for: bool, most: int = 8) -> pd.DataFrame:
        """The terms that speak most for the theme, or most against it."""
        sign = 1 if speaks_for else -1
        return self.terms[self.terms["contribution"] * sign > 0].head(most)

    def as_record(self, most: int = 8) -> dict[str, Any]:
        """For machines: `rest` is the sum of the terms not given."""
        sides = {
            side: self.strongest(speaks_for=side == "for", most=most).to_dict("records") for side in ("for", "against")
        }
        given = sum(row["contribution"] for rows in sides.values() for row in rows)
        names = ("theme", "score", "threshold", "carried", "bias", "unfamiliar")
        record = {name: getattr(self, name) for name in names}
        return record | sides | {"rest": float(self.terms["contribution"].sum() - given)}


class Scorer(Protocol):
    """What gives scores that can be taken apart: `Tagger` or `OwnTagger`."""

    themes: list[str]
    thresholds: NDArray[Any]

    def contributions(self, paper: pd.DataFrame) -> Contributions: ...


def explain(
    tagger: Tagger,
    title: str | None,
    abstract: str | None,
    *,
    themes: Sequence[str] | None = None,
    own: Scorer | None = None,
) -> list[Evidence]:
    """The evidence of one paper, highest score first.

    Parameters
    ----------
    themes : their ids; None: those that the paper carries, and the closest of the others (one curated, one own)
    own : an `OwnTagger` whose themes are explained too

    Raises
    ------
    ValueError : an id that neither knows.
    """
    paper = pd.DataFrame({"title": [title], "abstract": [abstract]})
    familiar = float(tagger.familiar(paper)[0])
    text = _PaperText(title, abstract)
    found = [
        one
        for scorer in (tagger, own)
        if scorer is not None and scorer.themes
        for one in _evidence(scorer, paper, familiar, text, themes)
    ]
    if themes is not None:
        unknown = [theme for theme in themes if theme not in {one.theme for one in found}]
        if unknown:
            raise ValueError(f"{unknown[0]!r} is no theme")
    return sorted(found, key=lambda one: (-one.score, one.theme))


def _evidence(
    scorer: Scorer, paper: pd.DataFrame, familiar: float, text: _PaperText, themes: Sequence[str] | None
) -> list[Evidence]:
    parts = scorer.contributions(paper)
    sums = parts.log_odds.sum(axis=0) + parts.bias
    scores = familiar / (1 + np.exp(-sums))
    if themes is None:
        carried = scores >= scorer.thresholds
        nearest = np.argmax(np.where(carried, -np.inf, scores - scorer.thresholds))
        columns = np.unique([*np.flatnonzero(carried), nearest])
    else:
        columns = np.array([j for j, theme in enumerate(scorer.themes) if theme in themes], dtype=np.int64)
    forms, which = text.merged(parts.terms)
    log_odds = np.zeros((len(forms), len(columns)))
    np.add.at(log_odds, which, parts.log_odds[:, columns])
    taken_off = np.log(scores) - np.log1p(-scores) - sums if familiar < 1 else np.zeros(len(sums))
    found = []
    for place, j in enumerate(columns):
        terms = pd.DataFrame(forms, columns=["term", "where"]).assign(contribution=log_odds[:, place])
        terms = terms[terms["contribution"] != 0]
        terms = terms.iloc[np.lexsort((terms["term"], -terms["contribution"].abs()))].reset_index(drop=True)
        score, threshold = float(scores[j]), float(scorer.thresholds[j])
        found.append(
            Evidence(
                scorer.themes[j],
                score,
                threshold,
                score >= threshold,
                float(parts.bias[j]),
                float(taken_off[j]),
                terms,
            )
        )
    return found


class _PaperText:
    """The words of a paper, to find its terms in."""

    def __init__(self, title: str | None, abstract: str | None) -> None:
        split = [WORD.findall(text or "") for text in (title, abstract)]
        self._written = [*split[0], *split[1]]
        self._n_title = len(split[0])
        self._folded = [folded(word.lower()) for word in self._written]
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(self._folded):
            self._places.setdefault(word, []).append(place)

    def merged(self, terms: Sequence[str]) -> tuple[list[tuple[str, str]], NDArray[np.int64]]:
        """Which terms are one, as the paper writes them.

        Returns
        -------
        (term as written, where) of each group, and the group of each of `terms`.
        """
        spans = {term: self._spans(term) for term in terms}
        longest_first = sorted(spans, key=lambda term: (-term.count(" "), term))
        covering: dict[Span, str] = {}  # every part of a term that was kept -> that term
        head: dict[str, str] = {}
        for term in longest_first:
            around = {covering.get(span) for span in spans[term]}
            whole = around.pop() if len(around) == 1 else None
            head[term] = whole or term
            if whole is None:
                for start, end in spans[term]:
                    parts = ((i, j) for i in range(start, end) for j in range(i + 1, end + 1))
                    covering.update({part: term for part in parts if part not in covering})
        groups = {term: number for number, term in enumerate(dict.fromkeys(head[term] for term in terms))}
        forms = [self._form(term, spans[term]) for term in groups]
        return forms, np.array([groups[head[term]] for term in terms], dtype=np.int64)

    def _spans(self, term: str) -> list[Span]:
        words = term.split(" ")
        return [
            (start, start + len(words))
            for start in self._places.get(words[0], [])
            if self._folded[start : start + len(words)] == words
            and not start < self._n_title < start + len(words)  # no term spans title and abstract
        ]

    def _form(self, term: str, spans: list[Span]) -> tuple[str, str]:
        """A term as the paper writes it first, and where it stands; as it is where it is not found."""
        if not spans:
            return term, "both"
        in_title = [start < self._n_title for start, _ in spans]
        where = "both" if any(in_title) and not all(in_title) else "title" if in_title[0] else "abstract"
        start, end = spans[0]
        return " ".join(self._written[start:end]), where
