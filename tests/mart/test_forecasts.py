"""Forecasts and records read from a mart: of eleven papers, and of synthetic ones."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.forecasts import backtest, forecast, forecast_methods, riser_record, riser_summary
from pipelines.mart.tables.movers import momentum
from pipelines.mart.tables.themes import theme_frequency
from pipelines.trends.backtest import ALL, method_to_show
from pipelines.trends.forecast import LAST, METHODS, WINDOW

SINCE_LISTED = Selection(since=date(2025, 9, 1))


def test_forecasts_follow_the_last_complete_month_and_name_their_method(small: Snapshot) -> None:
    frame = forecast_methods(small, SINCE_LISTED)
    assert list(frame)[:6] == ["theme", "period_start", "share_pct", "low_pct", "high_pct", "method"]
    mine = frame[frame["theme"] == "code"]
    # September 1 of 3 papers, October 3 of 5, then a gap; December is in progress.
    assert mine["period_start"].unique().tolist() == list(pd.to_datetime(["2025-11-01", "2025-12-01", "2026-01-01"]))
    assert mine.groupby("method")["share_pct"].first()[[LAST, WINDOW]].to_list() == [60, 50]
    shown = forecast(small, SINCE_LISTED)
    assert set(shown["method"]) == {WINDOW}  # without a record
    assert backtest(small, SINCE_LISTED).empty


def test_themes_chosen_are_rows_and_change_no_figure(demo: Snapshot) -> None:
    one = Selection(themes=("agents",))
    every, record = forecast_methods(demo), backtest(demo)
    pd.testing.assert_frame_equal(forecast_methods(demo, one), every[every["theme"] == "agents"].reset_index(drop=True))
    mine = backtest(demo, one)
    assert set(mine["theme"]) == {ALL, "agents"}
    pd.testing.assert_frame_equal(mine, record[record["theme"].isin([ALL, "agents"])].reset_index(drop=True))


@pytest.mark.parametrize("period", ["month", "quarter"])
def test_what_is_shown_is_what_the_record_says(demo: Snapshot, period: str) -> None:
    shown = forecast(demo, period=period)
    assert set(shown["method"]) == {method_to_show(backtest(demo, period=period))}
    assert len(forecast_methods(demo, period=period)) == len(METHODS) * len(shown)
    assert len(forecast(demo, period=period, horizon=1)) == shown["theme"].nunique()


def test_what_a_past_forecast_said_is_in_the_record(demo: Snapshot) -> None:
    counts = theme_frequency(demo)
    months = counts[counts["complete"]]["period_start"].unique()
    then = forecast_methods(demo, Selection(until=(months[-3] - pd.Timedelta(days=1)).date()))
    outcome = counts.set_index(["theme", "period_start"])["share_pct"].rename("outcome_pct")
    rows = then.join(outcome, on=["theme", "period_start"])
    inside = rows["outcome_pct"].between(rows["low_pct"] - 1e-9, rows["high_pct"] + 1e-9)
    assert rows["outcome_pct"].notna().all()
    assert inside.mean() > 0.85


def test_the_record_of_risers_is_of_lists_as_they_were_given(demo: Snapshot) -> None:
    record, summary = riser_record(demo), riser_summary(demo)
    assert summary.n_lists == len(record) > 6
    assert summary.listed.n_listed == record["n_listed"].sum()
    last = record.iloc[-1]
    given = momentum(demo, Selection(until=(last["origin"] + pd.offsets.MonthEnd(0)).date()))
    assert last["n_listed"] == min(10, int((given["change_pp"] > 0).sum()))
    assert riser_record(demo, SINCE_LISTED, "quarter").empty


@pytest.mark.shared
def test_the_real_days_hold_the_interval_and_the_list_of_risers_does_not_predict(real_warehouse: object) -> None:
    from pipelines.mart.snapshot import current_snapshot

    real = current_snapshot(real_warehouse)  # type: ignore[arg-type]
    until = Selection(until=date(2026, 3, 31))
    record = backtest(real, until).set_index(["theme", "method"]).loc[ALL]
    assert record["coverage_pct"].between(92, 98).all()
    assert record["n_origins"].eq(15).all()
    assert riser_summary(real, until).verdict == "as often"
