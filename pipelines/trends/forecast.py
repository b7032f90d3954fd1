"""What share comes next, by a damped trend and by two naive methods, each with the interval of the next count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.trends.periods import PeriodName, period_end
from pipelines.trends.share_filter import (
    Floats,
    beta_binomial_limits,
    first_state,
    of_setting,
    predictive,
    see,
    settings_grid,
    step,
)
from pipelines.trends.stretches import period_numbers

HORIZON: dict[PeriodName, int] = {"week": 8, "month": 3, "quarter": 2}  # periods ahead; and in the last window
DAMPED, LAST, WINDOW = "damped trend", "same as last period", "mean of last window"
METHODS = (DAMPED, LAST, WINDOW)
COLUMNS = {
    "theme": "object", "period_start": "datetime64[us]", "share_pct": "float64", "low_pct": "float64",
    "high_pct": "float64", "method": "object", "n_assumed": "int64",
}  # fmt: skip


@dataclass(frozen=True)
class ShareTable:
    """Counts of complete periods, every period between the first and the last in its row."""

    starts: list[pd.Timestamp]
    themes: list[str]
    n_papers: Floats  # shape (periods, themes)
    total: Floats  # shape (periods,); 0 where the period is a gap

    @property
    def shares(self) -> Floats:
        """Shape (periods, themes); nan in gaps."""
        total = np.where(self.total > 0, self.total, np.nan)
        return np.asarray(self.n_papers / total[:, None])


@dataclass(frozen=True)
class Ahead:
    """A method's forecast: shares between 0 and 1, each of shape (horizon, themes), and the papers they are of."""

    share: Floats
    low: Floats
    high: Floats
    n_assumed: int


def share_table(counts: pd.DataFrame, period: PeriodName) -> ShareTable:
    """The complete periods of a frame of `share_by_period`, gaps as rows without papers."""
    done = counts[counts["complete"].astype(bool) & (counts["total"] > 0)]
    if done.empty:
        return ShareTable([], [], np.zeros((0, 0)), np.zeros(0))
    wide = done.pivot(index="period_start", columns="theme", values="n_papers").sort_index().fillna(0)
    places = period_numbers(wide.index.to_series(), period)
    places = places - places[0]
    starts = [pd.Timestamp(wide.index[0])]
    while len(starts) <= places[-1]:
        starts.append(_following(starts[-1], period))
    n_papers, total = np.zeros((len(starts), wide.shape[1])), np.zeros(len(starts))
    n_papers[places] = wide.to_numpy("float64")
    total[places] = done.groupby("period_start")["total"].max().sort_index().to_numpy("float64")
    return ShareTable(starts, list(wide.columns), n_papers, total)


def _following(start: pd.Timestamp, period: PeriodName) -> pd.Timestamp:
    return period_end(start, period) + pd.Timedelta(days=1)


def forecast(counts: pd.DataFrame, *, period: PeriodName, horizon: int | None = None) -> pd.DataFrame:
    """Forecast each theme's share of the periods that follow the last complete one, by every method of `METHODS`.

    "damped trend" is the state space model of `share_filter`; its variances are those that made the past of all
    themes together most probable, one period ahead. "same as last period" and "mean of last window" (`horizon`
    periods, pooled counts) are the naive methods of Hyndman and Athanasopoulos (2021, section 5.2).

    Intervals hold the uncertainty of the level, its further drift, and the chance in the next period's count, which
    is taken to be of `n_assumed` papers: beta-binomial, 95%. The naive methods' are widened by the heterogeneity
    factor (McCullagh and Nelder 1989, section 4.5): the mean squared error of the same method and step in the past,
    over all themes, in units of the variance that chance alone gives; at least 1.

    Parameters
    ----------
    counts : columns period_start, theme, n_papers, total, complete; one row per period and theme. A missing
        period, or one of no papers, is a gap: time passes, nothing is seen
    period : length of a period
    horizon : periods ahead, >= 1; unless told, `HORIZON`

    Returns
    -------
    One row per theme, period and method, themes in alphabetical order: theme, period_start, share_pct, low_pct,
    high_pct (0 to 100), method, n_assumed (median papers of the last window). Empty without a complete period.

    Raises
    ------
    ValueError : horizon < 1.
    """
    table, horizon = share_table(counts, period), steps_ahead(period, horizon)
    rows: list[pd.DataFrame] = []
    for _, methods in origins(table, horizon, first=max(len(table.starts), 1)):
        starts = [_following(table.starts[-1], period)]
        while len(starts) < horizon:
            starts.append(_following(starts[-1], period))
        grid = pd.MultiIndex.from_product([starts, table.themes], names=["period_start", "theme"])
        for method, ahead in methods.items():
            parts = {"share_pct": ahead.share, "low_pct": ahead.low, "high_pct": ahead.high}
            frame = pd.DataFrame({name: 100 * part.ravel() for name, part in parts.items()}, index=grid)
            rows.append(frame.reset_index().assign(method=method, n_assumed=ahead.n_assumed))
    if not rows:
        return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in COLUMNS.items()})
    frame = pd.concat(rows).sort_values("theme", kind="stable", ignore_index=True)
    return frame[list(COLUMNS)].astype(COLUMNS)


