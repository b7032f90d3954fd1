"""The discovered topics as a table, and one of them as a card: its terms, its place, its quality, its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.card_parts import decimal, examples, key_figures
from dashboard.choosing import choose, choosing_table, chosen
from dashboard.mart import read
from dashboard.topic_history import history_of, what_became
from pipelines.charts.colours import MOST as MOST_LINES
from pipelines.mart.tables.themes import themes
from pipelines.mart.tables.topics import builds, topic_examples, topic_themes, topics
from pipelines.views.filters import Filters
from pipelines.views.series import Series, topic_series
from pipelines.views.words import count, percent, safe

LEANS, FEWEST, MOST = 1.2, 3, 6  # lift and papers from which a topic leans towards a theme; themes shown
COHERENCE = "Coherence: how much more often than by chance papers use the topic's terms together (NPMI, -1 to 1)."
BELONGING = "How surely its papers belong: of the papers that many fits group with them, the share that is in it."


def open_topic(topic: int | None) -> None:
    """Look at a topic, whatever is shown now."""
    st.session_state["show"] = "Discovered topics"
    choose("topic", topic)


def open_theme(theme: str | None) -> None:
    """Look at a theme, whatever is shown now."""
    st.session_state["show"] = "Themes"
    choose("theme", theme)


def chosen_topics(filters: Filters) -> list[int]:
    """Draw the choice of topics to compare."""
    return st.multiselect(
        "Discovered topics", list(filters.topic_names), format_func=lambda topic: filters.topic_names[topic],
        key="topics", bind="query-params", max_selections=MOST_LINES, placeholder="The largest; type to find others",
    )  # fmt: skip


def shown_topics(filters: Filters) -> Series:
    """The lines of topics; of the one looked at, where the reader chose none to compare."""
    compared = chosen_topics(filters)
    topic = chosen("topic", list(filters.topic_names))
    return topic_series(read, filters, compared or ([] if topic is None else [topic]))


def topic_section() -> tuple[int, str] | None:
    """Draw figures, table and card of the topics, and their history; tells the id and label of the one looked at."""
    st.subheader("What the topics are, and how coherent", anchor=False)
    frame = read(topics)
    if frame.empty:
        st.info("These papers are too few for topics of their own.", icon=":material/info:")
        return None
    last = read(builds).iloc[0]
    other = f"{count(last['n_other'], 'paper')} ({percent(100 * last['n_other'] / last['n_papers'], 1)})"
    belonging = (frame["belonging"] * frame["n_papers"]).sum() / frame["n_papers"].sum()
    key_figures(
        ("In no topic", other, "Of all papers: not enough like any group of papers."),
        ("Coherence", decimal(frame["npmi"].mean()), f"{COHERENCE} Mean of the topics."),
        ("Belonging", percent(100 * belonging), f"{BELONGING} Mean of the papers."),
    )
    sizes = frame.groupby("broad_id")["n_papers"].transform("sum")
    frame = frame.assign(size=sizes).sort_values(
        ["size", "broad_id", "n_papers"], ascending=[False, True, False], kind="stable", ignore_index=True
    )
    current = chosen("topic", frame["topic_id"].to_list())
    _table(frame, current)
    topic = None if current is None else frame[frame["topic_id"] == current].iloc[0]
    if current is None or topic is None:
        st.caption("Choose a row to see a topic's terms, its neighbours, what became of it, and its papers.")
    else:
        _card(current, topic, frame)
    what_became()
    return None if current is None or topic is None else (current, str(topic["label"]))


def _table(frame: pd.DataFrame, current: int | None) -> None:
    shown = pd.DataFrame(
        {
            "broad": frame["broad_label"],
            "label": frame["label"],
            "terms": [", ".join(terms) for terms in frame["terms"]],
            "n_papers": frame["n_papers"],
            "npmi": frame["npmi"],
            "belonging": 100 * frame["belonging"],
        }
    )
    columns = {
        "broad": st.column_config.TextColumn("Broader topic", width=135),
        "label": st.column_config.TextColumn("Topic", width=175),
        "terms": st.column_config.TextColumn("Terms", width=225),
        "n_papers": st.column_config.NumberColumn("Papers", format="localized", width=60),
        "npmi": st.column_config.NumberColumn("Coherence", format="%.2f", width=85, help=COHERENCE),
        "belonging": st.column_config.NumberColumn("Belonging", format="%.0f%%", width=85, help=BELONGING),
    }
    choosing_table(
        shown, frame["topic_id"].to_list(), current, open_topic, key="topic-table", n_rows=9, columns=columns
    )


def _card(key: int, topic: pd.Series[Any], frame: pd.DataFrame) -> None:
    with st.container(border=True, key="about-topic"):
        st.subheader(safe(topic["label"]), anchor=False)
        if topic["found_label"] != topic["label"]:
            st.caption(f"Called “{safe(topic['found_label'])}” by the fit; the name is yours.")
        st.markdown(safe(" · ".join(topic["terms"])))
        st.caption(
            f"{count(topic['n_papers'], 'paper')}; coherence {decimal(topic['npmi'])}, belonging "
            f"{percent(100 * topic['belonging'])}. {history_of(key)}"
        )
        left, right = st.columns([11, 10], gap="medium")
        with left:
            st.markdown("**Themes it leans towards**")
            lean = leaning("topic_id", key, lift=LEANS, fewest=FEWEST, most=MOST)
            lean = lean.assign(name=lean["theme"].map(read(themes).set_index("theme")["name"]))
            leaning_table(lean, "theme", "name", "Theme", open_theme, key="topic-themes")
            _siblings(key, topic, frame)
        with right:
            st.markdown("**Papers that belong to it most**")
            examples(read(topic_examples, key), "weight")


def _siblings(key: int, topic: pd.Series[Any], frame: pd.DataFrame) -> None:
    siblings = frame[(frame["broad_id"] == topic["broad_id"]) & (frame["topic_id"] != key)]
    if siblings.empty:
        return
    st.markdown(f"**Beside it under “{safe(topic['broad_label'])}”**")
    with st.container(horizontal=True, gap="small", key="siblings"):
        for row in siblings.to_dict("records"):
            st.button(
                safe(row["label"]), key=f"sibling-{row['topic_id']}", type="tertiary", width="content",
                on_click=open_topic, args=(row["topic_id"],),
            )  # fmt: skip


def leaning(column: str, key: Any, *, lift: float, fewest: int, most: int) -> pd.DataFrame:
    """The rows of `topic_themes` of one topic or theme that lean clearly, largest share first.

    Parameters
    ----------
    column : theme or topic_id
    lift, fewest : the least lift and papers that count as leaning
    most : rows at the most
    """
    every: pd.DataFrame = read(topic_themes)
    lean = every[(every[column] == key) & (every["lift"] >= lift) & (every["n_papers"] >= fewest)]
    clearest: pd.DataFrame = lean.sort_values("share_pct", ascending=False, kind="stable").head(most)
    return clearest


def leaning_table(
    lean: pd.DataFrame, by: str, label: str, what: str, follow: Callable[[Any], None], *, key: str
) -> None:
    """Themes of a topic, or topics of a theme; a click follows one.

    Parameters
    ----------
    lean : columns `by` (what a row stands for), `label` (its name), n_papers, share_pct, lift
    """
    if lean.empty:
        st.caption("None.")
        return
    shown = lean[[label, "n_papers", "share_pct", "lift"]]
    columns = {
        label: st.column_config.TextColumn(what, width=190, help="A click follows it."),
        "n_papers": st.column_config.NumberColumn("Papers", format="localized", width=58, help="That are in both."),
        "share_pct": st.column_config.NumberColumn(
            "Share", format="%.0f%%", width=55, help="Of the topic's papers, those that carry the theme."
        ),
        "lift": st.column_config.NumberColumn(
            "Lift", format="%.1f×", width=50, help="That share over the theme's share of all papers."
        ),
    }
    choosing_table(shown, lean[by].to_list(), None, follow, key=key, n_rows=len(lean), columns=columns)
