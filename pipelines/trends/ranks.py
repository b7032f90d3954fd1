"""Ranks of organizations by their papers, and how sure a rank is."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

DRAWS = 500


def competition_rank(n_papers: pd.Series[int]) -> pd.Series[int]:
    """Place by papers, most first; equals share the best place (1, 2, 2, 4); absent without papers."""
    return n_papers.where(n_papers > 0).rank(method="min", ascending=False).astype("Int64")


def rank_interval(n_papers: ArrayLike, *, seed: int = 0) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """95% interval of each rank, by simulation (Goldstein and Spiegelhalter 1996, section 2.3).

    The rates at which organizations publish are drawn from Gamma(n_papers + 1/2), the posterior of a Poisson rate
    under Jeffreys' prior (only the order of the rates matters, so that this is the same as shares from a Dirichlet);
    the interval is the 2.5% and 97.5% quantile of the ranks over `DRAWS` draws. Organizations without papers
    take part: they may have been unlucky.

    Parameters
    ----------
    n_papers : shape (k,), papers of every organization, zeros included
    seed : fixed, so that the same counts give the same interval

    Returns
    -------
    low and high : shape (k,); the same for equal counts, whatever the order of the organizations; they hold the
        competition rank, which is the best place of all equals.
    """
    values, inverse, times = np.unique(np.asarray(n_papers, dtype="int64"), return_inverse=True, return_counts=True)
    if not len(values):
        return np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64")
    rng = np.random.default_rng([seed, int(times.sum())])
    rates = rng.gamma(np.repeat(values, times) + 0.5, size=(DRAWS, times.sum()))
    first_of_each = np.cumsum(times) - times  # equal counts have the same posterior: one of them speaks for all
    ranks = np.column_stack([1 + (rates > rates[:, [at]]).sum(axis=1) for at in first_of_each])
    low, high = np.quantile(ranks, [0.025, 0.975], axis=0, method="inverted_cdf").astype("int64")
    place = 1 + np.cumsum(times[::-1])[::-1] - times  # competition rank: one more than have more
    return np.minimum(low, place)[inverse], np.maximum(high, place)[inverse]


def rank_by_period(counts: pd.DataFrame) -> pd.DataFrame:
    """Rank of every organization in each period.

    Parameters
    ----------
    counts : columns period_start, n_papers; one row per period and organization, zeros included

    Returns
    -------
    `counts` with rank (`competition_rank`), rank_low, rank_high (`rank_interval`); absent without papers.
    """
    n_papers = counts["n_papers"].to_numpy("int64")
    low, high = np.zeros_like(n_papers), np.zeros_like(n_papers)
    for at in counts.groupby("period_start", sort=False).indices.values():
        low[at], high[at] = rank_interval(n_papers[at])
    some = counts["n_papers"].where(n_papers > 0)
    frame = counts.assign(rank=some.groupby(counts["period_start"]).rank(method="min", ascending=False))
    frame["rank_low"], frame["rank_high"] = np.where(n_papers > 0, [low, high], np.nan)
    return frame.astype(dict.fromkeys(["rank", "rank_low", "rank_high"], "Int64"))
