"""Which ids are among others: as pandas says, in a fraction of its time."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pipelines.topics.among import among

IDS = st.lists(st.sampled_from(["2401.00001", "2401.00002", "é", "", "2401"]))


@given(IDS, IDS)
def test_as_pandas_says(ids: list[str], others: list[str]) -> None:
    one, other = pd.Series(ids, dtype="str"), pd.Series(others, dtype="str").drop_duplicates()
    assert among(one, other).tolist() == one.isin(other).tolist()
