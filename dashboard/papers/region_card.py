"""What a region of the map is about: its terms and themes against the other papers, and its trend."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.mart import read
from dashboard.page import look
from dashboard.picking import picks_of
from dashboard.take_away import table_downloads
from pipelines.mart.tables.paper_map import region_terms, region_themes
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN, Kind, cell
from pipelines.views.paper_map import region_lead, region_trend_view
from pipelines.views.words import safe

_ROWS = 8


def region_card(filters: Filters) -> None:
    """Draw it for the region that is drawn on the map, if any."""
    picks = (pick for chart in ("map", "region-trend") for pick in picks_of(chart))
    region = next((pick.region for pick in picks if pick.region), ())
    if not region:
        return
    terms = read(region_terms, filters.selection, region=region, most=_ROWS)
    themes = read(region_themes, filters.selection, region=region).head(_ROWS)
    with st.container(border=True, key="region"):
        st.markdown(f"**{safe(region_lead(terms))}**")
        left, right = st.columns(2, gap="medium")
        with left:
            _table("Term", "phrase", terms["term"], terms["term"], terms, "region-terms", filters)
        with right:
            names = themes["theme"].map(filters.theme_names)
            _table("Theme", "theme", names, themes["theme"], themes, "region-themes", filters)
        if view := region_trend_view(read, filters, look(), region):
            chart_card(view, filters)


def _table(
    label: str, kind: Kind, names: pd.Series[str], keys: pd.Series[str], frame: pd.DataFrame, key: str, filters: Filters
) -> None:
    shown = pd.DataFrame(
        {
            "name": [cell(name, kind, one) for name, one in zip(names, keys, strict=True)],
            "n": frame["n_inside"],
            "inside": frame["share_inside_pct"],
            "outside": frame["share_outside_pct"],
        }
    )
    number = st.column_config.NumberColumn
    columns = {
        "name": st.column_config.LinkColumn(label, display_text=SHOWN, width=190),
        "n": number("Papers", format="localized", width=60, help="Of the region."),
        "inside": number("Inside", format="%.1f%%", width=65, help="Of the region's papers."),
        "outside": number("Elsewhere", format="%.1f%%", width=75, help="Of the other papers of the filters."),
    }
    st.dataframe(shown, hide_index=True, column_config=columns, key=key, placeholder="–")
    table_downloads(frame, f"{label}s of a region of the map", filters, key=f"{key}-files")
