"""Smoothing: by hand, against a naive mean, and never across a gap or an incomplete period."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from pipelines.trends.periods import PeriodName
from pipelines.trends.smoothing import smoothed
from pipelines.trends.stretches import period_numbers, stretches


def shares(
    starts: list[str], n_papers: list[int], total: list[int], complete: list[bool] | None = None, theme: str = "a"
) -> pd.DataFrame:
    frame = pd.DataFrame({"period_start": pd.to_datetime(starts), "theme": theme, "n_papers": n_papers, "total": total})
    frame["share_pct"] = 100 * frame["n_papers"] / frame["total"].where(frame["total"] > 0)
    frame["share_low_pct"], frame["share_high_pct"] = 0.0, 100.0
    return frame.assign(
        complete=[True] * len(starts) if complete is None else complete, weekdays=20, weekdays_fetched=20
    )


MONTHS = [f"2025-{month:02}-01" for month in range(1, 8)]


def test_the_mean_is_of_papers_and_shortens_towards_the_ends_by_hand() -> None:
    frame = smoothed(shares(MONTHS[:5], [1, 2, 3, 4, 50], [10, 10, 10, 20, 100]), by="theme", period="month", window=5)
    assert frame["share_pct"].to_list() == pytest.approx([10, 100 * 6 / 30, 100 * 60 / 150, 100 * 57 / 130, 50])
    assert frame["n_papers"].to_list() == [1, 2, 3, 4, 50]
    low, high = proportion_confint(60, 150, method="jeffreys")
    assert frame.loc[2, ["share_low_pct", "share_high_pct"]].to_list() == pytest.approx([100 * low, 100 * high])


def test_no_mean_reaches_across_a_gap_or_an_incomplete_period() -> None:
    starts = [*MONTHS[:3], *MONTHS[4:]]  # April was never fetched
    frame = shares(starts, [1, 1, 1, 9, 9, 5], [10] * 6, [True] * 5 + [False])
    result = smoothed(frame, by="theme", period="month", window=3)
    assert result["share_pct"].to_list() == pytest.approx([10, 10, 10, 90, 90, 50])


def test_a_period_without_papers_stays_absent_and_counts_nothing() -> None:
    result = smoothed(shares(MONTHS[:3], [1, 0, 3], [10, 0, 10]), by="theme", period="month", window=3)
    assert result["share_pct"].fillna(-1).to_list() == pytest.approx([10, -1, 30])
    four = smoothed(shares(MONTHS[:4], [1, 0, 3, 5], [10, 0, 10, 20]), by="theme", period="month", window=3)
    assert four["share_pct"].iloc[2] == pytest.approx(100 * 8 / 30)


def test_names_are_smoothed_apart_and_the_denominator_may_be_another() -> None:
    both = pd.concat([shares(MONTHS[:3], [0, 3, 0], [10] * 3), shares(MONTHS[:3], [9, 9, 9], [10] * 3, theme="b")])
    result = smoothed(both.rename(columns={"total": "known"}), by="theme", period="month", window=3, of="known")
    assert result["share_pct"].to_list() == pytest.approx([0, 10, 0, 90, 90, 90])
    assert result.index.to_list() == both.index.to_list()


def test_a_window_of_one_changes_no_share_and_an_even_one_is_refused() -> None:
    frame = shares(MONTHS, [1, 2, 3, 4, 5, 6, 7], [10] * 7)
    assert smoothed(frame, by="theme", period="month", window=1)["share_pct"].to_list() == frame["share_pct"].to_list()
    for window in (0, 2, -1):
        with pytest.raises(ValueError, match="odd number"):
            smoothed(frame, by="theme", period="month", window=window)


def test_nothing_gives_the_columns_and_no_row_and_one_period_itself() -> None:
    one = shares(MONTHS[:1], [3], [10])
    assert smoothed(one, by="theme", period="month", window=5)["share_pct"].to_list() == [30]
    empty = smoothed(one.iloc[:0], by="theme", period="month", window=5)
    assert empty.empty
    assert empty.dtypes.to_dict() == one.dtypes.to_dict()


PERIOD = st.tuples(st.integers(0, 20), st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))


@settings(max_examples=50, deadline=None)
@given(st.lists(PERIOD, min_size=1, max_size=15, unique_by=lambda item: item[0]), st.sampled_from([3, 5]))
def test_a_naive_mean_over_each_window_agrees_in_any_order_of_rows(
    periods: list[tuple[int, tuple[int, int]]], window: int
) -> None:
    held = dict(periods)
    weeks = {number: str((pd.Timestamp("2025-01-06") + pd.Timedelta(weeks=number)).date()) for number in held}
    frame = shares(list(weeks.values()), [x for x, _ in held.values()], [n for _, n in held.values()])
    result = smoothed(frame, by="theme", period="week", window=window).set_index("period_start")["share_pct"]
    for number in held:
        reach = max(
            half for half in range(window // 2 + 1) if all(number + step in held for step in range(-half, half + 1))
        )
        inside = [held[number + step] for step in range(-reach, reach + 1)]
        assert result[weeks[number]] == pytest.approx(100 * sum(x for x, _ in inside) / sum(n for _, n in inside))
    mixed = smoothed(frame.sample(frac=1, random_state=len(held)), by="theme", period="week", window=window)
    pd.testing.assert_frame_equal(mixed.sort_index(), smoothed(frame, by="theme", period="week", window=window))


@pytest.mark.parametrize(
    ("period", "starts", "expected"),
    [
        ("week", ["2025-12-22", "2025-12-29", "2026-01-05", "2026-01-19"], [0, 0, 0, 1]),
        ("month", ["2025-11-01", "2025-12-01", "2026-01-01", "2026-03-01"], [0, 0, 0, 1]),
        ("quarter", ["2025-07-01", "2025-10-01", "2026-01-01", "2026-07-01"], [0, 0, 0, 1]),
    ],
)
def test_a_missing_period_ends_a_stretch(period: PeriodName, starts: list[str], expected: list[int]) -> None:
    stamps = pd.Series(pd.to_datetime(starts))
    assert stretches(stamps, pd.Series([True] * 4), period).tolist() == expected
    assert np.diff(period_numbers(stamps, period)).tolist() == [1, 1, 2]
    alone = stretches(stamps, pd.Series([True, False, True, True]), period)
    assert alone.tolist() == [0, 1, 2, 3]
