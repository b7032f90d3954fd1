"""What is said of a forecast and of its record, and the table behind its chart."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.forecasts import forecast
from pipelines.mart.tables.themes import theme_frequency
from pipelines.trends.backtest import ALL
from pipelines.trends.forecast import DAMPED, LAST, WINDOW
from pipelines.views.filters import Filters
from pipelines.views.forecast import Foretold, forecast_lead, observed_and_ahead, own_words, record_words, verdict

DAY = pd.Timestamp("2025-01-01")


def record(mase: float, p_value: float) -> pd.DataFrame:
    rows = [(DAMPED, mase, p_value), (LAST, 1.1, None), (WINDOW, 1.0, None)]
    frame = pd.DataFrame(rows, columns=["method", "mase", "p_value"]).astype({"p_value": "float64"})
    return frame.assign(theme=ALL, n_origins=15, beats_naive=(frame["p_value"] < 0.05) & (mase < 1))


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
    assert (
        own_words(own(coverage), "agents", WINDOW, "Agents")
        == f"For Agents alone, “mean of last window” had MASE 2.17, and {said}"
    )
    short = record_words(own(coverage), "agents", WINDOW)
    assert f"95% of past outcomes in its 95% interval (this theme {coverage:.0f}%), MASE 0.97 (2.17)" in short
    ahead = pd.DataFrame(
        [{"theme": "agents", "method": WINDOW, "period_start": DAY, "share_pct": 9.0, "low_pct": 7.0, "high_pct": 11.0}]
    )
    filters = Filters(Selection(text="x", themes=("agents",)), "month", {"agents": "Agents"})
    told = Foretold("agents", "Agents", WINDOW, ahead.head(0), ahead, own(coverage))
    sentence = forecast_lead(told, filters)
    assert sentence.startswith("Agents: 9.0% of papers that match the filters expected in January 2025 (95% interval")
    assert sentence.endswith(f"In its past, {coverage:.0f}% of such intervals held.") == lead
    unfiltered = forecast_lead(told, Filters(Selection(), "month", {}))
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
