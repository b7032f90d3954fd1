"""Charts for a window as narrow as a phone's: words in more lines, and more of the width for the data."""

from __future__ import annotations

import re
from html import escape, unescape
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.timeline import BESIDE

_TITLE, _SUBTITLE, _AXIS, _NAME = 33, 50, 40, 19  # letters of a line
_TITLE_PX, _SUBTITLE_PX, _AXIS_PX, _LEGEND_PX = 20, 17, 15, 21  # height of a line
_LETTER_PX, _AIR_PX = 6.6, 14  # of the names of rows
_NAME_PX, _GAP_PX = 14, 5  # height of their lines, and between rows
_BESIDE_PX = 48  # of a figure beside the last bar
_UPRIGHT_PX = 70  # that the names of columns need more when they stand upright


def for_narrow(figure: go.Figure) -> go.Figure:
    """The same chart for some 360 px: nothing is cut, and the names of rows leave room; a new figure."""
    narrow = go.Figure(figure)
    title = narrow.layout.title
    text, n_title = _lines(title.text, _TITLE)
    subtitle, n_subtitle = _lines(title.subtitle.text, _SUBTITLE)
    narrow.update_layout(
        title={"text": text, "font": {"size": 16}, "subtitle": {"text": subtitle, "font": {"size": 12}}}
    )
    above, below = (n_title - 1) * _TITLE_PX + (n_subtitle - 1) * _SUBTITLE_PX, 0
    if narrow.layout.showlegend:  # in one column, not two
        above += _LEGEND_PX * (sum(trace.showlegend is True for trace in narrow.data) // 2)
    axis, margin = narrow.layout.xaxis, narrow.layout.margin
    if axis.side == "top":
        narrow.update_xaxes(tickangle=-90)
        above += _UPRIGHT_PX
    elif axis.title.text:
        axis_title, n_axis = _lines(axis.title.text, _AXIS)
        below = (n_axis - 1) * _AXIS_PX
        narrow.update_xaxes(title_text=axis_title)
    left, n_lines = _name_rows(narrow)
    rows = len(narrow.layout.yaxis.ticktext or ()) if n_lines else 0
    room = narrow.layout.height - margin.t - margin.b
    inside = max(0, rows * (n_lines * _NAME_PX + _GAP_PX) - room)
    _fewer_beside(narrow)
    narrow.update_layout(
        height=narrow.layout.height + above + inside + below,
        margin={"t": margin.t + above, "b": margin.b + below, "l": left or margin.l},
    )
    for words in narrow.select_annotations({"name": "source"}):
        words.update(xshift=8 - narrow.layout.margin.l, yshift=words.yshift - below)  # below the names of rows, too
    return narrow


def _fewer_beside(figure: go.Figure) -> None:
    """Beside bars there is room for a figure after the last one of a row only."""
    beside = [note for note in figure.layout.annotations if note.name == BESIDE]
    last = {note.y: note for note in sorted(beside, key=lambda note: pd.Timestamp(note.x))}
    if beside:
        figure.update_layout(margin_r=_BESIDE_PX)
        figure.layout.annotations = [
            note for note in figure.layout.annotations if note.name != BESIDE or note is last[note.y]
        ]


def _name_rows(figure: go.Figure) -> tuple[float, int]:
    """Break the names of rows into lines; tells how wide and how many these are, 0 where rows have no names."""
    names = [str(name) for name in figure.layout.yaxis.ticktext or ()]
    if not any(letter.isalpha() for name in names for letter in unescape(name)):
        return 0, 0
    unbroken = [re.sub("n = ", "n\u00a0=\u00a0", name) for name in names]
    broken = ["<br>".join(_lines(part, _NAME)[0] for part in name.split("<br>")) for name in unbroken]
    figure.update_yaxes(ticktext=broken, tickfont={"size": 11})
    lines = [re.sub("</?b>", "", name).split("<br>") for name in broken]
    longest = max(len(unescape(line)) for name in lines for line in name)
    return _LETTER_PX * min(longest, _NAME) + _AIR_PX, max(len(name) for name in lines)


def _lines(text: str | None, letters: int) -> tuple[str, int]:
    """Text of a chart, bold or not, in lines of so many letters at the most; and how many these are."""
    bold = bool(text) and str(text).startswith("<b>")
    words = unescape(str(text or "").replace("<b>", "").replace("</b>", ""))
    lines = [escape(line, quote=False) for line in wrap(words, letters)] or [""]
    return "<br>".join(f"<b>{line}</b>" if bold else line for line in lines), len(lines)
