"""A list of papers, with links, in which one can be chosen; and the papers behind a clicked point."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.choosing import choose, choosing_table, chosen
from dashboard.mart import read
from dashboard.picking import forget_picks
from pipelines.mart.selection import Selection
from pipelines.mart.tables.papers import papers
from pipelines.views.filters import Filters
from pipelines.views.words import count, safe

_TWO_LINES = 62  # px of a row: long titles are broken, not cut
SHOWN = 2_000  # rows sent to the browser at the most; the export has all


def papers_table(selection: Selection, filters: Filters, *, order: str = "newest", most: int = SHOWN) -> None:
    """The papers of the selection as a table with links; a click on a column's head sorts it."""
    shown = _shown(read(papers, selection, order=order, most=most), filters)
    st.dataframe(
        shown, hide_index=True, height=min(38 + _TWO_LINES * len(shown), 560), row_height=_TWO_LINES,
        column_config=_columns(),
    )  # fmt: skip


def paper_to_choose(selection: Selection, filters: Filters, *, order: str, n_rows: int) -> pd.Series[Any] | None:
    """The same table, in which a paper can be chosen; tells which row of `papers` it is, if any.

    Parameters
    ----------
    n_rows : rows in sight
    """
    frame = read(papers, selection, order=order, most=SHOWN)
    keys = frame["paper_id"].to_list()
    current = chosen("paper", keys)
    choosing_table(
        _shown(frame, filters), keys, current, lambda paper: choose("paper", paper), key="papers", n_rows=n_rows,
        columns=_columns(), row_height=_TWO_LINES,
    )  # fmt: skip
    return None if current is None else frame.iloc[keys.index(current)]


def _shown(frame: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    shown = pd.DataFrame(
        {
            "title": frame["title"],
            "link": [web_link(url) or "" for url in frame["url"]],
            "day": frame["listed_on"].fillna(frame["published_on"]),
            "organization": frame["organization"].fillna(""),
            "upvotes": frame["upvotes"],
            "early": frame["immature"].map({True: "early"}).fillna(""),
            "attention": frame["attention_pct"],
            "themes": [", ".join(filters.theme_names.get(theme, theme) for theme in row) for row in frame["themes"]],
            "comments": frame["comments"],
            "topic": frame["topic"].fillna(""),
        }
    )
    told = frame["immature"].eq(True)
    return shown.drop(columns="early") if told.all() or not told.any() else shown  # it tells no paper from another


def _columns() -> dict[str, Any]:
    return {
        "title": st.column_config.TextColumn("Title", width=300),
        "link": st.column_config.LinkColumn("Link", display_text="open", width=48),
        "day": st.column_config.DateColumn("Day", format="D MMM YYYY", width=95),
        "organization": st.column_config.TextColumn("Organization", width=110),
        "upvotes": st.column_config.NumberColumn("Upvotes", format="localized", width=68),
        "early": st.column_config.TextColumn(
            "Note", width=50, help="Upvotes last seen less than 14 days after the listing: they have not settled."
        ),
        "attention": st.column_config.NumberColumn(
            "Attention", format="%.0f", width=76, help="Percentile of upvotes within the listing day."
        ),
        "themes": st.column_config.TextColumn("Themes", width=175),
        "comments": st.column_config.NumberColumn("Comments", format="localized", width=85),
        "topic": st.column_config.TextColumn("Topic", width="medium"),
    }


def papers_behind(filters: Filters, total: int) -> None:
    """The papers behind the points that were picked, with a button that lets go of them."""
    with st.container(horizontal=True, vertical_alignment="center", key="point"):
        st.subheader(f"{count(total, 'paper')}: {safe(filters.picks_words())}", anchor=False)
        st.button("Let go", icon=":material/close:", on_click=forget_picks, key="let-go", width="content")
    papers_table(filters.selection, filters)


def web_link(url: str | None) -> str | None:
    """The address when it is one of the web; anything else (javascript:, file:) is no link."""
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else None
