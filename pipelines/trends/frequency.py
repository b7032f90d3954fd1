"""How often something is in the papers of each period: counts, shares and their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import beta

_OF_PERIODS = ("complete", "weekdays", "weekdays_fetched", "days_capped")  # what a calendar says of a period


def jeffreys_interval(n_papers: ArrayLike, total: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """95% Jeffreys interval of a proportion.

    Quantiles of Beta(x + 1/2, n - x + 1/2), with low = 0 at x = 0 and high = 1 at x = n (Brown, Cai and DasGupta
    2001, section 4.3).

    Parameters
    ----------
    n_papers, total : shape (k,), 0 <= n_papers <= total

    Returns
    -------
    low, high : shape (k,), proportions; nan where total is 0.
    """
    x, n = np.asarray(n_papers, dtype=float), np.asarray(total, dtype=float)
    if np.any((x < 0) | (x > n)):
        raise ValueError("n_papers must lie between 0 and total")
    low = np.where(x == 0, 0.0, beta.ppf(0.025, x + 0.5, n - x + 0.5))
    high = np.where(x == n, 1.0, beta.ppf(0.975, x + 0.5, n - x + 0.5))
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def share_by_period(
    counts: pd.DataFrame, totals: pd.DataFrame, calendar: pd.DataFrame, names: Sequence[Any], *, name: str
) -> pd.DataFrame:
    """Share of each period's papers that carry each theme, topic or organization.

    Parameters
    ----------
    counts : columns period_start, `name`, n_papers; nothing for a period means zero papers
    totals : columns period_start, total: papers of the period, whatever they carry
    calendar : from `periods.calendar`: the periods there are
    names : what to give rows for; a period without such a paper is a zero
    name : the column of counts that says what is counted, such as "theme"

    Returns
    -------
    One row per period and name, in order of time, then of `names`: period_start, `name`, n_papers, total,
    share_pct (of all papers of the period; absent when there are none), share_low_pct, share_high_pct (95%
    Jeffreys interval), complete, weekdays, weekdays_fetched, days_capped.
    """
    grid = calendar.merge(pd.DataFrame({name: pd.Series(names, dtype="object")}), how="cross")
    frame = grid.merge(counts, on=["period_start", name], how="left").merge(totals, on="period_start", how="left")
    frame["n_papers"] = frame["n_papers"].fillna(0).astype("int64")
    frame["total"] = frame["total"].fillna(0).astype("int64")
    low, high = jeffreys_interval(frame["n_papers"], frame["total"])
    frame["share_pct"] = 100 * frame["n_papers"] / frame["total"].where(frame["total"] > 0)
    frame["share_low_pct"], frame["share_high_pct"] = 100 * low, 100 * high
    columns = ["period_start", name, "n_papers", "total", "share_pct", "share_low_pct", "share_high_pct"]
    return frame[[*columns, *(told for told in _OF_PERIODS if told in calendar)]]
