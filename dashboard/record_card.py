"""Does the list of risers predict? One or two sentences, from what became of past lists."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.filters import Filters
from dashboard.mart import read
from dashboard.words import count, percent, safe
from pipelines.mart.tables.forecasts import riser_summary
from pipelines.mart.tables.movers import WINDOW
from pipelines.trends.periods import PeriodName
from pipelines.trends.riser_record import ENOUGH, LISTED, Kept, RiserSummary

_MEANS = {
    "more often": "rises tended to go on",
    "less often": "what rises fast tends to fall back",
    "as often": "a list of risers is not a forecast",
}


def riser_record(filters: Filters) -> None:
    """Quote how often past risers kept rising, over all days of the data, whatever themes are chosen."""
    selection = replace(filters.selection, since=None, themes=())
    st.caption(safe(riser_words(read(riser_summary, selection, filters.period), filters.period)))


def riser_words(summary: RiserSummary, period: PeriodName) -> str:
    """What became of past risers, and whether that is more than chance."""
    if summary.verdict == "too few":
        return (
            f"Whether risers keep rising cannot be told yet: of {count(summary.n_lists, 'past list')} the next "
            f"{_span(period)} can be seen, and {ENOUGH} lists are needed."
        )
    words = (
        f"Of the top {LISTED} risers at {summary.n_lists} past {period} ends, {percent(summary.listed.kept_pct)} kept "
        f"rising over the next {_span(period)}; {_against(summary.listed)}: {_MEANS[summary.verdict]}."
    )
    if summary.sure.n_listed:
        sure = summary.sure
        words += (
            f" Of the {sure.n_listed} rises among them that were more than noise, {percent(sure.kept_pct)} went on; "
            f"{_against(sure)}."
        )
    return words


def _against(kept: Kept) -> str:
    p = (
        "p < 0.001"
        if kept.p_value < 0.001
        else f"p = {kept.p_value:.2f}"
        if kept.p_value >= 0.1
        else f"p = {kept.p_value:.3f}"
    )
    return (
        f"of themes drawn at random {percent(kept.chance_pct)} did (95% of draws: {percent(kept.chance_low_pct)} to "
        f"{percent(kept.chance_high_pct)}; {p})"
    )


def _span(period: PeriodName) -> str:
    """3 months, 8 weeks, quarter."""
    return period if WINDOW[period] == 1 else count(WINDOW[period], period)
