"""Counts or shares of several things over time, one on top of the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.colours import colour, faded
from pipelines.charts.end_labels import End, label_ends
from pipelines.charts.lines import end_of
from pipelines.charts.look import HEIGHT, MARGINS, Caption, Look, dated_axis, dressed, empty_margins, plain
from pipelines.charts.measures import Measure, point_words, told_of_periods
from pipelines.charts.over_time import MARK_PX, mark_unfinished
from pipelines.trends.periods import PeriodName
from pipelines.trends.stretches import stretches

_DONE, _NOT_DONE, _BURST = 0.55, 0.22, 0.85  # opacity of areas: of complete periods, of others, within bursts
SUM_NOTE = "the height is a sum of mentions: a paper counts in every band it belongs to"


def stacked_areas(
    frame: pd.DataFrame,
    measure: Measure,
    period: PeriodName,
    *,
    names: dict[str, str],
    slots: dict[str, int],
    by: str,
    look: Look,
    caption: Caption,
) -> go.Figure:
    """One band per name, the first at the bottom; broken at gaps, paler towards incomplete periods.

    Parameters
    ----------
    frame : as in `time_lines`, of a measure that may be added up: a count, or a share of the same whole. A band has
        no height where its value is absent

    Returns
    -------
    A figure whose points, on the upper edges, carry [value of `by`, period_start as YYYY-MM-DD] as customdata.
    """
    figure = go.Figure()
    frame = told_of_periods(frame, measure, period).sort_values("period_start", kind="stable")
    starts = frame.drop_duplicates("period_start")
    runs = pd.Series(_runs(starts, period), starts["period_start"])
    floor = pd.Series(0.0, runs.index)
    ends: list[End] = []
    for key, name in names.items():
        rows = frame[(frame[by] == key) & frame[measure.column].notna()].set_index("period_start", drop=False)
        if rows.empty:
            continue
        tint, low = colour(slots[key], look.mode), floor[rows.index]
        rows = rows.assign(low=low, high=low + rows[measure.column])
        floor = floor.add(rows[measure.column], fill_value=0.0)
        _add_band(figure, rows, runs[rows.index].to_numpy(), tint)
        _add_edge(figure, rows, measure, period, key, name, tint)
        end = end_of(rows, measure, name, tint)
        done = rows[rows["complete"].astype(bool)]
        last = (rows if done.empty else done).iloc[-1]
        ends.append(replace(end, value=float(last["low"] + last["high"]) / 2))
    note = f"{caption.source}; {SUM_NOTE}" if caption.source else SUM_NOTE
    dressed(figure, look, replace(caption, source=note))
    figure.update_layout(margin=empty_margins(right=22 + 15 * max((len(end.text) for end in ends), default=0) // 2))
    dated_axis(figure, frame["period_start"], period)
    high = 1.04 * max(floor.max() if len(floor) else 0.0, 1e-9)
    figure.update_yaxes(
        title_text=f"sum of {measure.axis}", title_standoff=6, tickformat=",", range=[0, high], zeroline=True,
        zerolinecolor=look.muted,
    )  # fmt: skip
    label_ends(figure, ends, px_per_unit=(HEIGHT - MARGINS - MARK_PX) / high)
    mark_unfinished(figure, frame, look)
    return figure


def _runs(starts: pd.DataFrame, period: PeriodName) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Which unbroken run of periods, complete or not, each lies in."""
    return stretches(starts["period_start"], pd.Series(True, starts.index), period)


def _add_band(figure: go.Figure, rows: pd.DataFrame, runs: np.ndarray[Any, np.dtype[np.int64]], tint: str) -> None:
    """The area between low and high from each period to the next of its run; a period alone is a point of the edge."""
    joined = runs[1:] == runs[:-1]
    done = rows["complete"].to_numpy(bool)
    level = rows["burst_level"].to_numpy() if "burst_level" in rows else np.zeros(len(rows))
    shade = np.where(done[1:] & done[:-1], _DONE, _NOT_DONE)
    shade = np.where((level[1:] > 0) & (level[:-1] > 0), _BURST, shade)
    shade = np.where(joined, shade, 0.0)
    first = 0
    for at in range(1, len(shade) + 1):
        if at < len(shade) and shade[at] == shade[first]:
            continue
        if shade[first]:
            part = rows.iloc[first : at + 1]
            figure.add_scatter(
                x=[*part["period_start"], *part["period_start"][::-1]], y=[*part["high"], *part["low"][::-1]],
                fill="toself", fillcolor=faded(tint, float(shade[first])), line={"width": 0}, mode="lines",
                hoverinfo="skip",
            )  # fmt: skip
        first = at


def _add_edge(
    figure: go.Figure, rows: pd.DataFrame, measure: Measure, period: PeriodName, key: str, name: str, tint: str
) -> None:
    figure.add_scatter(
        x=rows["period_start"],
        y=rows["high"],
        name=plain(name),
        mode="markers",
        marker={
            "color": tint,
            "symbol": ["circle" if whole else "circle-open" for whole in rows["whole"]],
            "size": 5 if len(rows) < 40 else 3,
        },
        customdata=[[key, f"{start:%Y-%m-%d}"] for start in rows["period_start"]],
        text=[point_words(row, name, measure, period) for _, row in rows.iterrows()],
        hovertemplate="%{text}<extra></extra>",
        unselected={"marker": {"opacity": 0.6}},
    )
