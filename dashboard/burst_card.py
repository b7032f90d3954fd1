"""The timeline of bursts, and the papers of the bar that was clicked."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import Filters
from dashboard.mart import read
from dashboard.page import look, source_line
from dashboard.papers_table import papers_behind
from dashboard.sentences import matching
from dashboard.words import count, day, joined, percent
from pipelines.charts.look import Caption
from pipelines.charts.timeline import ROWS, timeline
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.periods import periods


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
    point = chart_card(figure, frame, key=f"{kind}-bursts", summary=summary, about=subtitle, filters=filters)
    chosen = frame[(frame["name"] == point.key) & (frame["start"] == point.start)] if point else frame.iloc[:0]
    if chosen.empty:
        return False
    burst = chosen.iloc[0]
    behind = filters.selection.within(burst["start"].date(), burst["end"].date())
    name = str(burst["name"])
    behind = replace(behind, themes=(name,)) if kind == "theme" else replace(behind, phrase=name)
    label = f"{names[name]}, {day(burst['start'])} to {day(burst['end'])}"
    papers_behind(label, behind, filters, int(read(headline, behind)["n_papers"]))
    return True
