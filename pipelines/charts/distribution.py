"""How upvotes, comments or stars are distributed over papers, on a logarithmic axis."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from pipelines.charts.colours import faded
from pipelines.charts.look import Caption, Look, dressed, empty_margins

_BINS_A_DECADE = 4
_WIDTH_PX, _LETTER_PX = 780, 7  # of all bars in the page, of a letter of their labels


def distribution(
    counts: pd.DataFrame,
    *,
    look: Look,
    caption: Caption,
    measured: str = "upvotes",
    noun: str = "upvotes",
    marks: dict[str, float] | None = None,
) -> go.Figure:
    """Bars of papers: one for 0, then bars equally wide on the logarithmic axis; immature papers paler, on top.

    Parameters
    ----------
    counts : columns `measured` (>= 0), n_papers, and n_immature (of them) where that is known
    noun : what is counted
    marks : values to mark with a line, by what they are called

    Returns
    -------
    A figure whose bars carry [measured, least, most] as customdata.
    """
    edges = _edges(max(int(counts[measured].max()), 1))
    immature = counts["n_immature"] if "n_immature" in counts else counts["n_papers"] * 0
    papers, _ = np.histogram(counts[measured], bins=edges, weights=counts["n_papers"])
    young, _ = np.histogram(counts[measured], bins=edges, weights=immature)
    labels = [_span(f"{low:,}", f"{high - 1:,}") for low, high in pairwise(edges)]
    texts = _texts(labels, papers, young, noun)
    ends = [[measured, int(low), int(high) - 1] for low, high in pairwise(edges)]
    figure = go.Figure()
    for part, name, tint in (
        (papers - young, "seen 14 days after listing or later", look.accent),
        (young, "last seen before 14 days", faded(look.accent, 0.45)),
    ):
        if part.any():
            figure.add_bar(
                x=labels, y=part, name=name, marker={"color": tint}, text=texts, textposition="none",
                hovertemplate="%{text}<extra></extra>", customdata=ends,
            )  # fmt: skip
    dressed(figure, look, caption, height=400)
    figure.update_layout(
        barmode="stack", bargap=0.06, margin=empty_margins(top=92, bottom=84), showlegend=bool(young.any()),
        legend={
            "x": 1, "xanchor": "right", "y": 1, "yanchor": "top", "traceorder": "reversed", "itemclick": False,
            "itemdoubleclick": False, "bgcolor": "rgba(0,0,0,0)",
        },
    )  # fmt: skip
    longest = _LETTER_PX * max(len(label) + 2 for label in labels)
    labelled = labels[:: math.ceil(longest * len(labels) / _WIDTH_PX)]  # as many as have room
    figure.update_xaxes(
        type="category", categoryorder="array", categoryarray=labels, title_text=f"{noun} (logarithmic steps)",
        showgrid=False, title_standoff=4, tickangle=0, tickvals=labelled, ticktext=labelled,
    )  # fmt: skip
    figure.update_yaxes(title_text="papers", title_standoff=8, rangemode="tozero", tickformat=",")
    _mark(figure, edges, marks or {}, look)
    figure.update_annotations(selector={"name": "source"}, yshift=-58)
    return figure


def _texts(labels: list[str], papers: NDArray[np.float64], young: NDArray[np.float64], noun: str) -> list[str]:
    """What is told of each bar: its papers, and how many of them are immature."""
    total = papers.sum()
    return [
        f"<b>{label} {noun}</b><br>{n:,.0f} of {total:,.0f} papers ({100 * n / total:.1f}%)"
        + (f"<br>{fresh:,.0f} of them immature" if fresh else "")
        for label, n, fresh in zip(labels, papers, young, strict=True)
    ]


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _edges(top: int) -> NDArray[np.int64]:
    """Where bars begin, and the last one ends: 0, 1, and on in equal logarithmic steps of whole numbers."""
    steps = np.arange(0, np.ceil(np.log10(top + 1) * _BINS_A_DECADE) + 1)
    edges = np.unique(np.round(10 ** (steps / _BINS_A_DECADE)).astype(int))
    return np.concatenate([[0], edges if edges[-1] > top else [*edges, top + 1]])


def _mark(figure: go.Figure, edges: NDArray[np.int64], marks: dict[str, float], look: Look) -> None:
    """A dotted line at each value, at its place within its bar, with its name above."""
    for number, (name, value) in enumerate(sorted(marks.items(), key=lambda mark: mark[1])):
        if np.isnan(value):
            continue
        bar = int(np.searchsorted(edges, value, side="right")) - 1
        low, high = float(edges[bar]), float(edges[bar + 1])
        within = 0.5 + value - low if high == low + 1 else np.log(value / low) / np.log(high / low)
        place = bar + within - 0.5
        figure.add_shape(
            type="line", x0=place, x1=place, y0=0, y1=1, yref="y domain",
            line={"color": look.text, "width": 1.5, "dash": "dot"},
        )  # fmt: skip
        left = number == 0 and bar > 0  # the smaller value's name stands left of its line, where there is room
        figure.add_annotation(
            x=place, y=1, yref="y domain", text=f"{name} {value:,.4g}", showarrow=False, yanchor="bottom",
            xanchor="right" if left else "left", xshift=-4 if left else 4, font={"size": 12, "color": look.text},
        )  # fmt: skip
