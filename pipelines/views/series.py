"""The lines of a chart over time: which, what they are called, and their fixed colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from pipelines.charts.colours import apart
from pipelines.mart.picks import Pick
from pipelines.mart.selection import Grouping, Selection
from pipelines.mart.tables.organizations import organization_activity, organizations
from pipelines.mart.tables.themes import theme_frequency, themes
from pipelines.mart.tables.topics import topic_frequency
from pipelines.views.filters import Filters
from pipelines.views.organization_words import known_words
from pipelines.views.view import Reader
from pipelines.views.words import joined

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

    def pick(self, key: Any, first: date, last: date) -> Pick:
        """The papers of a line in some days."""
        kind = {"topic_id": "topic", "organization": self.grouping}.get(self.by, self.by)
        return Pick(since=first, until=last, **{kind: key})


def theme_series(read: Reader, filters: Filters) -> Series:
    """Themes over time: those chosen, else the most frequent."""
    frame = read(theme_frequency, filters.selection, filters.period)
    chosen = list(filters.selection.themes) or _largest(frame, "theme")
    slots = read(themes).set_index("theme")["slot"].to_dict()
    names = {theme: filters.theme_names[theme] for theme in chosen}
    because = "" if filters.selection.themes else f"the {len(chosen)} most frequent themes"
    return Series(frame[frame["theme"].isin(chosen)], "theme", names, slots, because)


def topic_series(read: Reader, filters: Filters, chosen: Sequence[int] = ()) -> Series:
    """Discovered topics over time: those chosen, else the most frequent."""
    frame = read(topic_frequency, filters.selection, filters.period)
    shown = list(chosen) or _largest(frame, "topic_id")
    names = {topic: filters.topic_names[topic] for topic in shown}
    because = ", ".join(names.values()) if chosen else f"the {len(shown)} most frequent topics"
    slots = apart({topic: int(topic) for topic in shown})
    return Series(frame[frame["topic_id"].isin(shown)], "topic_id", names, slots, because)


def organization_series(read: Reader, filters: Filters, compared: tuple[str, ...] = ()) -> Series:
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
        joined(because, known_words(read, filters)),
        filters.by,
    )


def _largest(frame: pd.DataFrame, by: str) -> list[Any]:
    """The keys with most papers in all the periods shown."""
    totals = frame.groupby(by, sort=True)["n_papers"].sum()
    return list(totals[totals > 0].sort_values(ascending=False, kind="stable").index[:SHOWN])
