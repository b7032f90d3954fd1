"""One discovered topic: what it is called, its history, and its neighbours."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.mart import read
from dashboard.topics.leaning import leaning, leaning_table
from dashboard.topics.subject_parts import phrases_of
from dashboard.topics.topic_history import history_of
from pipelines.mart.tables.themes import themes
from pipelines.mart.tables.topics import topic_examples
from pipelines.views.filters import Filters
from pipelines.views.paper_cards import chips_html, list_html
from pipelines.views.subjects import Subject
from pipelines.views.words import safe

LEANS, FEWEST, MOST = 1.2, 3, 8  # lift and papers from which a topic leans towards a theme; themes shown


def about_topic(topic: pd.Series[Any]) -> None:
    """Its terms, whose name it bears, and what became of it.

    Parameters
    ----------
    topic : its row of `topics`
    """
    st.markdown(safe(" · ".join(topic["terms"])))
    named = ""
    if topic["found_label"] != topic["label"]:
        named = f"Called “{safe(topic['found_label'])}” by the fit; the name is yours. "
    st.caption(f"{named}{history_of(int(topic['topic_id']))}")


def neighbours_of_topic(filters: Filters, subject: Subject, frame: pd.DataFrame) -> None:
    """Themes it leans towards, topics under the same broader one, phrases, and the papers that belong to it most.

    Parameters
    ----------
    frame : `topics`
    """
    st.subheader("Its nearest neighbours", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Themes it leans towards** (of all papers)")
        lean = leaning("topic_id", subject.key, lift=LEANS, fewest=FEWEST, most=MOST)
        lean = lean.assign(name=lean["theme"].map(read(themes).set_index("theme")["name"]))
        leaning_table(lean, "theme", "name", f"Themes that {subject.name} leans towards", filters, key="topic-themes")
        _siblings(subject, frame)
        phrases_of(filters, subject)
    with right:
        st.markdown("**Papers that belong to it most**")
        st.html(list_html(read(topic_examples, int(subject.key), most=7)))


def _siblings(subject: Subject, frame: pd.DataFrame) -> None:
    broad = frame[frame["topic_id"] == subject.key].iloc[0]
    siblings = frame[(frame["broad_id"] == broad["broad_id"]) & (frame["topic_id"] != subject.key)]
    if siblings.empty:
        return
    st.markdown(f"**Beside it under “{safe(broad['broad_label'])}”**")
    st.html(chips_html([(row["label"], "topic", row["topic_id"]) for row in siblings.to_dict("records")]))
