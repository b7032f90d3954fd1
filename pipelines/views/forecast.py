"""What comes next: the forecast of a theme's share, in words and as a chart, with the record of the methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pipelines.charts.chance import chance
from pipelines.charts.forecast import forecast_lines
from pipelines.charts.look import Caption, Look
from pipelines.mart.picks import Pick
from pipelines.mart.tables.forecasts import backtest, forecast_methods
from pipelines.mart.tables.themes import theme_frequency, themes
from pipelines.trends.backtest import ALL, better_naive, method_to_show
from pipelines.trends.forecast import DAMPED, HORIZON
from pipelines.trends.periods import PeriodName, period_end
from pipelines.views.filters import Filters
from pipelines.views.sentences import matching, when
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, joined, percent, signed

MEANT_PCT = 95  # outcomes that an interval is meant to hold


@dataclass(frozen=True)
class Foretold:
    """What was seen of a theme, what is forecast, and how the same methods did in the past."""

    theme: str
    name: str
    shown: str  # the method drawn
    history: pd.DataFrame  # columns of `share_by_period`, of the theme
    methods: pd.DataFrame  # columns of `forecast`, of the theme, for every method
    record: pd.DataFrame  # columns of `backtest`, of all themes

    @property
    def ahead(self) -> pd.DataFrame:
        """What is forecast by the method drawn."""
        return self.methods[self.methods["method"] == self.shown]

    @property
    def naive(self) -> pd.DataFrame:
        """The same by the naive method to compare with; empty where a naive one is drawn."""
        return self.methods[(self.methods["method"] == better_naive(self.record)) & (self.shown == DAMPED)]


def themes_to_foretell(read: Reader, filters: Filters) -> Sequence[str]:
    """The themes chosen, else all, the most frequent first; none where no paper has a date."""
    counts = read(theme_frequency, _all_themes(filters).selection, filters.period)
    if counts.empty:
        return []
    ordered = counts.groupby("theme")["n_papers"].sum().sort_values(ascending=False, kind="stable").index
    return filters.selection.themes or list(ordered)


def foretold(read: Reader, filters: Filters, theme: str) -> Foretold:
    """A theme's past and what is forecast of it."""
    asked = (_all_themes(filters).selection, filters.period)
    counts, methods, record = read(theme_frequency, *asked), read(forecast_methods, *asked), read(backtest, *asked)
    return Foretold(
        theme, filters.theme_names[theme], method_to_show(record), counts[counts["theme"] == theme],
        methods[methods["theme"] == theme], record,
    )  # fmt: skip


def forecast_view(read: Reader, filters: Filters, look: Look, told: Foretold) -> View | None:
    """The share so far and what is forecast; None where no period is complete."""
    ahead, history, period = told.ahead, told.history, filters.period
    if ahead.empty:
        return None
    done = history[history["complete"].astype(bool)]
    seen = done["period_start"].nunique()
    n = f"{count(done['n_papers'].sum(), 'paper')} of {count(done['total'].sum())}"
    about = joined(f"{count(seen, period)} seen", record_words(told.record, told.theme, told.shown))
    title = f"Share of papers: {told.name}, and the next {count(HORIZON[period], period)}"
    figure = forecast_lines(
        history, ahead, told.naive, period, slot=int(read(themes).set_index("theme")["slot"][told.theme]), look=look,
        caption=Caption(title, joined(filters.words(of="theme"), about), source_line(read)),
    )  # fmt: skip

    def behind(point: list[str]) -> Pick | None:
        start = pd.to_datetime(point[-1], format="%Y-%m-%d", errors="coerce")
        if point[0] != told.theme or pd.isna(start):
            return None
        return Pick(theme=told.theme, since=start.date(), until=period_end(start, period).date())

    return View(
        "forecast", title, figure, observed_and_ahead(history, told.methods), forecast_lead(told, filters), about, n,
        behind=behind, links={told.name: ("theme", told.theme)},
    )  # fmt: skip


def _all_themes(filters: Filters) -> Filters:
    """The same papers, whatever themes are chosen: shares are of all of them."""
    return replace(filters, selection=replace(filters.selection, themes=()))


