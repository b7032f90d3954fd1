"""A measure of several things over time: one small panel each, all with the same axes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pipelines.charts.colours import colour, symbol
from pipelines.charts.lines import add_series, end_of, measured_axis
from pipelines.charts.look import MARGINS, Caption, Look, dated_axis, dressed, empty_margins, plain, shortened
from pipelines.charts.measures import Measure, told_of_periods
from pipelines.charts.over_time import with_few
from pipelines.trends.periods import PeriodName

_LETTERS = 24  # of a name above a panel
_PANEL, _SPACE = 132, 34  # px: height of a panel, and between two of them, with the title of the lower one


def small_multiples(
    frame: pd.DataFrame,
    measure: Measure,
    period: PeriodName,
    *,
    names: dict[str, str],
    slots: dict[str, int],
    by: str,
    look: Look,
    caption: Caption,
    most_columns: int = 3,
) -> go.Figure:
    """A panel per name, with its line as in `time_lines` and the others in grey behind it, to compare with.

    Parameters
    ----------
    frame : as in `time_lines`
    most_columns : panels side by side

    Returns
    -------
    A figure whose points carry [value of `by`, period_start as YYYY-MM-DD] as customdata.
    """
    frame = told_of_periods(frame, measure, period).sort_values("period_start", kind="stable")
    drawn = {key: frame[(frame[by] == key) & frame[measure.column].notna()] for key in names}
    drawn = {key: rows for key, rows in drawn.items() if len(rows)}
    columns = max(1, min(most_columns, len(drawn), 2 if len(drawn) in (2, 4) else most_columns))
    n_rows = max(1, -(-len(drawn) // columns))
    height = n_rows * _PANEL + (n_rows - 1) * _SPACE
    figure = make_subplots(
        n_rows, columns, shared_yaxes=True, shared_xaxes=True, vertical_spacing=_SPACE / height if n_rows > 1 else 0,
        horizontal_spacing=0.05 if columns > 1 else 0,
    )  # fmt: skip
    dressed(figure, look, _with_notes(caption, frame), height=MARGINS + 22 + height)
    figure.update_layout(margin=empty_margins(right=22) | {"t": empty_margins()["t"] + 22})
    for number, (key, rows) in enumerate(drawn.items()):
        row, column = number // columns + 1, number % columns + 1
        others = [other for one, other in drawn.items() if one != key]
        traces = _behind(others, measure, look) + _own(rows, measure, period, key, names[key], slots[key], look)
        figure.add_traces(traces, rows=[row] * len(traces), cols=[column] * len(traces))
        end = end_of(rows, measure, shortened(names[key], _LETTERS), colour(slots[key], look.mode))
        figure.add_annotation(
            x=0, y=1, xref="x domain", yref="y domain", row=row, col=column, text=f"<b>{plain(end.text)}</b>",
            showarrow=False, xanchor="left", yanchor="bottom", yshift=2, font={"color": end.colour, "size": 13},
        )  # fmt: skip
    dated_axis(figure, frame["period_start"], period, most=6 if columns < 3 else 4)
    for column in range(len(drawn) % columns, columns):  # those that the last row leaves empty
        figure.update_xaxes(showticklabels=True, row=n_rows - 1 if len(drawn) % columns else n_rows, col=column + 1)
    measured_axis(figure, frame, measure, look, most_ranks=3)
    figure.update_yaxes(nticks=4, title_text="")
    figure.update_yaxes(title_text=measure.axis.split(" (")[0], col=1, row=(n_rows + 1) // 2)
    return figure


def _own(
    rows: pd.DataFrame, measure: Measure, period: PeriodName, key: str, name: str, slot: int, look: Look
) -> list[Any]:
    part = go.Figure()
    add_series(part, rows, measure, period, key, name, colour(slot, look.mode), symbol(slot))
    return [trace.update(marker_size=4) if trace.name else trace for trace in part.data]


def _behind(others: list[pd.DataFrame], measure: Measure, look: Look) -> list[Any]:
    """The other lines in one trace, parted by absent values."""
    if not others:
        return []
    hole = pd.DataFrame({"period_start": [pd.NaT], measure.column: [None]})
    parts = [part[["period_start", measure.column]].astype("object") for rows in others for part in (rows, hole)]
    every = pd.concat(parts, ignore_index=True)
    return [
        go.Scatter(
            x=every["period_start"],
            y=every[measure.column],
            mode="lines",
            hoverinfo="skip",
            connectgaps=False,
            line={"color": look.grid, "width": 1.2},
        )
    ]


def _with_notes(caption: Caption, frame: pd.DataFrame) -> Caption:
    """The caption, which also says what is grey, dotted and pale."""
    why = " or ".join(words for words in frame["unfinished"].unique() if words)
    notes = ["grey: the other lines", f"dotted: {why}" if why else ""]
    told = replace(caption, source="; ".join(note for note in (caption.source, *notes) if note))
    return with_few(told) if frame["few"].any() else told
