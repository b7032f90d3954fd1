"""What the papers of a few organizations are about, as a heatmap."""

from __future__ import annotations

from dataclasses import replace

from dashboard.chart_card import chart_card
from dashboard.mart import read
from dashboard.page import look, source_line
from pipelines.charts.look import Caption
from pipelines.charts.mix import mix
from pipelines.mart.tables.organizations import organization_themes
from pipelines.views.filters import Filters
from pipelines.views.series import Series
from pipelines.views.view import View

MOST = 14  # themes shown, unless the sidebar names others


def mix_card(series: Series, filters: Filters) -> None:
    """Share of each organization's papers with the most frequent themes."""
    chosen = series.restrict(replace(filters.selection, themes=()), tuple(series.names))
    shares = read(organization_themes, chosen, filters.period, by=filters.by)
    largest = shares.groupby("theme")["n_papers"].sum().sort_values(ascending=False, kind="stable").index[:MOST]
    names = {theme: filters.theme_names[theme] for theme in (filters.selection.themes or largest)}
    title = "What their papers are about: share of its papers with each theme (%)"
    figure = mix(shares, names=names, look=look(), caption=Caption(title, series.chosen_because, source_line()))
    chart_card(View("mix", title, figure, shares, title), filters)
