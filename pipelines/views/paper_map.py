"""All papers on one map, near ones about the same thing; and what a region of it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pandas as pd

from pipelines.charts.lines import SHARE
from pipelines.charts.look import Caption, Look
from pipelines.charts.paper_map import paper_map as map_chart
from pipelines.mart.picks import Pick
from pipelines.mart.region import Region
from pipelines.mart.tables.paper_map import map_labels, paper_map, region_frequency, region_terms
from pipelines.mart.tables.themes import themes
from pipelines.trends.periods import period_end
from pipelines.views.filters import Filters
from pipelines.views.lines import lines_view
from pipelines.views.series import Series
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, joined, percent

REGION = "region"


def paper_map_view(read: Reader, filters: Filters, look: Look, by: Literal["theme", "time"] = "theme") -> View | None:
    """The map; None where none of the papers is on it.

    Parameters
    ----------
    by : what colours tell: each paper's strongest theme, or its day
    """
    papers, labels = read(paper_map, filters.selection), read(map_labels, filters.selection)
    if papers.empty:
        return None
    slots = {str(theme): int(slot) for theme, slot in read(themes).set_index("theme")["slot"].items()}
    n = count(len(papers), "paper")
    title = f"Papers by what they are about, coloured by {by}"
    subtitle = joined(filters.words(), f"n = {n}", "near: alike; far apart says little")
    figure = map_chart(
        papers, labels, look=look, caption=Caption(title, subtitle, source_line(read)), slots=slots,
        names=filters.theme_names, by=by,
    )  # fmt: skip
    return View("map", title, figure, papers, map_lead(papers, labels), n=n, is_map=True)


def map_lead(papers: pd.DataFrame, labels: pd.DataFrame) -> str:
    """How many papers are on the map, and its largest topic, in words."""
    if labels.empty:
        return f"{count(len(papers), 'paper')}, near each other where they are about the same thing."
    largest = labels.iloc[0]
    share = percent(100 * largest["n_papers"] / len(papers), 1)
    return (
        f"{count(len(papers), 'paper')}, near each other where they are about the same thing; the largest topic is "
        f"{largest['label']} ({count(largest['n_papers'], 'paper')}, {share})."
    )


def region_trend_view(read: Reader, filters: Filters, look: Look, region: Region) -> View | None:
    """Share of a region's papers among all papers of the filters, over time."""
    frame = read(region_frequency, filters.selection, filters.period, region=region)
    series = Series(frame, REGION, {REGION: "This region"}, {REGION: 0}, "a region of the map")
    lead = region_lead(read(region_terms, filters.selection, region=region))
    view = lines_view(
        read, filters, look, series, frame, SHARE, name="region-trend", title="Share of papers in the region",
        summary=lead,
    )  # fmt: skip

    def behind(told: list[str]) -> Pick | None:
        start = pd.to_datetime(told[-1], format="%Y-%m-%d", errors="coerce")
        if pd.isna(start):
            return None
        return Pick(since=start.date(), until=period_end(start, filters.period).date(), region=region)

    return replace(view, behind=behind) if view else None


def region_lead(terms: pd.DataFrame) -> str:
    """What a region is about, in words.

    Parameters
    ----------
    terms : columns of `region_terms`
    """
    if terms.empty:
        return "No term tells these papers from the others."
    return f"What tells these papers from the others: {', '.join(terms['term'].head(8))}."
