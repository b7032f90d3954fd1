"""q-values against a middle, with the numbers of a normal distribution worked out apart."""

from __future__ import annotations

from statistics import NormalDist

import pandas as pd
import pytest

from pipelines.trends.against_middle import against_middle


def test_one_value_far_off_stands_out_and_none_without_an_interval() -> None:
    frame = pd.DataFrame({"value": [60.0, 52.0, 70.0, 80.0], "low": [56.0, 48.0, 70.0, None]})
    found = against_middle(frame.assign(high=[64.0, 56.0, 70.0, None]), 50)
    assert found[0] == pytest.approx(2 * 2 * NormalDist().cdf(-10 / (8 / 3.919928)), rel=1e-4)
    assert found[1] == pytest.approx(2 * NormalDist().cdf(-2 / (8 / 3.919928)), rel=1e-4)
    assert found[2:].isna().all()
    assert against_middle(frame.assign(high=60.0).head(0), 50).empty
