"""The Forecast page and what the Overview quotes of past risers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from dashboard.forecast_card import forecast_lead, observed_and_ahead, own_words, record_words, verdict
from dashboard.record_card import riser_words
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.forecasts import backtest, forecast
from pipelines.mart.tables.themes import theme_frequency, themes
from pipelines.trends.backtest import ALL
from pipelines.trends.forecast import DAMPED, LAST, WINDOW
from pipelines.trends.riser_noise import Noise
from pipelines.trends.riser_record import Kept, RiserSummary
from pipelines.views.filters import Filters
from tests.dashboard.conftest import words

DAY = pd.Timestamp("2025-01-01")
KEPT = Kept(150, 66, 44.0, 50.0, 42.0, 59.0, 0.18, 0.4, 0.33)
NONE = Kept(0, 0, *[float("nan")] * 7)
NOISE = Noise(26.0, 19.0, 33.0)


def chart(app: Any) -> dict[str, Any]:
    return next(json.loads(part.proto.spec) for part in app.get("plotly_chart"))


def record(mase: float, p_value: float) -> pd.DataFrame:
    rows = [(DAMPED, mase, p_value), (LAST, 1.1, None), (WINDOW, 1.0, None)]
    frame = pd.DataFrame(rows, columns=["method", "mase", "p_value"]).astype({"p_value": "float64"})
    return frame.assign(theme=ALL, n_origins=15, beats_naive=(frame["p_value"] < 0.05) & (mase < 1))


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


def own(coverage: float, mase: float = 2.17) -> pd.DataFrame:
    rows = [(ALL, 95.0, 0.97, 1710), ("agents", coverage, mase, 45)]
    frame = pd.DataFrame(rows, columns=["theme", "coverage_pct", "mase", "n_forecasts"])
    return frame.assign(method=WINDOW)


@pytest.mark.parametrize(
    ("coverage", "said", "lead"),
    [
        (82.2, "82% of 45 outcomes were inside its 95% interval: too narrow for it.", True),
        (100.0, "100% of 45 outcomes were inside its 95% interval: wider than it needed.", True),
        (95.6, "96% of 45 outcomes were inside its 95% interval.", False),
    ],
)
def test_the_record_of_the_theme_drawn_is_told_beside_that_of_all(coverage: float, said: str, lead: bool) -> None:
    told = own_words(own(coverage), "agents", WINDOW, "Agents")
    assert told == f"For Agents alone, “mean of last window” had MASE 2.17, and {said}"
    short = record_words(own(coverage), "agents", WINDOW)
    assert f"95% of past outcomes in its 95% interval (this theme {coverage:.0f}%), MASE 0.97 (2.17)" in short
    ahead = pd.DataFrame(
        [{"theme": "agents", "method": WINDOW, "period_start": DAY, "share_pct": 9.0, "low_pct": 7.0, "high_pct": 11.0}]
    )
    filters = Filters(Selection(text="x", themes=("agents",)), "month", {"agents": "Agents"})
    sentence = forecast_lead(ahead, own(coverage), "Agents", filters)
    assert sentence.startswith("Agents: 9.0% of papers that match the filters expected in January 2025 (95% interval")
    assert sentence.endswith(f"In its past, {coverage:.0f}% of such intervals held.") == lead
    unfiltered = forecast_lead(ahead, own(coverage), "Agents", Filters(Selection(), "month", {}))
    assert "9.0% of papers expected" in unfiltered


def test_without_a_record_of_the_theme_nothing_is_told_of_it() -> None:
    for nothing in (own(95.0).iloc[:0], own(float("nan")).assign(n_forecasts=0)):
        assert own_words(nothing, "agents", WINDOW, "Agents") == ""
        assert record_words(nothing, "agents", WINDOW) == f"{WINDOW}; no past to try it on"


def test_the_file_holds_what_was_seen_and_what_is_forecast(demo: Snapshot) -> None:
    history, ahead = theme_frequency(demo), forecast(demo)
    history, ahead = (frame[frame["theme"] == "agents"] for frame in (history, ahead))
    told = observed_and_ahead(history, ahead)
    assert told["kind"].to_list() == ["observed"] * len(history) + ["forecast"] * len(ahead)
    seen = told[told["kind"] == "observed"]
    assert seen[["share_pct", "low_pct", "n_papers"]].to_numpy("float64").tolist() == (
        history[["share_pct", "share_low_pct", "n_papers"]].to_numpy("float64").tolist()
    )
    assert (seen["method"] == "observed").all()
    assert told["n_papers"].dtype == "Int64"
    empty = observed_and_ahead(history.iloc[:0], ahead.iloc[:0])
    assert (empty.empty, list(empty.columns)) == (True, list(told.columns))


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


@pytest.mark.parametrize(
    ("mase", "p_value", "said"),
    [
        (0.9, 0.01, "beats both naive forecasts: mean error (MASE) 0.90 against 1.00 of “mean of last window”"),
        (0.9, 0.3, "does not beat the naive forecasts"),
        (1.2, 0.0001, "does not beat the naive forecasts: mean error (MASE) 1.20"),
        (0.9, float("nan"), "Too few past forecasts to tell"),
    ],
)
def test_the_verdict_follows_the_record(mase: float, p_value: float, said: str) -> None:
    assert said in verdict(record(mase, p_value), WINDOW, "month")


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        (
            RiserSummary(15, DAY, DAY, KEPT, NONE, 0.2),
            "Of the top 10 risers at 15 past month ends, 44% kept rising over the next 3 months; of themes drawn at "
            "random 50% did (95% of draws: 42% to 59%; p = 0.180): a rise is no forecast of another. Of lists of mere "
            "noise 26% would (19% to 33%), because a count that is listed for its luck falls back: the lists held real "
            "changes.",
        ),
        (
            RiserSummary(15, DAY, DAY, replace(KEPT, kept_pct=20.0, p_value=0.0001), NONE, 0.2),
            "p < 0.001): what rises fast tends to fall back. Of lists of mere noise 26% would (19% to 33%), because a "
            "count that is listed for its luck falls back.",
        ),
        (
            RiserSummary(15, DAY, DAY, replace(KEPT, kept_pct=80.0, p_value=0.012), replace(KEPT, n_listed=17), 0.2),
            " Of the 17 rises among them that were more than noise, 44% went on; of themes drawn at random 50% did "
            "(95% of draws: 42% to 59%; p = 0.180); on average their share changed by +0.4 points (p = 0.330).",
        ),
        (RiserSummary(2, DAY, DAY, KEPT, NONE, 0.2), "cannot be told yet: of 2 past lists"),
    ],
)
def test_what_is_said_of_past_risers_follows_what_became_of_them(summary: RiserSummary, said: str) -> None:
    assert said in riser_words(summary, NOISE, "month", 3)
