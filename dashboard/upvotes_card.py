"""Who draws more or fewer upvotes, over time and altogether."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st
from scipy.stats import false_discovery_control, norm

from dashboard.chart_card import chart_card
from dashboard.distribution_card import received
from dashboard.filters import choice
from dashboard.lines_card import lines_card
from dashboard.mart import read
from dashboard.page import look, source_line
from dashboard.topic_card import chosen_topics
from pipelines.charts.chance import SURE
from pipelines.charts.factors import factors
from pipelines.charts.lines import ATTENTION, MEDIAN, Measure
from pipelines.charts.look import Caption
from pipelines.mart.selection import Selection
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.upvotes import (
    organization_upvotes,
    theme_upvotes,
    topic_upvotes,
)
from pipelines.trends.periods import PeriodName
from pipelines.views.filters import Filters
from pipelines.views.series import Series, organization_series, theme_series, topic_series
from pipelines.views.view import View
from pipelines.views.words import count, joined, percent

FEWEST = 10  # papers that a theme, topic or organization needs to be placed among the others
MOST_ROWS = 40
QUARTILE = Measure(
    "upper_quartile_upvotes", "upper quartile of upvotes", low="upper_quartile_low", high="upper_quartile_high"
)
MEASURES = {
    "Attention": ATTENTION,
    "Median": replace(MEDIAN, low="median_low", high="median_high"),
    "Upper quartile": QUARTILE,
}


@dataclass(frozen=True)
class Comparison:
    """What is compared with what: themes, topics or organizations, by one measure."""

    kind: str
    measured: str
    series: Series
    filters: Filters

    @property
    def measure(self) -> Measure:
        """The columns that are drawn."""
        return MEASURES[self.measured]

    def over_time(self) -> pd.DataFrame:
        """The lines."""
        chosen = self.series.restrict(self.filters.selection, tuple(self.series.names))
        return self._read(chosen, self.filters.period)

    def altogether(self) -> pd.DataFrame:
        """All that have enough papers, whatever the lines show: label, value, low, high, n_papers, q_value and more."""
        frame = self._read(self.filters.selection, None)
        names: dict[Any, str] = self.filters.theme_names if self.kind == "Theme" else {}
        labels = frame["label"] if "label" in frame else frame[self.series.by].map(lambda key: names.get(key, key))
        measure = self.measure
        frame = frame.assign(
            label=labels, value=frame[measure.column], low=frame[measure.low], high=frame[measure.high]
        )
        frame = frame[(frame["n_papers"] >= FEWEST) & frame["value"].notna()]
        return frame.assign(q_value=against(frame, self.middle[0]))

    @property
    def middle(self) -> tuple[float, str]:
        """What each is compared with, and that in words."""
        selection, of = self.filters.selection, "all papers selected"
        if self.kind == "Organization":  # the source names an organization rather for papers that are much upvoted
            every = self._read(replace(selection, organizations=(), parents=()), None)
            of = "all papers with a known organization"
            if self.measured == "Attention":
                n = every["n_papers"].where(every["attention_pct"].notna())
                return float((every["attention_pct"] * n).sum() / n.sum()) if n.sum() else 50.0, f"the mean of {of}"
            selection = self.filters.with_organizations(selection, tuple(every["organization"]))
        elif self.measured == "Attention":
            return 50.0, "the middle of every day"
        figures = received(selection, "upvotes")
        return float(figures["median" if self.measured == "Median" else "upper_quartile"]), f"of {of}"

    def _read(self, selection: Selection, period: PeriodName | None) -> pd.DataFrame:
        if self.kind == "Organization":
            found: pd.DataFrame = read(organization_upvotes, selection, period, by=self.filters.by)
        else:
            found = read(theme_upvotes if self.kind == "Theme" else topic_upvotes, selection, period)
        return found


def chosen_comparison(filters: Filters) -> Comparison:
    """Draw what can be compared and how; tells what the reader chose."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = choice("By", "by", ["Theme", "Topic", "Organization"])
        measured = choice("As", "upvotes", list(MEASURES))
    if kind == "Topic":
        series = topic_series(read, filters, chosen_topics(filters))
    else:
        series = (theme_series if kind == "Theme" else organization_series)(read, filters)
    return Comparison(kind, measured, series, filters)


