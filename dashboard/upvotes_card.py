"""Who draws more or fewer upvotes, over time and altogether, and how upvotes, comments and stars are distributed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import Filters, choice
from dashboard.lines_card import lines_card
from dashboard.mart import read
from dashboard.page import look, source_line
from dashboard.series import Series, organization_series, theme_series, topic_series
from dashboard.words import count, day, joined, percent
from pipelines.charts.distribution import distribution
from pipelines.charts.factors import factors
from pipelines.charts.lines import ATTENTION, MEDIAN, Measure
from pipelines.charts.look import Caption
from pipelines.mart.selection import Selection
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.upvotes import (
    Measured,
    measured_counts,
    organization_upvotes,
    reception,
    theme_upvotes,
    topic_upvotes,
)
from pipelines.trends.periods import PeriodName

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
_NOUNS: dict[str, tuple[Measured, str]] = {
    "Upvotes": ("upvotes", "upvotes"), "Comments": ("comments", "comments"),
    "GitHub stars": ("github_stars", "GitHub stars"),
}  # fmt: skip


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
        """All that have enough papers, whatever the lines show: label, value, low, high, n_papers and the rest."""
        frame = self._read(self.filters.selection, None)
        names: dict[Any, str] = self.filters.theme_names
        labels = frame["label"] if "label" in frame else frame[self.series.by].map(lambda key: names.get(key, key))
        measure = self.measure
        frame = frame.assign(
            label=labels, value=frame[measure.column], low=frame[measure.low], high=frame[measure.high]
        )
        return frame[(frame["n_papers"] >= FEWEST) & frame["value"].notna()]

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
    draw = {"Theme": theme_series, "Topic": topic_series, "Organization": organization_series}[kind]
    return Comparison(kind, measured, draw(filters), filters)


def comparison_lead(comparison: Comparison) -> str:
    """Who surely draws more, and who less, than the papers listed beside them, in words."""
    frame = replace(comparison, measured="Attention").altogether()
    what = {"Theme": "themes", "Topic": "topics", "Organization": f"{comparison.filters.by}s"}[comparison.kind]
    if frame.empty:
        return f"No {what[:-1]} has {FEWEST} papers with known upvotes here."
    more, fewer = frame[frame["low"] > 50], frame[frame["high"] < 50]
    most = f" (most: {_first(more, ascending=False)})" if len(more) else ""
    least = f" (least: {_first(fewer, ascending=True)})" if len(fewer) else ""
    return (
        f"{len(more)} of {len(frame)} {what} surely draw more upvotes than the papers listed beside them{most}, "
        f"{len(fewer)} fewer{least}."
    )


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
    middle, of_middle = 50.0, "dotted: 50, the middle of every day"
    if comparison.measured != "Attention":
        figures = _received(filters, "upvotes")
        middle = float(figures["median" if comparison.measured == "Median" else "upper_quartile"])
        of_middle = f"dotted: {middle:,.4g}, of all papers selected"
    subtitle = joined(filters.words(), largest, f"with {FEWEST} papers or more, 95% intervals", of_middle)
    caption = Caption(f"{title}, all days together", subtitle, source_line())
    figure = factors(shown, middle=middle, axis=measure.axis, decimals=measure.decimals, look=look(), caption=caption)
    chart_card(figure, every, key="ranking", summary=caption.title, filters=filters, clickable=False)


def distributed(filters: Filters) -> None:
    """Draw how many papers have how many upvotes, comments or stars, of those of which a source told it."""
    column, noun = _NOUNS[choice("Of", "of", list(_NOUNS))]
    figures = _received(filters, column)
    counts = read(measured_counts, filters.selection, column)
    words = reception_words(figures, noun)
    if counts.empty:
        st.info(f"No source told {noun} of these papers: absent, not zero.", icon=":material/info:")
        return
    caption = Caption(f"How many papers get how many {noun}", joined(filters.words(), words), source_line())
    figure = distribution(
        counts, look=look(), caption=caption, measured=column, noun=noun,
        marks={"median": figures["median"], "upper quartile": figures["upper_quartile"]},
    )  # fmt: skip
    chart_card(
        figure, counts, key="distribution", summary=f"{caption.title}: {words}", filters=filters, clickable=False
    )
    since = f"; first told of a paper of {day(figures['first_day'])}" if figures["n_unknown"] else ""
    st.caption(
        f"{count(figures['n_zero'], 'paper')} with 0 {noun} in a bar of their own. No source told {noun} of "
        f"{count(figures['n_unknown'], 'paper')}: absent, not zero, and left out{since}. Counts are as last seen; "
        "stars keep growing for months."
    )


def _received(filters: Filters, measured: Measured) -> pd.Series[Any]:
    frame = read(reception, filters.selection)
    row: pd.Series[Any] = frame[frame["measured"] == measured].iloc[0]
    return row


def reception_words(figures: pd.Series[Any], noun: str) -> str:
    """How many papers are known, and their median and upper quartile, with intervals."""
    parts = [f"n = {count(figures['n_papers'])} of {count(figures['n_papers'] + figures['n_unknown'], 'paper')}"]
    for name, column in (("median", "median"), ("upper quartile", "upper_quartile")):
        low, high = figures[f"{column}_low"], figures[f"{column}_high"]
        spread = f" (95%: {low:,.4g} to {high:,.4g})" if pd.notna(low) else ""
        parts.append(f"{name} {figures[column]:,.4g}{spread}")
    return "; ".join(parts)


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
