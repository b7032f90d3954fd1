"""The timeline of bursts, and the papers of the bar that was clicked."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.mart import read
from dashboard.page import look, source_line
from pipelines.charts.look import Caption
from pipelines.charts.timeline import ROWS, timeline
from pipelines.mart.picks import Pick
from pipelines.mart.tables.periods import periods
from pipelines.views.filters import Filters
from pipelines.views.sentences import matching
from pipelines.views.view import View
from pipelines.views.words import count, day, joined, percent


def burst_lead(frame: pd.DataFrame, names: dict[str, str], filters: Filters) -> str:
    """The strongest of the bursts that end last, in words.

    Parameters
    ----------
    frame : of one kind ("theme" or "term"), columns of `bursts`
    """
    if frame.empty:
        return "What was suddenly in far more of the papers than usual, and which phrases are new."
    first = frame[frame["end"] == frame["end"].max()].iloc[0]
    of = matching("papers", filters, lines=first["kind"])
    usual = percent(first["usual_share_pct"], 1)
    against = "" if pd.isna(first["usual_share_pct"]) else f", and in {usual} in all other {filters.period}s"
    return (
        f"{names[first['name']]}: in {percent(first['share_pct'], 1)} of {of} from {day(first['start'])} to "
        f"{day(first['end'])} ({count(first['n_papers'], 'paper')}){against}."
    )


def burst_card(frame: pd.DataFrame, names: dict[str, str], filters: Filters, *, kind: str, summary: str) -> bool:
    """Draw the bursts and the papers of the clicked one; tells whether one is clicked.

    Parameters
    ----------
    frame : of one kind ("theme" or "term"), columns of `bursts`
    names : what each is called
    """
    known = read(periods, filters.selection, filters.period)
    done = known[known["complete"]]
    if frame.empty:
        st.info(
            f"No {kind} burst: none was in so many more of these papers than usual for a {filters.period} or longer. "
            "Choose a longer range, or weeks as the period.",
            icon=":material/info:",
        )
        return False
    shown = min(ROWS, frame["name"].nunique())
    subtitle = joined(filters.words(), f"the {count(shown, f'strongest {kind}')}, share of papers within the burst")
    figure = timeline(
        frame, filters.period, names=names, starts=done["period_start"], still=done["period_end"].max(),
        look=look(), caption=Caption(f"Bursts of {kind}s, by {filters.period}", subtitle, source_line()),
    )  # fmt: skip

    def behind(told: list[str]) -> Pick | None:
        of_it = frame[(frame["name"] == told[0]) & (frame["start"].dt.strftime("%Y-%m-%d") == told[-1])]
        for burst in of_it.to_dict("records"):
            of: dict[str, Any] = {"theme" if kind == "theme" else "phrase": told[0]}
            return Pick(since=burst["start"].date(), until=burst["end"].date(), **of)
        return None

    title = f"Bursts of {kind}s, by {filters.period}"
    return chart_card(View(f"{kind}-bursts", title, figure, frame, summary, subtitle, behind=behind), filters)
