"""One theme: how certain its tags are, and its neighbours."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.card_parts import decimal, link_table
from dashboard.mart import read
from dashboard.topics.leaning import leaning, leaning_table
from dashboard.topics.subject_parts import phrases_of
from pipelines.charts.chance import SURE, chance
from pipelines.mart.tables.neighbours import theme_neighbours
from pipelines.mart.tables.themes import theme_certainty, theme_examples, themes
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN, cell
from pipelines.views.paper_cards import list_html
from pipelines.views.subjects import Subject
from pipelines.views.words import count, percent

LEANS, FEWEST, MOST = 1.5, 5, 8  # lift and papers from which something goes with a theme; rows shown


def theme_facts(key: str, filters: Filters) -> pd.Series[Any]:
    """What the theme is, and how certain its tags on the filters' papers are: `themes` and `theme_certainty`."""
    matching = replace(filters.selection, themes=())
    frame = read(themes).drop(columns="n_papers").merge(read(theme_certainty, matching), on="theme")
    return frame[frame["theme"] == key].iloc[0]


def theme_certain(theme: pd.Series[Any], filters: Filters) -> None:
    """How sure its tags are, how good they were on labelled papers, and the surest papers."""
    st.subheader("How certain its tags are", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        st.html(certainty_html(theme))
        if pd.notna(theme.get("f1")):
            st.caption(
                f"On {count(theme['support'], 'labelled paper')} of it, never trained on: F1 {decimal(theme['f1'])}, "
                f"precision {decimal(theme['precision'])}, recall {decimal(theme['recall'])}."
            )
    with right:
        st.markdown("**Most certain papers**")
        matching = replace(filters.selection, themes=())
        st.html(list_html(read(theme_examples, str(theme["theme"]), matching)))


def certainty_html(theme: pd.Series[Any]) -> str:
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


def neighbours_of_theme(filters: Filters, subject: Subject) -> None:
    """Themes that go with it, discovered topics that lean towards it, and its phrases."""
    st.subheader("Its nearest neighbours", anchor=False)
    left, right = st.columns([6, 5], gap="large")
    with left:
        st.markdown("**Themes that go with it**")
        _beside(read(theme_neighbours, str(subject.key), filters.selection), filters, subject)
        phrases_of(filters, subject)
    with right:
        st.markdown("**Discovered topics that lean towards it** (of all papers)")
        lean = leaning("theme", subject.key, lift=LEANS, fewest=FEWEST, most=MOST)
        title = f"Discovered topics that lean towards {subject.name}"
        leaning_table(lean, "topic", "label", title, filters, key="theme-topics")
    st.caption(
        "Lift: how many times as often the two come together as by chance; q: Fisher's exact test, Benjamini-Hochberg "
        f"over all themes. Listed: lift above 1, {FEWEST} papers or more in both, q below {SURE}. A phrase leads to "
        "its own trend."
    )


def _beside(frame: pd.DataFrame, filters: Filters, subject: Subject) -> None:
    near = frame[(frame["lift"] > 1) & (frame["n_both"] >= FEWEST) & (frame["q_value"] < SURE)].head(MOST)
    if near.empty:
        st.caption("None by more than noise.")
        return
    shown = pd.DataFrame(
        {
            "name": [cell(row["name"], "theme", row["theme"]) for row in near.to_dict("records")],
            "n_both": near["n_both"],
            "share_pct": near["share_pct"],
            "lift": near["lift"],
            "q": [chance(q) for q in near["q_value"]],
        }
    )
    columns = {
        "name": st.column_config.LinkColumn("Theme", display_text=SHOWN, width=210),
        "n_both": st.column_config.NumberColumn("In both", format="localized", width=58, help="Papers."),
        "share_pct": st.column_config.NumberColumn("Share", format="%.0f%%", width=50, help="Of this theme's papers."),
        "lift": st.column_config.NumberColumn("Lift", format="%.1f×", width=48),
        "q": st.column_config.TextColumn("q", width=62),
    }
    link_table(shown, columns, near, f"Themes that go with {subject.name}", filters, key="theme-neighbours")
