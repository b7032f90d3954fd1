"""Forecasts: by hand, against statsmodels, and on shares that never move."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import digamma, expit, logit, polygamma
from scipy.stats import beta, betabinom
from statsmodels.tsa.api import SimpleExpSmoothing
from statsmodels.tsa.statespace.kalman_filter import KalmanFilter

from pipelines.trends import share_filter
from pipelines.trends.forecast import COLUMNS, DAMPED, LAST, METHODS, WINDOW, forecast, origins, share_table
from pipelines.trends.share_filter import Settings, beta_binomial_limits, beta_of, first_state, see, step

MANY = 1e9  # papers: no chance left in the counts


def counts(table: dict[str, list[float]], total: list[int], months: list[str] | None = None) -> pd.DataFrame:
    starts = pd.to_datetime(months) if months else pd.date_range("2025-01-01", periods=len(total), freq="MS")
    frame = pd.DataFrame({"period_start": starts, "total": total, "complete": True})
    frames = [frame.assign(theme=theme, n_papers=n) for theme, n in table.items()]
    return pd.concat(frames, ignore_index=True) if frames else frame.assign(theme="", n_papers=0)


def one(frame: pd.DataFrame, theme: str, method: str) -> pd.DataFrame:
    return frame[(frame["theme"] == theme) & (frame["method"] == method)].reset_index(drop=True)


def setting(level: float, noise: float, damping: float = 0.8, slope: float = 0.0) -> Settings:
    return Settings(*(np.array([[value]]) for value in (level, noise, damping, slope)))


def test_naive_forecasts_by_hand_and_the_months_they_are_of() -> None:
    frame = forecast(counts({"b": [4, 9, 2, 5], "a": [0, 0, 0, 1]}, [20, 30, 10, 40]), period="month")
    assert frame["theme"].to_list() == ["a"] * 9 + ["b"] * 9
    last, window = one(frame, "b", LAST), one(frame, "b", WINDOW)
    assert last["share_pct"].to_list() == [12.5] * 3
    assert window["share_pct"].to_list() == [20] * 3  # 16 of 80
    assert window["period_start"].to_list() == list(pd.to_datetime(["2025-05-01", "2025-06-01", "2025-07-01"]))
    assert set(frame["n_assumed"]) == {30}


def test_a_gap_is_time_in_which_nothing_was_seen_and_the_incomplete_month_is_foretold() -> None:
    frame = counts({"a": [6, 8, 10, 9]}, [20, 20, 20, 20], ["2025-01-01", "2025-02-01", "2025-05-01", "2025-06-01"])
    frame.loc[3, "complete"] = False
    table = share_table(frame, "month")
    assert table.total.tolist() == [20, 20, 0, 0, 20]
    ahead = forecast(frame, period="month")
    assert one(ahead, "a", WINDOW)["period_start"].iloc[0] == pd.Timestamp("2025-06-01")
    assert one(ahead, "a", WINDOW)["share_pct"].iloc[0] == 50  # of the last three months only May was seen
    whole = counts({"a": [6, 8, 10]}, [20, 20, 20])
    near, far = one(forecast(whole, period="month"), "a", DAMPED), one(ahead, "a", DAMPED)
    assert far["share_pct"].iloc[0] > near["share_pct"].iloc[0]  # the past weighs less after a gap


def test_the_interval_of_a_single_month_is_that_of_chance_alone() -> None:
    row = one(forecast(counts({"a": [6]}, [30]), period="month"), "a", LAST).iloc[0]
    centre, correlation = 6.5 / 31, (1 + 30 / 30 - 1) / 29
    strength = 1 / correlation - 1
    expected = betabinom.ppf([0.025, 0.975], 30, centre * strength, (1 - centre) * strength)
    assert [row["low_pct"], row["high_pct"]] == pytest.approx(list(100 * expected / 30))
    # Its variance is that of the difference of two counts.
    variance = betabinom.var(30, centre * strength, (1 - centre) * strength) / 30**2
    assert variance == pytest.approx(centre * (1 - centre) * (1 / 30 + 1 / 30))


def test_past_errors_beyond_chance_widen_the_naive_interval() -> None:
    row = one(forecast(counts({"a": [6, 14]}, [30, 30]), period="month", horizon=1), "a", LAST).iloc[0]
    earlier = 6.5 / 31
    factor = (14 / 30 - earlier) ** 2 / (earlier * (1 - earlier) * (2 / 30))
    assert factor > 5
    correlation = (factor * 2 - 1) / 29
    centre, strength = 14.5 / 31, 1 / correlation - 1
    expected = betabinom.ppf([0.025, 0.975], 30, centre * strength, (1 - centre) * strength)
    assert [row["low_pct"], row["high_pct"]] == pytest.approx(list(100 * expected / 30))


def test_the_damped_trend_is_the_kalman_filter_of_statsmodels_when_counts_have_no_chance() -> None:
    rng = np.random.default_rng(5)
    shares = expit(np.cumsum(rng.normal(0, 0.2, 25)) - 2)
    shares[[7, 8, 15]] = np.nan
    own, chosen = first_state(setting(0.02, 0.05, 0.9, 0.003), 1), setting(0.02, 0.05, 0.9, 0.003)
    for i, share in enumerate(shares):
        own = step(own, chosen) if i else own
        if not np.isnan(share):
            own, _ = see(own, chosen, np.array([share * MANY]), MANY)
    theirs = KalmanFilter(
        k_endog=1, k_states=2, design=np.array([[1.0, 0]]), transition=np.array([[1, 0.9], [0, 0.9]]),
        selection=np.eye(2), state_cov=np.diag([0.02, 0.003]), obs_cov=np.array([[0.05]]),
    )  # fmt: skip
    theirs.bind(logit(shares)[:, None])
    theirs.initialize_known(np.zeros(2), np.diag([2 * polygamma(1, 0.5), 0.0]))
    result = theirs.filter()
    assert [own.level[0, 0], own.slope[0, 0]] == pytest.approx(list(result.filtered_state[:, -1]), abs=1e-6)
    spread = result.filtered_state_cov[:, :, -1]
    told = [own.level_var[0, 0], own.covariance[0, 0], own.slope_var[0, 0]]
    assert told == pytest.approx([spread[0, 0], spread[0, 1], spread[1, 1]], abs=1e-6)


def test_without_slope_it_settles_to_simple_exponential_smoothing() -> None:
    values = np.sin(np.arange(80)) / 3 - 1
    chosen = setting(0.02, 0.1)
    state = first_state(chosen, 1)
    for i, value in enumerate(values):
        state = step(state, chosen) if i else state
        state, _ = see(state, chosen, np.array([expit(value) * MANY]), MANY)
    ratio = 0.02 / 0.1
    weight = (np.sqrt(ratio**2 + 4 * ratio) - ratio) / 2  # Hyndman and others 2008, section 13.4
    theirs = (
        SimpleExpSmoothing(values, initialization_method="legacy-heuristic")
        .fit(smoothing_level=weight, optimized=False)
        .forecast(1)[0]
    )
    assert state.level[0, 0] == pytest.approx(theirs, abs=1e-4)


def test_counts_are_seen_by_the_rule_of_bayes() -> None:
    chosen = setting(0.01, 0.0)
    state, likelihood = see(first_state(chosen, 1), chosen, np.array([3.0]), 20)
    assert state.level[0, 0] == pytest.approx(digamma(3.5) - digamma(17.5))
    assert state.level_var[0, 0] == pytest.approx(polygamma(1, 3.5) + polygamma(1, 17.5))
    expected = quad(lambda share: share**3 * (1 - share) ** 17 * beta.pdf(share, 0.5, 0.5), 0, 1)[0]
    assert np.exp(likelihood[0]) == pytest.approx(expected, rel=1e-6)


@given(st.floats(-9, 9), st.floats(1e-6, 20))
def test_a_beta_distribution_has_the_logit_mean_and_variance_asked_for(mean: float, variance: float) -> None:
    a, b = beta_of(np.array([mean]), np.array([variance]))
    assert digamma(a) - digamma(b) == pytest.approx(mean, abs=1e-8)
    assert polygamma(1, a) + polygamma(1, b) == pytest.approx(variance, rel=1e-8)


@given(st.floats(0.01, 50), st.floats(0.01, 500), st.integers(1, 400))
@settings(max_examples=40)
def test_limits_are_the_quantiles_of_scipy(a: float, b: float, n: int) -> None:
    limits = beta_binomial_limits(np.array([a]), np.array([b]), n)
    for limit, probability in zip(limits, (0.025, 0.975), strict=True):
        papers = round(n * limit[0])
        assert betabinom.cdf(papers, n, a, b) >= probability - 1e-9
        assert betabinom.cdf(papers - 1, n, a, b) < probability + 1e-9


def test_a_theme_of_no_paper_and_one_of_every_paper_stay_within_bounds_and_are_not_certain() -> None:
    frame = forecast(counts({"none": [0] * 9, "all": [30] * 9}, [30] * 9), period="month")
    assert frame[["share_pct", "low_pct", "high_pct"]].apply(lambda column: column.between(0, 100)).all(axis=None)
    for method in METHODS:
        none, every = one(frame, "none", method).iloc[0], one(frame, "all", method).iloc[0]
        assert none["low_pct"] == 0 < none["high_pct"]
        assert every["low_pct"] < 100 == every["high_pct"]
    assert one(frame, "none", LAST)["share_pct"].eq(0).all()


def test_a_rise_goes_on_damped_and_the_interval_widens() -> None:
    shares = expit(np.linspace(-3, 0, 24))
    rows = one(forecast(counts({"a": list(np.round(shares * 2000))}, [2000] * 24), period="month"), "a", DAMPED)
    told = rows["share_pct"].to_list()
    assert 100 * shares[-1] < told[0] < told[1] < told[2]
    assert told[2] - told[1] < told[1] - told[0]
    assert (rows["high_pct"] - rows["low_pct"]).is_monotonic_increasing


@pytest.mark.parametrize("total", [[], [0, 0], [1]])
def test_nothing_no_paper_and_one_paper(total: list[int]) -> None:
    frame = forecast(counts({"a": [min(n, 1) for n in total]}, total), period="week")
    assert list(frame) == list(COLUMNS)
    assert frame.dtypes.astype(str).to_dict() == COLUMNS
    assert len(frame) == (24 if sum(total) else 0)
    assert frame[["share_pct", "low_pct", "high_pct"]].notna().all(axis=None)


def test_a_horizon_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        forecast(counts({"a": [1]}, [2]), period="month", horizon=0)


TABLES = st.lists(
    st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.integers(0, n), st.just(n))),
    min_size=3, max_size=9,
)  # fmt: skip


@given(TABLES, st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_later_periods_change_no_earlier_forecast_and_the_order_of_rows_never_matters(
    rows: list[tuple[int, int, int]], random: object
) -> None:
    frame = counts({"a": [row[0] for row in rows], "b": [row[1] for row in rows]}, [row[2] for row in rows])
    turned = frame.sample(frac=1, random_state=len(rows))
    pd.testing.assert_frame_equal(forecast(frame, period="month"), forecast(turned, period="month"))
    table = share_table(frame, "month")
    early = share_table(frame[frame["period_start"] < frame["period_start"].max()], "month")
    then = dict(origins(table, 2, first=1))
    for known, methods in origins(early, 2, first=1):
        for method, ahead in methods.items():
            assert np.array_equal(ahead.share, then[known][method].share)
            assert np.array_equal(ahead.high, then[known][method].high)


def test_the_grid_holds_smoothing_without_a_slope() -> None:
    grid = share_filter.settings_grid()
    assert (grid.slope == 0).any()
    assert {array.shape for array in vars(grid).values()} == {(72, 1)}
