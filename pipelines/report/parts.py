"""What a report is made of, before it is HTML or Markdown. Every text is plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from pipelines.trends.periods import PeriodName
from pipelines.views.provenance import Provenance
from pipelines.views.view import View


@dataclass(frozen=True)
class Link:
    """Text that leads to an address of the web."""

    text: str
    url: str


Cell = str | Link


@dataclass(frozen=True)
class Table:
    """A few rows; all of them have the same columns."""

    caption: str
    rows: tuple[Mapping[str, Cell], ...]
    words: tuple[str, ...]  # the columns of text; all others hold numbers

    @property
    def columns(self) -> tuple[str, ...]:
        """In their order."""
        return tuple(self.rows[0]) if self.rows else ()


def left_out(names: Sequence[str], most: int, option: str) -> tuple[str, ...]:
    """A note on those that are asked for beyond the most that a chapter tells of; none where it tells of all."""
    if len(names) <= most:
        return ()
    ask = f"ask for up to {most} with papertide report {option}, or choose them in the filters of the Overview"
    beyond = ", ".join(names[most:])
    return (f"This chapter tells of the first {most} of the {len(names)} chosen, and leaves out {beyond}: {ask}.",)


@dataclass(frozen=True)
class Chart:
    """A chart for both modes."""

    view: View  # as in light mode
    dark: go.Figure
    command: str  # that draws it again
    picked: str = ""  # points of charts that are filters of it, and that the command cannot name


@dataclass(frozen=True)
class Part:
    """One finding, with what shows it."""

    told: str  # the finding, or why there is none
    heading: str = ""
    listed: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    quoted: tuple[str, ...] = ()  # to be copied as they stand
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """The answer to one question."""

    name: str  # of its anchor: lower case, no spaces
    heading: str
    question: str
    parts: tuple[Part, ...]

    @property
    def told(self) -> str:
        """Its first finding."""
        return self.parts[0].told


@dataclass(frozen=True)
class Report:
    """All of it."""

    provenance: Provenance
    period: PeriodName
    facts: tuple[tuple[str, Cell], ...]  # of the title page
    chapters: tuple[Chapter, ...]  # findings
    background: tuple[Chapter, ...]  # what the numbers mean, what they are not, how to cite them
