"""The line above a page: a build that is going on, data that is old; never synthetic data's age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.mart.progress import announced

PAGE = "from dashboard.freshness import freshness; freshness()"


def lines(warehouse: object, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("PAPERTIDE_DB", str(warehouse))
    app = AppTest.from_string(PAGE, default_timeout=60).run()
    assert not app.exception, app.exception
    return [caption.value for caption in app.caption]


def aged(altered: Any, days: int, *, synthetic: bool) -> Any:
    last = datetime.now(UTC).date() - timedelta(days=days)
    sql = "update about set synthetic = $synthetic, last_fetched = $last"
    return altered((sql, {"synthetic": synthetic, "last": last}))


@pytest.mark.parametrize(("days", "synthetic", "told"), [(8, False, True), (7, False, False), (800, True, False)])
def test_only_real_data_of_more_than_a_week_ago_is_called_old(
    altered: Any, monkeypatch: pytest.MonkeyPatch, days: int, synthetic: bool, told: bool
) -> None:
    said = lines(aged(altered, days, synthetic=synthetic), monkeypatch)
    assert bool(said) == told
    assert not told or ("8 days ago" in said[0] and "`papertide refresh`" in said[0])


def test_data_without_days_has_no_age(altered: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    undated = ("update about set synthetic = false, first_day = null, last_day = null, last_fetched = null", {})
    assert lines(altered(undated), monkeypatch) == []


def test_a_build_is_told_with_its_step_and_the_day_of_the_data(altered: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = aged(altered, 800, synthetic=False)
    with announced(warehouse) as tell:
        tell("tagging themes")
        said = lines(warehouse, monkeypatch)
    assert len(said) == 1
    assert "A build is going on (tagging themes, for " in said[0]
    assert "s): this page shows the data of " in said[0]
