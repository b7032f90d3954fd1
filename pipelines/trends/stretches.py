"""Runs of periods that follow one another without a gap."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.trends.periods import PeriodName


def period_numbers(starts: pd.Series[pd.Timestamp], period: PeriodName) -> NDArray[np.int64]:
    """Each period's number, counted on through gaps: the next period has the next number, a missing one is skipped."""
    stamps = pd.DatetimeIndex(starts)
    if period == "week":
        return stamps.to_numpy("datetime64[D]").astype("int64") // 7
    months = np.asarray(12 * stamps.year + stamps.month - 1, dtype="int64")
    return months if period == "month" else months // 3


def stretches(starts: pd.Series[pd.Timestamp], complete: pd.Series[bool], period: PeriodName) -> NDArray[np.int64]:
    """Which stretch each period belongs to: complete periods in a row share a number, an incomplete one is alone.

    Parameters
    ----------
    starts, complete : period_start and complete of one theme's periods, in order of time

    Returns
    -------
    Numbers from 0, ascending, shape (n,).
    """
    numbers, done = period_numbers(starts, period), complete.to_numpy(dtype=bool)
    follows = (np.diff(numbers) == 1) & done[1:] & done[:-1]
    return np.cumsum(np.concatenate([[False], ~follows]))[: len(numbers)].astype("int64")
