"""Which of several values differ from a middle by more than chance would."""

from __future__ import annotations

import pandas as pd
from scipy.stats import false_discovery_control, norm


def against_middle(frame: pd.DataFrame, middle: float) -> pd.Series[float]:
    """q-values (Benjamini-Hochberg 1995) of the values of all rows against a middle.

    z is the distance from the middle in standard errors, p of the normal distribution, two-sided.

    Parameters
    ----------
    frame : columns value, low, high (95% bootstrap interval, whose width is 2 * 1.96 standard errors)

    Returns
    -------
    Absent where there is no interval, or one without width.
    """
    error = (frame["high"] - frame["low"]) / (2 * norm.ppf(0.975))
    z = ((frame["value"] - middle) / error.where(error > 0)).dropna()
    found = pd.Series(false_discovery_control(2 * norm.sf(z.abs())) if len(z) else [], z.index, dtype="float64")
    return found.reindex(frame.index)
