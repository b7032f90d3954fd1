"""The tables that `papertide export` writes, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import pandas as pd

from pipelines.errors import PapertideError, UsageError
from pipelines.mart.selection import Grouping, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organizations import organization_activity
from pipelines.mart.tables.papers import about, paper_themes, paper_topics, papers
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.themes import momentum, theme_frequency
from pipelines.mart.tables.topics import broad_topics, topic_events, topic_frequency, topic_themes, topics
from pipelines.mart.tables.upvotes import theme_upvotes
from pipelines.trends.periods import PeriodName


@dataclass(frozen=True)
class Asked:
    """What a table is asked for with: every table takes dates and a period, some take more."""

    selection: Selection = ANY
    period: PeriodName = "month"
    window: int | None = None  # periods in each of the windows compared; None for the usual number
    phrases: tuple[str, ...] | None = None
    title_only: bool | None = None
    by: Grouping | None = None


@dataclass(frozen=True)
class _Export:
    read: Callable[[Snapshot, Asked], pd.DataFrame]
    takes: tuple[str, ...] = ()  # fields of `Asked` beside selection and period


def _whole(table: Callable[[Snapshot], pd.DataFrame]) -> _Export:
    """A table of everything, whatever the dates."""
    return _Export(lambda snapshot, _: table(snapshot))


def _chosen(table: Callable[[Snapshot, Selection], pd.DataFrame]) -> _Export:
    """A table of the papers within the dates, whatever the period."""
    return _Export(lambda snapshot, asked: table(snapshot, asked.selection))


def _dated(table: Callable[..., pd.DataFrame], *takes: str) -> _Export:
    """A table of the papers within the dates, by period or in it, with further things that it may be asked."""

    def read(snapshot: Snapshot, asked: Asked) -> pd.DataFrame:
        further = {name: value for name in takes if (value := getattr(asked, name)) is not None}
        return table(snapshot, asked.selection, asked.period, **further)

    return _Export(read, takes)


EXPORTS: dict[str, _Export] = {
    "papers": _chosen(papers),
    "paper_themes": _chosen(paper_themes),
    "topics": _whole(topics),
    "broad_topics": _whole(broad_topics),
    "topic_themes": _whole(topic_themes),
    "topic_events": _whole(topic_events),
    "paper_topics": _chosen(paper_topics),
    "theme_frequency": _dated(theme_frequency),
    "topic_frequency": _dated(topic_frequency),
    "organization_activity": _dated(organization_activity),
    "upvote_trends": _dated(theme_upvotes),
    "momentum": _dated(momentum, "window"),
}


def export(snapshot: Snapshot, name: str, asked: Asked = Asked()) -> pd.DataFrame:
    """The table of that name; columns as the README lists them.

    Raises
    ------
    UsageError : no such table, or one that does not take what it was asked with.
    PapertideError : the selection holds no papers; says what the store holds.
    """
    if name not in EXPORTS:
        raise UsageError(f"no table is called {name!r}; there are {', '.join(EXPORTS)}")
    for field in fields(Asked)[2:]:
        if getattr(asked, field.name) is not None and field.name not in EXPORTS[name].takes:
            able = ", ".join(other for other, table in EXPORTS.items() if field.name in table.takes)
            raise UsageError(f"{name} does not take --{_OPTIONS.get(field.name, field.name)}; these do: {able}")
    frame, selection = EXPORTS[name].read(snapshot, asked), asked.selection
    if frame.empty and (selection.since or selection.until):
        held = about(snapshot)
        span = f"from {selection.since or 'the start'} to {selection.until or 'the end'}"
        raise PapertideError(
            f"{name} has no rows {span}; the store holds {held['first_day']:%Y-%m-%d} to {held['last_day']:%Y-%m-%d}"
        )
    return frame


_OPTIONS = {"phrases": "phrase", "title_only": "title-only"}
