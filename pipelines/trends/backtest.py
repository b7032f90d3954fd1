"""How well forecasts would have done: made again at each past period, from what was known by then."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, t

from pipelines.trends.certainty import SURE
from pipelines.trends.forecast import DAMPED, LAST, METHODS, WINDOW, ShareTable, origins, share_table, steps_ahead
from pipelines.trends.periods import PeriodName
from pipelines.trends.share_filter import Floats

ALL = "(all)"  # in place of a theme: all of them together
COLUMNS = {
    "theme": "object", "method": "object", "mase": "float64", "coverage_pct": "float64", "n_forecasts": "int64",
    "n_origins": "int64", "horizon": "int64", "width_pp": "float64", "beats_naive": "bool", "p_value": "float64",
}  # fmt: skip


def backtest(counts: pd.DataFrame, *, period: PeriodName, horizon: int | None = None) -> pd.DataFrame:
    """Forecast at every past period and compare with what came: rolling origin (Tashman 2000).

    An origin has at least 2 * horizon known periods behind it and `horizon` complete ones after it. Every choice of
    the methods is made anew at each origin, from its past. MASE is the mean absolute error over that of "same as last
    period" one step ahead within the origin's own past (Hyndman and Koehler 2006, section 3); a theme whose share
    never moved has none.

    `p_value` is that of Diebold and Mariano (1995) for the scaled errors of "damped trend" less those of the better
    naive method, one mean per origin: variance with Bartlett weights up to lag horizon - 1 (Newey and West 1987),
    which also serves for origins whose forecasts overlap; small-sample correction and t-distribution of Harvey,
    Leybourne and Newbold (1997). Two-sided; absent with fewer than 2 * horizon origins. Of themes it is adjusted over
    all themes (Benjamini and Hochberg 1995).

    Parameters
    ----------
    counts, period, horizon : as in `forecast`

    Returns
    -------
    One row per theme and method, all themes together (`ALL`) first: theme, method, mase, coverage_pct (outcomes in the
    95% interval), n_forecasts (with an outcome), n_origins, horizon, width_pp (mean width of the interval), beats_naive
    ("damped trend" only: lower MASE than both naive methods, and p < 0.05), p_value (in its rows only). Empty when
    there is no origin.

    Raises
    ------
    ValueError : horizon < 1.
    """
    table, horizon = share_table(counts, period), steps_ahead(period, horizon)
    scored = _scores(table, horizon)
    if scored is None:
        return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in COLUMNS.items()})
    rows: list[dict[str, object]] = []
    every = {ALL: slice(None), **{theme: slice(i, i + 1) for i, theme in enumerate(table.themes)}}
    for theme, place in every.items():
        mine = {method: scores[..., place] for method, scores in scored.items()}
        rows.extend({"theme": theme, "horizon": horizon, **row} for row in _summary(mine, horizon))
    frame = pd.DataFrame(rows)
    judged = frame["theme"].ne(ALL) & frame["p_value"].notna()
    if judged.any():
        frame.loc[judged, "p_value"] = false_discovery_control(frame.loc[judged, "p_value"])
    frame["beats_naive"] = frame["better"] & (frame["p_value"] < SURE)
    return frame[list(COLUMNS)].astype(COLUMNS)


def method_to_show(record: pd.DataFrame) -> str:
    """The method whose forecast is shown: "damped trend" when it beats both naive ones, else the better of them.

    Decided over all themes together: a choice per theme would rest on a few overlapping origins and follow noise.
    """
    together = record[record["theme"] == ALL]
    return DAMPED if together["beats_naive"].any() else better_naive(record)


def better_naive(record: pd.DataFrame) -> str:
    """The naive method of lower MASE over all themes; without a record the one that rests on more papers."""
    mase = record[record["theme"] == ALL].set_index("method")["mase"]
    return LAST if not mase.empty and mase[LAST] < mase[WINDOW] else WINDOW


def _scores(table: ShareTable, horizon: int) -> dict[str, Floats] | None:
    """How each forecast of each method came out; None without an origin.

    Shape (3, origins, horizon, themes): the scaled error and whether the outcome is in the interval (0 or 1), both nan
    where the outcome is a gap, and the interval's width.
    """
    parts: dict[str, list[Floats]] = {method: [] for method in METHODS}
    shares, seen = table.shares, np.cumsum(table.total > 0)
    first = int(np.searchsorted(seen, 2 * horizon)) + 1
    for known, methods in origins(table, horizon, first=first):
        if known + horizon > len(shares):
            break
        outcome, scale = shares[known : known + horizon], _naive_error(shares[:known])
        for method, ahead in methods.items():
            error = np.abs(outcome - ahead.share) / scale
            covered = np.where(np.isnan(outcome), np.nan, (ahead.low <= outcome) & (outcome <= ahead.high))
            parts[method].append(np.stack([error, covered, ahead.high - ahead.low]))
    return {method: np.stack(part, axis=1) for method, part in parts.items()} if parts[DAMPED] else None


def _naive_error(shares: Floats) -> Floats:
    """Mean absolute change from one period to the next, by theme; nan where there is no change to be seen."""
    scale = _means(np.abs(np.diff(shares, axis=0)), 0)
    return np.where(scale > 0, scale, np.nan)


def _summary(scored: dict[str, Floats], horizon: int) -> Iterator[dict[str, object]]:
    """A row per method: its figures, and for "damped trend" how sure it is to be the better one."""
    mase = {method: float(_means(error, None)) for method, (error, _, _) in scored.items()}
    naive = min((LAST, WINDOW), key=lambda method: mase[method])
    gained = _means(scored[DAMPED][0] - scored[naive][0], (1, 2))
    for method, (_, covered, width) in scored.items():
        known = ~np.isnan(covered)
        yield {
            "method": method,
            "mase": mase[method],
            "coverage_pct": 100 * float(_means(covered, None)),
            "n_forecasts": int(known.sum()),
            "n_origins": int(known.any(axis=(1, 2)).sum()),
            "width_pp": 100 * float(width.mean()),
            "p_value": diebold_mariano(gained, horizon) if method == DAMPED else float("nan"),
            "better": method == DAMPED and mase[DAMPED] < mase[naive],
        }


def diebold_mariano(differences: Floats, horizon: int) -> float:
    """How probable so large a mean difference of losses is by chance; see `backtest`.

    Parameters
    ----------
    differences : loss of one method less that of another at each origin, in order of time; nan where unknown
    horizon : origins whose outcomes overlap; lags from there on are taken to be unrelated

    Returns
    -------
    Two-sided p-value; nan with fewer than 2 * horizon differences, or when they are all the same.
    """
    known = differences[~np.isnan(differences)]
    n = len(known)
    if n < max(2, 2 * horizon):
        return float("nan")
    off = known - known.mean()
    lags = range(1, horizon)
    variance = (off @ off + 2 * sum((1 - lag / horizon) * (off[lag:] @ off[:-lag]) for lag in lags)) / n
    if variance <= 1e-12 * float(known @ known) / n:
        return float("nan")
    correction = (n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n
    statistic = known.mean() / np.sqrt(variance / n) * np.sqrt(correction)
    return float(2 * t.sf(abs(statistic), n - 1))


def _means(values: Floats, axis: int | tuple[int, ...] | None) -> Floats:
    """Mean of the known values; nan where there is none."""
    n = (~np.isnan(values)).sum(axis=axis)
    return np.asarray(np.where(n > 0, np.nansum(values, axis=axis) / np.maximum(n, 1), np.nan))
