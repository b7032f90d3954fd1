"""What organizations write about more than others do: small numbers shrunk, every factor with its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammainc, gammaln, softmax
from scipy.stats import false_discovery_control, hypergeom

MIN_PAPERS = 5  # fewer show nothing by any theme; to leave such an organization out spares the others' q-values
# Of the gammas in the prior, as expected papers. 8 is the most that it may hold against a pair: its 95% range is then
# 0.4 to 1.8. Pairs that differ by less than chance would ask for ever more, and leave no room for a speciality.
STRENGTHS = np.array([8.0, 4.0, 2.0, 1.0, 0.5, 0.25])
_Array = NDArray[np.float64]


def specialisation(counts: pd.DataFrame, *, known_total: int) -> pd.DataFrame:
    """How much more of an organization's papers carry a theme than of all papers with a known organization.

    Gamma-Poisson shrinkage (DuMouchel 1999, section 3): of a pair, E = total * field_papers / known_total papers are
    expected, and n_papers are Poisson(factor * E). The prior of the factors is a mixture of Gamma(k, k), mean 1, over
    the `STRENGTHS` k, weighted as in `prior_weights`; the posterior is the mixture of Gamma(k + n_papers, k + E),
    weighted by how well each k explains the pair. `specialisation` is its mean, `low` and `high` are its 2.5% and
    97.5% quantiles. Each interval is for one pair by itself.

    `q_value` does without the prior: hypergeometric test (Fisher's exact one, two-sided as twice the smaller tail) of
    n_papers against a draw of `total` papers from all, then Benjamini-Hochberg (1995) over the pairs of organizations
    with `MIN_PAPERS` papers or more: how large one is says nothing of what it specialises in (Bourgon, Gentleman and
    Huber 2010).

    Parameters
    ----------
    counts : columns organization, theme, n_papers, total (papers of the organization), field_papers (with the theme,
        among all with a known organization); one row for every pair, zeros included
    known_total : papers with a known organization

    Returns
    -------
    `counts` with share_pct and field_share_pct (in %), specialisation, low, high, q_value (absent for organizations
    of fewer papers). A theme that no paper carries has no specialisation: absent, not 1.
    """
    n, total, field = (counts[name].to_numpy("float64") for name in ("n_papers", "total", "field_papers"))
    expected = total * field / max(known_total, 1)
    seen = expected > 0
    columns = ["specialisation", "low", "high", "q_value"]
    frame = counts.assign(
        share_pct=100 * n / total, field_share_pct=100 * field / max(known_total, 1), **dict.fromkeys(columns, np.nan)
    )
    pairs, inverse, times = np.unique(
        np.column_stack([n[seen], expected[seen]]), axis=0, return_inverse=True, return_counts=True
    )
    weights = prior_weights(pairs[:, 0], pairs[:, 1], times)
    frame.loc[seen, columns[:3]] = posterior(pairs[:, 0], pairs[:, 1], weights)[inverse]
    tested = seen & (total >= MIN_PAPERS)
    if tested.any():
        p_values = hypergeometric_p(n[tested], total[tested], field[tested], known_total)
        frame.loc[tested, "q_value"] = false_discovery_control(p_values)
    return frame


def prior_weights(n_papers: _Array, expected: _Array, times: NDArray[np.int64]) -> _Array:
    """How often each of the `STRENGTHS` holds, by maximum marginal likelihood over all pairs.

    Empirical Bayes on a fixed grid of scales (Stephens 2017, section 3.1). A single gamma would let many pairs without
    a speciality shrink the few with one to nothing, which is why DuMouchel mixes two; on a grid the likelihood has one
    maximum, here found by Newton-like steps (BFGS), because expectation and maximization creep: on 12,000 pairs they
    are far from it after 1,000 steps. Each strength counts as one pair in advance.

    Parameters
    ----------
    n_papers, expected, times : shape (k,), different pairs and how many are the same

    Returns
    -------
    Weights, shape (len(STRENGTHS),), adding up to 1.
    """
    log_likelihood = _log_marginal(n_papers, expected)
    likelihood = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True, initial=-np.inf))
    n = times.sum() + len(STRENGTHS)

    def loss(log_weights: _Array) -> tuple[float, _Array]:
        weights = softmax(log_weights)
        mixed = likelihood @ weights
        value = -(times @ np.log(mixed) + np.log(weights).sum()) / n
        slope = -(likelihood.T @ (times / mixed) + 1 / weights) / n
        return value, weights * (slope - weights @ slope)

    found = minimize(loss, np.zeros(len(STRENGTHS)), jac=True, method="BFGS", options={"gtol": 1e-9})
    weights: _Array = softmax(found.x)
    return weights


def posterior(n_papers: _Array, expected: _Array, weights: _Array) -> _Array:
    """Mean, 2.5% and 97.5% quantile of the factor of each pair, shape (k, 3); quantiles by halving."""
    log_share = _log_marginal(n_papers, expected) + np.log(weights)
    share = np.exp(log_share - log_share.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    shape, rate = STRENGTHS + n_papers[:, None], STRENGTHS + expected[:, None]
    found = [(share * shape / rate).sum(axis=1)]
    for probability in (0.025, 0.975):
        low, high = np.zeros(len(n_papers)), ((shape + 10 * np.sqrt(shape) + 10) / rate).max(axis=1, initial=0)
        for _ in range(40):  # to one part in 2^40
            middle = (low + high) / 2
            below = (share * gammainc(shape, rate * middle[:, None])).sum(axis=1) < probability
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        found.append((low + high) / 2)
    return np.column_stack(found)


def _log_marginal(n_papers: _Array, expected: _Array) -> _Array:
    """Log probability of each pair's papers under each strength: negative binomial (DuMouchel 1999, equation 5)."""
    n, e, k = n_papers[:, None], expected[:, None], STRENGTHS
    chance: _Array = gammaln(k + n) - gammaln(k) - gammaln(n + 1) + k * np.log(k / (k + e)) + n * np.log(e / (k + e))
    return chance


def hypergeometric_p(n_papers: _Array, total: _Array, field: _Array, known_total: int) -> _Array:
    """Two-sided p of n_papers with a theme among `total` drawn from `known_total`, `field` of which carry it."""
    fewer = hypergeom.cdf(n_papers, known_total, field, total)
    more = hypergeom.sf(n_papers - 1, known_total, field, total)
    p_values: _Array = np.minimum(1, 2 * np.minimum(fewer, more))
    return p_values
