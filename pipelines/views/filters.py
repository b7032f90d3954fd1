"""What a reader asks for, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from pipelines.charts.look import period_name
from pipelines.mart.picks import Pick
from pipelines.mart.selection import Grouping, Selection
from pipelines.mart.tables.themes import themes
from pipelines.mart.tables.topics import topics
from pipelines.trends.periods import PeriodName, period_end, period_starts
from pipelines.views.view import Reader
from pipelines.views.words import joined, span

_PICKS_NAMED = 2  # in words, at the most


@dataclass(frozen=True)
class Filters:
    """What the reader chose."""

    selection: Selection
    period: PeriodName
    theme_names: dict[str, str]  # every theme's id and name, in the vocabulary's order
    by: Grouping = "organization"  # whether organizations stand for themselves or for their parents
    topic_names: dict[int, str] = field(default_factory=dict)

    @property
    def organizations(self) -> tuple[str, ...]:
        """The organizations chosen, or the parents where papers are counted by parent."""
        return self.selection.parents if self.by == "parent" else self.selection.organizations

    @property
    def without_organizations(self) -> tuple[str, ...]:
        """The organizations, or parents, that are left out."""
        return self.selection.without_parents if self.by == "parent" else self.selection.without_organizations

    def with_organizations(self, selection: Selection, names: tuple[str, ...]) -> Selection:
        """The selection with those organizations, or parents, in place of the ones it has."""
        own, whole = ((), names) if self.by == "parent" else (names, ())
        return replace(selection, organizations=own, parents=whole)

    def leaving_out(self, selection: Selection, names: tuple[str, ...]) -> Selection:
        """The selection without papers of those organizations, or parents; in place of the ones it leaves out."""
        own, whole = ((), names) if self.by == "parent" else (names, ())
        return replace(selection, without_organizations=own, without_parents=whole)

    def words(self, *, of: str = "") -> str:
        """The filters in one line; without those of the lines themselves ("theme", "organization"), when told."""
        chosen = self.selection
        parts = [
            span(chosen.since, chosen.until),
            "" if of == "theme" else ", ".join(self.theme_names[theme] for theme in chosen.themes),
            "" if of == "organization" else ", ".join(self.organizations),
            _without([self.theme_names[theme] for theme in chosen.without_themes]),
            _without(list(self.without_organizations)),
            f"text: {chosen.text}" if chosen.text else "",
            self.picks_words(),
        ]
        return joined(*parts)

    def picks_words(self) -> str:
        """The points of charts that are filters: Agents, 1 Mar 2026 to 31 Mar 2026 and 3 more."""
        picks = self.selection.picks
        named = " or ".join(self.pick_words(pick) for pick in picks[:_PICKS_NAMED])
        return named + (f" and {len(picks) - _PICKS_NAMED} more" if len(picks) > _PICKS_NAMED else "")

    def pick_words(self, pick: Pick) -> str:
        """One point of a chart: Agents, 1 Mar 2026 to 31 Mar 2026."""
        named = [
            self.theme_names.get(pick.theme, pick.theme) if pick.theme else "",
            self.topic_names.get(pick.topic, f"topic {pick.topic}") if pick.topic is not None else "",
            pick.organization or "",
            pick.parent or "",
            f"“{pick.phrase}”{' in the title' if pick.title_only else ''}" if pick.phrase else "",
            pick.paper or "",
            f"{_range(pick)} {pick.counted.replace('github_stars', 'GitHub stars')}" if pick.counted else "",
            "a region of the map" if pick.region else "",
            self._days(pick),
        ]
        return ", ".join(part for part in named if part)

    def _days(self, pick: Pick) -> str:
        """The period that the days are, if they are one: March 2026; else the days."""
        if pick.since and pick.until:
            start = pd.Timestamp(pick.since)
            periods: tuple[PeriodName, ...] = ("week", "month", "quarter")
            for period in periods:
                if (
                    period_starts(pd.Series([start]), period).iloc[0] == start
                    and period_end(start, period).date() == pick.until
                ):
                    return period_name(start, period)
        return span(pick.since, pick.until)


def filters_for(
    read: Reader, selection: Selection, period: PeriodName = "month", by: Grouping = "organization"
) -> Filters:
    """Filters with the names that the mart has for themes and topics."""
    theme_names = {row["theme"]: str(row["name"]) for row in read(themes).to_dict("records")}
    topic_names = {int(row["topic_id"]): str(row["label"]) for row in read(topics).to_dict("records")}
    return Filters(selection, period, theme_names, by, topic_names)


def _range(pick: Pick) -> str:
    """10 to 19, 10 or more."""
    if pick.most is None:
        return f"{pick.least or 0:,} or more"
    return f"{pick.least or 0:,}" if pick.least == pick.most else f"{pick.least or 0:,} to {pick.most:,}"


def _without(names: list[str]) -> str:
    return f"without {', '.join(names)}" if names else ""
