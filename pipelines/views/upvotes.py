"""Who draws more or fewer upvotes, over time and altogether: the charts, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from pipelines.charts.chance import SURE
from pipelines.charts.factors import factors
from pipelines.charts.lines import ATTENTION, MEDIAN, Measure
from pipelines.charts.look import Caption, Look
from pipelines.mart.picks import Pick
from pipelines.mart.selection import Selection
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.upvotes import organization_upvotes, theme_upvotes, topic_upvotes
from pipelines.trends.against_middle import against_middle
from pipelines.trends.periods import PeriodName
from pipelines.views.distribution import received
from pipelines.views.filters import Filters
from pipelines.views.lines import lines_view
from pipelines.views.links import Kind as Page
from pipelines.views.series import Series, organization_series, theme_series, topic_series
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, joined, percent

FEWEST = 10  # papers that a theme, topic or organization needs to be placed among the others
MOST_ROWS = 40
Kind = Literal["theme", "topic", "organization"]
Measured = Literal["attention", "median", "upper quartile"]
_QUARTILE = Measure(
    "upper_quartile_upvotes", "upper quartile of upvotes", low="upper_quartile_low", high="upper_quartile_high"
)
_MEASURES: dict[Measured, Measure] = {
    "attention": ATTENTION, "median": replace(MEDIAN, low="median_low", high="median_high"),
    "upper quartile": _QUARTILE,
}  # fmt: skip
_TITLES: dict[Measured, str] = {
    "attention": "Attention", "median": "Median upvotes", "upper quartile": "Upper quartile of upvotes",
}  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """What is compared with what: themes, topics or organizations, by one measure."""

    read: Reader
    filters: Filters
    kind: Kind
    measured: Measured
    series: Series

    @property
    def title(self) -> str:
        """What is shown."""
        return f"{_TITLES[self.measured]} by {self.filters.by if self.kind == 'organization' else self.kind}"

    @property
    def measure(self) -> Measure:
        """The columns that are drawn."""
        return _MEASURES[self.measured]

    def over_time(self) -> pd.DataFrame:
        """The lines."""
        chosen = self.series.restrict(self.filters.selection, tuple(self.series.names))
        return self._read(chosen, self.filters.period)

    def altogether(self) -> pd.DataFrame:
        """All that have enough papers, whatever the lines show: key, label, value, low, high, n_papers, q_value and
        more; the most papers first."""
        frame = self._read(self.filters.selection, None)
        names: dict[Any, str] = self.filters.theme_names if self.kind == "theme" else {}
        labels = frame["label"] if "label" in frame else frame[self.series.by].map(lambda key: names.get(key, key))
        measure = self.measure
        frame = frame.assign(
            key=frame[self.series.by], label=labels, value=frame[measure.column], low=frame[measure.low],
            high=frame[measure.high],
        )  # fmt: skip
        frame = frame[(frame["n_papers"] >= FEWEST) & frame["value"].notna()]
        frame = frame.assign(q_value=against_middle(frame, self.middle[0]))
        return frame.sort_values("n_papers", ascending=False, kind="stable")

    @property
    def middle(self) -> tuple[float, str]:
        """What each is compared with, and that in words."""
        selection, of = self.filters.selection, "all papers selected"
        if self.kind == "organization":  # the source names an organization rather for papers that are much upvoted
            every = self._read(replace(selection, organizations=(), parents=()), None)
            of = "all papers with a known organization"
            if self.measured == "attention":
                n = every["n_papers"].where(every["attention_pct"].notna())
                return float((every["attention_pct"] * n).sum() / n.sum()) if n.sum() else 50.0, f"the mean of {of}"
            selection = self.filters.with_organizations(selection, tuple(every["organization"]))
        elif self.measured == "attention":
            return 50.0, "the middle of every day"
        figures = received(self.read, selection, "upvotes")
        return float(figures["median" if self.measured == "median" else "upper_quartile"]), f"of {of}"

    def _read(self, selection: Selection, period: PeriodName | None) -> pd.DataFrame:
        if self.kind == "organization":
            return self.read(organization_upvotes, selection, period, by=self.filters.by)
        return self.read(theme_upvotes if self.kind == "theme" else topic_upvotes, selection, period)


def comparison(
    read: Reader,
    filters: Filters,
    kind: Kind = "theme",
    measured: Measured = "attention",
    topics: Sequence[int] = (),
) -> Comparison:
    """What is compared; the lines over time are of those chosen, else of the most frequent.

    Parameters
    ----------
    topics : those chosen
    """
    if kind == "topic":
        series = topic_series(read, filters, topics)
    else:
        series = (theme_series if kind == "theme" else organization_series)(read, filters)
    return Comparison(read, filters, kind, measured, series)


def comparison_lead(compared: Comparison) -> str:
    """Who surely draws more, and who less, than the papers listed beside them, in words."""
    compared = replace(compared, measured="attention")
    frame = compared.altogether()
    one = compared.filters.by if compared.kind == "organization" else compared.kind
    if frame.empty:
        return f"No {one} has {FEWEST} papers with known upvotes here."
    middle, of_middle = compared.middle
    sure = frame[frame["q_value"] < SURE]
    more, fewer = sure[sure["value"] > middle], sure[sure["value"] < middle]
    than = "the papers listed beside them"
    if compared.kind == "organization":
        than = f"{of_middle.removeprefix('the mean of ')} do on average (mean percentile {middle:.1f})"
    most = f" (most: {_first(more, ascending=False)})" if len(more) else ""
    least = f" (least: {_first(fewer, ascending=True)})" if len(fewer) else ""
    return (
        f"{len(more)} of {len(frame)} {one}s draw more upvotes than {than}{most}, {len(fewer)} fewer{least}: "
        f"q < {SURE}."
    )


def upvote_trends_view(look: Look, compared: Comparison) -> View | None:
    """What is compared, over time; None where no upvotes are known."""
    series, filters = compared.series, compared.filters
    known = replace(filters, selection=replace(filters.selection, with_upvotes=True))
    return lines_view(
        compared.read, known, look, series, compared.over_time(), compared.measure, name="upvote-trends",
        title=compared.title, summary=comparison_lead(compared),
    )  # fmt: skip


def ranking_view(look: Look, compared: Comparison) -> View | None:
    """All that have enough papers, all days together, against what each is compared with; None where none has."""
    every, filters = compared.altogether(), compared.filters
    if every.empty:
        return None
    shown, by_key = every.head(MOST_ROWS), {str(key): key for key in every["key"]}
    largest = f"the {MOST_ROWS} with most papers of {len(every)}" if len(every) > len(shown) else ""
    middle, of_middle = compared.middle
    told = compared.read(headline, filters.selection)
    n = f"{count(told['n_upvotes'], 'paper')} with known upvotes"
    about = joined(
        largest, f"with {FEWEST} papers or more, 95% intervals", f"dotted: {middle:,.4g}, {of_middle}",
        f"filled: q < {SURE}",
    )  # fmt: skip
    title = f"{compared.title}, all days together"
    figure = factors(
        shown, middle=middle, axis=compared.measure.axis, decimals=compared.measure.decimals, look=look,
        caption=Caption(title, joined(filters.words(), about), source_line(compared.read)),
    )  # fmt: skip
    page: Page = filters.by if compared.kind == "organization" else compared.kind

    def behind(point: list[str]) -> Pick | None:
        of: dict[str, Any] = {page: by_key.get(point[0])}
        return Pick(with_upvotes=True, **of) if point[0] in by_key else None

    links = {str(row["label"]): (page, row["key"]) for row in _ends(shown).to_dict("records")}
    frame = every.drop(columns="key")
    return View("ranking", title, figure, frame, comparison_lead(compared), about, n, behind=behind, links=links)


def maturity_note(read: Reader, filters: Filters) -> str:
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


def _first(frame: pd.DataFrame, *, ascending: bool) -> str:
    row = frame.sort_values(["value", "label"], ascending=[ascending, True]).iloc[0]
    return f"{row['label']}, mean percentile {row['value']:.0f}"


def _ends(frame: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """The rows of the highest and of the lowest values."""
    ordered = frame.sort_values(["value", "label"], ascending=[False, True])
    return pd.concat([ordered.head(most), ordered.iloc[most:].tail(most)])
