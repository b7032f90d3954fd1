"""A measure of several things over time as a heatmap: periods one way, things the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.colors import cmocean

from pipelines.charts.look import Caption, Look, dressed, empty_margins, plain, shortened
from pipelines.charts.measures import Measure, point_words, told_of_periods
from pipelines.charts.over_time import with_few
from pipelines.trends.periods import PeriodName, period_starts

# Parts of scales that are perceptually uniform (Thyng and others 2016, "True colors of oceanography"), away from the
# background and no further than the text is readable on them.
_SCALES = {"light": cmocean.dense[:5], "dark": cmocean.ice[1:5]}
_NOT_DONE = 0.45  # opacity of periods that are not complete
_READABLE, _TICKS = 26, 14  # columns in which values have room, and periods named at the most
_UPRIGHT_TOP = 100  # px; for_narrow adds what upright names take
_LETTERS, _LETTER_PX = {False: 34, True: 12}, 7  # of a name


@dataclass(frozen=True)
class _Sheet:
    """Where the cells lie: things by periods, or, upright, periods by things."""

    keys: list[str]
    starts: list[pd.Timestamp]
    upright: bool

    @property
    def written(self) -> bool:
        """Whether the cells have room for their values."""
        return self.upright or len(self.starts) <= _READABLE

    def turned(self, across: Any, along: Any) -> tuple[Any, Any]:
        """x and y of what is so far in time and so far among the things."""
        return (along, across) if self.upright else (across, along)


def time_heatmap(
    frame: pd.DataFrame,
    measure: Measure,
    period: PeriodName,
    *,
    names: dict[str, str],
    by: str,
    look: Look,
    caption: Caption,
    upright: bool = False,
) -> go.Figure:
    """A cell per name and period, its value written in it where there is room; blank where nothing is known.

    Incomplete periods are paler; bursts are framed.

    Parameters
    ----------
    frame : as in `time_lines`
    names : the rows, the first on top
    upright : periods run downwards, for narrow screens

    Returns
    -------
    A figure with a point in the middle of each cell that carries [value of `by`, period_start] as customdata.
    """
    frame = told_of_periods(frame, measure, period)
    frame = frame[frame[by].isin(list(names)) & frame[measure.column].notna()]
    sheet = _Sheet([key for key in names if (frame[by] == key).any()], _every(frame["period_start"], period), upright)
    places = frame.assign(
        across=pd.DatetimeIndex(sheet.starts).get_indexer(pd.DatetimeIndex(frame["period_start"])),
        along=[sheet.keys.index(key) for key in frame[by]],
        value=frame[measure.column].astype("float64"),
    )
    figure = go.Figure()
    _add_cells(figure, places, sheet, measure, look)
    tooltips = [point_words(row, names[row[by]], measure, period) for _, row in places.iterrows()]
    _add_points(figure, places, sheet, by, tooltips, look)
    _frame_bursts(figure, places, sheet, look)
    dressed(figure, look, _with_notes(caption, frame, sheet), height=_height(sheet))
    _label(figure, [names[key] for key in sheet.keys], sheet, period, look)
    return figure


def _every(starts: pd.Series[pd.Timestamp], period: PeriodName) -> list[pd.Timestamp]:
    """All periods from the first to the last: those without a row are blank."""
    if starts.empty:
        return []
    days = pd.Series(pd.date_range(starts.min(), starts.max()))
    return list(period_starts(days, period).drop_duplicates())


def _add_cells(figure: go.Figure, places: pd.DataFrame, sheet: _Sheet, measure: Measure, look: Look) -> None:
    scale, done = _SCALES[look.mode], places["complete"].astype(bool)
    paler = [shade.replace("rgb", "rgba").replace(")", f",{_NOT_DONE})") for shade in scale]
    for shades, part in ((scale, places[done]), (paler, places[~done])):
        if part.empty:
            continue
        z = np.full((len(sheet.keys), len(sheet.starts)), np.nan)
        z[part["along"], part["across"]] = part["value"]
        figure.add_heatmap(
            z=z.T if sheet.upright else z,
            zmin=0.0 if measure.from_zero else places["value"].min(),
            zmax=places["value"].max(),
            colorscale=shades[::-1] if measure.downwards else shades,
            showscale=False,
            xgap=2,
            ygap=2,
            hoverinfo="skip",
            texttemplate=f"%{{z:,.{measure.decimals}f}}" if sheet.written else "",
            textfont={"size": 11, "color": look.text},
        )


def _add_points(
    figure: go.Figure, places: pd.DataFrame, sheet: _Sheet, by: str, tooltips: list[str], look: Look
) -> None:
    """What the mouse finds: a heatmap itself can be neither boxed nor lassoed."""
    x, y = sheet.turned(places["across"], places["along"])
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers",
        marker={"size": 22, "symbol": "square-open", "color": look.text, "opacity": 0, "line": {"width": 2}},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0}},
        customdata=[[key, f"{start:%Y-%m-%d}"] for key, start in zip(places[by], places["period_start"], strict=True)],
        text=tooltips,
        hovertemplate="%{text}<extra></extra>",
    )


def _frame_bursts(figure: go.Figure, places: pd.DataFrame, sheet: _Sheet, look: Look) -> None:
    """A frame around each burst, thicker the higher its level."""
    if "burst_level" not in places:
        return
    for _, part in places[places["burst_level"] > 0].groupby(["along", "burst_start"]):
        along = int(part["along"].iloc[0])
        across = (part["across"].min() - 0.46, part["across"].max() + 0.46)
        (x0, x1), (y0, y1) = sheet.turned(across, (along - 0.44, along + 0.44))
        line = {"color": look.accent, "width": 1 + int(part["burst_level"].iloc[0])}
        figure.add_shape(type="rect", x0=x0, x1=x1, y0=y0, y1=y1, line=line)


def _with_notes(caption: Caption, frame: pd.DataFrame, sheet: _Sheet) -> Caption:
    """The caption, which also says what is blank, pale and framed."""
    why = " or ".join(words for words in frame["unfinished"].unique() if words)
    notes = [
        "blank: not known" if len(frame) < len(sheet.keys) * len(sheet.starts) else "",
        f"pale: {why}" if why else "",
        "framed: a burst" if "burst_level" in frame and (frame["burst_level"] > 0).any() else "",
        "" if sheet.written else "values: point at a cell",
    ]
    told = replace(caption, source="; ".join(note for note in (caption.source, *notes) if note))
    return with_few(told) if frame["few"].any() else told


def _height(sheet: _Sheet) -> int:
    return _UPRIGHT_TOP + 72 + 22 * len(sheet.starts) if sheet.upright else max(300, 84 + 72 + 40 * len(sheet.keys))


def _label(figure: go.Figure, names: list[str], sheet: _Sheet, period: PeriodName, look: Look) -> None:
    """Names at the rows and periods at the columns, or, upright, the other way round."""
    cut = [shortened(name, _LETTERS[sheet.upright]) for name in names]
    every = 1 if sheet.upright else max(1, -(-len(sheet.starts) // _TICKS))
    places = list(range(0, len(sheet.starts), every))
    shown = [sheet.starts[place] for place in places]
    ticks = [
        _tick(start, period, before is None or before.year != start.year, " " if sheet.upright else "<br>")
        for before, start in zip([None, *shown], shown, strict=False)
    ]
    times: dict[str, Any] = {"tickvals": places, "ticktext": ticks, "range": [-0.5, len(sheet.starts) - 0.5]}
    things: dict[str, Any] = {
        "tickvals": list(range(len(cut))), "ticktext": [plain(name) for name in cut],
        "range": [-0.5, len(cut) - 0.5], "tickfont": {"color": look.text, "size": 12 if sheet.upright else 13},
    }  # fmt: skip
    across, down = sheet.turned(times, things)
    figure.update_xaxes(showgrid=False, **across)
    figure.update_yaxes(showgrid=False, **down | {"range": down["range"][::-1]})
    if sheet.upright:
        figure.update_xaxes(side="top", tickangle=-90)
        figure.update_layout(margin=empty_margins(left=76, right=16, top=_UPRIGHT_TOP))
    else:
        left = 24 + _LETTER_PX * max(map(len, cut), default=0)
        figure.update_layout(margin=empty_margins(left=left, right=16, top=84))


def _tick(start: pd.Timestamp, period: PeriodName, with_year: bool, between: str) -> str:
    """Mar, 9 Mar or Q1, and the year."""
    name = {"week": f"{start.day} {start:%b}", "month": f"{start:%b}", "quarter": f"Q{start.quarter}"}[period]
    return f"{name}{between}{start.year}" if with_year else name
