"""The phrases that were rare and are not any more, each with a link to its course."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.choosing import ROW
from dashboard.mart import read
from dashboard.take_away import table_downloads
from pipelines.charts.chance import chance
from pipelines.views.emerging import emerging
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN as NAME
from pipelines.views.links import cell

SHOWN = 12  # rows in sight


def emerging_section(filters: Filters) -> None:
    """Draw the table of emerging phrases, or say why there are none."""
    st.subheader("Emerging terms", anchor=False)
    frame, words = emerging(read, filters)
    st.caption(words)
    if len(frame):
        st.dataframe(
            _shown(frame, filters), hide_index=True, key="emerging", height=ROW * (1 + min(len(frame), SHOWN)) + 2,
            row_height=ROW, column_config=_columns(), placeholder="–",
        )  # fmt: skip
        table_downloads(frame, f"Emerging terms: {words}", filters, key="emerging-terms")


def _shown(frame: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    spans = zip(frame["share_now_low_pct"], frame["share_now_high_pct"], strict=True)
    return pd.DataFrame(
        {
            "term": [cell(term, "phrase", term) for term in frame["term"]],
            "first_seen": frame["first_seen"],
            "n_before": frame["n_before"],
            "n_now": frame["n_now"],
            "before": frame["share_before_pct"],
            "now": frame["share_now_pct"],
            "interval": [f"{low:.1f} to {high:.1f}" for low, high in spans],
            "q_value": frame["q_value"].map(chance),
            "theme": [
                cell(filters.theme_names[theme], "theme", theme) if theme in filters.theme_names else None
                for theme in frame["theme"]
            ],
        }
    )


def _columns() -> dict[str, Any]:
    number, text, link = st.column_config.NumberColumn, st.column_config.TextColumn, st.column_config.LinkColumn
    return {
        "term": link("Phrase", display_text=NAME, width=190, help="Opens its share over time."),
        "first_seen": st.column_config.DateColumn("First seen", format="D MMM YYYY", width=95),
        "n_before": number("n before", format="localized", width=68, help="Papers before."),
        "n_now": number("n now", format="localized", width=58, help="Papers now."),
        "before": number("Before", format="%.1f%%", width=62, help="Share of the papers before."),
        "now": number("Now", format="%.1f%%", width=55, help="Share of the papers now."),
        "interval": text("95%", width=80, help="Jeffreys interval of the share now, in %."),
        "q_value": text(
            "q", width=65, help="Benjamini-Hochberg over all phrases looked at; those above 0.05 are not shown."
        ),
        "theme": link(
            "Theme", display_text=NAME, width=190,
            help="The theme that has this among its phrases; a dash: none has it yet.",
        ),
    }  # fmt: skip
