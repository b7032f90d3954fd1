"""The record of forecasts: errors by hand, tests against scipy and statsmodels, coverage on simulated shares."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import expit
from scipy.stats import t, ttest_1samp

from pipelines.trends.backtest import ALL, COLUMNS, backtest, better_naive, diebold_mariano, method_to_show
from pipelines.trends.forecast import DAMPED, LAST, METHODS, WINDOW
from tests.trends.test_forecast import counts


def row(frame: pd.DataFrame, theme: str, method: str) -> pd.Series:
    return frame[(frame["theme"] == theme) & (frame["method"] == method)].iloc[0]


def drifting(
    rng: np.random.Generator, *, themes: int, periods: int, total: int, level: float, noise: float
) -> pd.DataFrame:
    """Shares drawn from the model: a level that drifts, noise upon it, papers by chance."""
    levels = rng.uniform(-3.5, -0.5, themes) + np.cumsum(rng.normal(0, np.sqrt(level), (periods, themes)), axis=0)
    shares = expit(levels + rng.normal(0, np.sqrt(noise), levels.shape))
    drawn = rng.binomial(total, shares)
    return counts({f"theme {i:02}": list(drawn[:, i]) for i in range(themes)}, [total] * periods)


def test_mase_and_coverage_by_hand() -> None:
    frame = backtest(counts({"a": [10, 20, 10, 30]}, [100] * 4), period="month", horizon=1)
    last = row(frame, "a", LAST)
    # From 20 to 10 and from 10 to 30, in units of the mean change so far: 10 both times.
    assert last["mase"] == pytest.approx((10 / 10 + 20 / 10) / 2)
    assert (last["n_forecasts"], last["n_origins"], last["horizon"]) == (2, 2, 1)
    assert frame["theme"].to_list() == [ALL] * 3 + ["a"] * 3
    assert row(frame, ALL, LAST)["mase"] == last["mase"]


def test_an_outcome_in_a_gap_is_not_scored_and_a_change_across_it_is_no_scale() -> None:
    months = ["2025-01-01", "2025-02-01", "2025-03-01", "2025-05-01", "2025-06-01"]
    frame = backtest(counts({"a": [10, 20, 10, 50, 30]}, [100] * 5, months), period="month", horizon=1)
    last = row(frame, "a", LAST)
    # Known: to February (outcome 10), to March (April is a gap), to April (50 after 10), to May (30 after 50).
    assert last["mase"] == pytest.approx((10 / 10 + 40 / 10 + 20 / 10) / 3)
    assert last["n_forecasts"] == 3


def test_forecasts_begin_when_twice_the_horizon_is_known_gaps_not_counted() -> None:
    months = [f"2025-{month:02}-01" for month in (1, 5, 6, 7, 8, 9, 10, 11, 12)]  # February to April are a gap
    frame = backtest(counts({"a": [10, 12, 14, 10, 9, 12, 15, 11, 10]}, [100] * 9, months), period="month", horizon=2)
    assert row(frame, "a", LAST)["n_origins"] == 4  # to July, August, September and October


def test_coverage_is_near_95_percent_on_shares_that_follow_the_model_and_it_beats_the_naive() -> None:
    rng = np.random.default_rng(2)
    frame = backtest(drifting(rng, themes=30, periods=40, total=150, level=0.01, noise=0.02), period="month")
    assert row(frame, ALL, DAMPED)["coverage_pct"] == pytest.approx(95, abs=1.5)
    for naive in (LAST, WINDOW):
        assert row(frame, ALL, naive)["coverage_pct"] == pytest.approx(95, abs=3)
        assert row(frame, ALL, naive)["width_pp"] > row(frame, ALL, DAMPED)["width_pp"]
    assert row(frame, ALL, DAMPED)["beats_naive"]
    assert method_to_show(frame) == DAMPED


def test_where_the_last_share_is_all_there_is_to_know_the_naive_is_shown() -> None:
    rng = np.random.default_rng(3)
    frame = backtest(drifting(rng, themes=20, periods=24, total=20_000, level=0.05, noise=0), period="month")
    assert not row(frame, ALL, DAMPED)["beats_naive"]
    assert better_naive(frame) == method_to_show(frame) == LAST


def test_no_better_than_chance_is_not_called_better() -> None:
    rng = np.random.default_rng(4)
    called = sum(
        backtest(drifting(rng, themes=1, periods=20, total=60, level=0, noise=0), period="month")["beats_naive"].any()
        for _ in range(10)
    )
    assert called <= 2


def test_the_test_is_the_t_test_one_step_ahead_and_newey_west_with_its_correction_beyond() -> None:
    differences = np.random.default_rng(6).normal(0.3, 1, 25)
    assert diebold_mariano(differences, 1) == pytest.approx(ttest_1samp(differences, 0).pvalue)
    fit = sm.OLS(differences, np.ones(25)).fit(cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": False})
    corrected = fit.tvalues[0] * np.sqrt((25 + 1 - 2 * 3 + 3 * 2 / 25) / 25)
    assert diebold_mariano(differences, 3) == pytest.approx(2 * t.sf(abs(corrected), 24))


def test_too_few_or_equal_losses_tell_nothing() -> None:
    assert np.isnan(diebold_mariano(np.array([1.0, 2, 1, 2, 1]), 3))
    assert np.isnan(diebold_mariano(np.full(9, 0.25), 1))
    known = np.array([0.1, np.nan, 0.4, -0.2, 0.3])
    assert diebold_mariano(known, 1) == pytest.approx(ttest_1samp(known[~np.isnan(known)], 0).pvalue)


def test_a_share_that_never_moves_has_no_mase_and_right_intervals() -> None:
    frame = backtest(counts({"none": [0] * 12, "all": [30] * 12, "some": [5, 6] * 6}, [30] * 12), period="month")
    for theme in ("none", "all"):
        for method in METHODS:
            assert np.isnan(row(frame, theme, method)["mase"])
            assert row(frame, theme, method)["coverage_pct"] == 100
    assert row(frame, ALL, LAST)["mase"] == pytest.approx(row(frame, "some", LAST)["mase"])


@pytest.mark.parametrize("periods", [0, 1, 8])
def test_without_an_origin_there_are_the_columns_and_the_window_is_shown(periods: int) -> None:
    frame = backtest(
        counts({"a": [1] * periods}, [9] * periods), period="month"
    )  # an origin needs 6 months, and 3 more
    assert frame.empty
    assert frame.dtypes.astype(str).to_dict() == COLUMNS
    assert method_to_show(frame) == WINDOW


def test_the_order_of_rows_never_matters_and_the_record_of_the_past_stays() -> None:
    frame = drifting(np.random.default_rng(8), themes=3, periods=14, total=80, level=0.01, noise=0.02)
    record = backtest(frame, period="month")
    pd.testing.assert_frame_equal(record, backtest(frame.iloc[::-1], period="month"))
    running = frame[frame["period_start"] == frame["period_start"].max()].assign(
        period_start=pd.Timestamp("2026-03-01"), complete=False, n_papers=0
    )
    pd.testing.assert_frame_equal(record, backtest(pd.concat([frame, running]), period="month"))
