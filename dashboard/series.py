"""The lines of a chart over time: which, what they are called, and their fixed colours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.filters import Filters
from dashboard.mart import read
from dashboard.organization_words import known_words
from dashboard.words import joined
from pipelines.charts.colours import MOST, apart
from pipelines.mart.selection import Grouping, Selection
from pipelines.mart.tables.organizations import organization_activity, organizations
from pipelines.mart.tables.themes import theme_frequency, themes
from pipelines.mart.tables.topics import topic_frequency, topics

SHOWN = 5  # lines drawn when the reader chose none


@dataclass(frozen=True)
class Series:
    """A frame over time and the lines in it."""

    frame: pd.DataFrame
    by: str  # the column that tells the lines apart
    names: dict[Any, str]
    slots: dict[Any, int]
    chosen_because: str  # why these, where the reader chose none; of organizations, what is known of them
    grouping: Grouping = "organization"  # whether the lines of organizations are of parents

    def key(self, text: str) -> Any:
        """The line whose key a link or a click wrote as text; None when there is none."""
        return next((key for key in self.names if str(key) == text), None)

    def restrict(self, selection: Selection, keys: tuple[Any, ...]) -> Selection:
        """The selection, narrowed to papers of those lines."""
        if self.by == "theme":
            return replace(selection, themes=keys)
        if self.by == "topic_id":
            return replace(selection, topics=keys)
        if self.grouping == "parent":
            return replace(selection, organizations=(), parents=keys)
        return replace(selection, organizations=keys, parents=())


def theme_series(filters: Filters) -> Series:
    """Themes over time: those chosen, else the most frequent."""
    frame = read(theme_frequency, filters.selection, filters.period)
    chosen = list(filters.selection.themes) or _largest(frame, "theme")
    slots = read(themes).set_index("theme")["slot"].to_dict()
    names = {theme: filters.theme_names[theme] for theme in chosen}
    because = "" if filters.selection.themes else f"the {len(chosen)} most frequent themes"
    return Series(frame[frame["theme"].isin(chosen)], "theme", names, slots, because)


def topic_series(filters: Filters) -> Series:
    """Discovered topics over time: those chosen below the filters, else the most frequent."""
    known = read(topics).set_index("topic_id")["label"]
    chosen = st.multiselect(
        "Discovered topics", known.index.to_list(), format_func=lambda topic: known[topic], key="topics",
        bind="query-params", max_selections=MOST, placeholder="The largest; type to find others",
    )  # fmt: skip
    frame = read(topic_frequency, filters.selection, filters.period)
    shown = chosen or _largest(frame, "topic_id")
    because = ", ".join(known[topic] for topic in chosen) or f"the {len(shown)} most frequent topics"
    return Series(
        frame[frame["topic_id"].isin(shown)], "topic_id", {topic: known[topic] for topic in shown},
        apart({topic: int(topic) for topic in shown}), because,
    )  # fmt: skip


def organization_series(filters: Filters, compared: tuple[str, ...] = ()) -> Series:
    """Organizations, or parents, over time: those compared, else those chosen, else the most active of the papers."""
    picked = list(compared or filters.organizations)
    selection = filters.with_organizations(filters.selection, tuple(picked))
    frame = read(organization_activity, selection, filters.period, by=filters.by)
    shown = picked or _largest(frame, "organization")
    places = read(organizations, filters.by).set_index("organization")["slot"]
    because = "" if picked else f"the {len(shown)} most active {filters.by}s"
    return Series(
        frame[frame["organization"].isin(shown)].assign(share_of="papers with a known organization"),
        "organization",
        {name: name for name in shown},
        apart(places[places.index.isin(shown)].sort_values().to_dict()),  # largest first
        joined(because, known_words(filters)),
        filters.by,
    )


def _largest(frame: pd.DataFrame, by: str) -> list[Any]:
    """The keys with most papers in all the periods shown."""
    totals = frame.groupby(by, sort=True)["n_papers"].sum()
    return list(totals[totals > 0].sort_values(ascending=False, kind="stable").index[:SHOWN])
