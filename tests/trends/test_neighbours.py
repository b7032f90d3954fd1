"""What comes together more often than by chance, against counts made by hand and scipy's own exact test."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy.stats import false_discovery_control, fisher_exact

from pipelines.trends.neighbours import lifts


def counts(*rows: tuple[int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["n_both", "n_own", "n_other"])


def test_lift_is_the_share_here_over_the_share_of_all() -> None:
    frame = lifts(counts((10, 20, 40), (4, 20, 20), (0, 20, 30)), total=100)
    assert frame["share_pct"].tolist() == [50, 20, 0]
    assert frame["lift"].tolist() == pytest.approx([1.25, 1.0, 0.0])  # 50% against 40%, 20% against 20%, none


def test_q_is_that_of_fishers_exact_test() -> None:
    rows = [(12, 20, 40), (1, 20, 30), (20, 20, 20)]
    frame = lifts(counts(*rows), total=100)
    smaller = [
        min(
            fisher_exact([[both, own - both], [other - both, 100 - own - other + both]], alternative=side).pvalue
            for side in ("less", "greater")
        )
        for both, own, other in rows
    ]
    expected = false_discovery_control([min(1, 2 * p) for p in smaller])
    assert frame["q_value"].tolist() == pytest.approx(list(expected))


def test_what_no_paper_has_goes_with_nothing() -> None:
    frame = lifts(counts((0, 20, 0), (0, 0, 0)), total=100)
    assert frame["lift"].isna().all()
    assert frame["q_value"].tolist() == [1, 1]
    assert frame["share_pct"].isna().tolist() == [False, True]


def test_no_rows_give_no_rows() -> None:
    frame = lifts(counts().astype("int64"), total=0)
    assert frame.empty
    assert list(frame) == ["n_both", "n_own", "n_other", "share_pct", "lift", "q_value"]
    assert frame["q_value"].dtype == "float64"
