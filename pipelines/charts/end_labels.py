"""Direct labels at the ends of lines, instead of a legend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from pipelines.charts.look import plain

LABEL_PX = 17  # height of a label
_ROUNDS = 100


@dataclass(frozen=True)
class End:
    """Where a line ends, and what to write there."""

    value: float
    text: str
    colour: str


def label_ends(figure: go.Figure, ends: list[End], *, px_per_unit: float, downwards: bool = False) -> None:
    """Write each label right of the plot at the height of its line, moved apart where they would overlap.

    Where the axis runs downwards, the ends' values are those of the axis times -1.
    """
    ordered = sorted(ends, key=lambda end: end.value)
    heights = np.array([end.value * px_per_unit for end in ordered])
    for end, height, place in zip(ordered, heights, spread(heights), strict=True):
        figure.add_annotation(
            x=1, xref="paper", y=-end.value if downwards else end.value, yshift=float(place - height), xshift=6,
            text=plain(end.text), showarrow=False, xanchor="left", align="left",
            font={"color": end.colour, "size": 12.5},
        )  # fmt: skip


def spread(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ascending heights in px moved apart, as little as it takes, until neighbours are a label apart; shape (n,)."""
    places = heights.astype(float)
    for _ in range(_ROUNDS):
        push = np.clip(LABEL_PX - np.diff(places), 0, None) / 2
        if not (push > 0.1).any():
            break
        places[:-1] -= push
        places[1:] += push
    return places
