"""What became of risers: by hand, against every permutation, and on planted and unplanted rises."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from pipelines.trends.momentum import theme_momentum
from pipelines.trends.riser_record import OUTCOMES, RECORD, riser_outcomes, riser_record, riser_summary
from tests.trends.test_forecast import counts


def noise(rng: np.random.Generator, slope: float = 0.0) -> pd.DataFrame:
    """24 themes over 20 months: half rise by `slope` a month on the logit scale, half fall."""
    slopes = np.repeat([slope, -slope], 12)
    drawn = rng.binomial(300, expit(-2 + slopes * (np.arange(20)[:, None] - 10)))
    return counts({f"theme {i:02}": list(drawn[:, i]) for i in range(24)}, [300] * 20)


def test_one_list_and_what_became_of_it_by_hand() -> None:
    table = {"up": [10, 40, 60], "back": [10, 20, 12], "down": [30, 20, 25], "flat": [10, 10, 10]}
    outcomes = riser_outcomes(counts(table, [100] * 3), period="month", window=1)
    assert outcomes["origin"].unique().tolist() == [pd.Timestamp("2025-02-01")]
    rows = outcomes.set_index("theme")
    assert rows["listed"].to_dict() == {"up": True, "back": True, "down": False, "flat": False}
    assert rows["kept_rising"].to_dict() == {"up": True, "back": False, "down": True, "flat": False}
    assert rows["change_pp"].round(9).to_dict() == {"up": 20, "back": -8, "down": 5, "flat": 0}
    assert rows["sure"].to_dict() == {"up": True, "back": False, "down": False, "flat": False}
    record = riser_record(outcomes).iloc[0]
    assert record[["n_listed", "n_kept", "kept_pct", "change_pp", "n_sure", "n_sure_kept"]].to_list() == [
        2, 1, 50, 6, 1, 1,
    ]  # fmt: skip
    assert record[["n_themes", "n_themes_kept", "themes_kept_pct", "themes_change_pp"]].to_list() == [4, 2, 50, 4.25]


def test_a_list_is_that_of_the_overview_from_the_days_known_then() -> None:
    frame = noise(np.random.default_rng(1))
    outcomes = riser_outcomes(frame, period="month", window=3)
    origin = pd.Timestamp("2025-10-01")
    then = theme_momentum(frame[frame["period_start"] <= origin], window=3)
    expected = set(then[then["change_pp"] > 0]["theme"].head(10))
    mine = outcomes[outcomes["origin"] == origin]
    assert set(mine[mine["listed"]]["theme"]) == expected
    changed = frame.assign(n_papers=frame["n_papers"].where(frame["period_start"] <= origin, 7))
    again = riser_outcomes(changed, period="month", window=3)
    columns = ["origin", "theme", "listed", "sure", "share_now_pct"]
    pd.testing.assert_frame_equal(
        outcomes.loc[outcomes["origin"] <= origin, columns], again.loc[again["origin"] <= origin, columns]
    )


def test_the_next_months_are_pooled_and_a_gap_among_them_makes_no_origin() -> None:
    months = ["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01", "2025-06-01", "2025-08-01"]
    table = {"a": [10, 10, 20, 20, 30, 0, 9], "b": [5, 5, 5, 5, 5, 5, 5]}
    outcomes = riser_outcomes(counts(table, [100, 100, 100, 100, 100, 50, 100], months), period="month", window=2)
    assert outcomes["origin"].unique().tolist() == [pd.Timestamp("2025-04-01")]
    assert outcomes.set_index("theme").loc["a", "share_next_pct"] == pytest.approx(20)  # 30 of 150


def test_chance_is_that_of_every_permutation_of_the_themes() -> None:
    rng = np.random.default_rng(7)
    listed, rose = rng.random((6, 5)) < 0.4, rng.random((6, 5)) < 0.5
    frame = pd.DataFrame(
        [
            {"origin": pd.Timestamp(f"2025-0{i + 1}-01"), "theme": f"t{k}", "listed": listed[i, k], "sure": False,
             "share_now_pct": 5.0, "share_next_pct": 5.0, "change_pp": 0.0, "kept_rising": rose[i, k]}
            for i in range(6) for k in range(5)
        ]
    )  # fmt: skip
    n, exact = listed.sum(), []
    for order in permutations(range(5)):
        exact.append((listed[:, order] & rose).sum() / n)
    observed = (listed & rose).sum() / n
    far = np.mean(np.abs(np.array(exact) - np.mean(exact)) >= abs(observed - np.mean(exact)) - 1e-9)
    told = riser_summary(frame.sample(frac=1, random_state=0))
    assert told.listed.kept_pct == pytest.approx(100 * observed)
    assert told.listed.chance_pct == pytest.approx(100 * np.mean(exact))
    assert told.listed.p_value == pytest.approx(far, abs=0.02)
    assert told.sure.n_listed == 0


def test_planted_rises_are_found_to_go_on() -> None:
    told = riser_summary(riser_outcomes(noise(np.random.default_rng(3), slope=0.08), period="month", window=3))
    assert told.verdict == "more often"
    assert told.listed.kept_pct > 70 > told.listed.chance_high_pct
    assert told.listed.change_pp > 0
    assert told.sure.n_kept > 0.7 * told.sure.n_listed > 0


def test_noise_falls_back_and_is_never_said_to_predict() -> None:
    told = riser_summary(riser_outcomes(noise(np.random.default_rng(4)), period="month", window=3))
    assert told.verdict == "less often"
    assert told.listed.kept_pct < told.listed.chance_low_pct
    assert told.listed.change_pp < 0
    assert told.n_lists == 12


@pytest.mark.parametrize("months", [0, 1, 8])
def test_too_little_history_gives_the_columns_and_no_figure(months: int) -> None:
    outcomes = riser_outcomes(counts({"a": [1] * months}, [9] * months), period="month", window=3)
    assert outcomes.empty
    assert outcomes.dtypes.astype(str).to_dict() == OUTCOMES
    assert riser_record(outcomes).dtypes.astype(str).to_dict() == RECORD
    told = riser_summary(outcomes)
    assert (told.n_lists, told.verdict, told.first) == (0, "too few", None)
    assert np.isnan(told.listed.p_value)


def test_the_order_of_rows_never_matters() -> None:
    frame = noise(np.random.default_rng(5))
    outcomes = riser_outcomes(frame, period="month", window=3)
    pd.testing.assert_frame_equal(
        outcomes, riser_outcomes(frame.sample(frac=1, random_state=1), period="month", window=3)
    )
    turned = riser_summary(outcomes.sample(frac=1, random_state=1))
    assert riser_summary(outcomes).listed == turned.listed


def test_a_window_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        riser_outcomes(counts({"a": [1]}, [2]), period="month", window=0)
