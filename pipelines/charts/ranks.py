"""Ranks of several organizations over time: 1, the most papers, on top."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.colours import colour, faded, symbol
from pipelines.charts.end_labels import End, label_ends
from pipelines.charts.look import (
    HEIGHT,
    MARGINS,
    Caption,
    Look,
    dated_axis,
    dressed,
    empty_margins,
    period_name,
    plain,
    shortened,
)
from pipelines.charts.mix import SMALL
from pipelines.charts.over_time import FEW_PALE, MARK_PX, add_bands, mark_unfinished, papers_words, unfinished, with_few
from pipelines.trends.periods import PeriodName, period_starts

_LEAST = 5  # the axis goes down to this rank at least
_TICKS = 8  # ranks written at the axis, at the most
_PX_PER_LETTER = 7.5
_KNOWN = "papers with a known organization"


def ranks(
    frame: pd.DataFrame,
    period: PeriodName,
    *,
    names: dict[Any, str],
    slots: dict[Any, int],
    look: Look,
    caption: Caption,
) -> go.Figure:
    """One line per organization with its 95% band; open where it has no rank, dotted to incomplete periods.

    Ends are labelled directly, with the rank of the last complete period. n stands in the subtitle.

    Parameters
    ----------
    frame : columns period_start, organization, rank (absent without papers), rank_low, rank_high, n_papers,
        known_total, complete; one row per period and organization
    names : what each organization is called
    slots : its place in the palette

    Returns
    -------
    A figure whose points carry [organization, period_start as YYYY-MM-DD] as customdata.
    """
    figure = go.Figure()
    frame = frame.assign(unfinished=unfinished(frame, period), few=frame["n_papers"].between(1, SMALL - 1))
    starts = frame["period_start"]
    days = pd.Series(pd.date_range(starts.min(), starts.max())) if len(starts) else starts
    every = period_starts(days, period).unique()  # those without a row are gaps
    lowest, ends = _LEAST, {}
    for key in names:
        rows = frame[frame["organization"] == key].set_index("period_start").sort_index()
        ranked = rows["rank"].dropna()
        if ranked.empty:
            continue
        lowest = max(lowest, int(np.ceil(ranked.max())))
        done = ranked[rows.loc[ranked.index, "complete"].astype(bool)]
        ends[key] = float((ranked if done.empty else done).iloc[-1])
        _add_line(figure, rows.reindex(every), period, names[key], colour(slots[key], look.mode), symbol(slots[key]))
    dressed(figure, look, _with_n(caption, frame))
    dated_axis(figure, frame["period_start"], period)
    step = -(-lowest // _TICKS)
    figure.update_yaxes(
        title_text="rank by papers (1 is the most)", title_standoff=6, range=[lowest + 0.5, 0.5],
        tickvals=sorted({1, *range(step, lowest + 1, step)}),
    )  # fmt: skip
    labels = [
        End(-rank, f"{shortened(names[key])}  {rank:.0f}", colour(slots[key], look.mode)) for key, rank in ends.items()
    ]
    figure.update_layout(
        margin=empty_margins(right=22 + round(_PX_PER_LETTER * max((len(end.text) for end in labels), default=0)))
    )
    label_ends(figure, labels, px_per_unit=(HEIGHT - MARGINS - MARK_PX) / lowest, downwards=True)
    mark_unfinished(figure, frame, look)
    return figure


def _with_n(caption: Caption, frame: pd.DataFrame) -> Caption:
    """The caption, which also says of how many papers the ranks are."""
    n = papers_words(frame.drop_duplicates("period_start")["known_total"].sum())
    caption = replace(caption, subtitle="; ".join(filter(None, [caption.subtitle, f"n = {n}"])))
    return with_few(caption) if frame["few"].any() else caption


def _add_line(figure: go.Figure, rows: pd.DataFrame, period: PeriodName, name: str, tint: str, marker: str) -> None:
    """The solid line of complete periods, and a dotted one to a first or last period that is not complete."""
    done = rows["complete"].eq(True)
    intervals = rows[["rank_low", "rank_high"]].astype("float64").where(done).reset_index()
    add_bands(figure, intervals, "rank_low", "rank_high", faded(tint, 0.05))
    parts = [(rows.assign(rank=rows["rank"].where(done)), "solid", 1.0)]
    parts += [(part, "dot", 0.55) for part in (rows.head(2), rows.tail(2)) if part["complete"].eq(False).any()]
    for part, dash, opacity in parts:
        few = part["few"].eq(True)  # absent in gaps
        figure.add_scatter(
            x=part.index,
            y=part["rank"],
            name=plain(name),
            mode="lines+markers",
            line={"color": tint, "width": 2.2, "dash": dash},
            marker={
                "color": tint,
                "symbol": [f"{marker}-open" if pale else marker for pale in few],
                "opacity": [FEW_PALE if pale else 1.0 for pale in few],
                "size": 7 if len(rows) < 40 else 4,
            },
            opacity=opacity,
            customdata=[[row["organization"], f"{start:%Y-%m-%d}"] for start, row in part.iterrows()],
            text=[_tooltip(row, start, name, period) for start, row in part.iterrows()],
            hovertemplate="%{text}<extra></extra>",
            unselected={"marker": {"opacity": 0.6}},
            connectgaps=False,
        )


def _tooltip(row: pd.Series[Any], start: Any, name: str, period: PeriodName) -> str:
    if pd.isna(row["rank"]):
        return ""
    why = f", the period is {row['unfinished']}" if row["unfinished"] else ""
    interval = f" (95%: {row['rank_low']:.0f} to {row['rank_high']:.0f})" if pd.notna(row["rank_low"]) else ""
    return (
        f"<b>{plain(name)}</b>, {period_name(start, period)}<br>rank {row['rank']:.0f}{interval}<br>"
        f"{papers_words(row['n_papers'], row['known_total'], _KNOWN)}"
        f"{': few papers say little' if row['few'] else ''}{why}<br>click for the papers"
    )
