"""What organizations write about: their mix, what they specialise in, and how much is known of organizations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

import pandas as pd

from pipelines.charts.coverage import coverage
from pipelines.charts.look import Caption, Look
from pipelines.charts.mix import SMALL, mix
from pipelines.charts.specialisation import clearest, specialisation
from pipelines.mart.picks import Pick
from pipelines.mart.tables.organizations import organization_coverage, organization_themes
from pipelines.trends.periods import period_end
from pipelines.views.filters import Filters
from pipelines.views.organization_words import coverage_words, links_to
from pipelines.views.series import organization_series
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, joined, percent

MOST = 14  # themes of a mix, unless the filters name others
SPECIALITIES = 12  # themes of that chart
_NAMED = 2  # in a summary


def organization_mix_view(read: Reader, filters: Filters, look: Look) -> View | None:
    """Share of each organization's papers with the most frequent themes, as a heatmap; None where none is known."""
    series = organization_series(read, filters)
    chosen = series.restrict(replace(filters.selection, themes=()), tuple(series.names))
    shares = read(organization_themes, chosen, filters.period, by=filters.by)
    if shares.empty:
        return None
    largest = shares.groupby("theme")["n_papers"].sum().sort_values(ascending=False, kind="stable").index[:MOST]
    names = {theme: filters.theme_names[theme] for theme in (filters.selection.themes or largest)}
    title = "What their papers are about: share of its papers with each theme (%)"
    # The selection's themes choose rows here, and filter nothing.
    undivided = replace(filters, selection=replace(filters.selection, themes=()))
    caption = Caption(title, joined(undivided.words(of="organization"), series.chosen_because), source_line(read))
    figure = mix(shares, names=names, look=look, caption=caption)
    n = count(shares.drop_duplicates("organization")["total"].sum(), "paper")
    summary = mix_words(shares[shares["theme"].isin(list(names))], filters.theme_names)
    links = links_to(filters, series.names, names)
    return View(
        "mix", title, figure, shares, summary, series.chosen_because, n, behind=behind_cells(filters), links=links
    )


def mix_words(shares: pd.DataFrame, names: Mapping[Any, str]) -> str:
    """The most frequent theme of each organization, in words.

    Parameters
    ----------
    shares : columns organization, theme, n_papers, total, share_pct
    names : what themes are called
    """
    seen = shares[shares["n_papers"] > 0].sort_values("n_papers", ascending=False, kind="stable")
    first = seen.drop_duplicates("organization").sort_values("total", ascending=False, kind="stable")
    told = [
        f"{row['organization']} {names[row['theme']]} ({percent(row['share_pct'])} of {count(row['total'], 'paper')})"
        for row in first.to_dict("records")
    ]
    return f"Most frequent: {', '.join(told)}." if told else "None of their papers is on any of these."


def organization_specialities_view(read: Reader, filters: Filters, look: Look) -> View | None:
    """What the organizations chosen, or the most active, write about more and less than all; None with none known."""
    series = organization_series(read, filters)
    selection = series.restrict(filters.selection, tuple(series.names))
    frame = read(organization_themes, selection, filters.period, by=filters.by)
    themes = clearest(frame, SPECIALITIES)
    if not themes:
        return None
    alone = len(series.names) == 1
    n = count(frame.drop_duplicates("organization")["total"].sum(), "paper")
    title = f"What {'it writes' if alone else 'they write'} about more, and less, than all"
    drawn = joined("filled: the interval leaves out 1", "" if alone else few_words(frame))
    of_one = f"{next(iter(series.names))}, n = {n}" if alone else ""
    undivided = replace(filters, selection=replace(filters.selection, themes=()))
    subtitle = joined(of_one, drawn, undivided.words(of="organization"), series.chosen_because)
    names = {theme: filters.theme_names[theme] for theme in themes}
    slots = {name: series.slots[name] for name in series.names}
    caption = Caption(title, subtitle, source_line(read))
    figure = specialisation(frame, names=names, slots=slots, look=look, caption=caption)
    summary, behind = speciality_words(frame, filters), behind_cells(filters)
    links = links_to(filters, series.names, names)
    return View("specialities", title, figure, frame, summary, series.chosen_because, n, behind=behind, links=links)


def speciality_words(frame: pd.DataFrame, filters: Filters) -> str:
    """The clearest speciality of each organization, in words; of the rows of `organization_themes`."""
    ordered = frame.sort_values("low", ascending=False, kind="stable")
    sure = ordered[ordered["low"] > 1].drop_duplicates("organization")
    told = [
        f"{row['organization']} writes about {filters.theme_names[row['theme']]} {row['specialisation']:.1f} times as "
        f"often as all (95%: {row['low']:.1f} to {row['high']:.1f}; {row['n_papers']:,} of {row['total']:,} papers)"
        for row in (ordered.head(1) if sure.empty else sure.head(_NAMED)).to_dict("records")
    ]
    few = "No theme is shown to be written about more often than all write of it. Closest: " if sure.empty else ""
    return f"{few}{'; '.join(told)}."


def organization_coverage_view(read: Reader, filters: Filters, look: Look) -> View | None:
    """Papers whose organization the source names, of all, over time; None where no paper has a date."""
    frame = read(organization_coverage, filters.selection, filters.period)
    if not frame["total"].any():
        return None
    words, title = coverage_words(read, filters), "Papers whose organization the source names"
    caption = Caption(title, joined(words, filters.words(of="organization")), source_line(read))
    figure = coverage(frame, filters.period, look=look, caption=caption)
    summary = f"The source names the organization of {words}." if frame["n_papers"].any() else f"Known: {words}."
    n = count(frame["total"].sum(), "paper")

    def behind(told: list[str]) -> Pick | None:
        start = pd.to_datetime(told[-1], format="%Y-%m-%d", errors="coerce")
        if pd.isna(start):
            return None
        return Pick(since=start.date(), until=period_end(start, filters.period).date())

    return View("coverage", title, figure, frame, summary, n=n, behind=behind)


def behind_cells(filters: Filters, kind: Literal["theme", "topic"] = "theme") -> Callable[[list[str]], Pick | None]:
    """Tells the papers behind a point whose customdata are an organization and a theme, or a topic."""

    def behind(told: list[str]) -> Pick | None:
        if kind == "topic" and not told[-1].isdecimal():
            return None
        key: Any = int(told[-1]) if kind == "topic" else told[-1]
        return Pick(**{filters.by: told[0], kind: key})

    return behind


def few_words(frame: pd.DataFrame) -> str:
    """What pale dots are, where there are any; of rows with `total`, the papers of an organization."""
    return f"pale: fewer than {SMALL} papers" if (frame["total"] < SMALL).any() else ""
