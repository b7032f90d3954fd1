"""A list of papers as a table, in which names lead to their pages; and the papers behind points that were picked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.choosing import ROW
from dashboard.mart import read
from dashboard.picking import forget_picks
from dashboard.take_away import table_downloads
from pipelines.mart.selection import Selection
from pipelines.mart.tables.papers import headline, papers
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN, Kind, cell
from pipelines.views.papers import web_link
from pipelines.views.words import count, safe

MOST = 2_000  # rows sent to the browser at the most; the files have all


def papers_table(selection: Selection, filters: Filters, *, order: str = "newest", most: int = MOST) -> None:
    """The first papers of the selection as a table with links, and files of all of them."""
    frame_table(read(papers, selection, order=order, most=most), filters)
    if n := int(read(headline, selection)["n_papers"]):
        table_downloads(
            lambda: read(papers, selection, order=order), f"Papers, {order} first",
            replace(filters, selection=selection), key="papers-table", n=count(n, "paper"),
        )  # fmt: skip


def frame_table(frame: pd.DataFrame, filters: Filters) -> None:
    """The same table of papers that were found otherwise, without files.

    Parameters
    ----------
    frame : columns of `papers`
    """
    shown = _shown(frame, filters)
    st.dataframe(
        shown, hide_index=True, height=min(ROW * (len(shown) + 1) + 2, 560), row_height=ROW,
        column_config=_columns(shown), placeholder="–",
    )  # fmt: skip


def _shown(frame: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    topics = {label: topic for topic, label in filters.topic_names.items()}
    rows = frame.to_dict("records")
    names = [[(filters.theme_names.get(theme, theme), theme) for theme in row["themes"]] for row in rows]
    shown = pd.DataFrame(
        {
            "title": [cell(row["title"], "paper", row["paper_id"]) for row in rows],
            "day": frame["listed_on"].fillna(frame["published_on"]),
            "organization": [_name(row["organization"], "organization", row["organization"]) for row in rows],
            "upvotes": frame["upvotes"],
            "early": frame["immature"].map({True: "early"}).fillna(""),
            "attention": frame["attention_pct"],
            "theme": [cell(of[0][0], "theme", of[0][1]) if of else None for of in names],
            **{
                f"theme_{place + 1}": [
                    cell(of[place][0], "theme", of[place][1]) if of[place:] else None for of in names
                ]
                for place in range(1, max(map(len, names), default=0))
            },
            "topic": [_name(row["topic"], "topic", topics.get(row["topic"])) for row in rows],
            "comments": frame["comments"],
            "link": [web_link(row["url"]) for row in rows],
        }
    )
    told = frame["immature"].eq(True)
    return shown.drop(columns="early") if told.all() or not told.any() else shown  # it tells no paper from another


def _name(name: Any, kind: Kind, key: Any) -> str | None:
    """A name that leads to its page; absent where there is none."""
    return cell(name, kind, key) if pd.notna(name) and pd.notna(key) else None


def _columns(shown: pd.DataFrame) -> dict[str, Any]:
    number, link = st.column_config.NumberColumn, st.column_config.LinkColumn
    more_themes = [str(name) for name in shown if str(name).startswith("theme_")]
    return {
        "title": link("Title", display_text=SHOWN, width=370),
        "day": st.column_config.DateColumn("Day", format="D MMM YYYY", width=98),
        "organization": link("Organization", display_text=SHOWN, width=115),
        "upvotes": number("Upvotes", format="localized", width=66),
        "early": st.column_config.TextColumn(
            "Note", width=50, help="Upvotes last seen less than 14 days after the listing: they have not settled."
        ),
        "attention": number("Attention", format="%.0f", width=76, help="Percentile of upvotes within the listing day."),
        "theme": link("Theme", display_text=SHOWN, width=170, help="The one that it carries most surely."),
        **{name: link(f"Theme {name[6:]}", display_text=SHOWN, width=170) for name in more_themes},
        "topic": link("Topic", display_text=SHOWN, width=150, help="Discovered from the papers' own words."),
        "comments": number("Comments", format="localized", width=85),
        "link": link("Source", display_text="open", width=60),
    }


def papers_behind(filters: Filters, total: int) -> None:
    """The papers behind the points that were picked, with a button that lets go of them."""
    with st.container(horizontal=True, vertical_alignment="center", key="point"):
        st.subheader(f"{count(total, 'paper')}: {safe(filters.picks_words())}", anchor=False)
        st.button("Let go", icon=":material/close:", on_click=forget_picks, key="let-go", width="content")
        table_downloads(
            lambda: read(papers, filters.selection), "Papers behind what was picked", filters, key="picked",
            n=count(total, "paper"),
        )  # fmt: skip
    frame_table(read(papers, filters.selection, most=MOST), filters)
