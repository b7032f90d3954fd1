"""Ranks and how sure they are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from pipelines.trends.ranks import competition_rank, rank_by_period, rank_interval


def test_equals_share_the_best_place_and_who_has_no_paper_has_no_rank() -> None:
    ranks = competition_rank(pd.Series([5, 9, 5, 0, 1]))
    assert ranks.to_list() == [2, 1, 2, pd.NA, 4]
    assert competition_rank(pd.Series([], dtype="int64")).empty


def test_intervals_are_those_of_a_dirichlet_drawn_apart() -> None:
    n = np.array([40, 30, 28, 9, 8, 2, 0])
    draws = np.random.default_rng(8).dirichlet(n + 0.5, size=20_000)
    ranks = len(n) + 1 - rankdata(draws, axis=1)
    low, high = rank_interval(n)
    theirs = np.quantile(ranks, [0.025, 0.975], axis=0)
    assert np.abs(np.array([low, high]) - theirs).max() <= 1
    assert low[0] == 1
    assert high[-1] == 7


def test_true_places_lie_in_the_intervals() -> None:
    rng = np.random.default_rng(9)
    rates = 60 / np.arange(1, 31)
    held, widths = [], []
    for _ in range(60):
        low, high = rank_interval(rng.poisson(rates))
        held.append(((low <= np.arange(1, 31)) & (np.arange(1, 31) <= high)).mean())
        widths.append((high - low).mean())
    assert np.mean(held) > 0.9
    assert np.mean(widths) < 15  # of 30: it says something


@given(st.lists(st.integers(0, 20), max_size=8))
@settings(max_examples=30, deadline=None)
def test_equal_counts_have_equal_intervals_around_their_places_in_any_order(n_papers: list[int]) -> None:
    low, high = rank_interval(n_papers)
    backwards = rank_interval(n_papers[::-1])
    assert (low.tolist(), high.tolist()) == (backwards[0][::-1].tolist(), backwards[1][::-1].tolist())
    assert ((low >= 1) & (low <= high) & (high <= len(n_papers))).all()
    for one in set(n_papers):
        assert len({(low[i], high[i]) for i, n in enumerate(n_papers) if n == one}) == 1


def by_period(*periods: list[int]) -> pd.DataFrame:
    starts = pd.date_range("2025-10-01", periods=len(periods), freq="MS")
    rows = [(start, f"o{i}", n) for start, counts in zip(starts, periods, strict=True) for i, n in enumerate(counts)]
    return pd.DataFrame(rows, columns=["period_start", "organization", "n_papers"])


def test_a_later_period_changes_no_earlier_one() -> None:
    first = rank_by_period(by_period([9, 4, 0, 2]))
    assert first["rank"].to_list() == [1, 2, pd.NA, 3]
    assert first[["rank_low", "rank_high"]].isna().all(axis=1).to_list() == [False, False, True, False]
    both = rank_by_period(by_period([9, 4, 0, 2], [0, 50, 3, 1]))
    pd.testing.assert_frame_equal(both.iloc[:4], first)
    assert both["rank"].iloc[4:].to_list() == [pd.NA, 1, 2, 3]


def test_nobody_gives_the_columns() -> None:
    nobody = rank_by_period(by_period([]))
    assert nobody.empty
    assert (nobody[["rank", "rank_low", "rank_high"]].dtypes == "Int64").all()
    with_none = rank_by_period(by_period([0, 0]))
    assert with_none["rank"].isna().all()


def test_one_paper_is_first_of_one() -> None:
    assert rank_by_period(by_period([1]))[["rank", "rank_low", "rank_high"]].to_numpy().tolist() == [[1, 1, 1]]
    assert np.array(rank_interval([1])) == pytest.approx(np.array([[1], [1]]))


def test_an_interval_holds_the_rank_of_equals() -> None:
    low, high = rank_interval([1] * 200)
    assert (low == 1).all()
    assert (high > 150).all()