def comparison_lead(comparison: Comparison) -> str:
    """Who surely draws more, and who less, than the papers listed beside them, in words."""
    frame = replace(comparison, measured="Attention").altogether()
    what = {"Theme": "themes", "Topic": "topics", "Organization": f"{comparison.filters.by}s"}[comparison.kind]
    if frame.empty:
        return f"No {what[:-1]} has {FEWEST} papers with known upvotes here."
    middle, of_middle = replace(comparison, measured="Attention").middle
    sure = frame[frame["q_value"] < SURE]
    more, fewer = sure[sure["value"] > middle], sure[sure["value"] < middle]
    than = "the papers listed beside them"
    if comparison.kind == "Organization":
        than = f"{of_middle.removeprefix('the mean of ')} do on average (mean percentile {middle:.1f})"
    most = f" (most: {_first(more, ascending=False)})" if len(more) else ""
    least = f" (least: {_first(fewer, ascending=True)})" if len(fewer) else ""
    return (
        f"{len(more)} of {len(frame)} {what} draw more upvotes than {than}{most}, {len(fewer)} fewer{least}: "
        f"q < {SURE}."
    )


def against(frame: pd.DataFrame, middle: float) -> pd.Series[float]:
    """q-values (Benjamini-Hochberg 1995) of the values of all rows against a middle.

    z is the distance from the middle in standard errors, p of the normal distribution, two-sided.

    Parameters
    ----------
    frame : columns value, low, high (95% bootstrap interval, whose width is 2 * 1.96 standard errors)

    Returns
    -------
    Absent where there is no interval, or one without width.
    """
    error = (frame["high"] - frame["low"]) / (2 * norm.ppf(0.975))
    z = ((frame["value"] - middle) / error.where(error > 0)).dropna()
    found = pd.Series(false_discovery_control(2 * norm.sf(z.abs())) if len(z) else [], z.index, dtype="float64")
    return found.reindex(frame.index)


def _first(frame: pd.DataFrame, *, ascending: bool) -> str:
    row = frame.sort_values(["value", "label"], ascending=[ascending, True]).iloc[0]
    return f"{row['label']}, mean percentile {row['value']:.0f}"


def compared(comparison: Comparison, lead: str) -> pd.DataFrame:
    """Draw the lines over time and all of them at once; returns the frame over time."""
    series, filters, measure = comparison.series, comparison.filters, comparison.measure
    what = {"Attention": "Attention", "Median": "Median upvotes", "Upper quartile": "Upper quartile of upvotes"}
    title = (
        f"{what[comparison.measured]} by {filters.by if comparison.kind == 'Organization' else comparison.kind.lower()}"
    )
    frame = comparison.over_time()
    known = replace(filters, selection=replace(filters.selection, with_upvotes=True))
    lines_card(series, frame, measure, known, key="upvote-trends", title=title, summary=lead)
    every = comparison.altogether().sort_values("n_papers", ascending=False, kind="stable")
    if len(every):
        _ranking(every, comparison, title)
    return frame


def _ranking(every: pd.DataFrame, comparison: Comparison, title: str) -> None:
    filters, measure = comparison.filters, comparison.measure
    shown = every.head(MOST_ROWS)
    largest = f"the {MOST_ROWS} with most papers of {len(every)}" if len(every) > len(shown) else ""
    middle, of_middle = comparison.middle
    subtitle = joined(
        filters.words(), largest, f"with {FEWEST} papers or more, 95% intervals",
        f"dotted: {middle:,.4g}, {of_middle}", f"filled: q < {SURE}",
    )  # fmt: skip
    caption = Caption(f"{title}, all days together", subtitle, source_line())
    figure = factors(shown, middle=middle, axis=measure.axis, decimals=measure.decimals, look=look(), caption=caption)
    chart_card(View("ranking", caption.title, figure, every, caption.title), filters)


def maturity_note(filters: Filters) -> str:
    """How many of the papers have not settled."""
    figures = read(headline, filters.selection)
    if not figures["n_upvotes"]:
        return "No source told the upvotes of these papers: absent, not zero."
    young = percent(100 * figures["n_immature"] / figures["n_upvotes"])
    return (
        f"Upvotes settle in one to two weeks: {young} of these papers ({count(figures['n_immature'])} of "
        f"{count(figures['n_upvotes'])}) were last seen less than 14 days after their listing, and their counts are "
        "immature. Attention compares them with papers of the same day."
    )
