"""Whether a share goes steadily up or down, and how fast."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, norm

from pipelines.trends.periods import PeriodName
from pipelines.trends.stretches import period_numbers

COLUMNS = ["theme", "n_periods", "slope_pp", "slope_low_pp", "slope_high_pp", "tau", "p_value", "q_value"]
LEAST = 4  # complete periods below which no test can tell anything


def trend_slopes(counts: pd.DataFrame, *, period: PeriodName, by: str = "theme") -> pd.DataFrame:
    """How fast each theme's share goes up or down, and whether it does so more steadily than chance would.

    Slope: the median of the slopes between all pairs of periods (Theil 1950; Sen 1968), with the 95% interval of Sen
    (section 4). Test: Mann (1945), with Kendall's (1975, chapter 4) correction for ties and for continuity. Time is
    counted in periods, those of a gap included. `q_value` is Benjamini-Hochberg (1995) over all rows tested.

    The test takes the periods for independent once there is no trend. Sampling of papers is; but a share that
    wanders from month to month without a direction is called a trend more often than the q-value says: of shares
    that wander with a correlation of 0.5 from one of 24 periods to the next, a fifth get p < 0.05 (simulated). The
    correction of Hamed and Rao (1998) is not made: over so few periods it leaves nearly as many.

    Parameters
    ----------
    counts : columns period_start, `by`, share_pct, complete; one row per period and theme
    period : length of a period
    by : the column that says what is counted

    Returns
    -------
    One row per theme, columns `COLUMNS` (the first is `by`), in the order of the themes in `counts`: complete periods
    with papers; slope in percentage points a period with its 95% interval; tau (Kendall's tau-b, -1 to 1); two-sided
    p_value and q_value. With fewer than 4 such periods all but n_periods is absent (nan); so is the interval of a
    share that never changes in more than a tie (its variance is 0), where p_value is 1.
    """
    done = counts[counts["complete"].astype(bool) & counts["share_pct"].notna()].sort_values("period_start")
    rows = []
    for name in counts[by].unique():
        own = done[done[by] == name]
        times = period_numbers(own["period_start"], period).astype("float64")
        rows.append((name, len(own), *_trend(times, own["share_pct"].to_numpy("float64"))))
    frame = pd.DataFrame(rows, columns=[by, *COLUMNS[1:-1]])
    frame = frame.astype({by: counts[by].dtype, "n_periods": "int64", **dict.fromkeys(COLUMNS[2:-1], "float64")})
    tested = frame["p_value"].notna()
    frame["q_value"] = np.nan
    if tested.any():
        frame.loc[tested, "q_value"] = false_discovery_control(frame.loc[tested, "p_value"])
    return frame


def _trend(times: NDArray[np.float64], shares: NDArray[np.float64]) -> tuple[float, float, float, float, float]:
    """Slope, its interval, tau and p-value of one series in order of time."""
    n = len(times)
    if n < LEAST:
        return (float("nan"),) * 5
    later, earlier = np.tril_indices(n, -1)
    rises = shares[later] - shares[earlier]
    slopes = np.sort(rises / (times[later] - times[earlier]))
    concordance = np.sign(rises).sum()
    ties = np.unique(shares, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    slope = float(np.median(slopes))
    if variance == 0:
        return slope, float("nan"), float("nan"), float("nan"), 1.0
    z = np.sign(concordance) * max(abs(concordance) - 1, 0) / np.sqrt(variance)
    pairs = n * (n - 1) / 2
    tau = concordance / np.sqrt(pairs * (pairs - (ties * (ties - 1) / 2).sum()))
    reach = norm.ppf(0.975) * np.sqrt(variance)
    low = slopes[max(round((pairs - reach) / 2) - 1, 0)]
    high = slopes[min(round((pairs + reach) / 2), len(slopes) - 1)]
    return slope, float(low), float(high), float(tau), float(2 * norm.sf(abs(z)))
