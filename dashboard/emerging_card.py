"""The terms that were rare and are not any more, each with a link to its course."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard.chart_card import csv_with_header
from dashboard.choosing import ROW
from dashboard.mart import read
from dashboard.page import data_stamp
from pipelines.charts.chance import chance
from pipelines.mart.tables.movers import WINDOW
from pipelines.mart.tables.periods import periods
from pipelines.mart.tables.terms import emerging_terms
from pipelines.trends.emerging import RARE_PCT
from pipelines.views.filters import Filters
from pipelines.views.words import count, day, file_name, percent

SHOWN = 12  # rows in sight


def emerging_section(filters: Filters) -> None:
    """Draw the table of emerging terms, or say why there are none."""
    known = read(periods, filters.selection, filters.period)
    done, window = known[known["complete"]], WINDOW[filters.period]
    st.subheader("Emerging terms", anchor=False)
    if len(done) <= window:
        st.info(
            f"Emerging terms need papers of more than {count(window, f'complete {filters.period}')}; choose a longer "
            "range or a shorter period.",
            icon=":material/info:",
        )
        return
    frame = read(emerging_terms, filters.selection, filters.period)
    now = done.tail(window)
    spans = f"{day(now['period_start'].min())} to {day(now['period_end'].max())} against all papers before"
    found = count(len(frame), "phrase") if len(frame) else "No phrase"
    st.caption(f"{found} in at most {percent(RARE_PCT, 1)} of the papers before and surely in more now: {spans}.")
    if len(frame):
        shown = _shown(frame, filters)
        st.dataframe(
            shown, hide_index=True, key="emerging", height=ROW * (1 + min(len(shown), SHOWN)) + 2, row_height=ROW,
            column_config=_columns(),
        )  # fmt: skip
        name = file_name("papertide-emerging-terms", filters.words(), data_stamp())
        st.download_button(
            "CSV", lambda: csv_with_header(frame, f"Emerging terms: {spans}", filters.words(), filters.period),
            f"{name}.csv", "text/csv", key="csv-emerging", on_click="ignore", type="tertiary",
        )  # fmt: skip


def _shown(frame: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "term": frame["term"],
            "open": [f"explore?phrases={quote(term)}" for term in frame["term"]],
            "first_seen": frame["first_seen"],
            "n_before": frame["n_before"],
            "n_now": frame["n_now"],
            "before": frame["share_before_pct"],
            "now": frame["share_now_pct"],
            "interval": [
                f"{low:.1f} to {high:.1f}"
                for low, high in zip(frame["share_now_low_pct"], frame["share_now_high_pct"], strict=True)
            ],
            "q_value": frame["q_value"].map(chance),
            "theme": [filters.theme_names.get(theme, "") for theme in frame["theme"]],
        }
    )


def _columns() -> dict[str, Any]:
    return {
        "term": st.column_config.TextColumn("Phrase", width=162),
        "open": st.column_config.LinkColumn("Chart", display_text="open", width=52, help="Its share over time."),
        "first_seen": st.column_config.DateColumn("First seen", format="D MMM YYYY", width=95),
        "n_before": st.column_config.NumberColumn("n before", format="localized", width=68, help="Papers before."),
        "n_now": st.column_config.NumberColumn("n now", format="localized", width=58, help="Papers now."),
        "before": st.column_config.NumberColumn(
            "Before", format="%.1f%%", width=62, help="Share of the papers before."
        ),
        "now": st.column_config.NumberColumn("Now", format="%.1f%%", width=55, help="Share of the papers now."),
        "interval": st.column_config.TextColumn("95%", width=80, help="Jeffreys interval of the share now, in %."),
        "q_value": st.column_config.TextColumn(
            "q", width=65, help="Benjamini-Hochberg over all phrases looked at; those above 0.05 are not shown."
        ),
        "theme": st.column_config.TextColumn(
            "Theme", width=190, help="The theme that has this among its phrases; empty: none has it yet."
        ),
    }
