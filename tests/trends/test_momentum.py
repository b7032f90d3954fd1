"""Risers and fallers: by hand, against another implementation, and on planted and unplanted changes."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from pipelines.trends.momentum import COLUMNS, PRIOR_PAPERS, theme_momentum


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


def test_an_incomplete_period_is_never_compared() -> None:
    table = {"a": [10, 10, 90], "b": [30, 30, 0]}
    frame = theme_momentum(counts(table, [100, 100, 100], [True, True, False]), window=1)
    assert frame["change_pp"].to_list() == [0, 0]


@pytest.mark.parametrize("periods", [0, 1, 3])
def test_too_few_periods_give_the_columns_and_no_row(periods: int) -> None:
    frame = theme_momentum(counts({"a": [5] * periods}, [10] * periods), window=2)
    assert frame.empty
    assert list(frame) == COLUMNS


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
