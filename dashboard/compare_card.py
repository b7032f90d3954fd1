"""Organizations side by side: key figures, what they write about and where that differs by more than chance."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.mart import read
from dashboard.page import look, source_line
from pipelines.charts.chance import SURE
from pipelines.charts.comparison import comparison
from pipelines.charts.look import Caption
from pipelines.charts.mix import SMALL
from pipelines.charts.specialisation import clearest, specialisation
from pipelines.mart.tables.movers import windows
from pipelines.mart.tables.organization_mix import alike
from pipelines.mart.tables.organization_profile import organization_changes
from pipelines.mart.tables.organizations import everyone, organization_themes
from pipelines.views.filters import Filters
from pipelines.views.organization_words import (
    differs_words,
    known_words,
    median_words,
    points_words,
    with_span,
)
from pipelines.views.sentences import window_words
from pipelines.views.series import Series
from pipelines.views.view import View
from pipelines.views.words import count, joined, safe

THEMES = 10  # rows of a chart, unless more of them differ


def key_figures(profile: pd.DataFrame, names: tuple[str, ...], filters: Filters) -> None:
    """A table with a column per organization; figures of few papers are grey.

    Parameters
    ----------
    profile : the rows of `organization_profile`
    """
    everybody = everyone(filters.selection)
    near = read(alike, everybody, filters.period, by=filters.by, names=names)
    changes = read(organization_changes, everybody, filters.period, by=filters.by)
    columns = {}
    for name in names:
        own = profile[profile["organization"] == name].to_dict("records")
        change = changes[changes["organization"] == name].to_dict("records")
        other = near[near["organization"] == name].head(1).to_dict("records")
        cells = {**_figures(own[0] if own else None), **_relations(other, change)}
        few = not own or own[0]["n_papers"] < SMALL
        columns[safe(name)] = {label: f":gray[{cell}]" if few else cell for label, cell in cells.items()}
    st.caption(f"{safe(known_words(read, filters))}; 95% intervals in brackets; grey below {SMALL} papers.")
    st.table(pd.DataFrame(columns))
    spans = read(windows, everybody, filters.period)
    if spans and len(changes):
        st.caption(f"Change of the share: {window_words(spans)}.")


def _figures(own: dict[Any, Any] | None) -> dict[str, str]:
    if own is None:
        return dict.fromkeys(("Papers", "Share", "Rank", "Breadth", "Attention", "Median upvotes"), "none here")
    spans = {
        "Papers": count(own["n_papers"]),
        "Share": with_span(own["share_pct"], own["share_low_pct"], own["share_high_pct"], 1, "%"),
        "Rank": with_span(own["rank"], own["rank_low"], own["rank_high"]),
        "Breadth": with_span(own["breadth"], own["breadth_low"], own["breadth_high"], 1),
        "Attention": with_span(own["attention_pct"], own["attention_low_pct"], own["attention_high_pct"]),
        "Median upvotes": f"{median_words(own['median_upvotes'])} (n = {count(own['n_upvotes'])})",
    }
    return {label: safe(value) for label, value in spans.items()}


def _relations(other: list[dict[Any, Any]], change: list[dict[Any, Any]]) -> dict[str, str]:
    alike_to = changed = "too few papers"
    for row in other:
        alike_to = f"{row['other']} (n = {count(row['n_other'])}), {differs_words(row)}"
    for row in change:
        changed = f"{row['n_before']:,} to {count(row['n_now'], 'paper')}: {points_words(row)}"
    return {"Most alike": safe(alike_to), "Change": safe(changed)}


def mix_card(frame: pd.DataFrame, series: Series, filters: Filters, summary: str) -> None:
    """Share of each theme in the papers of each organization; themes that differ by more than chance on top.

    Parameters
    ----------
    frame : the rows of `differences`, surest first
    """
    themes = list(dict.fromkeys(frame["theme"]))
    n_sure = frame.loc[frame["q_value"] < SURE, "theme"].nunique()
    common = frame.groupby("theme")["share_pct"].max().sort_values(ascending=False, kind="stable").index
    shown = [*themes[:n_sure], *(theme for theme in common if theme not in themes[:n_sure])][: max(THEMES, n_sure)]
    caption = Caption(
        "Share of their papers with each theme; bold where they differ by more than chance",
        joined(few_words(frame), filters.words(of="organization"), series.chosen_because),
        source_line(),
    )
    names = {theme: filters.theme_names[theme] for theme in shown}
    figure = comparison(frame, names=names, slots=_slots(series), look=look(), caption=caption)
    chart_card(View("differences", caption.title, figure, frame, summary, series.chosen_because), filters)


def specialities_card(series: Series, filters: Filters) -> None:
    """What each organization writes about more, and less, than all."""
    selection = series.restrict(filters.selection, tuple(series.names))
    frame = read(organization_themes, selection, filters.period, by=filters.by)
    themes = clearest(frame, THEMES)
    if not themes:
        return
    drawn = joined("filled: the interval leaves out 1", few_words(frame))
    subtitle = joined(drawn, filters.words(of="organization"), series.chosen_because)
    caption = Caption("What they write about more, and less, than all", subtitle, source_line())
    names = {theme: filters.theme_names[theme] for theme in themes}
    figure = specialisation(frame, names=names, slots=_slots(series), look=look(), caption=caption)
    chart_card(View("specialities", caption.title, figure, frame, caption.title, series.chosen_because), filters)


def few_words(frame: pd.DataFrame) -> str:
    """What pale dots are, where there are any; of rows with `total`, the papers of an organization."""
    return f"pale: fewer than {SMALL} papers" if (frame["total"] < SMALL).any() else ""


def _slots(series: Series) -> dict[str, int]:
    return {name: series.slots[name] for name in series.names}
