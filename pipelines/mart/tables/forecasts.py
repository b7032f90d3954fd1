"""Forecasts of themes with their record, and the record of the riser lists."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.movers import WINDOW
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.themes import theme_frequency
from pipelines.trends import backtest as backtests
from pipelines.trends import forecast as forecasts
from pipelines.trends import riser_record as risers
from pipelines.trends.periods import PeriodName
from pipelines.trends.riser_noise import Noise
from pipelines.trends.riser_noise import riser_noise as noise


def forecast_methods(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", horizon: int | None = None
) -> pd.DataFrame:
    """Forecast of each theme by every method; see `pipelines.trends.forecast.forecast`.

    The selection's themes say which rows to give; the variances are learned from all.
    """
    frame = forecasts.forecast(_counts(snapshot, selection, period), period=period, horizon=horizon)
    return _of_themes(frame, selection)


def backtest(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", horizon: int | None = None
) -> pd.DataFrame:
    """How well each method would have done in the past; see `pipelines.trends.backtest.backtest`.

    The selection's themes say which rows to give, beside those of all themes together; figures are as over all.
    """
    frame = backtests.backtest(_counts(snapshot, selection, period), period=period, horizon=horizon)
    return _of_themes(frame, selection)


def forecast(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", horizon: int | None = None
) -> pd.DataFrame:
    """Forecast of each theme by the one method whose record says to show it; columns of `forecast_methods`."""
    shown = backtests.method_to_show(backtest(snapshot, selection, period, horizon))
    frame = forecast_methods(snapshot, selection, period, horizon)
    return frame[frame["method"] == shown].reset_index(drop=True)


def riser_record(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", window: int | None = None
) -> pd.DataFrame:
    """What became of each past list of risers; see `pipelines.trends.riser_record.riser_record`.

    Unless told, a list compares `WINDOW` periods with as many before, as `momentum` does.
    """
    return risers.riser_record(_riser_outcomes(snapshot, selection, period, window))


def riser_summary(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", window: int | None = None
) -> risers.RiserSummary:
    """Whether past risers kept rising more often than other themes; see `pipelines.trends.riser_record`."""
    return risers.riser_summary(_riser_outcomes(snapshot, selection, period, window))


def riser_noise(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", window: int | None = None
) -> Noise:
    """How many listed risers would keep rising if nothing ever changed; see `pipelines.trends.riser_noise`."""
    return noise(_counts(snapshot, selection, period), period=period, window=window or WINDOW[period])


def _riser_outcomes(snapshot: Snapshot, selection: Selection, period: PeriodName, window: int | None) -> pd.DataFrame:
    counts = _counts(snapshot, selection, period)
    return risers.riser_outcomes(counts, period=period, window=window or WINDOW[period])


def _counts(snapshot: Snapshot, selection: Selection, period: PeriodName) -> pd.DataFrame:
    """All themes, whichever are chosen."""
    return theme_frequency(snapshot, replace(selection, themes=()), period)


def _of_themes(frame: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    if not selection.themes:
        return frame
    return frame[frame["theme"].isin([backtests.ALL, *selection.themes])].reset_index(drop=True)
