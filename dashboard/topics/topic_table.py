"""The discovered topics as a table, the way to the page of each, and the choice of topics to compare."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.card_parts import decimal, key_figures, link_table
from dashboard.mart import read
from dashboard.topics.topic_history import what_became
from pipelines.charts.colours import MOST as MOST_LINES
from pipelines.mart.tables.topics import builds, topics
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN, cell
from pipelines.views.words import count, percent

COHERENCE = "Coherence: how much more often than by chance papers use the topic's terms together (NPMI, -1 to 1)."
BELONGING = "How surely its papers belong: of the papers that many fits group with them, the share that is in it."


def chosen_topics(filters: Filters) -> list[int]:
    """Draw the choice of topics to compare."""
    return st.multiselect(
        "Discovered topics", list(filters.topic_names), format_func=lambda topic: filters.topic_names[topic],
        key="topics", bind="query-params", max_selections=MOST_LINES, placeholder="The largest; type to find others",
    )  # fmt: skip


def topic_section() -> None:
    """Draw figures and table of the topics, and their history."""
    st.subheader("What the topics are, and how coherent", anchor=False)
    frame = read(topics)
    if frame.empty:
        st.info("These papers are too few for topics of their own.", icon=":material/info:")
        return
    last = read(builds).iloc[0]
    other = f"{count(last['n_other'], 'paper')} ({percent(100 * last['n_other'] / last['n_papers'], 1)})"
    belonging = (frame["belonging"] * frame["n_papers"]).sum() / frame["n_papers"].sum()
    key_figures(
        ("In no topic", other, "Of all papers."),
        ("Coherence", decimal(frame["npmi"].mean()), "Mean of the topics."),
        ("Belonging", percent(100 * belonging), "Mean of the papers."),
    )
    sizes = frame.groupby("broad_id")["n_papers"].transform("sum")
    _table(
        frame.assign(size=sizes).sort_values(
            ["size", "broad_id", "n_papers"], ascending=[False, True, False], kind="stable", ignore_index=True
        )
    )
    what_became()


def _table(frame: pd.DataFrame) -> None:
    shown = pd.DataFrame(
        {
            "broad": frame["broad_label"],
            "label": [cell(row["label"], "topic", row["topic_id"]) for row in frame.to_dict("records")],
            "terms": [", ".join(terms) for terms in frame["terms"]],
            "n_papers": frame["n_papers"],
            "npmi": frame["npmi"],
            "belonging": 100 * frame["belonging"],
        }
    )
    columns = {
        "broad": st.column_config.TextColumn("Broader topic", width=135),
        "label": st.column_config.LinkColumn("Topic", display_text=SHOWN, width=175),
        "terms": st.column_config.TextColumn("Terms", width=225),
        "n_papers": st.column_config.NumberColumn("Papers", format="localized", width=60),
        "npmi": st.column_config.NumberColumn("Coherence", format="%.2f", width=85, help=COHERENCE),
        "belonging": st.column_config.NumberColumn("Belonging", format="%.0f%%", width=85, help=BELONGING),
    }
    link_table(shown, columns, frame, "Discovered topics", None, key="topic-table")
