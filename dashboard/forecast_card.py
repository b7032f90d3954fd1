"""The forecast of a theme in words, and the record of the methods beside it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.filters import Filters
from dashboard.words import count, percent
from pipelines.charts.look import period_name
from pipelines.trends.backtest import ALL, better_naive
from pipelines.trends.forecast import DAMPED, METHODS
from pipelines.trends.periods import PeriodName


def chosen_theme(filters: Filters, sizes: pd.Series[int]) -> str:
    """The theme to forecast: one of the sidebar's, else any, the most frequent first.

    Parameters
    ----------
    sizes : papers of each theme, index theme
    """
    ordered = sizes.sort_values(ascending=False, kind="stable").index
    themes = list(filters.selection.themes) or list(ordered)
    chosen: str = st.selectbox(
        "Theme to forecast", themes, format_func=lambda theme: filters.theme_names[theme], key="forecast",
        bind="query-params", width=360,
    )  # fmt: skip
    return chosen


def forecast_lead(ahead: pd.DataFrame, name: str, filters: Filters) -> str:
    """What is forecast of a theme for the last period ahead, in words.

    Parameters
    ----------
    ahead : columns of `forecast`, of one theme and method
    """
    if ahead.empty:
        return f"No {filters.period} is complete yet, so that nothing can be forecast."
    row = ahead.iloc[-1]
    return (
        f"{name}: {percent(row['share_pct'], 1)} of papers expected in "
        f"{period_name(row['period_start'], filters.period)} (95% interval {percent(row['low_pct'], 1)} to "
        f"{percent(row['high_pct'], 1)}), if it goes on as it did."
    )


def verdict(record: pd.DataFrame, shown: str, period: PeriodName) -> str:
    """Whether "damped trend" beats the naive methods over all themes, and so which is shown."""
    together = record[record["theme"] == ALL].set_index("method")
    if together.empty:
        return f"Too little history to try a forecast on the past: the naive “{shown}” is shown, without a record."
    rows, better = together.to_dict("index"), better_naive(record)
    own, p_value = rows[DAMPED], rows[DAMPED]["p_value"]
    against = (
        f"mean error (MASE) {own['mase']:.2f} against {rows[better]['mase']:.2f} of “{better}”, over all themes and "
        f"forecasts made at {count(own['n_origins'], f'past {period} end')}"
    )
    if pd.isna(p_value):
        return f"Too few past forecasts to tell whether the damped trend is better ({against}): the naive one is shown."
    p = "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"
    if own["beats_naive"]:
        return f"The damped trend beats both naive forecasts: {against}, {p}. It is shown, the better naive one dotted."
    return f"The damped trend does not beat the naive forecasts: {against}, {p}. The naive one is shown."


def record_words(record: pd.DataFrame, shown: str) -> str:
    """The record of the method shown, short enough to stand in its chart."""
    rows = record[(record["theme"] == ALL) & (record["method"] == shown)].to_dict("records")
    if not rows:
        return f"{shown}; no past to try it on"
    row = rows[0]
    return f"{shown}; tried on the past: MASE {row['mase']:.2f}, {percent(row['coverage_pct'])} inside the 95% interval"


def record_table(record: pd.DataFrame, theme: str, shown: str) -> None:
    """Each method's error and interval coverage in the past: for all themes together, and for the chosen one."""
    together = record[record["theme"] == ALL].set_index("method").reindex(METHODS)
    alone = record[record["theme"] == theme].set_index("method").reindex(METHODS)
    frame = pd.DataFrame({"method": [f"{method} (shown)" if method == shown else method for method in METHODS]})
    columns: dict[str, Any] = {"method": st.column_config.TextColumn("Method", width=200)}
    for key, rows, of in (("all", together, "all"), ("one", alone, "theme")):
        for column, label, kind, meaning in (
            ("mase", "MASE", "%.2f", "Mean absolute error, in units of the usual change from one period to the next."),
            ("coverage_pct", "Covered", "%.1f%%", "Outcomes within the 95% interval; 95% is right."),
            ("n_forecasts", "n", "localized", "Forecasts with an outcome; they overlap in time."),
        ):
            frame[f"{key}-{column}"] = rows[column].to_numpy()
            columns[f"{key}-{column}"] = st.column_config.NumberColumn(
                f"{label}, {of}", format=kind, help=meaning, width=108
            )
    st.dataframe(frame, hide_index=True, column_config=columns, placeholder="–")
