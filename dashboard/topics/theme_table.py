"""The themes as a table: how frequent, how certain their tags, and the way to the page of each."""

from __future__ import annotations

from dataclasses import replace
from textwrap import shorten

import pandas as pd
import streamlit as st

from dashboard.card_parts import decimal, key_figures, link_table
from dashboard.mart import read
from dashboard.topics.tag_quality import tagger_facts
from pipelines.mart.selection import Selection
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.themes import theme_certainty, themes
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN, cell
from pipelines.views.words import count, percent

DEFINITION = 325  # px; what the other columns leave at 1280 px
_CERTAIN = "Mean calibrated score of its tags: the share expected to hold."


def theme_section(filters: Filters) -> None:
    """Draw figures and table of the themes."""
    st.subheader("What the themes are, and how certain", anchor=False)
    matching = replace(filters.selection, themes=())  # themes are the rows, as they are the lines of the chart
    figures = read(headline, matching)
    frame = _themes(matching, int(figures["n_papers"]))
    share = percent(100 * figures["n_untagged"] / figures["n_papers"], 1)
    untagged = f"{count(figures['n_untagged'], 'paper')} ({share})"
    n_tags = frame["n_papers"].sum()
    right = (frame["mean_score"] * frame["n_papers"]).sum() / n_tags if n_tags else float("nan")
    facts = tagger_facts()
    never_seen = decimal(facts["dev"]["micro_f1"] if facts and "dev" in facts else float("nan"))
    key_figures(
        ("Carry no theme", untagged, "Of the papers that match the filters."),
        ("Tags expected to be right", percent(100 * right), "Of these papers."),
        ("F1 on papers never seen", never_seen, ""),
    )
    _table(frame, replace(filters, selection=matching))


def _themes(selection: Selection, n_papers: int) -> pd.DataFrame:
    """The themes with how certain they are in the selection, largest first: the columns of both tables, share_pct."""
    frame = read(themes).drop(columns="n_papers").merge(read(theme_certainty, selection), on="theme")
    frame = frame.assign(share_pct=100 * frame["n_papers"] / n_papers)
    return frame.sort_values("n_papers", ascending=False, kind="stable", ignore_index=True)


def _table(frame: pd.DataFrame, filters: Filters) -> None:
    names = [cell(row["name"], "theme", row["theme"]) for row in frame.to_dict("records")]
    shown = pd.DataFrame({"name": names, "n_papers": frame["n_papers"], "share": frame["share_pct"]})
    shown["certain"] = 100 * frame["mean_score"]
    if "f1" in frame:
        shown["f1"] = frame["f1"]
    if frame["own"].any():
        shown["own"] = ["yours" if own else "" for own in frame["own"]]
    room = DEFINITION - 60 * ("f1" in shown) - 50 * ("own" in shown)
    shown["definition"] = [shorten(text, room // 7, placeholder=" …") for text in frame["definition"]]
    number = st.column_config.NumberColumn
    columns = {
        "name": st.column_config.LinkColumn("Theme", display_text=SHOWN, width=205),
        "n_papers": number("Papers", format="localized", width=65),
        "share": number("Share", format="%.1f%%", width=65, help="Of the papers that match the filters."),
        "certain": number("Expected right", format="%.0f%%", width=110, help=_CERTAIN),
        "f1": number("F1", format="%.2f", width=60, help="On labelled papers that the tagger never saw."),
        "own": st.column_config.TextColumn("", width=50),
        "definition": st.column_config.TextColumn("Definition", width=room, help="The theme's page has all of it."),
    }
    link_table(shown, columns, frame, "Themes, and how certain their tags are", filters, key="theme-table")
