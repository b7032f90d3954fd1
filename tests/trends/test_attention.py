"""Attention: percentiles within the day, and the bootstrap of their mean."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap, percentileofscore

from pipelines.trends.attention import attention_percentiles, attention_summary, bootstrap_mean


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
    ]  # fmt: skip


def test_bootstrap_interval_is_close_to_scipys() -> None:
    values = np.random.default_rng(3).uniform(0, 100, size=80)
    theirs = bootstrap((values,), np.mean, method="percentile", n_resamples=4000, rng=1).confidence_interval
    assert bootstrap_mean(values) == pytest.approx((theirs.low, theirs.high), abs=1.0)


def test_bootstrap_is_the_same_each_time_in_any_order_and_absent_for_one_value() -> None:
    values = np.array([5.0, 90.0, 40.0, 61.0])
    assert bootstrap_mean(values) == bootstrap_mean(values[::-1]) == bootstrap_mean(values.copy())
    assert np.isnan(bootstrap_mean(values[:1])).all()


def test_a_summary_by_hand() -> None:
    frame = pd.DataFrame(
        {"theme": ["a", "a", "a", "b", "b"], "upvotes": [1, 3, 8, 2, None], "attention_pct": [10, 50, 90, 30, None]}
    )
    summary = attention_summary(frame, ["theme"]).set_index("theme")
    assert summary["n_papers"].to_dict() == {"a": 3, "b": 1}
    assert summary["median_upvotes"].to_dict() == {"a": 3, "b": 2}
    assert summary["attention_pct"].to_dict() == {"a": 50, "b": 30}
    assert summary.loc["a", "attention_low_pct"] < 50 < summary.loc["a", "attention_high_pct"]
    assert np.isnan(summary.loc["b", "attention_low_pct"])
