"""What lists of risers would look like if nothing ever changed: how often noise alone seems to go on rising."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.trends.forecast import ShareTable, share_table
from pipelines.trends.momentum import log_odds_change
from pipelines.trends.periods import PeriodName
from pipelines.trends.riser_record import LISTED, origins
from pipelines.trends.share_filter import Floats

DRAWS = 500


@dataclass(frozen=True)
class Noise:
    """Of the listed, how many would keep rising without any change, in percent; absent without a list."""

    kept_pct: float  # mean of all draws
    low_pct: float  # 95% of them lie between these
    high_pct: float


def riser_noise(counts: pd.DataFrame, *, period: PeriodName, window: int, seed: int = 0) -> Noise:
    """How many of the listed risers would keep rising if every theme had the same share in all periods.

    A theme is listed where chance made its count high, and is then compared with that same count: without any change
    most of the listed fall back (regression to the mean, Galton 1886). Papers with a theme are drawn `DRAWS` times,
    binomially, from each period's papers and the theme's share of all; lists and outcomes are made as in
    `riser_outcomes`.

    Parameters
    ----------
    counts, period, window : as in `riser_outcomes`
    seed : fixed, so that the same counts give the same figures
    """
    table = share_table(counts, period)
    ends = origins(table, window)
    if not ends:
        return Noise(*[float("nan")] * 3)
    rng = np.random.default_rng(seed)
    usual = table.n_papers.sum(axis=0) / table.total.sum()
    trials = np.broadcast_to(table.total[:, None].astype(np.int64), table.n_papers.shape)
    drawn = rng.binomial(trials, usual, size=(DRAWS, *table.n_papers.shape)).astype("float64")
    kept = np.array([_kept(drawn, table, known, window) for known in ends]).sum(axis=0)
    n_kept, n_listed = kept
    pct = 100 * n_kept / np.maximum(n_listed, 1)
    low, high = np.quantile(pct, [0.025, 0.975])
    return Noise(float(pct.mean()), float(low), float(high))


def _kept(drawn: Floats, table: ShareTable, known: int, window: int) -> tuple[Floats, Floats]:
    """In each draw, how many of the list made after `known` periods kept rising, and how many it had."""
    seen = np.flatnonzero(table.total[:known] > 0)[-2 * window :]
    windows = seen[:window], seen[window:], np.arange(known, known + window)
    before, now, following = (drawn[:, rows].sum(axis=1) for rows in windows)
    total_before, total_now, total_next = (float(table.total[rows].sum()) for rows in windows)
    change, spread = log_odds_change(before, total_before, now, total_now)
    z = np.where(now / total_now > before / total_before, change / spread, -np.inf)
    places = np.argsort(-z, axis=1, kind="stable")[:, :LISTED]
    listed = np.take_along_axis(z, places, axis=1) > -np.inf
    rose = np.take_along_axis(following / total_next > now / total_now, places, axis=1)
    return (listed & rose).sum(axis=1).astype("float64"), listed.sum(axis=1).astype("float64")