def observed_and_ahead(history: pd.DataFrame, methods: pd.DataFrame) -> pd.DataFrame:
    """What is drawn, as one table: kind ("observed" or "forecast"), then the columns of `forecast`, then of counts.

    Parameters
    ----------
    history : columns of `share_by_period`, of one theme; its interval becomes low_pct and high_pct
    methods : columns of `forecast`, of the same theme
    """
    seen = history.rename(columns={"share_low_pct": "low_pct", "share_high_pct": "high_pct"})
    parts = [seen.assign(kind="observed", method="observed"), methods.assign(kind="forecast")]
    first = ["kind", *methods.columns]
    frame = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True).reindex(
        columns=[*first, *(column for column in seen.columns if column not in first)]
    )
    whole = ["n_papers", "total", "n_assumed", "weekdays", "weekdays_fetched", "days_capped"]
    return frame.astype({column: "Int64" for column in whole if column in frame})


def forecast_lead(told: Foretold, filters: Filters) -> str:
    """What is forecast of a theme for the last period ahead, and how its intervals did in the past, in words."""
    if told.ahead.empty:
        return f"No {filters.period} is complete yet, so that nothing can be forecast."
    row = told.ahead.iloc[-1]
    own = _row(told.record, told.theme, told.shown)
    off = f" In its past, {percent(own['coverage_pct'])} of such intervals held." if own and _told(own) else ""
    return (
        f"{told.name}: {percent(row['share_pct'], 1)} of {matching('papers', filters, lines='theme')} expected in "
        f"{when(row['period_start'], filters)} (95% interval {percent(row['low_pct'], 1)} to "
        f"{percent(row['high_pct'], 1)}), if it goes on as it did.{off}"
    )


def verdict(record: pd.DataFrame, shown: str, period: PeriodName) -> str:
    """Whether "damped trend" beats the naive methods over all themes, and so which is shown."""
    together = record[record["theme"] == ALL].set_index("method")
    if together.empty:
        return f"Too little history to try a forecast on the past: the naive “{shown}” is shown, without a record."
    rows, better = together.to_dict("index"), better_naive(record)
    own, p_value = rows[DAMPED], rows[DAMPED]["p_value"]
    against = (
        f"mean error (MASE) {own['mase']:.2f} against {rows[better]['mase']:.2f} of “{better}”, over all themes and "
        f"forecasts made at {count(own['n_origins'], f'past {period} end')}"
    )
    if pd.isna(p_value):
        return f"Too few past forecasts to tell whether the damped trend is better ({against}): the naive one is shown."
    p = chance(p_value, "p")
    if own["beats_naive"]:
        return f"The damped trend beats both naive forecasts: {against}, {p}. It is shown, the better naive one dotted."
    return f"The damped trend does not beat the naive forecasts: {against}, {p}. The naive one is shown."


def own_words(record: pd.DataFrame, theme: str, shown: str, name: str) -> str:
    """How the method shown did for the theme drawn, and whether its intervals held as often as they should."""
    own = _row(record, theme, shown)
    if not own:
        return ""
    told = {"": "", "fewer": ": too narrow for it", "more": ": wider than it needed"}[_told(own)]
    return (
        f"For {name} alone, “{shown}” had MASE {_mase(own)}, and {percent(own['coverage_pct'])} of "
        f"{count(own['n_forecasts'], 'outcome')} were inside its 95% interval{told}."
    )


def record_words(record: pd.DataFrame, theme: str, shown: str) -> str:
    """The record of the method shown, over all themes and for the one drawn, short enough to stand in its chart."""
    every, own = _row(record, ALL, shown), _row(record, theme, shown)
    if not every or not own:
        return f"{shown}; no past to try it on"
    return (
        f"{shown}; {percent(every['coverage_pct'])} of past outcomes in its 95% interval (this theme "
        f"{percent(own['coverage_pct'])}), MASE {_mase(every)} ({_mase(own)})"
    )


def _row(record: pd.DataFrame, theme: str, method: str) -> dict[Any, Any]:
    """The record of one theme and method; empty when no outcome is known."""
    rows = record[(record["theme"] == theme) & (record["method"] == method) & (record["n_forecasts"] > 0)]
    return rows.iloc[0].to_dict() if len(rows) else {}


def _mase(row: dict[Any, Any]) -> str:
    return signed(row["mase"], 2, plus=False)


def _told(row: dict[Any, Any]) -> str:
    """Whether "fewer" or "more" outcomes than 95% were inside, by more than one of them; else empty."""
    off = row["coverage_pct"] - MEANT_PCT
    return "" if abs(off) <= 100 / row["n_forecasts"] else "fewer" if off < 0 else "more"
