"""Topic mix of organizations: which share of each one's papers carries each theme."""

from __future__ import annotations

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.look import Caption, Look, dressed, empty_margins, plain, shortened

_FULL = {"light": "#8fc1ef", "dark": "#24588a"}  # the text stays readable on every shade
SMALL = 10  # papers below which an organization's shares say little, and are marked with its n


def mix(frame: pd.DataFrame, *, names: dict[str, str], look: Look, caption: Caption) -> go.Figure:
    """A heatmap of organizations by themes: the share of its papers, in %, stands in each cell.

    Parameters
    ----------
    frame : columns organization, theme, n_papers, total, share_pct; a pair without papers may be left out
    names : the themes to show, in order, and what each is called
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
            y=[plain(shortened(name, 34)) for name in names.values()],
            colorscale=[[0, look.grid], [1, _FULL[look.mode]]],
            textfont={"color": look.text},
            zmin=0,
            xgap=2,
            ygap=2,
            text=[
                [
                    f"<b>{plain(name)}</b><br>{share:.1f}% of its papers carry {plain(title)}<br>"
                    f"{n:,.0f} of {sizes[name]:,} papers"
                    for name, share, n in zip(organizations, row, numbers, strict=True)
                ]
                for title, row, numbers in zip(names.values(), shares.to_numpy(), counts.to_numpy(), strict=True)
            ],
            hovertemplate="%{text}<extra></extra>",
            texttemplate="%{z:.0f}",
            showscale=False,
        )
    )
    dressed(figure, look, caption, height=max(420, 190 + 24 * len(names)))
    figure.update_layout(margin=empty_margins(left=230, right=20, top=124))
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"color": look.text})
    figure.update_xaxes(
        side="top", showgrid=False, tickangle=0, tickfont={"color": look.text},
        tickvals=list(range(len(columns))), ticktext=columns,
    )  # fmt: skip
    return figure


def _column(name: str, total: int) -> str:
    note = f"n = {total:,}" + (", few" if total < SMALL else "")
    return "<br>".join([*map(plain, wrap(shortened(name, 32), 16)), note])
