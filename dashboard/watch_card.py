"""The watch list on the overview: how each thing that the reader follows stands, and its newest paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard.choosing import ROW
from dashboard.mart import read
from pipelines.charts.look import period_name
from pipelines.digest.followed import Followed, followed
from pipelines.digest.watch_list import checked, read_watch_list
from pipelines.errors import PapertideError
from pipelines.mart.selection import Selection
from pipelines.mart.tables.papers import papers
from pipelines.places import warehouse_to_read
from pipelines.views.filters import Filters
from pipelines.views.words import count, percent, safe, signed

SHOWN = 12  # rows in sight


def watch_card(filters: Filters) -> None:
    """Draw the watch list within the filters' dates, or how to make one."""
    st.subheader("Watch list", anchor=False)
    try:
        listed = read_watch_list(warehouse_to_read())
        dates = Selection(since=filters.selection.since, until=filters.selection.until)
        items = followed(read, checked(listed, read), dates, filters.period) if listed else []
    except PapertideError as error:
        st.warning(safe(f"{error}."), icon=":material/error:")
        return
    if not items:
        st.caption("Follow themes, organizations and phrases here and in the digest; this command starts a list:")
        st.code("papertide watch add --theme agents --phrase GRPO", language="bash")
        return
    st.dataframe(
        _shown(items), hide_index=True, key="watch-list", height=ROW * (1 + min(len(items), SHOWN)) + 2, row_height=ROW,
        column_config=_columns(filters.period), placeholder="–",
    )  # fmt: skip
    starts = {one.now.start for one in items if one.now}
    last = f"last {filters.period}: {period_name(max(starts), filters.period)}. " if starts else ""
    st.caption(f"Complete {filters.period}s; {last}Organizations: of the papers with a known organization.")


def _shown(items: list[Followed]) -> pd.DataFrame:
    rows = [_row(one) for one in items]
    return pd.DataFrame(rows, columns=list(rows[0]))


def _row(one: Followed) -> dict[str, Any]:
    newest = read(papers, replace(one.papers, since=None), order="newest", most=1)
    paper = None if newest.empty else newest.iloc[0]
    now, before = one.now, one.before
    return {
        "name": _link(one.page, one.name),
        "share": None if now is None else now.share_pct,
        "interval": "" if now is None else f"{now.low_pct:.1f} to {now.high_pct:.1f}",
        "n": "" if now is None else f"{count(now.n_papers)} of {count(now.total)}",
        "before": "" if before is None else f"{percent(before.share_pct, 1)} ({count(before.n_papers)})",
        "change": "" if before is None else signed(one.change_pp),
        "change_interval": ""
        if before is None
        else f"{signed(one.change_low_pp, plus=False)} to {signed(one.change_high_pp, plus=False)}",
        "day": None if paper is None else paper["listed_on"] if pd.notna(paper["listed_on"]) else paper["published_on"],
        "title": None if paper is None else _link(f"paper?paper={quote(paper['paper_id'], safe='')}", paper["title"]),
    }


def _link(page: str, name: str) -> str:
    """The address of a page, with the name that the table shows after the #."""
    return f"/{page}#{quote(name, safe=' ')}"


def _columns(period: str) -> dict[str, Any]:
    return {
        "name": st.column_config.LinkColumn("Followed", display_text="#(.*)$", width=150),
        "share": st.column_config.NumberColumn("Share", format="%.1f%%", width=60, help=f"Of the last {period}."),
        "interval": st.column_config.TextColumn("95%", width=90, help="Jeffreys interval of the share, in %."),
        "n": st.column_config.TextColumn("n", width=85, help="Papers, of all that the share is of."),
        "before": st.column_config.TextColumn("Before", width=90, help=f"Share and papers in the {period} before."),
        "change": st.column_config.TextColumn("Change", width=65, help="Percentage points."),
        "change_interval": st.column_config.TextColumn("95%", width=95, help="Newcombe's interval of the change."),
        "day": st.column_config.DateColumn("Newest", format="D MMM YYYY", width=90),
        "title": st.column_config.LinkColumn("Newest paper", display_text="#(.*)$", width=300),
    }
