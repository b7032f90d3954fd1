"""Organizations as a table, in which names lead to their pages."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.page import look
from dashboard.take_away import table_downloads
from pipelines.charts.mix import SMALL
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN, cell
from pipelines.views.organization_words import span_words
from pipelines.views.words import count

_ROW, _ROWS = 35, 9  # px of a row, and rows in sight


def organization_table(profile: pd.DataFrame, filters: Filters) -> None:
    """Draw the rows of `organization_profile`, small organizations greyed."""
    grey = f"color: {look().muted}"
    few = (profile["n_papers"] < SMALL).to_list()
    styled = _shown(profile, filters).style.apply(lambda row: [grey if few[row.name] else ""] * len(row), axis=1)
    st.dataframe(
        styled, hide_index=True, height=_ROW * (min(len(profile), _ROWS) + 1) + 3, row_height=_ROW, placeholder="–",
        column_config=_columns(filters), key="organization-table",
    )  # fmt: skip
    n = count(profile["n_papers"].sum(), "paper")
    table_downloads(profile, f"Profiles of {filters.by}s", filters, key="profiles", n=n)


def _shown(profile: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    def spans(low: str, high: str, decimals: int = 0) -> list[str]:
        return [span_words(*ends, decimals) for ends in zip(profile[low], profile[high], strict=True)]

    return pd.DataFrame(
        {
            "organization": [cell(name, filters.by, name) for name in profile["organization"]],
            "n_papers": profile["n_papers"],
            "share": profile["share_pct"],
            "share_span": spans("share_low_pct", "share_high_pct", 1),
            "rank": profile["rank"],
            "rank_span": spans("rank_low", "rank_high"),
            "breadth": profile["breadth"],
            "breadth_span": spans("breadth_low", "breadth_high", 1),
            "attention": profile["attention_pct"],
            "attention_span": spans("attention_low_pct", "attention_high_pct"),
            "median": profile["median_upvotes"],
        }
    ).reset_index(drop=True)


def _columns(filters: Filters) -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        "organization": st.column_config.LinkColumn(filters.by.capitalize(), width=160, display_text=SHOWN),
        "n_papers": number("Papers", format="localized", width=58),
        "share": number("Share", format="%.1f%%", width=52, help="Of the papers with a known organization."),
        "share_span": text("95%", width=78, help="95% interval of the share, in percent."),
        "rank": number("Rank", format="%d", width=46),
        "rank_span": text("95%", width=66, help="95% interval of the rank."),
        "breadth": number(
            "Breadth", format="%.1f", width=62,
            help="Effective number of themes: as many equally frequent ones would be as varied.",
        ),
        "breadth_span": text("95%", width=94, help="95% interval of the breadth."),
        "attention": number(
            "Attention", format="%.0f", width=72,
            help="Mean percentile of upvotes within the listing day; 50 is the middle.",
        ),
        "attention_span": text("95%", width=64, help="95% interval of the attention."),
        "median": number("Upvotes", format="localized", width=64, help="Median of its papers' upvotes."),
    }  # fmt: skip
