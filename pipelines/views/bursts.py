"""What came suddenly: the timeline of bursts of themes or of phrases, and what it says."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd

from pipelines.charts.look import Caption, Look
from pipelines.charts.timeline import ROWS, timeline
from pipelines.mart.picks import Pick
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.periods import periods
from pipelines.mart.tables.terms import term_bursts, theme_bursts
from pipelines.views.filters import Filters
from pipelines.views.links import Kind
from pipelines.views.sentences import matching
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, day, joined, percent

Bursting = Literal["theme", "term"]


def bursts_found(read: Reader, filters: Filters, kind: Bursting) -> pd.DataFrame:
    """The bursts of themes or of phrases, greatest weight first; columns of `bursts`."""
    return read(theme_bursts if kind == "theme" else term_bursts, filters.selection, filters.period)


def burst_lead(frame: pd.DataFrame, filters: Filters) -> str:
    """The strongest of the bursts that end last, in words.

    Parameters
    ----------
    frame : of one kind ("theme" or "term"), columns of `bursts`
    """
    if frame.empty:
        return "What was suddenly in far more of the papers than usual, and which phrases are new."
    first = frame[frame["end"] == frame["end"].max()].iloc[0]
    of = matching("papers", filters, lines=first["kind"])
    usual = percent(first["usual_share_pct"], 1)
    against = "" if pd.isna(first["usual_share_pct"]) else f", and in {usual} in all other {filters.period}s"
    return (
        f"{_named(first['name'], filters)}: in {percent(first['share_pct'], 1)} of {of} from {day(first['start'])} to "
        f"{day(first['end'])} ({count(first['n_papers'], 'paper')}){against}."
    )


def bursts_view(read: Reader, filters: Filters, look: Look, kind: Bursting) -> View | None:
    """When each theme or phrase burst; None where none did, see `no_burst`."""
    frame, known = bursts_found(read, filters, kind), read(periods, filters.selection, filters.period)
    if frame.empty:
        return None
    done, names = known[known["complete"]], {name: _named(name, filters) for name in frame["name"].unique()}
    shown = list(names)[:ROWS]
    n = count(read(headline, filters.selection)["n_papers"], "paper")
    title, about = f"Bursts of {kind}s, by {filters.period}", f"the {count(len(shown), f'strongest {kind}')}"
    subtitle = joined(filters.words(), about, "beside each bar its share of papers then", f"n = {n}")
    figure = timeline(
        frame, filters.period, names=names, starts=done["period_start"], still=done["period_end"].max(), look=look,
        caption=Caption(title, subtitle, source_line(read)),
    )  # fmt: skip
    page: Kind = "theme" if kind == "theme" else "phrase"

    def behind(told: list[str]) -> Pick | None:
        of_it = frame[(frame["name"] == told[0]) & (frame["start"].dt.strftime("%Y-%m-%d") == told[-1])]
        for burst in of_it.to_dict("records"):
            of: dict[str, Any] = {page: told[0]}
            return Pick(since=burst["start"].date(), until=burst["end"].date(), **of)
        return None

    links = {names[name]: (page, name) for name in shown}
    return View(
        f"{kind}-bursts", title, figure, frame, burst_lead(frame, filters), about, n, behind=behind, links=links
    )


def no_burst(filters: Filters, kind: Bursting) -> str:
    """That there is none, and what to do."""
    return (
        f"No {kind} burst: none was in so many more of these papers than usual for a {filters.period} or longer. "
        "Choose a longer range, or weeks as the period."
    )


def _named(name: str, filters: Filters) -> str:
    """What a theme is called; a phrase is its own name."""
    return filters.theme_names.get(name, name)
