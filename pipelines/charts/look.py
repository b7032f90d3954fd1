"""The one template of all charts, for light and dark, and the words around them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd
import plotly.graph_objects as go

from pipelines.trends.periods import PeriodName

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
HEIGHT = 460  # px
_TOP, _BOTTOM = 76, 72  # px: room for the title above and the source line below
MARGINS = _TOP + _BOTTOM


@dataclass(frozen=True)
class Look:
    """Colours of one mode; text on background is at least 4.5:1."""

    mode: str
    background: str
    text: str
    muted: str
    grid: str
    accent: str


LIGHT = Look("light", "#ffffff", "#1d2733", "#566372", "#e6eaef", "#0b61ab")
DARK = Look("dark", "#12171e", "#e8edf3", "#a3b0be", "#2a333e", "#6bb4f5")
LOOKS = {"light": LIGHT, "dark": DARK}


@dataclass(frozen=True)
class Caption:
    """The words of a chart: they stay inside the picture, so that a downloaded one explains itself."""

    title: str  # what is shown, as a sentence
    subtitle: str = ""  # filters and n
    source: str = ""  # where the data is from, with its date


def dressed(figure: go.Figure, look: Look, caption: Caption, *, height: int = HEIGHT) -> go.Figure:
    """The figure with the template, its title, subtitle and source line."""
    figure.update_layout(
        height=height,
        template="none",
        font={"family": FONT, "size": 13, "color": look.text},
        paper_bgcolor=look.background,
        plot_bgcolor=look.background,
        title={
            "text": f"<b>{plain(caption.title)}</b>",
            "subtitle": {"text": plain(caption.subtitle), "font": {"size": 13, "color": look.muted}},
            "font": {"size": 17},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 12, "l": 8},
            "automargin": False,
        },
        hoverlabel={
            "bgcolor": look.background,
            "bordercolor": look.muted,
            "font": {"family": FONT, "color": look.text, "size": 13},
            "align": "left",
        },
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": look.muted, "activecolor": look.accent},
        showlegend=False,
        dragmode=False,
    )
    axis = {
        "gridcolor": look.grid,
        "linecolor": look.muted,
        "tickcolor": look.muted,
        "tickfont": {"color": look.muted, "size": 12},
        "title": {"font": {"color": look.muted, "size": 12}},
        "zeroline": False,
        "automargin": False,
    }
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    figure.add_annotation(
        text=plain(caption.source),
        xref="paper",
        yref="paper",
        x=0,
        y=0,
        xanchor="left",
        yanchor="top",
        yshift=-44,
        showarrow=False,
        align="left",
        font={"size": 11, "color": look.muted},
        name="source",
    )
    return figure


def empty_margins(*, left: int = 56, right: int = 24, top: int = _TOP, bottom: int = _BOTTOM) -> dict[str, int]:
    """Margins in px that leave room for the title above and the source line below."""
    return {"l": left, "r": right, "t": top, "b": bottom}


def plain(text: str) -> str:
    """Text of a source as text: nothing in it is markup to Plotly."""
    return escape(text, quote=False)


def shortened(text: str, most: int = 30) -> str:
    """The text, cut with an ellipsis where it is longer than that many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def period_name(start: pd.Timestamp, period: PeriodName) -> str:
    """The period as people write it: week of 9 Mar 2026, March 2026, Q1 2026."""
    if period == "week":
        return f"week of {start.day} {start:%b %Y}"
    if period == "quarter":
        return f"Q{start.quarter} {start.year}"
    return f"{start:%B %Y}"


def dated_axis(figure: go.Figure, starts: pd.Series[pd.Timestamp], period: PeriodName, *, most: int = 12) -> None:
    """Label at most that many period starts, the year under the first of each; leave room at both ends."""
    ordered = [pd.Timestamp(start) for start in sorted(starts.unique())]
    labelled = ordered[:: max(1, -(-len(ordered) // most))]
    years = [None, *(start.year for start in labelled)]
    texts = []
    for start, year in zip(labelled, years, strict=False):
        name = {"week": f"{start.day} {start:%b}", "month": f"{start:%b}", "quarter": f"Q{start.quarter}"}[period]
        texts.append(name if start.year == year else f"{name}<br>{start.year}")
    step = {"week": pd.Timedelta(days=7), "month": pd.Timedelta(days=31), "quarter": pd.Timedelta(days=92)}[period]
    figure.update_xaxes(showgrid=False, tickvals=labelled, ticktext=texts, type="date")
    if ordered:
        figure.update_xaxes(range=[ordered[0] - step / 2, ordered[-1] + step / 2])
