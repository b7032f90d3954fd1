"""How upvotes are distributed over papers, on a logarithmic axis."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.look import Caption, Look, dressed, empty_margins

_BINS_A_DECADE = 4


def distribution(counts: pd.DataFrame, *, look: Look, caption: Caption) -> go.Figure:
    """Bars of papers by upvotes: a bar for 0, then bars that are equally wide on the logarithmic axis.

    Parameters
    ----------
    counts : columns upvotes (>= 0), n_papers
    """
    top = max(int(counts["upvotes"].max()), 1)
    steps = np.arange(0, np.ceil(np.log10(top + 1) * _BINS_A_DECADE) + 1)
    edges = np.unique(np.round(10 ** (steps / _BINS_A_DECADE)).astype(int))
    edges = np.concatenate([[0], edges if edges[-1] > top else [*edges, top + 1]])
    papers, _ = np.histogram(counts["upvotes"], bins=edges, weights=counts["n_papers"])
    labels = [f"{low:,}" if high == low + 1 else f"{low:,}–{high - 1:,}" for low, high in pairwise(edges)]
    total = papers.sum()
    figure = go.Figure(
        go.Bar(
            x=labels,
            y=papers,
            marker={"color": look.accent},
            text=[
                f"<b>{label} upvotes</b><br>{n:,.0f} of {total:,.0f} papers ({100 * n / total:.1f}%)"
                for label, n in zip(labels, papers, strict=True)
            ],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
        )
    )
    dressed(figure, look, caption, height=380)
    figure.update_layout(bargap=0.06, margin=empty_margins(bottom=84))
    figure.update_xaxes(
        type="category", title_text="upvotes (logarithmic steps)", showgrid=False, title_standoff=4, tickangle=0
    )
    figure.update_yaxes(title_text="papers", title_standoff=8, rangemode="tozero", tickformat=",")
    figure.update_annotations(selector={"name": "source"}, yshift=-58)
    return figure
