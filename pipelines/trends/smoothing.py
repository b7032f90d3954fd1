"""Shares smoothed over neighbouring periods, never across what is missing or not over."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.trends.frequency import jeffreys_interval
from pipelines.trends.periods import PeriodName
from pipelines.trends.stretches import stretches


def smoothed(frame: pd.DataFrame, *, by: str, period: PeriodName, window: int, of: str = "total") -> pd.DataFrame:
    """Centred moving mean of shares: papers of the window over all papers of the window.

    The window never reaches across an incomplete period or a gap (a period without a row). Towards the ends of such
    a stretch it becomes shorter on both sides alike, so that it stays centred: the first and the last period keep
    their own share, and so does an incomplete one. A period without papers counts nothing to its neighbours, and its
    own share stays absent.

    Parameters
    ----------
    frame : columns of `share_by_period` for `by`, one row per period and name, any order
    by : the column that says what is counted, such as "theme"
    period : length of a period, which tells what a gap is
    window : periods that a mean is of; odd, 1 changes nothing
    of : the column of the denominator

    Returns
    -------
    The same rows and columns in the same order. share_pct is the share in the window; share_low_pct and
    share_high_pct are the 95% Jeffreys interval of that pooled share: how sure the mean of the window is, not where
    the share of the single period lies. Neighbouring points have papers in common, so that their intervals do not
    tell whether they differ. n_papers, the denominator and the rest stay the period's own.

    Raises
    ------
    ValueError : a window that is even or below 1.
    """
    if window < 1 or window % 2 == 0:
        raise ValueError(f"window is {window}; a centred mean needs an odd number of periods, at least 1")
    ordered = frame.reset_index(drop=True).sort_values("period_start", kind="stable")
    n_papers, totals = np.zeros(len(frame)), np.zeros(len(frame))
    for _, rows in ordered.groupby(by, sort=False):
        stretch = stretches(rows["period_start"], rows["complete"], period)
        for target, column in ((n_papers, "n_papers"), (totals, of)):
            target[rows.index] = _window_sums(rows[column].to_numpy("float64"), stretch, window // 2)
    low, high = jeffreys_interval(n_papers, totals)
    share = np.divide(n_papers, totals, out=np.full(len(frame), np.nan), where=totals > 0)
    absent = (frame[of] == 0).to_numpy()
    columns = {"share_pct": share, "share_low_pct": low, "share_high_pct": high}
    return frame.assign(**{column: np.where(absent, np.nan, 100 * values) for column, values in columns.items()})


def _window_sums(values: NDArray[np.float64], stretch: NDArray[np.int64], most: int) -> NDArray[np.float64]:
    """Sum over up to `most` neighbours on either side within the stretch, as many on one side as on the other."""
    at = np.arange(len(values))
    first = np.searchsorted(stretch, stretch, side="left")
    last = np.searchsorted(stretch, stretch, side="right") - 1
    reach = np.minimum(most, np.minimum(at - first, last - at))
    upto = np.concatenate([[0.0], np.cumsum(values)])
    sums: NDArray[np.float64] = upto[at + reach + 1] - upto[at - reach]
    return sums
