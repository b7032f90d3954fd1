"""Movers among organizations: what is absent is not compared."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables import movers
from pipelines.mart.tables.movers import organization_momentum

MONTHS = pd.date_range("2025-01-01", periods=6, freq="MS")


def named_in(months: pd.DatetimeIndex) -> pd.DataFrame:
    """Two organizations with 10 papers a month each, in the months that name any."""
    rows = [(start, name, 10, 20, True) for start in months for name in ("Northlight", "Tolvane")]
    return pd.DataFrame(rows, columns=["period_start", "organization", "n_papers", "known_total", "complete"])


@pytest.mark.parametrize(("missing", "n_rows"), [(None, 2), (0, 0), (1, 0), (4, 0)])
def test_where_a_period_of_the_windows_names_no_organization_nobody_is_compared(
    small: Snapshot, monkeypatch: pytest.MonkeyPatch, missing: int | None, n_rows: int
) -> None:
    known = pd.DataFrame({"period_start": MONTHS, "period_end": MONTHS + pd.offsets.MonthEnd(), "complete": True})
    told = MONTHS if missing is None else MONTHS.delete(missing)
    before = pd.date_range("2024-07-01", periods=6, freq="MS")  # named earlier, and no part of the windows

    def calendar(*_: Any) -> pd.DataFrame:
        return known

    def activity(*_: Any, **__: Any) -> pd.DataFrame:
        return pd.concat([named_in(before), named_in(told)])

    monkeypatch.setattr(movers, "periods", calendar)
    monkeypatch.setattr(movers, "organization_activity", activity)
    assert len(organization_momentum(small, window=3)) == n_rows
