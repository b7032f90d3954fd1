"""The names of parts of the map: those that have room, in a wide window and in a phone's."""

from __future__ import annotations

from collections.abc import Iterable

import plotly.graph_objects as go

LETTER_PX, LINE_PX = 7.2, 17  # of a label's letter and line
LABEL = "label"  # names the annotations
_PLOT_PX, _LETTER_PX, _ENTRY_PX = 344, 6.4, 19  # of a phone: the map's width, a label's letter, a line of the legend
_FLATTEST, _STEEPEST = 0.6, 1.3  # height of a map by its width

Placed = tuple[str, float, float]  # text, x, y


def with_room(labels: Iterable[Placed], unit: float, letter_px: float = LETTER_PX) -> list[Placed]:
    """The labels that overlap none before them.

    Parameters
    ----------
    labels : the most important first
    unit : how much of the axes a pixel is
    """
    placed: list[tuple[Placed, float]] = []
    for text, x, y in labels:
        half = half_width(text, letter_px) * unit
        if all(abs(x - ox) > half + oh or abs(y - oy) > LINE_PX * unit for (_, ox, oy), oh in placed):
            placed.append(((text, x, y), half))
    return [label for label, _ in placed]


def half_width(text: str, letter_px: float = LETTER_PX) -> float:
    """Of a label, in px."""
    return (len(text) * letter_px + 8) / 2


def narrow_map(figure: go.Figure) -> None:
    """Change a map to be about as high as wide, its legend one column, and without the labels that have no room."""
    (left, right), (low, high) = figure.layout.xaxis.range, figure.layout.yaxis.range
    shape = min(max((high - low) / (right - left), _FLATTEST), _STEEPEST)
    unit = max((right - left) / _PLOT_PX, (high - low) / (_PLOT_PX * shape))
    entries = sum(trace.showlegend is not False for trace in figure.data)
    legend_px = _ENTRY_PX * (entries // 2)  # in one column, not two
    margin = figure.layout.margin
    written = [(note.text, note.x, note.y) for note in figure.layout.annotations if note.name == LABEL]
    middle = (left + right) / 2
    reach = _PLOT_PX * unit / 2  # of the window, from the middle
    inside = [label for label in written if abs(label[1] - middle) + half_width(label[0], _LETTER_PX) * unit <= reach]
    kept = set(with_room(inside, unit, _LETTER_PX))
    figure.layout.annotations = [
        note for note in figure.layout.annotations if note.name != LABEL or (note.text, note.x, note.y) in kept
    ]
    figure.update_annotations(selector={"name": LABEL}, font_size=11)
    figure.update_annotations(selector={"name": "source"}, yshift=_source(figure) - legend_px)
    for trace in figure.select_traces(lambda one: one.marker.showscale):
        bar = trace.marker.colorbar
        bar.update(len=0.8, tickvals=bar.tickvals[::2], ticktext=bar.ticktext[::2])
    figure.update_layout(
        height=round(margin.t + margin.b + legend_px + _PLOT_PX * shape),
        margin={"b": margin.b + legend_px},
        legend={"entrywidth": 1},
    )


def _source(figure: go.Figure) -> float:
    return float(next(note.yshift for note in figure.layout.annotations if note.name == "source"))
