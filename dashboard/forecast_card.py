"""The forecast of a theme in words, and the record of the methods beside it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.card_parts import decimal
from pipelines.charts.chance import chance
from pipelines.trends.backtest import ALL, better_naive
from pipelines.trends.forecast import DAMPED, METHODS
from pipelines.trends.periods import PeriodName
from pipelines.views.filters import Filters
from pipelines.views.sentences import matching, when
from pipelines.views.words import count, percent, safe

MEANT_PCT = 95  # outcomes that an interval is meant to hold


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


def observed_and_ahead(history: pd.DataFrame, methods: pd.DataFrame) -> pd.DataFrame:
    """What is drawn, as one table: kind ("observed" or "forecast"), then the columns of `forecast`, then of counts.

    Parameters
    ----------
    history : columns of `share_by_period`, of one theme; its interval becomes low_pct and high_pct
    methods : columns of `forecast`, of the same theme
    """
    seen = history.rename(columns={"share_low_pct": "low_pct", "share_high_pct": "high_pct"})
    parts = [seen.assign(kind="observed", method="observed"), methods.assign(kind="forecast")]
    first = ["kind", *methods.columns]
    frame = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True).reindex(
        columns=[*first, *(column for column in seen.columns if column not in first)]
    )
    whole = ["n_papers", "total", "n_assumed", "weekdays", "weekdays_fetched", "days_capped"]
    return frame.astype({column: "Int64" for column in whole if column in frame})


def forecast_lead(ahead: pd.DataFrame, record: pd.DataFrame, name: str, filters: Filters) -> str:
    """What is forecast of a theme for the last period ahead, and how its intervals did in the past, in words.

    Parameters
    ----------
    ahead : columns of `forecast`, of one theme and method
    record : columns of `backtest`
    """
    if ahead.empty:
        return f"No {filters.period} is complete yet, so that nothing can be forecast."
    row = ahead.iloc[-1]
    own = _row(record, row["theme"], row["method"])
    off = f" In its past, {percent(own['coverage_pct'])} of such intervals held." if own and _told(own) else ""
    return (
        f"{name}: {percent(row['share_pct'], 1)} of {matching('papers', filters, lines='theme')} expected in "
        f"{when(row['period_start'], filters)} (95% interval {percent(row['low_pct'], 1)} to "
        f"{percent(row['high_pct'], 1)}), if it goes on as it did.{off}"
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
    p = chance(p_value, "p")
    if own["beats_naive"]:
        return f"The damped trend beats both naive forecasts: {against}, {p}. It is shown, the better naive one dotted."
    return f"The damped trend does not beat the naive forecasts: {against}, {p}. The naive one is shown."


def own_words(record: pd.DataFrame, theme: str, shown: str, name: str) -> str:
    """How the method shown did for the theme drawn, and whether its intervals held as often as they should."""
    own = _row(record, theme, shown)
    if not own:
        return ""
    told = {"": "", "fewer": ": too narrow for it", "more": ": wider than it needed"}[_told(own)]
    return (
        f"For {name} alone, “{shown}” had MASE {decimal(own['mase'])}, and {percent(own['coverage_pct'])} of "
        f"{count(own['n_forecasts'], 'outcome')} were inside its 95% interval{told}."
    )


def record_words(record: pd.DataFrame, theme: str, shown: str) -> str:
    """The record of the method shown, over all themes and for the one drawn, short enough to stand in its chart."""
    every, own = _row(record, ALL, shown), _row(record, theme, shown)
    if not every or not own:
        return f"{shown}; no past to try it on"
    return (
        f"{shown}; {percent(every['coverage_pct'])} of past outcomes in its 95% interval (this theme "
        f"{percent(own['coverage_pct'])}), MASE {decimal(every['mase'])} ({decimal(own['mase'])})"
    )


def _row(record: pd.DataFrame, theme: str, method: str) -> dict[Any, Any]:
    """The record of one theme and method; empty when no outcome is known."""
    rows = record[(record["theme"] == theme) & (record["method"] == method) & (record["n_forecasts"] > 0)]
    return rows.iloc[0].to_dict() if len(rows) else {}


def _told(row: dict[Any, Any]) -> str:
    """Whether "fewer" or "more" outcomes than 95% were inside, by more than one of them; else empty."""
    off = row["coverage_pct"] - MEANT_PCT
    return "" if abs(off) <= 100 / row["n_forecasts"] else "fewer" if off < 0 else "more"


def record_section(record: pd.DataFrame, theme: str, shown: str, filters: Filters) -> None:
    """Draw what the past says of the methods, in words and as a table."""
    st.subheader("How well would that have been foretold?", anchor=False)
    own = own_words(record, theme, shown, filters.theme_names[theme])
    st.markdown(safe(f"{verdict(record, shown, filters.period)} {own}"))
    record_table(record, theme, shown)


def record_table(record: pd.DataFrame, theme: str, shown: str) -> None:
    """Each method's error and interval coverage in the past: for all themes together, and for the chosen one."""
    together = record[record["theme"] == ALL].set_index("method").reindex(METHODS)
    alone = record[record["theme"] == theme].set_index("method").reindex(METHODS)
    frame = pd.DataFrame({"method": [f"{method} (shown)" if method == shown else method for method in METHODS]})
    columns: dict[str, Any] = {"method": st.column_config.TextColumn("Method", width=210)}
    for key, rows, of in (("all", together, "all"), ("one", alone, "own")):
        for column, label, kind, meaning in (
            ("mase", "MASE", "%.2f", "Mean absolute error, in units of the usual change from one period to the next."),
            ("coverage_pct", "Covered", "%.1f%%", "Outcomes within the 95% interval; 95% is right."),
            ("n_forecasts", "n", "localized", "Forecasts with an outcome; they overlap in time."),
        ):
            frame[f"{key}-{column}"] = rows[column].to_numpy()
            columns[f"{key}-{column}"] = st.column_config.NumberColumn(
                f"{label}, {of}", format=kind, help=meaning, width=106
            )
    st.dataframe(frame, hide_index=True, column_config=columns, placeholder="–")
