"""Charts in the window of a phone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard.browser import narrow
from pipelines.charts.look import dated_axis
from pipelines.charts.names_above import names_above
from pipelines.charts.narrow import for_narrow
from pipelines.trends.periods import PeriodName
from pipelines.views.view import View

_NAMED = 4  # dates, or bars, whose names have room below a chart


def narrowed(view: View, period: PeriodName) -> View:
    """The view, with its chart made for a phone where the window is as narrow as one."""
    if not narrow():
        return view
    figure = names_above(for_narrow(view.figure))
    axis = figure.layout.xaxis
    if axis.type == "category" and axis.tickvals:
        step = -(-len(axis.tickvals) // _NAMED)
        figure.update_xaxes(tickvals=axis.tickvals[::step], ticktext=axis.ticktext[::step])
    elif axis.type == "date" and axis.tickvals:
        ends, grid = axis.range, axis.showgrid
        dated_axis(figure, pd.Series(pd.to_datetime(list(axis.tickvals))), period, most=_NAMED)
        figure.update_xaxes(range=ends, showgrid=grid)
    return replace(view, figure=figure)
