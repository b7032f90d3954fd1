"""The Forecast page the theme that it is of, and its record."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.forecasts import backtest, forecast
from pipelines.mart.tables.themes import themes
from pipelines.trends.backtest import ALL
from tests.dashboard.conftest import words


def chart(app: Any) -> dict[str, Any]:
    return next(json.loads(part.proto.spec) for part in app.get("plotly_chart"))


def test_the_most_frequent_theme_is_foretold_with_the_record_of_each_method(open_page: Any, demo: Snapshot) -> None:
    app = open_page("forecast")
    known = themes(demo).sort_values("n_papers", ascending=False, kind="stable").iloc[0]
    assert app.selectbox(key="forecast").value == known["theme"]
    shown = forecast(demo)
    last = shown[shown["theme"] == known["theme"]].iloc[-1]
    assert f"{last['share_pct']:.1f}%" in words(app).replace("\\", "")
    rows = app.dataframe[0].value
    expected = backtest(demo)
    expected = expected[expected["theme"] == ALL]
    assert rows["all-mase"].to_list() == pytest.approx(expected["mase"].to_list())
    assert rows["method"].str.contains("shown").sum() == 1
    assert any(last["method"] in note["text"] for note in chart(app)["layout"]["annotations"])


def test_a_link_names_theme_and_period(open_page: Any) -> None:
    app = open_page("forecast", period="Quarter", forecast="Robotics and embodied AI")
    assert "Robotics and embodied AI, and the next 2 quarters" in chart(app)["layout"]["title"]["text"]
    assert open_page("forecast", forecast="no such theme").selectbox(key="forecast").value


def test_the_sidebars_themes_are_those_to_choose_from(open_page: Any) -> None:
    app = open_page("forecast", themes=["Agents", "Robotics and embodied AI"])
    assert app.selectbox(key="forecast").options == ["Agents", "Robotics and embodied AI"]


def test_too_short_a_range_and_no_paper_say_so(open_page: Any) -> None:
    assert "needs a complete month" in open_page("forecast", since="2026-03-02").info[-1].value
    assert "without a record" in words(open_page("forecast", since="2025-12-01"))
    assert "No paper matches" in open_page("forecast", text="zyzzyva").warning[0].value
