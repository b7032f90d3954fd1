"""Charts for the window of a phone."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.look import dated_axis
from pipelines.charts.map_labels import narrow_map
from pipelines.charts.names_above import names_above
from pipelines.charts.narrow import for_narrow
from pipelines.trends.periods import PeriodName

_NAMED = 4  # dates, or bars, whose names have room below a chart


def for_phone(figure: go.Figure, period: PeriodName) -> go.Figure:
    """The same chart for a phone: words in more lines, lines named above, few names below; a new figure."""
    narrow = names_above(for_narrow(figure))
    axis = narrow.layout.xaxis
    if narrow.layout.yaxis.scaleanchor:
        narrow_map(narrow)
    if axis.type == "category" and axis.tickvals:
        step = -(-len(axis.tickvals) // _NAMED)
        narrow.update_xaxes(tickvals=axis.tickvals[::step], ticktext=axis.ticktext[::step])
    elif axis.type == "date" and axis.tickvals:
        ends, grid = axis.range, axis.showgrid
        dated_axis(narrow, pd.Series(pd.to_datetime(list(axis.tickvals))), period, most=_NAMED)
        narrow.update_xaxes(range=ends, showgrid=grid)
    return narrow
