"""Risers and fallers among themes, topics or organizations: the chart, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from pipelines.charts.chance import SURE
from pipelines.charts.look import Caption, Look
from pipelines.charts.movers import movers
from pipelines.mart.picks import Pick
from pipelines.mart.tables.movers import (
    FEW,
    WINDOW,
    Windows,
    momentum,
    organization_momentum,
    topic_momentum,
    windows,
)
from pipelines.mart.tables.organizations import known_papers
from pipelines.mart.tables.papers import headline
from pipelines.views.filters import Filters
from pipelines.views.links import Kind
from pipelines.views.sentences import window_words
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, joined, percent, signed

EACH = 5  # risers and fallers shown, at the most
Movers = Literal["theme", "topic", "organization"]
_OF_KNOWN = "papers with a known organization"


@dataclass(frozen=True)
class Moving:
    """What is compared between two windows, and how it changed."""

    kind: Movers
    changes: pd.DataFrame  # columns of `theme_momentum`
    spans: Windows | None
    window: int  # periods in each
    by: str  # the column of changes that says what moves
    names: dict[Any, str]
    of: str  # what shares are of
    page: Kind  # what each of them is to a link, and to a pick

    @property
    def lead(self) -> str:
        """The clearest rise and the clearest fall, in words."""
        shown = pd.concat([self.clearest(1, rising=True), self.clearest(1, rising=False)])
        if self.spans is None or shown.empty:
            return "What rises and what fades in Daily Papers, and which papers are behind it."
        parts = [
            f"{self.names[row[self.by]]} is {'up' if row['change_pp'] > 0 else 'down'} from "
            f"{percent(row['share_before_pct'], 1)} to {percent(row['share_now_pct'], 1)} of {self.of}"
            f"{'' if row['q_value'] < SURE else ' (may be noise)'}"
            for row in shown.to_dict("records")
        ]
        return f"{', and '.join(parts)}: {window_words(self.spans)}."

    def clearest(self, most: int, *, rising: bool) -> pd.DataFrame:
        """That many rises or falls, those farthest from noise (by z); in the order of the changes."""
        moves = self.changes["change_pp"]
        return self.changes[moves > 0].head(most) if rising else self.changes[moves < 0].tail(most)

    def n_sure(self, *, rising: bool) -> int:
        """How many rises or falls are more than noise."""
        moves = self.changes["change_pp"]
        return int(((moves > 0 if rising else moves < 0) & (self.changes["q_value"] < SURE)).sum())


def moving(read: Reader, filters: Filters, kind: Movers = "theme", window: int | None = None) -> Moving:
    """How themes, topics or organizations moved between the last two windows of complete periods.

    Parameters
    ----------
    window : periods in each; unless told, `WINDOW`
    """
    asked = (filters.selection, filters.period, window or WINDOW[filters.period])
    spans, window = read(windows, *asked), asked[-1]
    if kind == "topic":
        frame = read(topic_momentum, *asked)
        return Moving(kind, frame, spans, window, "topic_id", filters.topic_names, "papers", "topic")
    if kind == "organization":
        frame = read(organization_momentum, *asked, by=filters.by)
        names = {name: name for name in frame["organization"]}
        return Moving(kind, frame, spans, window, "organization", names, _OF_KNOWN, filters.by)
    frame = read(momentum, *asked, least=FEW)
    return Moving("theme", frame, spans, window, "theme", filters.theme_names, "papers", "theme")


def movers_view(read: Reader, filters: Filters, look: Look, shown: Moving, *, narrow: bool = False) -> View | None:
    """The clearest risers and fallers; None where nothing can be compared, see `too_little`.

    Parameters
    ----------
    narrow : for the window of a phone
    """
    spans = shown.spans
    if spans is None or shown.changes.empty:
        return None
    drawn = pd.concat([shown.clearest(EACH, rising=True), shown.clearest(EACH, rising=False)])
    now, before = _in_windows(read, filters, spans)
    of = "n_known" if shown.of == _OF_KNOWN else "n_papers"
    n = f"{count(now[of], 'paper')} now, {count(before[of])} before"
    title = f"Clearest risers and fallers: share of {shown.of} by {shown.page}"
    subtitle = joined(window_words(spans), filters.words(), f"n = {n}")
    figure = movers(
        drawn, names=shown.names, now=f"{spans.now_first:%Y-%m-%d}", look=look,
        caption=Caption(title, subtitle, source_line(read)), by=shown.by, of=shown.of,
        narrow=narrow,
    )  # fmt: skip

    def behind(told: list[str]) -> Pick | None:
        key = next((key for key in shown.names if str(key) == told[0]), None)
        if key is None:
            return None
        of_it: dict[str, Any] = {shown.page: key}
        return Pick(since=spans.now_first.date(), until=spans.now_last.date(), **of_it)

    links = {shown.names[key]: (shown.page, key) for key in drawn[shown.by]}
    return View("movers", title, figure, shown.changes, shown.lead, window_words(spans), n, behind=behind, links=links)


def too_little(shown: Moving, filters: Filters) -> str:
    """Why nothing can be compared, and what to do."""
    words = (
        f"Risers and fallers need papers in {2 * shown.window} complete {filters.period}s; choose a shorter window or "
        "period, or a longer range."
    )
    of = ", and known organizations in each" if shown.kind == "organization" else ""
    return f"{words} {shown.kind.capitalize()}s are compared from {FEW} papers on{of}."


def movers_figures(read: Reader, filters: Filters, shown: Moving) -> tuple[tuple[str, str, str], ...]:
    """Key figures of what moves: what each is called, its value, and its change or n."""
    figures, known = read(headline, filters.selection), read(known_papers, filters.selection)
    named = f"of {count(figures['n_papers'], 'paper')}"
    if known["n_papers"] and known["n_before"]:  # since the first day on which any is known
        named = f"named since {known['since']:%b %Y}: {percent(100 * known['n_papers'] / known['total'])}"
    of = f"of {count(len(shown.changes), shown.kind)}, beyond noise" if len(shown.changes) else "too few papers"
    rising, fading = (count(shown.n_sure(rising=up)) if len(shown.changes) else "–" for up in (True, False))
    return (
        _papers_figure(read, filters, shown),
        ("Rising", rising, of),
        ("Fading", fading, of),
        ("Coverage", percent(100 * figures["n_known"] / figures["n_papers"]), named),
    )


def _papers_figure(read: Reader, filters: Filters, shown: Moving) -> tuple[str, str, str]:
    """The papers of the later window, and their change; all of them where no windows can be compared."""
    if shown.spans is None:
        return "Papers", count(read(headline, filters.selection)["n_papers"]), "of all periods"
    now, before = (one["n_papers"] for one in _in_windows(read, filters, shown.spans))
    change = (
        f"papers, {signed(100 * now / before - 100, 0)}% on {count(before)} before" if before else "papers, none before"
    )
    span = filters.period if shown.window == 1 else count(shown.window, filters.period)
    return f"Last {span}", count(now), change


def _in_windows(read: Reader, filters: Filters, spans: Windows) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Key figures of the later and of the earlier window."""
    now = filters.selection.within(spans.now_first.date(), spans.now_last.date())
    before = filters.selection.within(spans.before_first.date(), spans.before_last.date())
    return read(headline, now), read(headline, before)
