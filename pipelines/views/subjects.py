"""A theme, or a discovered topic, by itself: its trend as a view, how it moved in words, and who writes on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from pipelines.charts.chance import SURE
from pipelines.charts.colours import faded
from pipelines.charts.lines import Measure
from pipelines.charts.look import Look
from pipelines.mart.selection import Selection
from pipelines.mart.tables.movers import momentum, topic_momentum, windows
from pipelines.mart.tables.organization_topics import organization_topics
from pipelines.mart.tables.organizations import everyone, organization_sizes, organization_themes
from pipelines.mart.tables.terms import theme_bursts
from pipelines.mart.tables.upvotes import theme_upvotes, topic_upvotes
from pipelines.views.filters import Filters
from pipelines.views.lines import lines_view
from pipelines.views.sentences import change_sentence, latest_lead, window_words
from pipelines.views.series import Series, theme_series, topic_series
from pipelines.views.view import Reader, View

FEWEST = 3  # papers from which on an organization is said to specialise


@dataclass(frozen=True)
class Subject:
    """A theme or a discovered topic."""

    kind: Literal["theme", "topic"]
    key: str | int
    name: str

    def papers(self, selection: Selection) -> Selection:
        """The papers of the selection that are of it; whichever themes the sidebar chose."""
        if self.kind == "theme":
            return replace(selection, themes=(str(self.key),))
        return replace(selection, topics=(int(self.key),))

    def others(self, selection: Selection) -> Selection:
        """What its share is of: of a theme, papers of whichever themes."""
        return replace(selection, themes=()) if self.kind == "theme" else selection


def subject_series(read: Reader, filters: Filters, subject: Subject) -> Series:
    """The line of a topic; that of a theme, and beside it those of the themes that the sidebar chose."""
    if subject.kind == "topic":
        return topic_series(read, filters, [int(subject.key)])
    beside = [theme for theme in filters.selection.themes if theme != subject.key]
    lines = replace(filters.selection, themes=(str(subject.key), *beside))
    return theme_series(read, replace(filters, selection=lines))


def subject_lead(read: Reader, filters: Filters, subject: Subject) -> str:
    """Its share in the last complete period, and how it moved, in words."""
    series = subject_series(read, filters, subject)
    own = series.frame[series.frame[series.by] == subject.key]
    everybody = replace(filters, selection=subject.others(filters.selection))
    return (
        f"{latest_lead(own, series.names, series.by, 'papers', everybody)} {movement(read, filters, subject)}".strip()
    )


def change_row(read: Reader, filters: Filters, subject: Subject) -> dict[Any, Any] | None:
    """Its row of momentum; None where there are too few periods or papers to compare."""
    everybody = subject.others(filters.selection)
    table, column = (momentum, "theme") if subject.kind == "theme" else (topic_momentum, "topic_id")
    frame: pd.DataFrame = read(table, everybody, filters.period)
    found = frame[frame[column] == subject.key].to_dict("records")
    return found[0] if found else None


def movement(read: Reader, filters: Filters, subject: Subject) -> str:
    """Whether it rose or fell between the last two windows of complete periods, and by more than noise."""
    row, spans = change_row(read, filters, subject), read(windows, subject.others(filters.selection), filters.period)
    if row is None or spans is None:
        return ""
    verb = "It rises" if row["change_pp"] > 0 else "It falls"
    verb = verb if row["q_value"] < SURE else "Its change may be noise"
    return f"{verb}: {change_sentence('', row).removeprefix(': ')}; {window_words(spans)}."


def subject_trend(
    read: Reader, filters: Filters, look: Look, subject: Subject, measure: Measure, *, summary: str
) -> View | None:
    """Its line over time, with its bursts shaded; None where nothing is known.

    Parameters
    ----------
    summary : what the chart shows, in words
    """
    series = subject_series(read, filters, subject)
    what = "Papers" if measure.column == "n_papers" else "Share of papers"
    among = replace(filters, selection=subject.others(filters.selection))
    view = lines_view(
        read, among, look, series, series.frame, measure, name=subject.kind, title=f"{what}: {subject.name}",
        summary=summary,
    )  # fmt: skip
    if view is None or subject.kind == "topic":
        return view
    found = read(theme_bursts, subject.papers(filters.selection), filters.period)
    for row in found.to_dict("records"):
        view.figure.add_vrect(
            x0=row["start"], x1=row["end"], fillcolor=faded(look.muted, 0.13), line_width=0, layer="below",
            annotation={"text": "burst", "font": {"size": 11, "color": look.muted}}, annotation_position="top left",
        )  # fmt: skip
    return view


def attention_of(read: Reader, filters: Filters, subject: Subject) -> pd.DataFrame:
    """Its row of `theme_upvotes`, or of `topic_upvotes`, over all periods at once; no row without known upvotes."""
    own = subject.papers(filters.selection)
    frame: pd.DataFrame = read(theme_upvotes if subject.kind == "theme" else topic_upvotes, own, None)
    return frame[frame["theme" if subject.kind == "theme" else "topic_id"] == subject.key]


def organizations_on(read: Reader, filters: Filters, subject: Subject) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who has most papers on it, and who specialises in it, of the filters' organizations.

    Returns
    -------
    Two frames, columns organization, n_papers, total (of the organization), share_pct (of that), specialisation, low,
    high, q_value: all with a paper, most papers first; those whose specialisation is more than noise, highest first.
    """
    everybody = subject.others(everyone(filters.selection))
    if subject.kind == "theme":
        frame = read(organization_themes, everybody, filters.period, by=filters.by)
        frame = frame[frame["theme"] == subject.key]
    else:
        names = tuple(read(organization_sizes, subject.papers(everybody), by=filters.by)["organization"])
        frame = read(organization_topics, everybody, filters.period, by=filters.by, names=names)
        frame = frame[frame["topic_id"] == subject.key]
    frame = frame[frame["n_papers"] > 0].sort_values(["n_papers", "organization"], ascending=[False, True])
    if filters.organizations:
        frame = frame[frame["organization"].isin(filters.organizations)]
    sure = frame[(frame["q_value"] < SURE) & (frame["low"] > 1) & (frame["n_papers"] >= FEWEST)]
    return frame.reset_index(drop=True), sure.sort_values("specialisation", ascending=False).reset_index(drop=True)
