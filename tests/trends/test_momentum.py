"""Risers and fallers: by hand, against another implementation, and on planted and unplanted changes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from pipelines.trends.momentum import COLUMNS, PRIOR_PAPERS, difference_interval, theme_momentum


def counts(table: dict[str, list[int]], total: list[int], complete: list[bool] | None = None) -> pd.DataFrame:
    starts = pd.date_range("2025-01-01", periods=len(total), freq="MS")
    done = pd.Series([True] * len(total) if complete is None else complete, dtype=bool)
    frame = pd.DataFrame({"period_start": starts, "total": total, "complete": done})
    return pd.concat([frame.assign(theme=theme, n_papers=n) for theme, n in table.items()], ignore_index=True)


def test_shares_and_changes_by_hand() -> None:
    frame = theme_momentum(counts({"a": [10, 10, 30, 30], "b": [50, 50, 20, 20]}, [100] * 4), window=2)
    assert frame["theme"].to_list() == ["a", "b"]
    first = frame.iloc[0]
    assert (first["n_before"], first["n_now"]) == (20, 60)
    assert (first["share_before_pct"], first["share_now_pct"], first["change_pp"]) == (10, 30, 20)


def test_statistics_are_those_of_a_second_implementation() -> None:
    frame = theme_momentum(counts({"a": [12, 25], "b": [40, 31], "c": [7, 8]}, [200, 180]), window=1)
    p_values = []
    for theme, before, now in (("a", 12, 25), ("b", 40, 31), ("c", 7, 8)):
        prior = PRIOR_PAPERS * (before + now) / 380
        odds = [(y + prior) / (n + PRIOR_PAPERS - y - prior) for y, n in ((before, 200), (now, 180))]
        spread = sum(1 / (y + prior) + 1 / (n + PRIOR_PAPERS - y - prior) for y, n in ((before, 200), (now, 180)))
        row = frame.set_index("theme").loc[theme]
        assert row["log_odds"] == pytest.approx(np.log(odds[1] / odds[0]))
        assert row["z"] == pytest.approx(np.log(odds[1] / odds[0]) / np.sqrt(spread))
        p_values.append(2 * norm.sf(abs(row["z"])))
    q_values = multipletests(p_values, method="fdr_bh")[1]
    assert frame.set_index("theme").loc[["a", "b", "c"], "q_value"].to_list() == pytest.approx(q_values)


SHARE = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None)
@given(SHARE, SHARE)
def test_the_interval_of_a_change_is_newcombes(before: tuple[int, int], now: tuple[int, int]) -> None:
    low, high = (float(end[0]) for end in difference_interval(*(pd.Series([value]) for value in (*before, *now))))
    theirs = confint_proportions_2indep(*now, *before, method="newcomb", compare="diff")
    assert (low, high) == pytest.approx(theirs, abs=1e-9)
    assert -1 - 1e-9 <= low <= now[0] / now[1] - before[0] / before[1] <= high <= 1 + 1e-9


def test_intervals_of_change_and_log_odds_stand_in_the_row_and_say_what_the_z_says() -> None:
    frame = theme_momentum(counts({"a": [12, 60], "b": [40, 31]}, [200, 180]), window=1).set_index("theme")
    theirs = confint_proportions_2indep(60, 180, 12, 200, method="newcomb", compare="diff")
    row = frame.loc["a"]
    assert row[["change_low_pp", "change_high_pp"]].to_list() == pytest.approx([100 * end for end in theirs])
    error = row["log_odds"] / row["z"]
    assert row["log_odds_low"] == pytest.approx(row["log_odds"] - norm.ppf(0.975) * error)
    assert row["log_odds_high"] == pytest.approx(row["log_odds"] + norm.ppf(0.975) * error)


def test_other_names_and_denominators_are_counted_alike_and_the_few_left_out() -> None:
    themes = counts({"a": [12, 25], "b": [40, 31], "few": [1, 3], "none": [0, 0]}, [200, 180])
    others = themes.rename(columns={"theme": "organization", "total": "known_total"}).assign(total=999)
    frame = theme_momentum(others, window=1, by="organization", of="known_total", least=5)
    assert frame["organization"].to_list() == ["a", "b"]
    expected = theme_momentum(themes[themes["theme"].isin(["a", "b"])], window=1)
    pd.testing.assert_frame_equal(frame.rename(columns={"organization": "theme"}), expected)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 100))
def test_neither_the_order_of_rows_nor_a_running_or_an_earlier_period_matters(n: int) -> None:
    table = counts({"a": [12, 25, n], "b": [40, 31, 0]}, [200, 180, 100], [True, True, False])
    shuffled = table.sample(frac=1, random_state=n)
    earlier = table[table["complete"]].assign(period_start=pd.Timestamp("2024-06-01"), n_papers=0)
    frame = theme_momentum(counts({"a": [12, 25], "b": [40, 31]}, [200, 180]), window=1)
    for other in (shuffled, pd.concat([earlier.drop_duplicates("theme"), table])):
        pd.testing.assert_frame_equal(theme_momentum(other, window=1), frame)


def test_an_incomplete_period_is_never_compared() -> None:
    table = {"a": [10, 10, 90], "b": [30, 30, 0]}
    frame = theme_momentum(counts(table, [100, 100, 100], [True, True, False]), window=1)
    assert frame["change_pp"].to_list() == [0, 0]


@pytest.mark.parametrize("periods", [0, 1, 3])
def test_too_few_periods_give_the_columns_and_no_row(periods: int) -> None:
    frame = theme_momentum(counts({"a": [5] * periods}, [10] * periods), window=2)
    assert frame.empty
    assert list(frame) == COLUMNS
    full = theme_momentum(counts({"a": [5, 6]}, [10, 10]), window=1)
    assert frame.dtypes.drop("theme").to_dict() == full.dtypes.drop("theme").to_dict()


def test_a_window_without_papers_gives_no_row_and_a_theme_without_papers_no_change() -> None:
    assert theme_momentum(counts({"a": [0, 5]}, [0, 10]), window=1).empty
    table = {"none": [0, 0], "some": [3, 4], "all": [10, 10]}
    frame = theme_momentum(counts(table, [10, 10]), window=1).set_index("theme")
    assert frame.loc[["none", "all"], ["change_pp", "log_odds"]].to_numpy().tolist() == [[0, 0], [0, 0]]
    assert frame["q_value"].between(0, 1).all()
    with pytest.raises(ValueError, match="at least 1"):
        theme_momentum(counts({"a": [1]}, [2]), window=0)


def test_a_planted_rise_is_found_and_noise_is_not() -> None:
    rng = np.random.default_rng(11)
    found = false = 0
    for _ in range(40):
        table = {f"flat {i}": list(rng.binomial(300, 0.1, size=6)) for i in range(30)}
        table["rise"] = [*rng.binomial(300, 0.06, size=3), *rng.binomial(300, 0.12, size=3)]
        frame = theme_momentum(counts(table, [300] * 6), window=3).set_index("theme")
        found += int(frame.loc["rise", "q_value"] < 0.05)
        false += int((frame.drop("rise")["q_value"] < 0.05).sum())
    assert found >= 36  # of 40
    assert false <= 4  # of 1,200 themes without a change
