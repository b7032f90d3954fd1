"""How upvotes grow with a paper's age, and where a paper stands among those as old."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.card_parts import key_figures
from dashboard.chart_card import chart_card
from dashboard.choosing import choose, choosing_table, chosen
from dashboard.mart import read
from dashboard.page import look
from dashboard.take_away import table_downloads
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.trajectories import looks_before_listing, upvote_trajectories
from pipelines.trends.trajectories import HalfTime
from pipelines.views.filters import Filters
from pipelines.views.trajectories import half_time, trajectories_view
from pipelines.views.words import count

SHOWN = 2_000  # rows sent to the browser at the most; the files have all
_ONCE = (
    "Every one of these papers was looked at once: there is no growth to show yet. Repeated looks make trajectories: "
    "run this on later days, or ingest the same days again."
)


def trajectory_section(filters: Filters) -> None:
    """Draw the median curve by age, a chosen paper against it, and the papers to choose from."""
    looks = read(upvote_trajectories, filters.selection)
    if not looks["paper_id"].duplicated().any():
        st.info(_ONCE, icon=":material/info:")
        st.code("papertide refresh", language="bash")
        return
    every = _last_looks(looks, read(papers, filters.selection, order="newest"))
    table = every.head(SHOWN)
    keys = table["paper_id"].to_list()
    current = chosen("paper", keys)
    _figures(read(half_time, filters.selection), looks)
    view = trajectories_view(read, filters, look(), current)
    if view is None:
        st.info("At no age were five papers looked at: widen the dates or the filters.", icon=":material/info:")
    else:
        chart_card(view, filters)
    st.markdown("Papers at their last look, newest first: choose one to see it against the others.")
    choosing_table(
        _shown(table), keys, current, lambda paper: choose("paper", paper), key="trajectory-papers", n_rows=10,
        columns=_columns(),
    )  # fmt: skip
    table_downloads(every, "Papers at their last look", filters, key="last-looks", n=count(len(every), "paper"))
    early = read(looks_before_listing, filters.selection)
    st.caption(
        "Hour 0 is 00:00 UTC of the listing day; a source that tells only the day it looked stands at that day's "
        f"00:00. {count(early, 'look')} from before the listing left out. The percentile is among all selected papers "
        "looked at when as many whole days old, of all listing days: where the audience grew, narrow the dates."
    )


def _figures(half: HalfTime, looks: pd.DataFrame) -> None:
    last = looks.drop_duplicates("paper_id", keep="last")
    value = f"{'at most ' if half.at_most else ''}{half.hours:,.0f} h" if half.n_papers else "–"
    spread = f"; 95%: {half.low:,.0f} to {half.high:,.0f} h" if pd.notna(half.low) else ""
    key_figures(
        (
            "Half of the final upvotes", value,
            f"Of {count(half.n_papers, 'paper')}{spread}.",
        ),
        ("Papers seen again", count(looks["paper_id"].duplicated().groupby(looks["paper_id"]).any().sum()),
         f"Of {count(len(last), 'paper')} with known upvotes."),
        ("Still immature", count(last["immature"].sum()), ""),
    )  # fmt: skip


def _last_looks(looks: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """The papers in the order of `listed`, each with its last look."""
    last = looks.drop_duplicates("paper_id", keep="last").drop(columns=["immature", "upvotes"])
    known = listed[listed["paper_id"].isin(last["paper_id"])]
    return known.merge(last, on="paper_id")


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "title": table["title"],
            "listed": table["listed_on"],
            "age": table["age_days"],
            "upvotes": table["upvotes"],
            "percentile": table["same_age_pct"],
            "n": table["n_same_age"],
            "velocity": table["velocity_per_hour"],
            "note": ["immature" if young else "" for young in table["immature"]],
        }
    )


def _columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "title": st.column_config.TextColumn("Title", width=260),
        "listed": st.column_config.DateColumn("Listed", format="D MMM YYYY", width=95),
        "age": number("Days old", width=75, help="Whole days from 00:00 UTC of the listing day to the last look."),
        "upvotes": number("Upvotes", format="localized", width=75),
        "percentile": number("At this age", format="%.0f", width=90, help="Percentile among papers as old."),
        "n": number("of papers", format="localized", width=80, help="Papers looked at when as old."),
        "velocity": number("An hour", format="%.2f", width=75, help="Upvotes an hour between its last two looks."),
        "note": st.column_config.TextColumn("Note", width=85),
    }
