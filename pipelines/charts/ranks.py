"""Ranks of several organizations over time: 1, the most papers, on top."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.colours import colour, symbol
from pipelines.charts.end_labels import spread
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
from pipelines.trends.periods import PeriodName, period_starts

_LEAST = 5  # the axis goes down to this rank at least
_TICKS = 8  # ranks written at the axis, at the most
_PX_PER_LETTER = 7.5


def ranks(
    frame: pd.DataFrame,
    period: PeriodName,
    *,
    names: dict[Any, str],
    slots: dict[Any, int],
    look: Look,
    caption: Caption,
) -> go.Figure:
    """One line per organization, ends labelled directly; open where it has no rank, dotted to incomplete periods.

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
        ends[key] = float(ranked.iloc[-1])
        _add_line(figure, rows.reindex(every), period, names[key], colour(slots[key], look.mode), symbol(slots[key]))
    dressed(figure, look, caption)
    labels = {key: f"{shortened(names[key])}  {rank:.0f}" for key, rank in ends.items()}
    figure.update_layout(
        margin=empty_margins(right=22 + round(_PX_PER_LETTER * max(map(len, labels.values()), default=0)))
    )
    dated_axis(figure, frame["period_start"], period)
    step = -(-lowest // _TICKS)
    figure.update_yaxes(
        title_text="rank by papers (1 is the most)", title_standoff=6, range=[lowest + 0.5, 0.5],
        tickvals=sorted({1, *range(step, lowest + 1, step)}),
    )  # fmt: skip
    heights = {key: -rank * (HEIGHT - MARGINS) / lowest for key, rank in ends.items()}
    ordered = sorted(heights, key=heights.__getitem__)
    for key, place in zip(ordered, spread(np.array([heights[key] for key in ordered])), strict=True):
        figure.add_annotation(
            x=1, xref="paper", y=ends[key], yshift=float(place - heights[key]), xshift=6, text=plain(labels[key]),
            showarrow=False, xanchor="left", align="left", font={"color": colour(slots[key], look.mode), "size": 12.5},
        )  # fmt: skip
    return figure


def _add_line(figure: go.Figure, rows: pd.DataFrame, period: PeriodName, name: str, tint: str, marker: str) -> None:
    """The solid line of complete periods, and a dotted one to a first or last period that is not complete."""
    done = rows["complete"].eq(True)
    parts = [(rows.assign(rank=rows["rank"].where(done)), "solid", 1.0)]
    parts += [(part, "dot", 0.55) for part in (rows.head(2), rows.tail(2)) if part["complete"].eq(False).any()]
    for part, dash, opacity in parts:
        figure.add_scatter(
            x=part.index,
            y=part["rank"],
            name=plain(name),
            mode="lines+markers",
            line={"color": tint, "width": 2.2, "dash": dash},
            marker={"color": tint, "symbol": marker, "size": 7 if len(rows) < 40 else 4},
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
    interval = f" (95%: {row['rank_low']:.0f} to {row['rank_high']:.0f})" if pd.notna(row["rank_low"]) else ""
    return (
        f"<b>{plain(name)}</b>, {period_name(start, period)}<br>rank {row['rank']:.0f}{interval}<br>"
        f"{row['n_papers']:,.0f} of {row['known_total']:,.0f} papers with a known organization"
        f"{'' if row['complete'] else ', the period is not complete'}<br>click for the papers"
    )
