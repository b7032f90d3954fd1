"""Upvotes by age: the median paper with the quartiles around it, and one paper against it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.colours import faded
from pipelines.charts.look import Caption, Look, dressed, empty_margins, plain, shortened


def trajectories(curve: pd.DataFrame, *, paper: pd.DataFrame, title: str, look: Look, caption: Caption) -> go.Figure:
    """The median curve with a band from quartile to quartile, and the looks at a chosen paper, if any.

    Parameters
    ----------
    curve : as `age_curve` gives it
    paper : the chosen paper's rows of `upvote_trajectories`, in order; empty when none is chosen. Drawn dashed when it
        is immature
    title : of the chosen paper
    """
    days, muted = curve["hours"] / 24, look.muted
    figure = go.Figure()
    figure.add_scatter(
        x=[*days, *days[::-1]], y=[*curve["upper_quartile_upvotes"], *curve["lower_quartile_upvotes"][::-1]],
        fill="toself", fillcolor=faded(muted, 0.16), line={"width": 0}, hoverinfo="skip", mode="lines",
    )  # fmt: skip
    figure.add_scatter(
        x=days, y=curve["median_upvotes"], mode="lines+markers", line={"color": muted, "width": 2.2},
        marker={"color": muted, "size": 7}, text=[_of_curve(row) for row in curve.to_dict("records")],
        hovertemplate="%{text}<extra></extra>", name="median",
    )  # fmt: skip
    last = curve.iloc[-1]
    _label(figure, last["hours"] / 24, last["median_upvotes"], "median paper", muted)
    _label(figure, last["hours"] / 24, last["upper_quartile_upvotes"], "upper quartile", muted)
    if len(paper):
        _add_paper(figure, paper, title, look)
    dressed(figure, look, caption, height=420)
    figure.update_layout(margin=empty_margins(right=150))
    figure.update_xaxes(title_text="days since 00:00 UTC of the listing day", title_standoff=4, rangemode="tozero")
    figure.update_yaxes(title_text="upvotes", title_standoff=6, rangemode="tozero", tickformat=",")
    return figure


def _add_paper(figure: go.Figure, paper: pd.DataFrame, title: str, look: Look) -> None:
    last = paper.iloc[-1]
    figure.add_scatter(
        x=paper["hours"] / 24, y=paper["upvotes"], mode="lines+markers", name=plain(title),
        line={"color": look.accent, "width": 2.4, "dash": "dot" if last["immature"] else "solid"},
        marker={"color": look.accent, "size": 9, "symbol": "circle-open" if last["immature"] else "circle"},
        text=[_of_paper(row, title) for row in paper.to_dict("records")], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    young = ", immature" if last["immature"] else ""
    _label(figure, last["hours"] / 24, last["upvotes"], f"this paper {last['upvotes']:,.0f}{young}", look.accent)


def _label(figure: go.Figure, x: float, y: float, text: str, tint: str) -> None:
    figure.add_annotation(
        x=x, y=y, text=plain(text), showarrow=False, xanchor="left", xshift=8, font={"color": tint, "size": 12.5}
    )


def _of_curve(row: dict[Any, Any]) -> str:
    spread = "" if pd.isna(row["median_low"]) else f" (95%: {row['median_low']:,.0f} to {row['median_high']:,.0f})"
    return (
        f"<b>{row['age_days']} days old</b><br>median {row['median_upvotes']:,.1f} upvotes{spread}<br>quartiles "
        f"{row['lower_quartile_upvotes']:,.0f} and {row['upper_quartile_upvotes']:,.0f}<br>{row['n_papers']:,} papers"
    )


def _of_paper(row: dict[Any, Any], title: str) -> str:
    lines = [f"<b>{plain(shortened(title, 60))}</b>", f"{row['hours']:,.0f} hours: {row['upvotes']:,} upvotes"]
    if pd.notna(row["velocity_per_hour"]):
        lines.append(f"{row['velocity_per_hour']:,.2f} upvotes an hour since the look before")
    if pd.notna(row["same_age_pct"]):
        lines.append(f"percentile {row['same_age_pct']:.0f} of {row['n_same_age']:,} papers as old")
    return "<br>".join(lines)
