"""Bursts: Kleinberg's automaton against every possible sequence of states, and what gaps and edges do to it."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from pipelines.trends.bursts import COLUMNS, find_bursts

FIRST = pd.Timestamp("2025-01-06")  # a Monday


def weeks(total: list[int], *, away: tuple[int, ...] = (), complete: int | None = None) -> pd.DataFrame:
    """Consecutive weeks with that many papers each; those in `away` were never fetched."""
    frame = pd.DataFrame({"period_start": pd.date_range(FIRST, periods=len(total), freq="7D"), "total": total})
    frame["complete"] = np.arange(len(total)) < (len(total) if complete is None else complete)
    return frame.drop(index=list(away)).reset_index(drop=True)


def papers(name: str, n_papers: list[int]) -> pd.DataFrame:
    starts = pd.date_range(FIRST, periods=len(n_papers), freq="7D")
    frame = pd.DataFrame({"name": name, "period_start": starts, "n_papers": n_papers})
    return frame[frame["n_papers"] > 0]


def cheapest_states(n_papers: list[int], total: list[int], scaling: float, cost: float, levels: int) -> tuple[int, ...]:
    """Of all sequences of states the one that costs least, by the formulas of the paper written out."""
    usual, n = sum(n_papers) / sum(total), np.array(n_papers)
    seen = [binom.logpmf(n, total, min(usual * scaling**state, 1 - 1e-6)).tolist() for state in range(levels + 1)]
    costs = {}
    for states in product(range(levels + 1), repeat=len(total)):
        before, spent = 0, 0.0
        for place, state in enumerate(states):
            spent += max(state - before, 0) * cost * math.log(len(total)) - seen[state][place]
            before = state
        costs[states] = spent
    return min(costs, key=lambda states: (round(costs[states], 9), states))


series = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12)), min_size=2, max_size=6).map(
    lambda pairs: ([total for total, _ in pairs], [min(n, total) for total, n in pairs])
)


@settings(deadline=None, max_examples=40)
@given(series, st.sampled_from([(2.0, 0.3, 1), (2.0, 0.3, 2), (1.5, 0.6, 2), (3.0, 1.0, 1)]))
def test_the_bursts_are_those_of_the_cheapest_of_all_sequences(
    drawn: tuple[list[int], list[int]], setting: tuple[float, float, int]
) -> None:
    total, n_papers = drawn
    if not sum(n_papers):
        return
    scaling, cost, levels = setting
    found = find_bursts(papers("x", n_papers), weeks(total), "week", scaling=scaling, cost=cost, levels=levels)
    states = np.zeros(len(total), int)
    for row in found.itertuples():
        first, last = (row.start - FIRST).days // 7, ((row.end - FIRST).days - 6) // 7
        states[first : last + 1] = row.level
        assert row.n_papers == sum(n_papers[first : last + 1])
    expected = cheapest_states(n_papers, total, scaling, cost, levels)
    if levels == 1:
        assert states.tolist() == list(expected)
    else:  # one row tells the highest level of a stretch
        assert (states > 0).tolist() == [state > 0 for state in expected]
        assert states.max() == max(expected)


def test_a_burst_by_hand() -> None:
    found = find_bursts(papers("x", [1, 1, 8, 8, 1, 1]), weeks([20] * 6), "week", scaling=2, cost=1, levels=1)
    assert found[["name", "level", "n_papers"]].to_numpy().tolist() == [["x", 1, 16]]
    row = found.iloc[0]
    assert (row["start"], row["end"]) == (pd.Timestamp("2025-01-20"), pd.Timestamp("2025-02-02"))
    assert (row["share_pct"], row["usual_share_pct"]) == (40.0, 5.0)
    # p0 = 20 / 120, p1 = 2 p0: 16 ln 2 + 24 ln((1 - 1/3) / (1 - 1/6))
    assert row["weight"] == pytest.approx(16 * np.log(2) + 24 * np.log(0.8))


def test_what_is_far_more_frequent_reaches_a_higher_level_in_one_burst() -> None:
    counts, total = [0, 0, 2, 18, 19, 2, 0, 0] + [0] * 12, [40] * 20
    found = find_bursts(papers("x", counts), weeks(total), "week")
    assert found["level"].to_list() == [3]


def test_what_is_steady_or_in_every_paper_does_not_burst() -> None:
    steady = pd.concat([papers("half", [10] * 8), papers("all", [20] * 8)])
    assert find_bursts(steady, weeks([20] * 8), "week").empty


def test_no_burst_spans_a_week_that_was_never_fetched() -> None:
    counts = papers("x", [0, 0, 0, 12, 12, 12, 12, 0, 0, 0, 0, 0])
    whole = find_bursts(counts, weeks([20] * 12), "week")
    assert len(whole) == 1
    gap = find_bursts(counts[counts["n_papers"] > 0].drop(index=5), weeks([20] * 12, away=(5,)), "week")
    assert sorted(gap["start"]) == [FIRST + pd.Timedelta(weeks=3), FIRST + pd.Timedelta(weeks=6)]
    assert sorted(gap["end"])[0] == FIRST + pd.Timedelta(weeks=5) - pd.Timedelta(days=1)


def test_a_week_without_papers_is_no_evidence_against_a_burst() -> None:
    found = find_bursts(papers("x", [0, 0, 10, 10, 0, 10, 10, 0, 0, 0]), weeks([20] * 4 + [0] + [20] * 5), "week")
    assert len(found) == 1
    assert found["n_papers"].to_list() == [40]


def test_a_period_in_progress_is_not_looked_at() -> None:
    counts = papers("x", [1, 1, 1, 1, 1, 1, 1, 15])
    assert len(find_bursts(counts, weeks([20] * 8), "week")) == 1
    assert find_bursts(counts, weeks([20] * 8, complete=7), "week").empty


@settings(deadline=None, max_examples=25)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(random: object) -> None:
    counts = pd.concat([papers("a", [1, 9, 9, 1, 1, 1]), papers("b", [0, 0, 0, 8, 9, 0])], ignore_index=True)
    rows = list(range(len(counts)))
    random.shuffle(rows)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(
        find_bursts(counts, weeks([20] * 6), "week"),
        find_bursts(counts.iloc[rows], weeks([20] * 6).iloc[::-1], "week"),
    )


def test_the_months_of_a_burst_are_whole_months() -> None:
    starts = pd.date_range("2025-01-01", periods=6, freq="MS")
    counts = pd.DataFrame({"name": "x", "period_start": starts, "n_papers": [1, 1, 30, 1, 1, 1]})
    calendar = pd.DataFrame({"period_start": starts, "total": 60, "complete": True})
    row = find_bursts(counts, calendar, "month").iloc[0]
    assert (row["start"], row["end"]) == (pd.Timestamp("2025-03-01"), pd.Timestamp("2025-03-31"))


@pytest.mark.parametrize(
    ("counts", "periods"),
    [
        (papers("x", []), weeks([])),
        (papers("x", []), weeks([20])),
        (papers("x", [0]), weeks([0])),
        (papers("x", [1]), weeks([1])),
        (papers("x", [5, 5]), weeks([20, 20], complete=0)),
    ],
    ids=["nothing", "no papers with it", "a week without papers", "one paper", "nothing complete"],
)
def test_nothing_gives_no_burst_in_the_right_columns(counts: pd.DataFrame, periods: pd.DataFrame) -> None:
    found = find_bursts(counts, periods, "week")
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == COLUMNS


@pytest.mark.parametrize("wrong", [{"scaling": 1.0}, {"cost": 0.0}, {"levels": 0}])
def test_settings_without_a_meaning_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        find_bursts(papers("x", [1]), weeks([1]), "week", **wrong)  # type: ignore[arg-type]
