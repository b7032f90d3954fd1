"""Trajectories: hours, velocity, half of the final count and equal age, by hand."""

from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from pipelines.trends.trajectories import (
    age_curve,
    half_times,
    seen_before_listing,
    trajectories,
    typical_half_time,
)


def looks(*rows: tuple[str, float, float | None], listed: str = "2026-03-02") -> pd.DataFrame:
    """Observations: paper, hours after 00:00 of the listing day, upvotes."""
    day = pd.Timestamp(listed)
    return pd.DataFrame(
        {
            "paper_id": [paper for paper, _, _ in rows],
            "listed_on": day,
            "observed_at": [day + pd.Timedelta(hours=hours) for _, hours, _ in rows],
            "upvotes": [upvotes for _, _, upvotes in rows],
        }
    )


def test_hours_velocity_and_age_by_hand() -> None:
    frame = trajectories(looks(("a", 30, 12), ("a", 6, 4), ("b", 0, 1)))
    assert frame["hours"].to_list() == [6, 30, 0]
    assert frame["upvotes"].to_list() == [4, 12, 1]
    assert frame["velocity_per_hour"].fillna(-1).to_list() == [-1, 8 / 24, -1]
    assert frame["age_days"].to_list() == [0, 1, 0]
    assert frame["immature"].all()


def test_looks_before_the_listing_are_left_out_and_counted_and_unknown_upvotes_are_no_look() -> None:
    observations = looks(("a", -3, 2), ("a", 5, None), ("a", 8, 3), ("b", -1, None))
    assert trajectories(observations)["hours"].to_list() == [8]
    assert seen_before_listing(observations) == 1
    assert trajectories(observations.assign(listed_on=pd.NaT)).empty


def test_two_sources_at_one_moment_are_one_look() -> None:
    frame = trajectories(looks(("a", 24, 3), ("a", 24, 5), ("a", 48, 5)))
    assert frame["upvotes"].to_list() == [5, 5]
    assert frame["velocity_per_hour"].iloc[1] == 0


def test_a_fresh_paper_is_compared_with_others_when_they_were_as_old() -> None:
    old = [(f"old {i}", hours, i * (1 + hours)) for i in range(1, 10) for hours in (5, 400)]
    frame = trajectories(looks(*old, ("fresh", 5, 33))).set_index("paper_id")
    fresh = frame.loc["fresh"]
    at_that_age = [6 * i for i in range(1, 10)] + [33]
    assert fresh["same_age_pct"] == pytest.approx(percentileofscore(at_that_age, 33, kind="mean"))
    assert (fresh["n_same_age"], fresh["immature"]) == (10, True)
    assert not frame.loc["old 1", "immature"].any()


def test_of_a_papers_looks_of_one_day_the_last_counts_and_few_papers_give_no_percentile() -> None:
    rows = [(name, hours, hours) for name in "abcde" for hours in (1, 20)]
    frame = trajectories(looks(*rows))
    assert frame["same_age_pct"].notna().to_list() == [False, True] * 5
    assert frame["n_same_age"].eq(5).all()
    assert trajectories(looks(*rows[:8]))["same_age_pct"].isna().all()


def test_the_curve_is_of_the_papers_seen_at_that_age() -> None:
    rows = [(f"p{i}", hours, upvotes) for i in range(5) for hours, upvotes in ((10, i), (34, 10 * i))]
    curve = age_curve(trajectories(looks(*rows, ("late", 60, 7))))
    assert curve["age_days"].to_list() == [0, 1]  # one paper at 60 hours is no curve
    assert curve["median_upvotes"].to_list() == [2, 20]
    assert curve["lower_quartile_upvotes"].to_list() == [1, 10]
    assert curve["upper_quartile_upvotes"].to_list() == [3, 30]
    assert curve["hours"].to_list() == [10, 34]


def test_half_of_the_final_count_is_interpolated_for_mature_papers_only() -> None:
    rows = [
        ("between", 10, 2), ("between", 20, 6), ("between", 400, 8),  # 4 is halfway from 2 to 6
        ("early", 10, 5), ("early", 400, 8),
        ("young", 10, 1), ("young", 100, 8),
        ("once", 400, 8),
        ("none", 10, 0), ("none", 400, 0),
    ]  # fmt: skip
    halves = half_times(trajectories(looks(*rows))).set_index("paper_id")
    assert list(halves.index) == ["between", "early"]
    assert halves["hours_to_half"].to_list() == [15, 10]
    assert halves["at_most"].to_list() == [False, True]
    assert halves["final_upvotes"].to_list() == [8, 8]


def test_the_median_time_says_when_it_is_only_a_bound() -> None:
    halves = pd.DataFrame({"hours_to_half": [10.0, 30.0, 40.0], "at_most": [True, False, False]})
    assert (typical_half_time(halves).hours, typical_half_time(halves).at_most) == (30, False)
    halves["at_most"] = [True, True, False]
    assert typical_half_time(halves).at_most
    nobody = typical_half_time(halves.head(0))
    assert (nobody.n_papers, np.isnan(nobody.hours)) == (0, True)


def test_exponential_growth_has_the_half_time_of_its_law() -> None:
    hours = np.arange(0.0, 600, 3)
    rows = [(f"p{i}", float(h), float(round(1e6 * (1 - np.exp(-h / 40))))) for i in range(13) for h in hours]
    half = typical_half_time(half_times(trajectories(looks(*rows))))
    assert half.hours == pytest.approx(40 * np.log(2), rel=0.01)
    assert half.low <= half.hours <= half.high


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(-5, 800), st.integers(0, 50)), max_size=40), st.randoms()
)
def test_the_order_of_looks_never_matters(rows: list[tuple[str, int, int]], random: Random) -> None:
    mixed = random.sample(rows, len(rows))
    pd.testing.assert_frame_equal(trajectories(looks(*mixed)), trajectories(looks(*rows)))


def test_nobody_gives_the_columns_of_everybody() -> None:
    full = trajectories(looks(*[(name, hours, 3) for name in "abcde" for hours in (1, 400)]))
    empty = trajectories(looks())
    for table in (lambda frame: frame, age_curve, half_times):
        assert table(empty).empty
        assert table(empty).dtypes.to_dict() == table(full).dtypes.to_dict()
