"""Slopes and trend tests: by hand, against scipy, and on shares that do not move."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, kendalltau, norm, theilslopes

from pipelines.trends.slope import COLUMNS, trend_slopes


def shares(
    table: dict[str, list[float]], starts: list[str] | None = None, complete: list[bool] | None = None
) -> pd.DataFrame:
    n = len(next(iter(table.values())))
    periods = pd.to_datetime(starts) if starts else pd.date_range("2024-01-01", periods=n, freq="MS")
    frame = pd.DataFrame({"period_start": periods, "complete": [True] * n if complete is None else complete})
    return pd.concat([frame.assign(theme=theme, share_pct=values) for theme, values in table.items()])


def test_a_slope_by_hand() -> None:
    row = trend_slopes(shares({"a": [1.0, 3.0, 2.0, 7.0]}), period="month").iloc[0]
    # pairs: 2, -1, 5 (one apart); 1/2, 4/2 (two apart); 6/3; their median is 2
    assert (row["n_periods"], row["slope_pp"]) == (4, 2.0)
    assert row["tau"] == pytest.approx((5 - 1) / 6)
    z = (4 - 1) / np.sqrt(4 * 3 * 13 / 18)
    assert row["p_value"] == row["q_value"] == pytest.approx(2 * norm.sf(z))


VALUES = st.lists(st.integers(0, 12).map(float), min_size=4, max_size=25)


@settings(max_examples=60, deadline=None)
@given(VALUES.filter(lambda values: len(set(values)) > 1))
def test_slope_interval_and_test_are_those_of_scipy(values: list[float]) -> None:
    row = trend_slopes(shares({"a": values}), period="month").iloc[0]
    times = np.arange(len(values))
    slope, _, low, high = theilslopes(values, times, alpha=0.95)
    assert row[["slope_pp", "slope_low_pp", "slope_high_pp"]].to_list() == pytest.approx([slope, low, high])
    theirs = kendalltau(times, values, method="asymptotic")
    assert row["tau"] == pytest.approx(theirs.statistic)
    # scipy makes no correction for continuity: S loses one
    score = row["tau"] * np.sqrt(kendall_pairs(times) * kendall_pairs(values))
    z = norm.isf(theirs.pvalue / 2) * (max(abs(score) - 1, 0) / abs(score) if abs(score) > 0.5 else 0)
    assert row["p_value"] == pytest.approx(2 * norm.sf(z), abs=1e-6)


def kendall_pairs(values: list[float] | np.ndarray) -> int:
    """Pairs without a tie."""
    return sum(one != other for at, one in enumerate(values) for other in list(values)[:at])


def test_the_time_of_a_gap_has_passed() -> None:
    starts = ["2025-01-01", "2025-02-01", "2025-05-01", "2025-06-01", "2025-07-01"]  # March and April are missing
    row = trend_slopes(shares({"a": [1.0, 2.0, 5.0, 6.0, 7.0]}, starts), period="month").iloc[0]
    assert row[["slope_pp", "slope_low_pp", "slope_high_pp", "tau"]].to_list() == [1, 1, 1, 1]
    weeks = ["2025-12-22", "2025-12-29", "2026-01-12", "2026-01-19"]
    assert trend_slopes(shares({"a": [1.0, 2.0, 4.0, 5.0]}, weeks), period="week")["slope_pp"].to_list() == [1]
    quarters = ["2025-01-01", "2025-04-01", "2025-10-01", "2026-01-01"]
    assert trend_slopes(shares({"a": [1.0, 2.0, 4.0, 5.0]}, quarters), period="quarter")["slope_pp"].to_list() == [1]


def test_incomplete_periods_and_those_without_papers_have_no_part() -> None:
    table = {"a": [1.0, 2.0, 3.0, np.nan, 5.0, 90.0]}
    row = trend_slopes(shares(table, complete=[True] * 5 + [False]), period="month").iloc[0]
    assert (row["n_periods"], row["slope_pp"]) == (4, 1.0)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_fewer_than_four_periods_tell_nothing(n: int) -> None:
    frame = trend_slopes(shares({"a": [2.0] * n}), period="month")
    assert list(frame) == COLUMNS
    assert len(frame) == min(n, 1)
    assert frame[COLUMNS[2:]].isna().all(axis=None)
    assert frame.dtypes.drop("theme").to_dict() == {
        column: "int64" if column == "n_periods" else "float64" for column in COLUMNS[1:]
    }


def test_a_share_that_never_moves_has_no_trend_and_no_spread() -> None:
    row = trend_slopes(shares({"a": [0.0] * 6}), period="month").iloc[0]
    assert (row["slope_pp"], row["p_value"]) == (0, 1)
    assert row[["slope_low_pp", "slope_high_pp", "tau"]].isna().all()


def test_q_values_are_over_the_themes_that_could_be_tested_in_any_order_of_rows() -> None:
    table = {"b": [1.0, 2, 4, 3, 5, 7], "none": [np.nan] * 6, "a": [9.0, 7, 8, 2, 3, 4], "c": [1.0, 3, 2, 3, 1, 2]}
    frame = trend_slopes(shares(table), period="month")
    assert frame["theme"].to_list() == ["b", "none", "a", "c"]
    tested = frame[frame["theme"] != "none"]
    assert tested["q_value"].to_list() == pytest.approx(false_discovery_control(tested["p_value"]))
    assert np.isnan(frame["q_value"].iloc[1])
    mixed = trend_slopes(shares(table).sample(frac=1, random_state=1), period="month")
    pd.testing.assert_frame_equal(
        mixed.sort_values("theme", ignore_index=True), frame.sort_values("theme", ignore_index=True)
    )


def test_constant_shares_are_seldom_called_a_trend_and_wandering_ones_as_often_as_the_docstring_says() -> None:
    rng = np.random.default_rng(5)
    table = {f"flat {i}": list(rng.binomial(300, 0.08, 24) / 3) for i in range(300)}
    noise = rng.standard_normal((300, 44))
    for at in range(1, 44):
        noise[:, at] += 0.5 * noise[:, at - 1]
    table |= {f"wandering {i}": list(row[20:]) for i, row in enumerate(noise)}
    called = trend_slopes(shares(table), period="month")["p_value"] < 0.05
    assert called[:300].mean() <= 0.06
    assert called[300:].mean() == pytest.approx(0.2, abs=0.06)
