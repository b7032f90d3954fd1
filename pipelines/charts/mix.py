"""Topic mix of organizations: which share of each one's papers carries each theme."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.look import Caption, Look, dressed, empty_margins, plain, shortened

_FULL = {"light": "#8fc1ef", "dark": "#24588a"}  # the text stays readable on every shade
_REACH_PX = 90  # from the middle of a cell that a click may be: half of a wide one
SMALL = 10  # papers below which an organization's shares say little, and are marked with its n


def mix(frame: pd.DataFrame, *, names: Mapping[Any, str], look: Look, caption: Caption) -> go.Figure:
    """A heatmap of organizations by themes: the share of its papers, in %, stands in each cell.

    Parameters
    ----------
    frame : columns organization, theme, n_papers, total, share_pct; a pair without papers may be left out
    names : the themes to show, in order, and what each is called

    Returns
    -------
    A figure whose cells carry [organization, theme] as customdata.
    """
    sizes = frame.groupby("organization")["total"].max()
    organizations = [str(name) for name in frame["organization"].unique()]
    shares = frame.pivot_table(index="theme", columns="organization", values="share_pct", aggfunc="sum")
    counts = frame.pivot_table(index="theme", columns="organization", values="n_papers", aggfunc="sum")
    shares, counts = (table.reindex(index=list(names), columns=organizations).fillna(0) for table in (shares, counts))
    columns = [_column(name, int(sizes[name])) for name in organizations]
    figure = go.Figure(
        go.Heatmap(
            z=shares.to_numpy(),
            x=list(range(len(columns))),  # by place: two names may be alike when cut
            y=list(range(len(names))),
            colorscale=[[0, look.grid], [1, _FULL[look.mode]]],
            textfont={"color": look.text},
            zmin=0,
            xgap=2,
            ygap=2,
            hoverinfo="skip",
            texttemplate="%{z:.0f}",
            showscale=False,
        )
    )
    _add_cells(figure, shares, counts, sizes, names, look)
    dressed(figure, look, caption, height=max(420, 190 + 24 * len(names)))
    figure.update_layout(
        margin=empty_margins(left=230, right=20, top=124), hovermode="closest", hoverdistance=_REACH_PX
    )
    figure.update_yaxes(
        range=[len(names) - 0.5, -0.5], showgrid=False, tickfont={"color": look.text},
        tickvals=list(range(len(names))), ticktext=[plain(shortened(name, 34)) for name in names.values()],
    )  # fmt: skip
    figure.update_xaxes(
        range=[-0.5, len(columns) - 0.5],
        side="top", showgrid=False, tickangle=0, tickfont={"color": look.text},
        tickvals=list(range(len(columns))), ticktext=columns,
    )  # fmt: skip
    return figure


def _add_cells(
    figure: go.Figure,
    shares: pd.DataFrame,
    counts: pd.DataFrame,
    sizes: pd.Series,
    names: Mapping[Any, str],
    look: Look,
) -> None:
    """A point in each cell that can be picked, with its text: Plotly selects no cells of a heatmap."""
    keys, titles, organizations = list(names), list(names.values()), list(shares.columns)
    cells = [(at, number) for number in range(len(keys)) for at in range(len(organizations))]
    percents, papers = shares.to_numpy("float64"), counts.to_numpy("float64")
    figure.add_scatter(
        x=[at for at, _ in cells],
        y=[number for _, number in cells],
        mode="markers",
        marker={"size": 20, "opacity": 0, "color": look.text, "symbol": "square"},
        selected={"marker": {"opacity": 0.25}},
        customdata=[[organizations[at], keys[number]] for at, number in cells],
        text=[
            f"<b>{plain(organizations[at])}</b><br>{plain(titles[number])}: {percents[number, at]:.1f}% of its "
            f"papers<br>{papers[number, at]:,.0f} of {sizes[organizations[at]]:,} papers<br>click for the papers"
            for at, number in cells
        ],
        hovertemplate="%{text}<extra></extra>",
    )


def _column(name: str, total: int) -> str:
    note = f"n = {total:,}" + (", few" if total < SMALL else "")
    return "<br>".join([*map(plain, wrap(shortened(name, 32), 16)), note])