def steps_ahead(period: PeriodName, horizon: int | None) -> int:
    """The horizon asked for, or the period's own.

    Raises
    ------
    ValueError : horizon < 1.
    """
    if horizon is not None and horizon < 1:
        raise ValueError(f"horizon is {horizon}; it must be at least 1")
    return horizon or HORIZON[period]


def origins(table: ShareTable, horizon: int, *, first: int) -> Iterator[tuple[int, dict[str, Ahead]]]:
    """Forecasts made at the end of each period, from what was known by then: nothing later is looked at.

    Yields
    ------
    How many periods were known, from `first` (>= 1) on, and the forecast of each method.
    """
    settings = settings_grid()
    state = first_state(settings, len(table.themes))
    probable = np.zeros(len(settings.level))
    naive = {LAST: _Naive(table, 1, horizon), WINDOW: _Naive(table, horizon, horizon)}
    for known in range(1, len(table.starts) + 1):
        papers, total = table.n_papers[known - 1], table.total[known - 1]
        state = step(state, settings) if known > 1 else state
        if total > 0:
            state, likelihood = see(state, settings, papers, total)
            probable += likelihood
        for method in naive.values():
            method.see(known)
        if known >= first:
            n_assumed = _usual_total(table.total[:known], horizon)
            best, setting = of_setting(state, settings, int(np.argmax(probable)))
            a, b = np.empty((2, horizon, len(table.themes)))
            for ahead in range(horizon):
                best = step(best, setting)
                a[ahead], b[ahead] = (parameter[0] for parameter in predictive(best, setting))
            damped = _ahead(a / (a + b), a, b, n_assumed)
            yield known, {DAMPED: damped, **{name: method.ahead(n_assumed) for name, method in naive.items()}}


def _usual_total(total: Floats, window: int) -> int:
    """Median papers of the last periods that are no gaps, at least 1."""
    return max(1, round(float(np.median(total[total > 0][-window:]))))


def _ahead(share: Floats, a: Floats, b: Floats, n_assumed: int) -> Ahead:
    low, high = beta_binomial_limits(a, b, n_assumed)
    return Ahead(share, np.minimum(low, share), np.maximum(high, share), n_assumed)


class _Naive:
    """The pooled share of the last `window` periods, said of all those to come."""

    def __init__(self, table: ShareTable, window: int, horizon: int) -> None:
        self._table, self._window, self._horizon = table, window, horizon
        self._bases: list[tuple[Floats, float]] = []  # papers by theme, and in all, that each origin's share is of
        self._squares, self._n = np.zeros(horizon), np.zeros(horizon)

    def see(self, known: int) -> None:
        """Take the last known period in: how far earlier forecasts were off, and what the next one rests on."""
        total, papers = self._table.total[known - 1], self._table.n_papers[known - 1]
        if total > 0:
            for ahead, (base, base_total) in enumerate(self._bases[: -self._horizon - 1 : -1]):
                share = (base + 0.5) / (base_total + 1)
                chance = share * (1 - share) * (1 / base_total + 1 / total)
                self._squares[ahead] += np.mean((papers / total - share) ** 2 / chance)
                self._n[ahead] += 1
        rows = slice(max(0, known - self._window), known)
        pooled = float(self._table.total[rows].sum())
        self._bases.append((self._table.n_papers[rows].sum(axis=0), pooled) if pooled else self._bases[-1])

    def ahead(self, n_assumed: int) -> Ahead:
        papers, total = self._bases[-1]
        share = np.broadcast_to(papers / total, (self._horizon, len(papers)))
        factor = np.maximum(1, self._squares / np.maximum(self._n, 1))[:, None]
        # Beta-binomial with that mean, whose variance is the factor times that of chance alone; Jeffreys' half a
        # paper keeps a share of 0 or 1 from being certain.
        correlation = (factor * (1 + n_assumed / total) - 1) / max(1, n_assumed - 1)
        strength = 1 / np.clip(correlation, 1e-9, 0.99) - 1
        centre = (papers + 0.5) / (total + 1)
        return _ahead(share, centre * strength, (1 - centre) * strength, n_assumed)
