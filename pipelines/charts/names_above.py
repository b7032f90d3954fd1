"""Names that stand at the ends of lines, moved above the plot: for windows as narrow as a phone's."""

from __future__ import annotations

from textwrap import wrap

import plotly.graph_objects as go

_LEFT, _LETTER_PX, _NAME_PX = 46, 8, 19
_SOURCE_LETTERS, _SOURCE_PX = 52, 15  # of a line, and its height


def names_above(figure: go.Figure) -> go.Figure:
    """The same chart with the names above the plot, in its colours and order, and the values left at the lines.

    The source line is broken to fit. The chart grows by what the words take; the one given stays as it is.
    """
    narrow = go.Figure(figure)
    ends = [note for note in narrow.layout.annotations if note.xref == "paper" and note.x == 1 and "  " in note.text]
    source = next((note for note in narrow.layout.annotations if note.name == "source"), None)
    told = wrap(source.text if source else "", _SOURCE_LETTERS) or [""]
    if source:
        source.text = "<br>".join(told)
    margin, above, below = narrow.layout.margin, _NAME_PX * len(ends), _SOURCE_PX * (len(told) - 1)
    narrow.update_layout(
        height=narrow.layout.height + above + below, margin={"t": margin.t + above, "b": margin.b + below}
    )
    names = [end.text.rsplit("  ", 1)[0] for end in ends]
    for end in ends:
        end.text = end.text.rsplit("  ", 1)[1]
    if ends:
        longest = max(len(end.text) for end in ends)
        narrow.update_layout(margin={"l": _LEFT, "r": 14 + _LETTER_PX * longest})
        if source:
            source.xshift = 8 - _LEFT
    for place, (name, end) in enumerate(zip(names, ends, strict=True)):
        narrow.add_annotation(
            x=0, y=1, xref="paper", yref="paper", xshift=8 - _LEFT, yshift=16 + _NAME_PX * place, text=f"<b>{name}</b>",
            showarrow=False, xanchor="left", yanchor="bottom", font=end.font,
        )  # fmt: skip
    return narrow
