"""Attention: percentiles within the day, and the bootstrap of their mean."""

from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, bootstrap, percentileofscore

from pipelines.trends.attention import (
    attention_percentiles,
    attention_summary,
    bootstrap_mean,
    bootstrap_quantile,
    median_and_quartile,
)


def listed(day: str, *upvotes: float | None) -> pd.DataFrame:
    return pd.DataFrame({"listed_on": pd.to_datetime([day] * len(upvotes)), "upvotes": upvotes})


def test_percentiles_by_hand() -> None:
    frame = listed("2026-03-02", 1, 2, 2, 3, 9)
    assert attention_percentiles(frame).to_list() == [10, 40, 40, 70, 90]


def test_a_day_of_fewer_than_five_is_compared_within_its_week() -> None:
    frame = pd.concat([listed("2026-03-02", 1, 2, 3, 4, 5), listed("2026-03-04", 10)], ignore_index=True)
    percentiles = attention_percentiles(frame)
    assert percentiles.iloc[-1] == pytest.approx(100 * 5.5 / 6)
    assert percentiles.iloc[0] == 10  # the full day is still its own comparison


def test_unknown_upvotes_and_papers_never_listed_have_no_attention_and_no_say() -> None:
    frame = listed("2026-03-02", 1, 2, 3, 4, 5, None)
    frame.loc[6] = [pd.NaT, 7]
    percentiles = attention_percentiles(frame)
    assert percentiles.iloc[:5].to_list() == [10, 30, 50, 70, 90]
    assert percentiles.iloc[5:].isna().all()


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=5, max_size=40))
def test_percentiles_are_scipys_mean_rank_less_half_a_step(upvotes: list[int]) -> None:
    ours = attention_percentiles(listed("2026-03-02", *upvotes))
    theirs = [percentileofscore(upvotes, value, kind="mean") for value in upvotes]
    assert ours.to_list() == pytest.approx(theirs)
    assert ours.mean() == pytest.approx(50)


def test_nobody_gives_nothing() -> None:
    assert attention_percentiles(listed("2026-03-02")).empty
    empty = attention_summary(pd.DataFrame(columns=["theme", "upvotes", "attention_pct"]), ["theme"])
    assert list(empty) == [
        "theme", "n_papers", "median_upvotes", "attention_pct", "attention_low_pct", "attention_high_pct",
        "median_low", "median_high", "upper_quartile_upvotes", "upper_quartile_low", "upper_quartile_high",
    ]  # fmt: skip
    assert (empty["n_papers"].dtype, empty["upper_quartile_low"].dtype) == ("int64", "float64")
    assert np.isnan(median_and_quartile(np.array([]))).all()


def test_bootstrap_interval_is_close_to_scipys() -> None:
    values = np.random.default_rng(3).uniform(0, 100, size=80)
    theirs = bootstrap((values,), np.mean, method="percentile", n_resamples=4000, rng=1).confidence_interval
    assert bootstrap_mean(values) == pytest.approx((theirs.low, theirs.high), abs=1.0)


def test_bootstrap_is_the_same_each_time_in_any_order_and_absent_for_fewer_than_five() -> None:
    values = np.array([5.0, 90.0, 40.0, 61.0, 33.0])
    assert bootstrap_mean(values) == bootstrap_mean(values[::-1]) == bootstrap_mean(values.copy())
    assert np.isnan(bootstrap_mean(values[:4])).all()


def test_a_summary_by_hand() -> None:
    frame = pd.DataFrame(
        {
            "theme": [*"aaaaa", "b", "b"],
            "upvotes": [1, 3, 8, 2, 9, 2, None],
            "attention_pct": [10, 50, 90, 40, 60, 30, None],
        }
    )
    summary = attention_summary(frame, ["theme"]).set_index("theme")
    assert summary["n_papers"].to_dict() == {"a": 5, "b": 1}
    assert summary["median_upvotes"].to_dict() == {"a": 3, "b": 2}
    assert summary["attention_pct"].to_dict() == {"a": 50, "b": 30}
    assert summary.loc["a", "attention_low_pct"] < 50 < summary.loc["a", "attention_high_pct"]
    assert np.isnan(summary.loc["b", "attention_low_pct"])


@pytest.mark.parametrize(("n", "quantile"), [(13, 0.5), (40, 0.5), (41, 0.75), (200, 0.75), (30, 0.25)])
def test_the_exact_bootstrap_of_a_quantile_is_what_drawing_gives(n: int, quantile: float) -> None:
    rng = np.random.default_rng(n)
    values = np.sort(rng.lognormal(2, 1, size=n))
    drawn = np.quantile(rng.choice(values, size=(20_000, n)), quantile, axis=1)
    low, high = bootstrap_quantile(values, quantile)
    at = {end: int(np.searchsorted(values, end)) for end in (low, high)}
    # Values are steps: an end is right when 2.5% of the resamples lie beyond it, and no longer beyond the next value
    # inwards. Where the quantile lies between two values, the next but one.
    assert (drawn < low).mean() < 0.028
    assert (drawn > high).mean() < 0.028
    assert (drawn < values[at[low] + 2]).mean() > 0.022
    assert (drawn > values[at[high] - 2]).mean() > 0.022


@pytest.mark.parametrize(("sizes", "least"), [(range(13, 40), 0.84), (range(40, 400), 0.92)])
def test_the_interval_of_a_quantile_holds_the_truth_as_often_as_said(sizes: range, least: float) -> None:
    for quantile in (0.5, 0.75):
        for n in sizes:
            low, high = (int(end) for end in bootstrap_quantile(np.arange(float(n)), quantile))
            held = binom.cdf(high, n, quantile) - binom.cdf(low, n, quantile)  # David and Nagaraja 2003, section 7.1
            assert held >= least


def test_too_few_values_give_no_interval_of_a_quantile() -> None:
    for few, enough, quantile in ((5, 6, 0.5), (12, 13, 0.75), (12, 13, 0.25)):
        assert np.isnan(bootstrap_quantile(np.arange(float(few)), quantile)).all()
        assert not np.isnan(bootstrap_quantile(np.arange(float(enough)), quantile)).any()


@settings(deadline=None)
@given(st.lists(st.integers(0, 500), min_size=13, max_size=60), st.randoms())
def test_medians_and_quartiles_lie_in_their_intervals_whatever_the_order(upvotes: list[int], random: Random) -> None:
    frame = pd.DataFrame({"theme": "a", "upvotes": upvotes, "attention_pct": 50.0})
    row = attention_summary(frame, ["theme"]).iloc[0]
    assert row["median_low"] <= row["median_upvotes"] == np.median(upvotes) <= row["median_high"]
    assert row["upper_quartile_upvotes"] == np.percentile(upvotes, 75)
    assert row["upper_quartile_low"] <= row["upper_quartile_upvotes"] <= row["upper_quartile_high"]
    mixed = frame.sample(frac=1, random_state=random.randrange(1000))
    pd.testing.assert_series_equal(attention_summary(mixed, ["theme"]).iloc[0], row)


def test_papers_of_a_later_month_change_no_earlier_one() -> None:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"month": [1] * 20 + [2] * 20, "upvotes": rng.poisson(9, 40), "attention_pct": 50.0})
    before = attention_summary(frame.head(20), ["month"])
    pd.testing.assert_frame_equal(attention_summary(frame, ["month"]).head(1), before)
