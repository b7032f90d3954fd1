"""Which themes go steadily up or down over all complete periods, and when their share changed level."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.mart import read
from pipelines.charts.chance import SURE, chance
from pipelines.charts.look import period_name
from pipelines.mart.tables.trend_tests import change_points, trend_tests
from pipelines.views.filters import Filters
from pipelines.views.words import count, percent, signed


def trends_card(filters: Filters) -> None:
    """A table of slopes and tests, the surest first; nothing where no theme could be tested."""
    tests = read(trend_tests, filters.selection, filters.period)
    tests = tests[tests["p_value"].notna()].sort_values("q_value", kind="stable")
    if tests.empty:
        return
    found = int((tests["q_value"] < SURE).sum())
    st.subheader(f"Over all {count(tests['n_periods'].max(), 'complete ' + filters.period)}", anchor=False)
    st.markdown(
        f"{count(found, 'theme')} of {len(tests)} went up or down more steadily than chance would (q below {SURE})."
    )
    changes = read(change_points, filters.selection, filters.period)
    shown = _shown(tests, changes, filters)
    st.dataframe(shown, hide_index=True, height=296, column_config=_columns(filters), placeholder="–")
    st.caption(
        "Slope: Theil-Sen. Test: Mann-Kendall, which takes the periods for independent: a share that wanders is called "
        "a trend more often than q says. Changes of level: optimal partitioning; of 100 themes that never changed, "
        "about five at the most would show one; a share that wanders is cut into steps, so they follow wandering, too."
    )


def _shown(tests: pd.DataFrame, changes: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    newest = changes.sort_values("period_start").drop_duplicates("theme", keep="last")
    told = {
        row["theme"]: f"{period_name(row['period_start'], filters.period)}: {percent(row['share_before_pct'], 1)} to "
        f"{percent(row['share_after_pct'], 1)}"
        for row in newest.to_dict("records")
    }
    return pd.DataFrame(
        {
            "theme": tests["theme"].map(filters.theme_names),
            "slope": tests["slope_pp"],
            "interval": [
                f"{signed(low, 2)} to {signed(high, 2)}" if pd.notna(low) else "–"
                for low, high in zip(tests["slope_low_pp"], tests["slope_high_pp"], strict=True)
            ],
            "tau": tests["tau"],
            "q": tests["q_value"].map(chance),
            "changes": tests["n_changes"],
            "newest": [told.get(theme, "–") for theme in tests["theme"]],
        }
    )


def _columns(filters: Filters) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "theme": st.column_config.TextColumn("Theme", width=215),
        "slope": number(f"Points a {filters.period}", format="%+.2f", width=105, help="Slope of its share of papers."),
        "interval": st.column_config.TextColumn("95%", width=112),
        "tau": number(
            "Tau", format="%.2f", width=50, help="Kendall's tau-b: 1 when every period lies above all before."
        ),
        "q": st.column_config.TextColumn("q", width=60),
        "changes": number("Changes", width=80, help="How often its share changed level."),
        "newest": st.column_config.TextColumn("Newest change of level", width=245),
    }
