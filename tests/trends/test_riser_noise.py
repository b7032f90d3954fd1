"""Lists of risers where nothing ever changes: against the whole way through `riser_outcomes`, draw by draw."""

import numpy as np
import pandas as pd
import pytest

from pipelines.trends.riser_noise import riser_noise
from pipelines.trends.riser_record import riser_outcomes
from tests.trends.test_forecast import counts

SHARES = np.linspace(0.02, 0.3, 24)


def drawn(rng: np.random.Generator, totals: list[int]) -> pd.DataFrame:
    """24 themes whose shares never change."""
    papers = rng.binomial(np.array(totals)[:, None], SHARES)
    return counts({f"theme {i:02}": list(papers[:, i]) for i in range(24)}, totals)


def test_it_is_what_the_lists_themselves_make_of_counts_without_change() -> None:
    rng, totals = np.random.default_rng(0), [60, 300, 250, 320, 280, 240, 400, 350, 300, 310, 290, 330]
    kept = []
    for _ in range(60):
        outcomes = riser_outcomes(drawn(rng, totals), period="month", window=3)
        kept.append(100 * outcomes[outcomes["listed"]]["kept_rising"].mean())
    noise = riser_noise(drawn(rng, totals), period="month", window=3)
    assert noise.kept_pct == pytest.approx(np.mean(kept), abs=3)
    assert noise.low_pct == pytest.approx(np.quantile(kept, 0.025), abs=8)
    assert noise.high_pct == pytest.approx(np.quantile(kept, 0.975), abs=8)
    assert noise.kept_pct < 40  # far below a half: what is listed for its luck falls back


def test_the_same_counts_give_the_same_figures_in_any_order() -> None:
    frame = drawn(np.random.default_rng(1), [200] * 9)
    shuffled = frame.sample(frac=1, random_state=2)
    assert riser_noise(frame, period="month", window=2) == riser_noise(shuffled, period="month", window=2)


@pytest.mark.parametrize("months", [0, 1, 8])
def test_without_a_list_nothing_is_said(months: int) -> None:
    noise = riser_noise(counts({"a": [1] * months}, [9] * months), period="month", window=3)
    assert np.isnan([noise.kept_pct, noise.low_pct, noise.high_pct]).all()
