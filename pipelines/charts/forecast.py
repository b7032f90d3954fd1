"""A theme's share so far, and what is forecast of the periods that follow."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.colours import colour, faded
from pipelines.charts.end_labels import End, label_ends
from pipelines.charts.look import HEIGHT, MARGINS, Caption, Look, dated_axis, dressed, empty_margins, period_name, plain
from pipelines.charts.over_time import papers_words, unfinished
from pipelines.trends.periods import PeriodName
from pipelines.trends.stretches import stretches

_RIGHT = 190  # px, for the labels at the ends


def forecast_lines(
    history: pd.DataFrame,
    ahead: pd.DataFrame,
    naive: pd.DataFrame,
    period: PeriodName,
    *,
    slot: int,
    look: Look,
    caption: Caption,
) -> go.Figure:
    """The share of complete periods with its band, then the forecast, dashed, with its interval as a fan.

    Parameters
    ----------
    history : columns of `share_by_period`, of one theme; a period in progress is a pale, hollow point by itself
    ahead : columns of `forecast`, of one theme and method: what is shown
    naive : the same of the naive method to compare with, dotted; empty when it is the one shown
    slot : the theme's place in the palette

    Returns
    -------
    A figure whose points of the past carry [theme, period start as YYYY-MM-DD] as customdata.
    """
    figure, tint = go.Figure(), colour(slot, look.mode)
    history = history[history["share_pct"].notna()].sort_values("period_start")
    history = history.assign(unfinished=unfinished(history, period))
    done = history[history["complete"].astype(bool)]
    for _, stretch in done.groupby(stretches(done["period_start"], done["complete"], period)):
        _band(figure, stretch, "share_low_pct", "share_high_pct", faded(tint, 0.1))
        _line(figure, stretch, [_seen(row, period) for row in stretch.to_dict("records")], tint)
    running = history[~history["complete"].astype(bool)]
    _line(figure, running, [_seen(row, period) for row in running.to_dict("records")], tint, mode="markers")
    last = done.tail(1)[["period_start", "share_pct"]]
    ends = []
    for frame, shade, dash in ((naive, look.muted, "dot"), (ahead, tint, "dash")):
        if frame.empty:
            continue
        joined = pd.concat([last.assign(low_pct=last["share_pct"], high_pct=last["share_pct"]), frame])
        if dash == "dash":
            _band(figure, joined, "low_pct", "high_pct", faded(tint, 0.18))
        texts = ["", *(_told(row, period) for row in frame.to_dict("records"))][-len(joined) :]
        _line(figure, joined, texts, shade, dash=dash, mode="lines")
        final = frame.iloc[-1]
        ends.append(End(final["share_pct"], f"{final['method']}  {final['share_pct']:.1f}%", shade))
    dressed(figure, look, caption)
    figure.update_layout(margin=empty_margins(right=_RIGHT))
    dated_axis(figure, pd.concat([history["period_start"], ahead["period_start"]]), period)
    shares = [history["share_pct"], done["share_high_pct"], ahead["high_pct"], naive["share_pct"]]
    top = 1.1 * max(pd.concat(shares).max(), 1.0) if len(history) else 1.0
    figure.update_yaxes(
        title_text="share of papers (%)", title_standoff=6, range=[0, top], zeroline=True, zerolinecolor=look.muted
    )
    label_ends(figure, ends, px_per_unit=(HEIGHT - MARGINS) / top)
    if len(ahead):
        figure.add_annotation(
            x=ahead["period_start"].iloc[0], y=1, yref="paper", text="forecast", showarrow=False, yanchor="top",
            xanchor="left", font={"size": 11, "color": look.muted},
        )  # fmt: skip
    return figure


def _band(figure: go.Figure, rows: pd.DataFrame, low: str, high: str, tint: str) -> None:
    if len(rows) < 2:
        return
    figure.add_scatter(
        x=[*rows["period_start"], *rows["period_start"][::-1]], y=[*rows[high], *rows[low][::-1]], fill="toself",
        fillcolor=tint, line={"width": 0}, hoverinfo="skip", mode="lines",
    )  # fmt: skip


def _line(
    figure: go.Figure, rows: pd.DataFrame, texts: list[str], tint: str, *, dash: str = "solid", mode: str = ""
) -> None:
    if rows.empty:
        return
    figure.add_scatter(
        x=rows["period_start"], y=rows["share_pct"], mode=mode or "lines+markers", text=texts, customdata=_points(rows),
        line={"color": tint, "width": 2.2, "dash": dash}, hovertemplate="%{text}<extra></extra>",
        marker={"color": tint, "size": 6 if len(rows) < 40 else 4, "symbol": f"circle{'-open' * (mode == 'markers')}"},
        opacity=0.55 if mode == "markers" else 1,
    )  # fmt: skip


def _points(rows: pd.DataFrame) -> list[list[str]] | None:
    """What each point of the past is of; a forecast has no papers behind it."""
    if "n_papers" not in rows:
        return None
    return [[theme, f"{start:%Y-%m-%d}"] for theme, start in zip(rows["theme"], rows["period_start"], strict=True)]


def _seen(row: dict[Any, Any], period: PeriodName) -> str:
    return (
        f"<b>{period_name(row['period_start'], period)}</b><br>{row['share_pct']:.1f}% of papers "
        f"(95%: {row['share_low_pct']:.1f} to {row['share_high_pct']:.1f})<br>"
        + papers_words(row["n_papers"], row["total"])
        + (f", the period is {row['unfinished']}" if row["unfinished"] else "")
        + "<br>click for the papers"
    )


def _told(row: dict[Any, Any], period: PeriodName) -> str:
    return (
        f"<b>{period_name(row['period_start'], period)}</b>, forecast: {plain(row['method'])}<br>"
        f"{row['share_pct']:.1f}% of papers (95%: {row['low_pct']:.1f} to {row['high_pct']:.1f}, were there "
        f"{papers_words(row['n_assumed'])})"
    )
