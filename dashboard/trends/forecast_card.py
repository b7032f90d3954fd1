"""What comes next for a theme, and the record of the methods beside it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.take_away import table_downloads
from pipelines.trends.backtest import ALL
from pipelines.trends.forecast import METHODS
from pipelines.views.filters import Filters
from pipelines.views.forecast import Foretold, own_words, verdict
from pipelines.views.words import safe


def chosen_theme(filters: Filters, themes: list[str]) -> str:
    """Draw the choice of the theme to forecast; the first unless chosen."""
    chosen: str = st.selectbox(
        "Theme to forecast", themes, format_func=lambda theme: filters.theme_names[theme], key="forecast",
        bind="query-params", width=360,
    )  # fmt: skip
    return chosen


def record_section(told: Foretold, filters: Filters) -> None:
    """Draw what the past says of the methods, in words and as a table."""
    st.subheader("How well would that have been foretold?", anchor=False)
    own = own_words(told.record, told.theme, told.shown, told.name)
    st.markdown(safe(f"{verdict(told.record, told.shown, filters.period)} {own}"))
    record_table(told.record, told.theme, told.shown)
    told_of = {ALL: "all themes", told.theme: told.name}
    record = told.record[told.record["theme"].isin(list(told_of))]
    files = record.assign(theme_name=record["theme"].map(told_of))
    table_downloads(files, f"Record of forecasts of {told.name}", filters, key="forecast-record")


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
