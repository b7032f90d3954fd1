"""The watch list on the overview: how each thing that the reader follows stands, and its newest paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.choosing import ROW
from dashboard.mart import read
from dashboard.take_away import table_downloads
from pipelines.charts.look import period_name
from pipelines.digest.followed import Followed, followed, standings
from pipelines.digest.watch_list import NOTHING, WatchList, checked, read_watch_list
from pipelines.errors import PapertideError
from pipelines.mart.selection import Selection
from pipelines.mart.tables.papers import papers
from pipelines.places import warehouse_to_read
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN as NAME
from pipelines.views.links import cell
from pipelines.views.words import count, percent, safe, signed

SHOWN = 12  # rows in sight


def watch_list() -> WatchList:
    """What the reader follows, named as in the data; nothing where there is no list.

    Raises
    ------
    PapertideError : the list cannot be read, or names what the data does not have.
    """
    return checked(read_watch_list(warehouse_to_read()) or NOTHING, read)


def watch_card(filters: Filters) -> None:
    """Draw the watch list within the filters' dates, or how to make one."""
    st.subheader("Watch list", anchor=False)
    dates = replace(filters, selection=Selection(since=filters.selection.since, until=filters.selection.until))
    try:
        items = followed(read, watch_list(), dates.selection, filters.period)
    except PapertideError as error:
        st.warning(safe(f"{error}."), icon=":material/error:")
        return
    if not items:
        st.caption("Follow themes, organizations and phrases here and in the digest; this command starts a list:")
        st.code("papertide watch add --theme agents --phrase GRPO", language="bash")
        return
    newest = pd.DataFrame([_newest(one) for one in items])
    st.dataframe(
        _shown(items, newest), hide_index=True, key="watch-list", height=ROW * (1 + min(len(items), SHOWN)) + 2,
        row_height=ROW, column_config=_columns(filters.period), placeholder="–",
    )  # fmt: skip
    starts = {one.now.start for one in items if one.now}
    last = f"last {filters.period}: {period_name(max(starts), filters.period)}. " if starts else ""
    st.caption(f"Complete {filters.period}s; {last}Organizations: of the papers with a known organization.")
    if filters.selection != dates.selection:
        st.caption("Of the filters, only the dates and the period count here.")
    table_downloads(pd.concat([standings(items), newest], axis=1), "Watch list", dates, key="watch-list")


def _newest(one: Followed) -> dict[str, Any]:
    """The newest of its papers until the last day asked for."""
    found = read(papers, replace(one.papers, since=None), order="newest", most=1)
    if found.empty:
        return dict.fromkeys(("newest_day", "newest_paper_id", "newest_title"))
    paper = found.iloc[0]
    day = paper["listed_on"] if pd.notna(paper["listed_on"]) else paper["published_on"]
    return {"newest_day": day, "newest_paper_id": paper["paper_id"], "newest_title": paper["title"]}


def _shown(items: list[Followed], newest: pd.DataFrame) -> pd.DataFrame:
    rows = [_row(one) for one in items]
    named = newest[["newest_paper_id", "newest_title"]].itertuples(index=False, name=None)
    titles = [cell(title, "paper", key) if pd.notna(key) else None for key, title in named]
    return pd.DataFrame(rows, columns=list(rows[0])).assign(
        day=newest["newest_day"], title=pd.Series(titles, dtype="object")
    )


def _row(one: Followed) -> dict[str, Any]:
    now, before = one.now, one.before
    return {
        "name": cell(one.name, one.kind, one.key),
        "share": None if now is None else now.share_pct,
        "interval": "" if now is None else f"{now.low_pct:.1f} to {now.high_pct:.1f}",
        "n": "" if now is None else f"{count(now.n_papers)} of {count(now.total)}",
        "before": "" if before is None else f"{percent(before.share_pct, 1)} ({count(before.n_papers)})",
        "change": "" if before is None else signed(one.change_pp),
        "change_interval": ""
        if before is None
        else f"{signed(one.change_low_pp, plus=False)} to {signed(one.change_high_pp, plus=False)}",
    }


def _columns(period: str) -> dict[str, Any]:
    return {
        "name": st.column_config.LinkColumn("Followed", display_text=NAME, width=150),
        "share": st.column_config.NumberColumn("Share", format="%.1f%%", width=60, help=f"Of the last {period}."),
        "interval": st.column_config.TextColumn("95%", width=90, help="Jeffreys interval of the share, in %."),
        "n": st.column_config.TextColumn("n", width=85, help="Papers, of all that the share is of."),
        "before": st.column_config.TextColumn("Before", width=90, help=f"Share and papers in the {period} before."),
        "change": st.column_config.TextColumn("Change", width=65, help="Percentage points."),
        "change_interval": st.column_config.TextColumn("95%", width=95, help="Newcombe's interval of the change."),
        "day": st.column_config.DateColumn("Newest", format="D MMM YYYY", width=90),
        "title": st.column_config.LinkColumn("Newest paper", display_text=NAME, width=300),
    }
