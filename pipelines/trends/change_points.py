"""When a share changed: the periods at which it went from one level to another."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import xlogy

from pipelines.trends.frequency import jeffreys_interval

COLUMNS = [
    "theme", "period_start", "last_before", "share_before_pct", "share_before_low_pct", "share_before_high_pct",
    "share_after_pct", "share_after_low_pct", "share_after_high_pct", "n_before", "n_after",
]  # fmt: skip
SHORTEST = 2  # periods that a level must last
PENALTY = 3.0  # times the logarithm of the number of periods, for each change


def level_changes(counts: pd.DataFrame, *, by: str = "theme", of: str = "total") -> pd.DataFrame:
    """The changes of level in each theme's share, each level lasting at least two periods.

    Optimal partitioning (Jackson et al. 2005): of all ways to cut the series into levels, the one with the least
    -2 log likelihood, papers being binomial with one share a level, plus 3 log(periods) for each change, which is the
    leading part of the modified BIC of Zhang and Siegmund (2007). Of constant shares of 2 to 30% over 24 months of 100
    to 1,000 papers, 2 to 3% show a change (simulated; 4 to 7% over 6 months). That is by theme: among 38 constant ones
    one change is to be expected. What changes all the time is cut into steps: a share that goes steadily up (see
    `trend_slopes`), and one that wanders, as those of Daily Papers do from month to month (the variance of their
    differences is 1.6 times that of sampling; from week to week 1.04 times).

    Parameters
    ----------
    counts : columns period_start, `by`, n_papers, `of`, complete; one row per period and theme
    by : the column that says what is counted
    of : the column of the denominator

    Returns
    -------
    One row per change, columns `COLUMNS` (the first is `by`), in the order of the themes in `counts`, then of time:
    period_start (first complete period of the new level), last_before (last one of the old level; what is missing
    between the two may belong to either), share of papers in both levels (from one change to the next) with its 95%
    Jeffreys interval, papers with the theme in them. The intervals take the place of the change for known, so that
    they are a little too narrow. Incomplete periods and those without papers have no part. No row for a theme
    without a change or with fewer than 4 such periods.
    """
    done = counts[counts["complete"].astype(bool) & (counts[of] > 0)].sort_values("period_start", kind="stable")
    rows = []
    for name in counts[by].unique():
        own = done[done[by] == name]
        x, n = own["n_papers"].to_numpy("float64"), own[of].to_numpy("float64")
        cuts = cut_points(x, n)
        if not cuts:
            continue
        edges = [0, *cuts, len(x)]
        with_theme, papers = (np.array([values[a:b].sum() for a, b in pairwise(edges)]) for values in (x, n))
        low, high = jeffreys_interval(with_theme, papers)
        levels = 100 * np.column_stack([with_theme / papers, low, high])
        starts = own["period_start"].to_list()
        rows += [
            (name, starts[cut], starts[cut - 1], *levels[at], *levels[at + 1], with_theme[at], with_theme[at + 1])
            for at, cut in enumerate(cuts)
        ]
    frame = pd.DataFrame(rows, columns=[by, *COLUMNS[1:]])
    days = dict.fromkeys(COLUMNS[1:3], counts["period_start"].dtype)
    shares = dict.fromkeys(COLUMNS[3:-2], "float64")
    return frame.astype({by: counts[by].dtype, **days, **shares, "n_before": "int64", "n_after": "int64"})


def cut_points(x: NDArray[np.float64], n: NDArray[np.float64], *, penalty: float | None = None) -> list[int]:
    """Where the levels of a binomial series begin, the first apart; exact, in the square of the number of periods.

    Parameters
    ----------
    x, n : papers with the theme, and all papers, of each period in order of time, shape (k,), n > 0
    penalty : of each change; `PENALTY` log(k) unless told

    Returns
    -------
    Indices, ascending, each at least `SHORTEST` from the next and from both ends.
    """
    k = len(x)
    if k < 2 * SHORTEST:
        return []
    step = PENALTY * np.log(k) if penalty is None else penalty
    x_upto, n_upto = (np.concatenate([[0.0], np.cumsum(values)]) for values in (x, n))
    best = np.full(k + 1, np.inf)  # least cost of the first j periods; one change less than levels
    best[0] = -step
    came_from = np.zeros(k + 1, dtype=int)
    for end in range(SHORTEST, k + 1):
        starts = np.arange(end - SHORTEST + 1)
        carrying, papers = x_upto[end] - x_upto[starts], n_upto[end] - n_upto[starts]
        costs = best[starts] + step + _deviance(carrying, papers)
        came_from[end] = int(np.argmin(costs))
        best[end] = costs[came_from[end]]
    cuts: list[int] = []
    at = int(came_from[k])
    while at > 0:
        cuts.append(at)
        at = int(came_from[at])
    return cuts[::-1]


def _deviance(x: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.float64]:
    """-2 log likelihood of x of n papers at their own share, without what does not depend on the share."""
    cost: NDArray[np.float64] = -2 * (xlogy(x, x / n) + xlogy(n - x, 1 - x / n))
    return cost
