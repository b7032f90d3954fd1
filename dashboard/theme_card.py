"""The themes as a table, and one of them as a card: what it is, how certain its tags are, and what lies under it."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from textwrap import shorten
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.card_parts import decimal, examples, key_figures
from dashboard.choosing import choose, choosing_table, chosen
from dashboard.mart import read
from dashboard.tag_quality import tagger_facts
from dashboard.topic_card import leaning, leaning_table, open_topic
from pipelines.mart.selection import Selection
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.themes import theme_certainty, theme_examples, themes
from pipelines.views.filters import Filters
from pipelines.views.words import count, percent, safe

LEANS, FEWEST, MOST = 1.5, 5, 8  # lift and papers from which a topic leans towards a theme; topics shown
DEFINITION = 325  # px; what the other columns leave at 1280 px
_SIDEBAR = "papertide-themes-then"  # the sidebar's themes when the page was last drawn
SHARE = st.column_config.NumberColumn("Share", format="%.1f%%", width=65, help="Of the papers that match the filters.")
CERTAIN = st.column_config.NumberColumn(
    "Expected right", format="%.0f%%", width=110, help="Mean calibrated score of its tags: the share expected to hold."
)
F1 = st.column_config.NumberColumn("F1", format="%.2f", width=60, help="On labelled papers that the tagger never saw.")


def theme_section(filters: Filters) -> tuple[str, str] | None:
    """Draw figures, table and card of the themes; tells the id and name of the one looked at, if any."""
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
        ("Carry no theme", untagged, "Of the papers that match the filters: below every theme's threshold."),
        ("Tags expected to be right", percent(100 * right), "Mean calibrated score of the tags of these papers."),
        ("F1 on papers never seen", never_seen, "Micro average over labelled papers kept out of training."),
    )
    current = _in_view(filters, frame["theme"].to_list())
    _table(frame, current)
    if current is None:
        st.caption("Choose a row to see what a theme is, the topics under it, and its most certain papers.")
        return None
    theme = frame[frame["theme"] == current].iloc[0]
    _card(current, theme, matching)
    return current, str(theme["name"])


def _themes(selection: Selection, n_papers: int) -> pd.DataFrame:
    """The themes with how certain they are in the selection, largest first: the columns of both tables, share_pct."""
    frame = read(themes).drop(columns="n_papers").merge(read(theme_certainty, selection), on="theme")
    frame = frame.assign(share_pct=100 * frame["n_papers"] / n_papers)
    return frame.sort_values("n_papers", ascending=False, kind="stable", ignore_index=True)


def _in_view(filters: Filters, known: list[str]) -> str | None:
    """The theme that the address names, else the single one of the sidebar; whichever was chosen last."""
    sidebar = filters.selection.themes
    if sidebar != st.session_state.get(_SIDEBAR, sidebar):
        choose("theme", None)
    st.session_state[_SIDEBAR] = sidebar
    return chosen("theme", known) or (sidebar[0] if len(sidebar) == 1 else None)


def _table(frame: pd.DataFrame, current: str | None) -> None:
    shown = pd.DataFrame({"name": frame["name"], "n_papers": frame["n_papers"], "share": frame["share_pct"]})
    shown["certain"] = 100 * frame["mean_score"]
    if "f1" in frame:
        shown["f1"] = frame["f1"]
    if frame["own"].any():
        shown["own"] = ["yours" if own else "" for own in frame["own"]]
    room = DEFINITION - 60 * ("f1" in shown) - 50 * ("own" in shown)
    shown["definition"] = [shorten(text, room // 7, placeholder=" …") for text in frame["definition"]]
    columns = {
        "name": st.column_config.TextColumn("Theme", width=205),
        "n_papers": st.column_config.NumberColumn("Papers", format="localized", width=65),
        "share": SHARE,
        "certain": CERTAIN,
        "f1": F1,
        "own": st.column_config.TextColumn("", width=50),
        "definition": st.column_config.TextColumn("Definition", width=room, help="Choose the row to read all of it."),
    }
    keys = frame["theme"].to_list()
    choosing_table(shown, keys, current, lambda key: choose("theme", key), key="theme-table", n_rows=9, columns=columns)


def _card(key: str, theme: pd.Series[Any], selection: Selection) -> None:
    with st.container(border=True, key="about-theme"):
        st.subheader(safe(theme["name"]) + (" :gray[yours]" if theme["own"] else ""), anchor=False)
        st.markdown(safe(theme["definition"]))
        st.html(_certainty(theme))
        if pd.notna(theme.get("f1")):
            st.caption(
                f"On {count(theme['support'], 'labelled paper')} of it, never trained on: F1 {decimal(theme['f1'])}, "
                f"precision {decimal(theme['precision'])}, recall {decimal(theme['recall'])}."
            )
        left, right = st.columns([11, 10], gap="medium")
        with left:
            st.markdown("**Discovered topics that lean towards it** (of all papers)")
            lean = leaning("theme", key, lift=LEANS, fewest=FEWEST, most=MOST)
            leaning_table(lean, "topic_id", "label", "Topic", open_topic, key="theme-topics")
        with right:
            st.markdown("**Most certain papers**")
            examples(read(theme_examples, key, selection), "score")


def _certainty(theme: pd.Series[Any]) -> str:
    """How many of its tags are sure, likely and doubtful: a thin bar, and the same in words."""
    parts = [
        ("sure (80% or more)", int(theme["n_sure"])),
        ("likely (50 to 80%)", int(theme["n_likely"])),
        ("doubtful (below 50%)", int(theme["n_doubtful"])),
    ]
    bars = "".join(f'<span style="flex:{n}"></span>' for _, n in parts)
    words = " · ".join(f"{n:,} {what}" for what, n in parts)
    right = percent(100 * theme["mean_score"]) if theme["n_papers"] else "–"
    said = f"{count(theme['n_papers'], 'tag')}, {right} of them expected to be right: {words}"
    return f'<div class="certainty">{bars}</div><p class="certainty-words">{escape(said)}</p>'
