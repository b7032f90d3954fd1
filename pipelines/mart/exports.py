"""The tables that `papertide export` writes, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import pandas as pd

from pipelines.errors import PapertideError, UsageError
from pipelines.mart.selection import Grouping, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.attention_factors import attention_factors
from pipelines.mart.tables.forecasts import backtest, forecast, riser_record
from pipelines.mart.tables.handles import organization_handles
from pipelines.mart.tables.movers import momentum, topic_momentum
from pipelines.mart.tables.organization_firsts import first_mover_scores, first_movers
from pipelines.mart.tables.organization_mix import alike, attention_differences, differences
from pipelines.mart.tables.organization_profile import (
    organization_changes,
    organization_profile,
    organization_theme_changes,
)
from pipelines.mart.tables.organization_topics import organization_overlap, organization_topics
from pipelines.mart.tables.organizations import (
    organization_activity,
    organization_coverage,
    organization_themes,
    organizations,
)
from pipelines.mart.tables.paper_map import paper_map
from pipelines.mart.tables.papers import about, headline, paper_themes, paper_topics, papers
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.phrases import phrase_frequency
from pipelines.mart.tables.terms import bursts, emerging_terms
from pipelines.mart.tables.themes import theme_frequency
from pipelines.mart.tables.topics import broad_topics, topic_events, topic_frequency, topic_themes, topics
from pipelines.mart.tables.trajectories import upvote_trajectories
from pipelines.mart.tables.trend_tests import change_points, trend_tests
from pipelines.mart.tables.upvotes import organization_upvotes, reception, theme_upvotes, topic_upvotes
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
    names: tuple[str, ...] | None = None  # of organizations, or of parents where counted by parent


@dataclass(frozen=True)
class _Export:
    read: Callable[[Snapshot, Asked], pd.DataFrame]
    takes: tuple[str, ...] = ()  # fields of `Asked` beside selection and period
    needs: tuple[str, ...] = ()  # those of them without which there is nothing to tell
    whole: bool = False  # of everything, whatever the dates


def _whole(table: Callable[[Snapshot], pd.DataFrame]) -> _Export:
    """A table of everything, whatever the dates."""
    return _Export(lambda snapshot, _: table(snapshot), whole=True)


def _chosen(table: Callable[[Snapshot, Selection], pd.DataFrame]) -> _Export:
    """A table of the papers within the dates, whatever the period."""
    return _Export(lambda snapshot, asked: table(snapshot, asked.selection))


def _dated(table: Callable[..., pd.DataFrame], *takes: str, needs: tuple[str, ...] = ()) -> _Export:
    """A table of the papers within the dates, by period or in it, with further things that it may be asked."""

    def read(snapshot: Snapshot, asked: Asked) -> pd.DataFrame:
        further = {name: value for name in (*needs, *takes) if (value := getattr(asked, name)) is not None}
        return table(snapshot, asked.selection, asked.period, **further)

    return _Export(read, (*needs, *takes), needs)


EXPORTS: dict[str, _Export] = {
    "papers": _chosen(papers),
    "paper_themes": _chosen(paper_themes),
    "topics": _whole(topics),
    "broad_topics": _whole(broad_topics),
    "topic_themes": _whole(topic_themes),
    "topic_events": _whole(topic_events),
    "paper_topics": _chosen(paper_topics),
    "paper_map": _chosen(paper_map),
    "theme_frequency": _dated(theme_frequency),
    "topic_frequency": _dated(topic_frequency),
    "phrase_frequency": _dated(phrase_frequency, "title_only", needs=("phrases",)),
    "organization_handles": _whole(organization_handles),
    "organization_activity": _dated(organization_activity, "by"),
    "organization_themes": _dated(organization_themes, "by"),
    "organization_profile": _dated(organization_profile, "by"),
    "organization_changes": _dated(organization_changes, "by", "window"),
    "organization_theme_changes": _dated(organization_theme_changes, "by", "window", needs=("names",)),
    "organization_likeness": _dated(alike, "by", needs=("names",)),
    "organization_differences": _dated(differences, "by", needs=("names",)),
    "attention_differences": _dated(attention_differences, "by", needs=("names",)),
    "organization_topics": _dated(organization_topics, "by", needs=("names",)),
    "organization_overlap": _dated(organization_overlap, "by", needs=("names",)),
    "organization_coverage": _dated(organization_coverage),
    "first_movers": _dated(first_movers, "by"),
    "first_mover_scores": _dated(first_mover_scores, "by"),
    "upvote_trends": _dated(theme_upvotes),
    "topic_upvotes": _dated(topic_upvotes),
    "organization_upvotes": _dated(organization_upvotes, "by"),
    "reception": _chosen(reception),
    "attention_factors": _chosen(attention_factors),
    "upvote_trajectories": _chosen(upvote_trajectories),
    "momentum": _dated(momentum, "window"),
    "topic_momentum": _dated(topic_momentum, "window"),
    "trend_tests": _dated(trend_tests),
    "change_points": _dated(change_points),
    "bursts": _dated(bursts),
    "emerging_terms": _dated(emerging_terms, "window"),
    "forecast": _dated(forecast),
    "backtest": _dated(backtest),
    "riser_record": _dated(riser_record, "window"),
}


def export(snapshot: Snapshot, name: str, asked: Asked = Asked()) -> pd.DataFrame:
    """The table of that name; columns as the README lists them. It may have no rows: no burst is an answer, too.

    Raises
    ------
    UsageError : no such table, or one that does not take what it was asked with.
    PapertideError : the selection holds no papers; says what the store holds.
    """
    if name not in EXPORTS:
        raise UsageError(f"no table is called {name!r}; there are {', '.join(EXPORTS)}")
    _check(snapshot, name, asked)
    selection = asked.selection
    if (selection.since or selection.until) and not headline(snapshot, selection)["n_papers"]:
        held, span = about(snapshot), f"from {selection.since or 'the start'} to {selection.until or 'the end'}"
        if pd.isna(held["first_day"]):
            raise PapertideError(f"{name}: no papers {span}; no paper of the store has a date")
        raise PapertideError(
            f"{name}: no papers {span}; the store holds {held['first_day']:%Y-%m-%d} to {held['last_day']:%Y-%m-%d}"
        )
    return EXPORTS[name].read(snapshot, asked)


_OPTIONS = {"phrases": "phrase", "title_only": "title-only", "names": "organization"}


def _check(snapshot: Snapshot, name: str, asked: Asked) -> None:
    """Refuse what the table does not take, and organizations that there are not."""
    for field in fields(Asked)[2:]:
        option, given = _OPTIONS.get(field.name, field.name), getattr(asked, field.name) is not None
        if given and field.name not in EXPORTS[name].takes:
            able = ", ".join(other for other, table in EXPORTS.items() if field.name in table.takes)
            raise UsageError(f"{name} does not take --{option}; these do: {able}")
        if not given and field.name in EXPORTS[name].needs:
            raise UsageError(f"{name} needs --{option}, which may be given more than once")
    if asked.names:
        known = set(organizations(snapshot, asked.by or "organization")["organization"])
        if unknown := [one for one in asked.names if one not in known]:
            raise UsageError(
                f"no {asked.by or 'organization'} is called {unknown[0][:60]!r}; see papertide organizations list"
            )
