"""Changes of level: by hand, against all ways to cut a series, and on shares that do not move."""

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from pipelines.trends.change_points import COLUMNS, PENALTY, SHORTEST, cut_points, level_changes
from pipelines.trends.frequency import jeffreys_interval


def counts(n_papers: list[int], total: list[int], starts: list[str] | None = None, theme: str = "a") -> pd.DataFrame:
    periods = pd.to_datetime(starts) if starts else pd.date_range("2024-01-01", periods=len(total), freq="MS")
    return pd.DataFrame(
        {"period_start": periods, "theme": theme, "n_papers": n_papers, "total": total, "complete": True}
    )


def test_a_step_is_dated_and_both_levels_are_told() -> None:
    frame = level_changes(counts([10, 12, 11, 9, 30, 28, 32], [100] * 7))
    assert frame[["period_start", "last_before"]].to_numpy().tolist() == [
        [pd.Timestamp("2024-05-01"), pd.Timestamp("2024-04-01")]
    ]
    row = frame.iloc[0]
    assert (row["share_before_pct"], row["share_after_pct"], row["n_before"], row["n_after"]) == (10.5, 30, 42, 90)
    low, high = jeffreys_interval([42, 90], [400, 300])
    assert row[["share_before_low_pct", "share_before_high_pct"]].to_list() == pytest.approx(
        [100 * low[0], 100 * high[0]]
    )
    assert row[["share_after_low_pct", "share_after_high_pct"]].to_list() == pytest.approx(
        [100 * low[1], 100 * high[1]]
    )


def test_levels_between_two_changes_are_those_between_them() -> None:
    frame = level_changes(counts([10] * 5 + [40] * 4 + [10] * 5, [100] * 14))
    assert frame["period_start"].dt.month.to_list() == [6, 10]
    assert frame[["share_before_pct", "share_after_pct"]].to_numpy().tolist() == [[10, 40], [40, 10]]


def test_one_odd_period_is_no_level() -> None:
    assert level_changes(counts([10] * 5 + [30] + [10] * 5, [100] * 11)).empty


def test_a_change_in_a_gap_is_dated_on_both_sides_of_it() -> None:
    starts = ["2025-01-01", "2025-02-01", "2025-03-01", "2025-06-01", "2025-07-01", "2025-08-01"]
    row = level_changes(counts([10, 10, 10, 40, 40, 40], [100] * 6, starts)).iloc[0]
    assert (row["last_before"], row["period_start"]) == (pd.Timestamp("2025-03-01"), pd.Timestamp("2025-06-01"))
    assert level_changes(counts([10, 11, 10, 9, 10, 11], [100] * 6, starts)).empty  # a gap alone is no change


def test_incomplete_periods_and_those_without_papers_have_no_part() -> None:
    steady = counts([10] * 6 + [90, 90], [100] * 8)
    steady.loc[6:, "complete"] = False
    assert level_changes(steady).empty
    empty_months = counts([10] * 4 + [0, 0] + [10] * 4, [100] * 4 + [0, 0] + [100] * 4)
    assert level_changes(empty_months).empty


def test_themes_are_cut_apart_by_any_name_and_denominator_in_any_order_of_rows() -> None:
    both = pd.concat([counts([10] * 4 + [30] * 4, [100] * 8), counts([50] * 8, [100] * 8, theme="b")])
    other = both.rename(columns={"theme": "topic_id", "total": "known"}).assign(total=1000)
    frame = level_changes(other, by="topic_id", of="known")
    assert frame["topic_id"].to_list() == ["a"]
    mixed = level_changes(other.sample(frac=1, random_state=2), by="topic_id", of="known")
    pd.testing.assert_frame_equal(mixed, frame)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_fewer_than_four_periods_have_no_change(n: int) -> None:
    frame = level_changes(counts([0, 50, 100][:n], [100] * n))
    assert frame.empty
    assert list(frame) == COLUMNS
    full = level_changes(counts([10] * 4 + [30] * 4, [100] * 8))
    assert frame.dtypes.to_dict() == full.dtypes.to_dict()


def cost(x: list[int], n: list[int], cuts: tuple[int, ...], penalty: float) -> float:
    """What a way to cut costs, with scipy's likelihood."""
    edges = [0, *cuts, len(x)]
    shares = [sum(x[a:b]) / sum(n[a:b]) for a, b in pairwise(edges) for _ in range(a, b)]
    return float(-2 * binom.logpmf(x, n, shares).sum() + penalty * len(cuts))


PERIODS = st.lists(
    st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=4, max_size=9
)


@settings(max_examples=40, deadline=None)
@given(PERIODS)
def test_no_other_way_to_cut_costs_less(periods: list[tuple[int, int]]) -> None:
    x, n = [item[0] for item in periods], [item[1] for item in periods]
    penalty = PENALTY * np.log(len(x))
    ways = [cuts for k in range(len(x) // SHORTEST) for cuts in combinations(range(1, len(x)), k)]
    allowed = [cuts for cuts in ways if min(np.diff([0, *cuts, len(x)])) >= SHORTEST]
    least = min(cost(x, n, cuts, penalty) for cuts in allowed)
    ours = tuple(cut_points(np.array(x, dtype=float), np.array(n, dtype=float)))
    assert ours in allowed
    assert cost(x, n, ours, penalty) == pytest.approx(least, abs=1e-6)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3])
def test_constant_shares_show_a_change_in_at_most_one_series_of_twenty(share: float) -> None:
    rng = np.random.default_rng(7)
    alarms = [
        bool(cut_points(rng.binomial(n, share, 24).astype(float), np.full(24, float(n))))
        for n in (100, 300, 1000)
        for _ in range(300)
    ]
    assert 0.005 <= np.mean(alarms) <= 0.05  # none at all would mean that it never looks


def test_a_step_of_four_points_is_found_within_two_months() -> None:
    rng = np.random.default_rng(8)
    found = 0
    for _ in range(100):
        x = np.concatenate([rng.binomial(300, 0.08, 12), rng.binomial(300, 0.12, 12)]).astype(float)
        found += any(abs(cut - 12) <= 2 for cut in cut_points(x, np.full(24, 300.0)))
    assert found >= 85
