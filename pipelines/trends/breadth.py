"""How many themes an organization's papers spread over: the effective number of themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, hyp2f1

from pipelines.trends.certainty import Z95

MIN_PAPERS = 5  # below, papers drawn again say nothing of the spread: two alike would look certain
RESAMPLES = 200
_Array = NDArray[np.float64]


def tag_matrix(themes_of_papers: Iterable[Iterable[str]], themes: Sequence[str]) -> _Array:
    """Papers by themes, 1 where a paper carries a theme, else 0; rows in an order that depends on the tags alone."""
    at = {theme: column for column, theme in enumerate(themes)}
    rows = list(themes_of_papers)
    tags = np.zeros((len(rows), len(themes)))
    for row, carried in enumerate(rows):
        tags[row, [at[theme] for theme in carried]] = 1
    return tags[np.lexsort(tags.T)] if len(themes) else tags


def incidence_entropy(counts: _Array, n_papers: int) -> _Array:
    """Shannon entropy (natural) of a theme mix, allowing for the themes that few papers have not shown yet.

    The mix is made of tags: a theme's part is its tags over all tags, so that a paper of three themes tells of all
    three. Its tags are not independent draws, the papers are: hence the estimator for incidences, in which a paper is
    a sampling unit that shows each theme or not (Chao et al. 2014, appendix H, after Chao, Wang and Jost 2013). The
    plain entropy of ten papers is far too low.

    Parameters
    ----------
    counts : shape (k, n_themes), whole numbers: papers with each theme, in k samples
    n_papers : papers in each sample, those of no theme left out; > 0

    Returns
    -------
    Entropies, shape (k,); absent (nan) for a sample without tags.
    """
    t, tags = float(n_papers), counts.sum(axis=1)
    shown = np.where(counts > 0, counts / t * (digamma(t) - digamma(np.maximum(counts, 1))), 0).sum(axis=1)
    once, twice = (counts == 1).sum(axis=1), (counts == 2).sum(axis=1)
    seen_twice = np.where(twice > 0, 2 * twice, 2)
    seen_once = (t - 1) * np.where(twice > 0, once, np.maximum(once - 1, 0))
    left = np.where(once > 0, 1 - seen_twice / (seen_once + seen_twice), 0)  # 1 - A of the paper
    unseen = once * left / t**2 * hyp2f1(1, t, t + 1, left)  # its last sum, as a series of positive terms
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy: _Array = t / tags * (shown + unseen) + np.log(tags / t)
    return np.where(tags > 0, entropy, np.nan)


def breadth(tags: _Array, *, seed: int = 0) -> tuple[float, float, float]:
    """Effective number of themes of an organization: how many themes, equally frequent, would be as varied.

    The exponential of `incidence_entropy` (Hill 1973, the number of order 1), between 1 and the number of themes. The
    95% interval is exp(entropy +- 1.96 standard errors), the error being that of the entropy over `RESAMPLES`
    bootstrap samples of the papers (Efron and Tibshirani 1993, section 6.2): percentiles would lie too low, because
    papers drawn again show fewer themes than the papers themselves.

    Parameters
    ----------
    tags : from `tag_matrix`
    seed : fixed, so that the same papers give the same interval

    Returns
    -------
    breadth, low, high; all absent (nan) without a tag, the interval below `MIN_PAPERS` papers with tags.
    """
    tagged = tags[tags.sum(axis=1) > 0]
    n, most = len(tagged), tags.shape[1]
    if n == 0:
        return float("nan"), float("nan"), float("nan")
    entropy = float(np.clip(incidence_entropy(tagged.sum(axis=0, keepdims=True), n)[0], 0, np.log(most)))
    if n < MIN_PAPERS:
        return float(np.exp(entropy)), float("nan"), float("nan")
    drawn = np.random.default_rng([seed, n]).multinomial(n, np.full(n, 1 / n), size=RESAMPLES) @ tagged
    error = float(incidence_entropy(drawn, n).std(ddof=1))
    low, high = np.clip(np.exp([entropy - Z95 * error, entropy + Z95 * error]), 1, most)
    return float(np.exp(entropy)), float(low), float(high)
