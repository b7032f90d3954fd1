"""Themes and discovered topics that lean towards each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboard.card_parts import link_table
from dashboard.mart import read
from pipelines.mart.selection import Selection
from pipelines.mart.tables.topics import topic_themes
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN, cell


def leaning(column: str, key: Any, *, lift: float, fewest: int, most: int) -> pd.DataFrame:
    """The rows of `topic_themes` of one topic or theme that lean clearly, largest share first.

    Parameters
    ----------
    column : theme or topic_id
    lift, fewest : the least lift and papers that count as leaning
    most : rows at the most
    """
    every: pd.DataFrame = read(topic_themes)
    lean = every[(every[column] == key) & (every["lift"] >= lift) & (every["n_papers"] >= fewest)]
    clearest: pd.DataFrame = lean.sort_values("share_pct", ascending=False, kind="stable").head(most)
    return clearest


def leaning_table(
    lean: pd.DataFrame, kind: Literal["theme", "topic"], label: str, title: str, filters: Filters, *, key: str
) -> None:
    """Themes of a topic, or topics of a theme, each leading to its page.

    Parameters
    ----------
    lean : columns theme or topic_id (what a row stands for), `label` (its name), n_papers, share_pct, lift
    title : of its files
    """
    if lean.empty:
        st.caption("None.")
        return
    what = "theme" if kind == "theme" else "topic_id"
    names = [cell(row[label], kind, row[what]) for row in lean.to_dict("records")]
    shown = lean.assign(name=names)[["name", "n_papers", "share_pct", "lift"]]
    columns = {
        "name": st.column_config.LinkColumn(kind.capitalize(), display_text=SHOWN, width=190),
        "n_papers": st.column_config.NumberColumn("Papers", format="localized", width=58, help="That are in both."),
        "share_pct": st.column_config.NumberColumn(
            "Share", format="%.0f%%", width=55, help="Of the topic's papers, those that carry the theme."
        ),
        "lift": st.column_config.NumberColumn(
            "Lift", format="%.1f×", width=50, help="That share over the theme's share of all papers."
        ),
    }
    of_all = replace(filters, selection=Selection())
    link_table(shown, columns, lean, title, of_all, key=key)
