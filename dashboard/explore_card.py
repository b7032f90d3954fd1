"""The chart of the Explore page with the papers behind its points, and the table of its lines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.explore_series import Lines
from dashboard.explore_words import change_words, end_words, trend_words
from dashboard.mart import read
from dashboard.page import look, source_line
from pipelines.charts.lines import COUNT, SHARE, time_lines
from pipelines.charts.look import Caption
from pipelines.mart.picks import Pick
from pipelines.mart.tables.papers import headline
from pipelines.trends.periods import period_end
from pipelines.views.filters import Filters
from pipelines.views.view import View
from pipelines.views.words import count, joined, safe


def explore_card(
    frame: pd.DataFrame, lines: Lines, filters: Filters, *, counted: bool, window: int, title_only: bool, summary: str
) -> None:
    """Draw the lines, and the papers of the clicked point.

    Parameters
    ----------
    frame : columns of `explored`, smoothed where `window` is more than 1
    filters : those of the papers, without what is drawn as lines
    counted : papers instead of shares
    window : periods that each share is a mean of
    title_only : whether phrases must stand in the title
    """
    of_known = frame["share_of"].ne("papers").groupby(frame["series"]).all()
    names = {key: name + (", of known" if of_known.get(key) else "") for key, name in lines.names.items()}
    mean = f"mean of {window} {filters.period}s" if window > 1 else f"per {filters.period}"
    title = f"{'Papers' if counted else 'Share of papers'}, {mean}"
    known = "organizations: of papers with a known organization" if of_known.any() and not counted else ""
    where = "phrases in titles only" if title_only and any(key.startswith("phrase:") for key in names) else ""
    n = int(read(headline, filters.selection)["n_papers"])
    about = joined(lines.because, where)
    subtitle = joined(filters.words(), about, known, f"n = {count(n, 'paper')}")
    axis = f"share{'' if of_known.any() else ' of papers'}{f', {mean}' if window > 1 else ''} (%)"
    measure = COUNT if counted else replace(SHARE, axis=axis, window=window)
    figure = time_lines(
        frame, measure, filters.period, names=names, slots=lines.slots,
        by="series", look=look(), caption=Caption(title, subtitle, source_line()),
    )  # fmt: skip
    told = frame.assign(smoothing_periods=window) if window > 1 else frame

    def behind(told: list[str]) -> Pick | None:
        start = pd.to_datetime(told[-1], format="%Y-%m-%d", errors="coerce")
        if told[0] not in names or pd.isna(start):
            return None
        kind, _, what = told[0].partition(":")
        of: dict[str, Any] = {kind: int(what) if kind == "topic" else what}
        last = period_end(start, filters.period).date()
        return Pick(since=start.date(), until=last, title_only=title_only and kind == "phrase", **of)

    chart_card(View("explore", title, figure, told, summary, about, count(n, "paper"), behind), filters)


def series_table(changes: pd.DataFrame, lines: Lines, filters: Filters) -> None:
    """How each line moved, in the order of the lines."""
    known = changes.set_index("series")
    rows = {key: known.loc[key].to_dict() for key in lines.names if key in known.index}
    shown = [
        {
            "Line": lines.names[key],
            "Papers": count(row["n_papers"]),
            "First": end_words(row, "first", filters),
            "Last": end_words(row, "last", filters),
            "Change, points": change_words(row),
            f"Trend, points a {filters.period}": trend_words(row),
        }
        for key, row in rows.items()
    ]
    escaped = [
        {head: safe(cell) if head == "Line" else _breaking_at_commas(safe(cell)) for head, cell in row.items()}
        for row in shown
    ]
    st.table(pd.DataFrame(escaped), hide_index=True, border="horizontal")
    st.caption(
        f"First and last: complete {filters.period}s with papers, fetched on most of their weekdays. Change: last less "
        f"first, with its 95% interval (Newcombe 1998). Trend: slope of Theil and Sen over all such {filters.period}s, "
        "at least four, with the p-value of the test of Mann and Kendall."
    )


def _breaking_at_commas(cell: str) -> str:
    """The text with spaces that keep together what belongs together, but for those after a comma."""
    return ", ".join(part.replace(" ", "\u00a0") for part in cell.split(", "))
