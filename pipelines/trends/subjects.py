"""Which terms stand for a subject, and which only say again what another one says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import hypergeom

SPECIFIC = 0.01  # probability, at the most, that as many papers drawn at random lean as much towards a theme
MOSTLY = 0.75  # of a term's papers use the longer one, too: it is a piece of that

_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")

Words = tuple[str, ...]


def stand_for_subjects(
    terms: Sequence[str], uses: Sequence[pd.DataFrame], theme_sizes: pd.Series[int], total: int
) -> NDArray[np.bool_]:
    """Whether each term stands for a subject, and is not just in fashion in the prose of all fields ("regime").

    A term does when its papers lean towards some theme more than as many papers drawn at random would (hypergeometric
    test, Bonferroni over themes and terms), or when it holds a number, as names of models and benchmarks do.

    Parameters
    ----------
    uses : the papers of each term, with themes (list)
    theme_sizes : papers of each theme, by theme, among all `total`
    """
    most = SPECIFIC / max(len(terms) * len(theme_sizes), 1)
    found = []
    for term, papers in zip(terms, uses, strict=True):
        carried = papers["themes"].explode().value_counts().reindex(theme_sizes.index).fillna(0)
        p_values = hypergeom.sf(carried - 1, total, theme_sizes, len(papers))
        found.append(bool(_DIGIT.search(term)) or bool(p_values.min(initial=1.0) <= most))
    return np.array(found, dtype=bool)


def without_repeats(
    terms: Sequence[str], ideas: Sequence[str], n_papers: Sequence[int], together: Callable[[int, int], bool]
) -> list[int]:
    """Places of the terms that repeat no better one, in order.

    Of two terms of one idea the first stays; of two terms of which one holds the other, too, unless the shorter one is
    a mere piece: then the longer stays.

    Parameters
    ----------
    terms, ideas, n_papers : of each term, best first
    together : whether the terms at two places are of the same time, so that one can repeat the other
    """
    words = [tuple(_WORD.findall(term)) for term in terms]
    alike = defaultdict(list)  # word or idea -> places; what holds another term has its first word
    for at, some in enumerate(words):
        for key in {*some, (ideas[at],)}:
            alike[key].append(at)

    def near(at: int) -> set[int]:
        keys = {*words[at], (ideas[at],)}
        return {other for key in keys for other in alike[key] if other != at and together(at, other)}

    def is_piece(at: int) -> bool:
        return any(
            len(words[other]) > len(words[at])
            and n_papers[other] >= MOSTLY * n_papers[at]
            and _holds(words[other], words[at])
            for other in near(at)
        )

    kept: dict[int, None] = {}
    for at in range(len(terms)):
        repeats = (
            ideas[other] == ideas[at] or _holds(words[other], words[at]) or _holds(words[at], words[other])
            for other in near(at)
            if other in kept
        )
        if not any(repeats) and not is_piece(at):
            kept[at] = None
    return list(kept)


def _holds(long: Words, short: Words) -> bool:
    return any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))
