"""Dots with intervals around a middle: what goes with attention, and who draws more or less of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.chance import SURE, chance
from pipelines.charts.colours import faded
from pipelines.charts.look import Caption, Look, dressed, empty_margins, plain, shortened

_ROW_PX = 19


def factors(frame: pd.DataFrame, *, middle: float, axis: str, decimals: int, look: Look, caption: Caption) -> go.Figure:
    """A dot per row with its 95% interval and n, largest on top; grey where it may as well stand at the middle.

    That is: where the interval holds the middle or is absent; with q-values, where these are not below `SURE`.

    Parameters
    ----------
    frame : columns label, value, low, high (absent where there is none), n_papers; q_value, if there are any; key,
        where papers are behind the rows
    middle : where nothing is more or less, as a dotted line
    axis : what the values are, with the unit
    decimals : of the values in the tooltips

    Returns
    -------
    A figure whose dots carry [key] as customdata, where rows have one.
    """
    ordered = frame.sort_values(["value", "label"], ascending=[False, True]).reset_index(drop=True)
    sure = (ordered["low"] > middle) | (ordered["high"] < middle)
    if "q_value" in ordered:
        sure = ordered["q_value"] < SURE
    figure = go.Figure()
    for rows, tint, marker in (
        (ordered[~sure], look.muted, "circle-open"), (ordered[sure], look.accent, "circle"),
    ):  # fmt: skip
        figure.add_scatter(
            x=rows["value"], y=rows.index, mode="markers", marker={"color": tint, "size": 9, "symbol": marker},
            error_x={
                "type": "data", "symmetric": False, "array": rows["high"] - rows["value"],
                "arrayminus": rows["value"] - rows["low"], "color": faded(tint, 0.55), "thickness": 2, "width": 0,
            },
            text=[_tooltip(row, axis, decimals) for row in rows.to_dict("records")],
            hovertemplate="%{text}<extra></extra>",
            customdata=[[str(key)] for key in rows["key"]] if "key" in rows else None,
            unselected={"marker": {"opacity": 0.6}},
        )  # fmt: skip
    dressed(figure, look, caption, height=max(420, 160 + _ROW_PX * len(ordered)))
    figure.add_vline(x=middle, line={"color": look.muted, "width": 1, "dash": "dot"}, layer="below")
    figure.update_layout(margin=empty_margins(left=250, right=76))
    _add_sizes(figure, ordered, look)
    figure.update_yaxes(
        tickvals=ordered.index, ticktext=[plain(shortened(str(label), 36)) for label in ordered["label"]],
        range=[len(ordered) - 0.4, -0.6], showgrid=False, tickfont={"color": look.text},
    )  # fmt: skip
    figure.update_xaxes(title_text=axis, title_standoff=4)
    return figure


def _add_sizes(figure: go.Figure, ordered: pd.DataFrame, look: Look) -> None:
    """n of every row, in a column right of the chart."""
    for place, n in enumerate(ordered["n_papers"]):
        if pd.notna(n):
            figure.add_annotation(
                x=1, xref="paper", xanchor="left", xshift=6, y=place, showarrow=False, text=f"n = {n:,.0f}",
                font={"color": look.muted, "size": 11.5},
            )  # fmt: skip


def _tooltip(row: dict[Any, Any], axis: str, decimals: int) -> str:
    spread = "too few papers for an interval"
    if pd.notna(row["low"]):
        spread = f"95%: {row['low']:,.{decimals}f} to {row['high']:,.{decimals}f}"
    if "q_value" in row and pd.notna(row["q_value"]):
        spread += f"; {chance(row['q_value'], 'q')}"
    return (
        f"<b>{plain(str(row['label']))}</b><br>{row['value']:,.{decimals}f} ({spread})<br>{plain(axis)}<br>"
        f"{row['n_papers']:,.0f} papers{'<br>click for the papers' if 'key' in row else ''}"
    )
