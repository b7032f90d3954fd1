"""Dots with intervals, a few beside each other in every row: what the charts that compare organizations share."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.colours import colour, symbol
from pipelines.charts.look import Caption, Look, dressed, empty_margins, plain, shortened
from pipelines.charts.mix import SMALL

_DOT_PX, _ROW_PX = 15, 12  # px a dot needs, and a row beside its dots
_LEAST_PX, _LEAST_ROWS = 26, 4  # px of a row; rows that the chart has room for at the least
_TOP, _BOTTOM = 76, 92  # px: room for the title, for the axis and the source line
_ENTRY_PX, _ENTRIES = 235, 2  # width of an entry of the legend, and how many stand side by side at the least
_LEGEND_PX = 21  # height of its lines
_PART = 0.8  # of a row's height that its dots are spread over
_PALE = 0.35  # opacity of organizations of few papers


def add_dots(figure: go.Figure, frame: pd.DataFrame, rows: Sequence[str], slots: dict[str, int], look: Look) -> None:
    """Draw each organization's dots with their intervals; in a row they stand below each other, in the same order.

    Organizations of fewer than `SMALL` papers are pale.

    Parameters
    ----------
    frame : columns organization, total (its papers, for the legend), row (one of `rows`), value, low, high (absent
        where there is no interval), sure (bool: filled; else hollow, and grey where there is one organization), text
        (the tooltip, already escaped)
    rows : the rows from top to bottom
    slots : the organizations from top to bottom in a row, and their places in the palette

    Dots carry [organization, row] as customdata.
    """
    for number, (name, slot) in enumerate(slots.items()):
        own = frame[(frame["organization"] == name) & frame["value"].notna()]
        tint, marker = colour(slot, look.mode), symbol(slot)
        total = int(own["total"].max()) if len(own) else 0
        strength = _PALE if total < SMALL else 1.0
        beside = _PART * ((number + 0.5) / len(slots) - 0.5)
        tints = [tint if sure or len(slots) > 1 else look.muted for sure in own["sure"]]
        heights = [list(rows).index(row) + beside for row in own["row"]]
        for low, high, height, stroke in zip(own["low"], own["high"], heights, tints, strict=True):
            figure.add_scatter(
                x=[low, high], y=[height] * 2, mode="lines", line={"color": stroke, "width": 2}, opacity=0.6 * strength,
                hoverinfo="skip", showlegend=False,
            )  # fmt: skip
        figure.add_scatter(
            x=own["value"], y=heights, mode="markers", name=plain(name), text=own["text"],
            customdata=own[["organization", "row"]].to_numpy().tolist(), unselected={"marker": {"opacity": 0.5}},
            hovertemplate="%{text}<extra></extra>", showlegend=False, cliponaxis=False, opacity=strength,
            marker={
                "color": [tint if sure else look.background for sure in own["sure"]], "size": 10, "symbol": marker,
                "line": {"color": tints, "width": 2},
            },
        )  # fmt: skip
        if len(slots) > 1:  # the legend shows what an organization looks like, whatever its first dot is
            n = (f", n = {total:,}" + (", few" if strength < 1 else "")) if len(own) else ""
            figure.add_scatter(
                x=[None], y=[None], mode="markers", name=plain(shortened(name, 24)) + n, showlegend=True,
                opacity=strength, marker={"color": tint, "size": 10, "symbol": marker},
            )  # fmt: skip


def dress_rows(figure: go.Figure, labels: Sequence[str], n_dots: int, look: Look, caption: Caption) -> None:
    """Give the chart its template, the rows their names, and the dots room.

    Parameters
    ----------
    labels : what the rows are called, from top to bottom, already escaped
    n_dots : dots in a row
    """
    row = max(_LEAST_PX, _DOT_PX * n_dots + _ROW_PX * (n_dots > 1))
    top = _TOP + _LEGEND_PX * (-(-n_dots // _ENTRIES) if n_dots > 1 else 0)
    dressed(figure, look, caption, height=top + _BOTTOM + row * max(len(labels), _LEAST_ROWS))
    figure.update_layout(
        margin=empty_margins(left=250, right=28, top=top, bottom=_BOTTOM), showlegend=n_dots > 1,
        legend={
            "orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "entrywidth": _ENTRY_PX,
            "itemclick": False, "itemdoubleclick": False, "bgcolor": "rgba(0,0,0,0)",
        },
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(labels))), ticktext=list(labels), range=[max(len(labels), _LEAST_ROWS) - 0.5, -0.5],
        showgrid=False, tickfont={"color": look.text},
    )  # fmt: skip
    for number in range(1, len(labels)):
        figure.add_hline(y=number - 0.5, line={"color": look.grid, "width": 1}, layer="below")
    figure.update_annotations(selector={"name": "source"}, yshift=-62)
