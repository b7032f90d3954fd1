"""Attention: how a paper's upvotes compare with those of the papers listed beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MIN_LISTED = 5  # papers a day needs to be its own comparison; below, the ISO week is
RESAMPLES = 1000
_DRAWS_AT_ONCE = 2_000_000  # bounds the memory of one step to 32 MB


def attention_percentiles(papers: pd.DataFrame) -> pd.Series[float]:
    """Mid-rank percentile of each paper's upvotes among the papers listed the same day.

    The mid-rank percentile of x among n values is 100 (average rank of x - 1/2) / n: the share below plus half
    the ties. A day of fewer than five papers with known upvotes is compared within its ISO week. Growth of the
    audience and of the list cancel, because a paper only meets those listed beside it.

    Parameters
    ----------
    papers : columns listed_on (date, absent when never listed), upvotes (absent when unknown); one row a paper

    Returns
    -------
    Percentiles (0 to 100, exclusive), index as given; absent where the listing day or the upvotes are.
    """
    upvotes = pd.to_numeric(papers["upvotes"]).astype("float64")
    day = pd.to_datetime(papers["listed_on"]).where(upvotes.notna())
    week = day.dt.to_period("W-SUN").dt.start_time
    own_day = upvotes.groupby(day).transform("count") >= MIN_LISTED
    return _mid_rank_pct(upvotes, day).where(own_day, _mid_rank_pct(upvotes, week)).rename("attention_pct")


def _mid_rank_pct(values: pd.Series[float], group: pd.Series[pd.Timestamp]) -> pd.Series[float]:
    grouped = values.groupby(group)
    return 100 * (grouped.rank(method="average") - 0.5) / grouped.transform("count")


def bootstrap_mean(values: NDArray[np.float64], *, seed: int = 0) -> tuple[float, float]:
    """95% percentile-bootstrap interval of the mean (Efron and Tibshirani 1993, chapter 13).

    Parameters
    ----------
    values : shape (n,), no absent values
    seed : fixed, so that the same values give the same interval

    Returns
    -------
    low and high, in the unit of the values; both absent (nan) when n < 2, which tells nothing of the spread.
    """
    n = len(values)
    if n < 2:
        return float("nan"), float("nan")
    rng = np.random.default_rng([seed, n])
    ordered = np.sort(values)  # the order of the papers must not matter
    rows = max(1, _DRAWS_AT_ONCE // n)
    means = np.concatenate(
        [
            ordered[rng.integers(0, n, size=(min(rows, RESAMPLES - done), n))].mean(axis=1)
            for done in range(0, RESAMPLES, rows)
        ]
    )
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def attention_summary(papers: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Median upvotes and mean attention of groups of papers.

    Parameters
    ----------
    papers : columns `by`, upvotes, attention_pct; one row per paper and group, so that a paper of two themes
        counts once in each
    by : the columns that make a group, such as ["period_start", "theme"]

    Returns
    -------
    One row per group, sorted: the `by` columns, n_papers (papers with known upvotes), median_upvotes,
    attention_pct (mean percentile), attention_low_pct, attention_high_pct (95% bootstrap interval).
    """
    columns = [*by, "n_papers", "median_upvotes", "attention_pct", "attention_low_pct", "attention_high_pct"]
    known = papers[papers["upvotes"].notna()]
    rows = []
    for key, group in known.groupby(by, sort=True, observed=True):
        percentiles = group["attention_pct"].dropna().to_numpy("float64")
        mean = float(percentiles.mean()) if len(percentiles) else float("nan")
        median = float(group["upvotes"].median())
        rows.append((*key, len(group), median, mean, *bootstrap_mean(percentiles)))
    return pd.DataFrame(rows, columns=columns).astype(papers[by].dtypes.to_dict())  # an empty one too
