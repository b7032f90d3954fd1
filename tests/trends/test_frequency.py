"""Shares and their intervals, against hand-worked tables and statsmodels."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from pipelines.trends.frequency import jeffreys_interval, share_by_period

JANUARY, FEBRUARY, APRIL = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-04-01"])
CALENDAR = pd.DataFrame(
    {
        "period_start": [JANUARY, FEBRUARY, APRIL],
        "complete": [True, True, False],
        "weekdays": [23, 20, 22],
        "weekdays_fetched": [23, 20, 3],
    }
)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_jeffreys_interval_is_that_of_statsmodels_away_from_the_ends(pair: tuple[int, int]) -> None:
    x, n = pair
    low, high = jeffreys_interval([x], [n])
    expected_low, expected_high = proportion_confint(x, n, method="jeffreys")
    assert low[0] == pytest.approx(0 if x == 0 else expected_low)
    assert high[0] == pytest.approx(1 if x == n else expected_high)
    assert low[0] <= x / n <= high[0]


def test_jeffreys_interval_of_nothing_is_absent_and_nonsense_is_refused() -> None:
    low, high = jeffreys_interval([0], [0])
    assert np.isnan(low[0])
    assert np.isnan(high[0])
    with pytest.raises(ValueError, match="between 0 and total"):
        jeffreys_interval([3], [2])


def test_shares_are_of_all_papers_of_the_period() -> None:
    counts = pd.DataFrame({"period_start": [JANUARY, JANUARY, APRIL], "theme": ["a", "b", "a"], "n_papers": [2, 5, 1]})
    totals = pd.DataFrame({"period_start": [JANUARY, APRIL], "total": [10, 4]})
    frame = share_by_period(counts, totals, CALENDAR, ["a", "b"], name="theme")
    assert frame[["period_start", "theme"]].to_numpy().tolist() == [
        [start, theme] for start in (JANUARY, FEBRUARY, APRIL) for theme in "ab"
    ]
    assert frame["n_papers"].to_list() == [2, 5, 0, 0, 1, 0]
    assert frame["total"].to_list() == [10, 10, 0, 0, 4, 4]
    assert frame["share_pct"].fillna(-1).to_list() == [20, 50, -1, -1, 25, 0]
    assert frame["complete"].to_list() == [True, True, True, True, False, False]


def test_the_order_of_rows_never_matters_and_inputs_stay_as_they_were() -> None:
    counts = pd.DataFrame({"period_start": [JANUARY, FEBRUARY], "theme": ["a", "a"], "n_papers": [2, 1]})
    totals = pd.DataFrame({"period_start": [JANUARY, FEBRUARY], "total": [10, 4]})
    kept = counts.copy()
    frame = share_by_period(counts, totals, CALENDAR, ["a"], name="theme")
    turned = share_by_period(counts.iloc[::-1], totals.iloc[::-1], CALENDAR, ["a"], name="theme")
    pd.testing.assert_frame_equal(frame, turned)
    pd.testing.assert_frame_equal(counts, kept)


def test_no_names_give_the_columns_and_no_row() -> None:
    counts = pd.DataFrame({"period_start": [JANUARY], "theme": ["a"], "n_papers": [2]})
    totals = pd.DataFrame({"period_start": [JANUARY], "total": [10]})
    frame = share_by_period(counts, totals, CALENDAR, [], name="theme")
    assert frame.empty
    assert list(frame)[:7] == [
        "period_start", "theme", "n_papers", "total", "share_pct", "share_low_pct", "share_high_pct",
    ]  # fmt: skip
