"""A measure of several themes, topics or organizations over time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.colours import colour, faded, symbol
from pipelines.charts.end_labels import End, label_ends
from pipelines.charts.look import (
    HEIGHT,
    MARGINS,
    Caption,
    Look,
    dated_axis,
    dressed,
    empty_margins,
    plain,
    shortened,
)
from pipelines.charts.measures import (
    ATTENTION,
    COUNT,
    KNOWN_COUNT,
    KNOWN_SHARE,
    MEDIAN,
    RANK,
    SHARE,
    Measure,
    point_words,
    told_of_periods,
    value_words,
)
from pipelines.charts.over_time import FEW_PALE, MARK_PX, add_bands, mark_unfinished, with_few
from pipelines.trends.periods import PeriodName

__all__ = [
    "ATTENTION", "COUNT", "KNOWN_COUNT", "KNOWN_SHARE", "MEDIAN", "RANK", "SHARE", "Measure", "add_series", "end_of",
    "measured_axis", "time_lines",
]  # fmt: skip

_STEP = {"week": pd.DateOffset(weeks=1), "month": pd.DateOffset(months=1), "quarter": pd.DateOffset(months=3)}
_FEW = 6  # papers below which every one has its tick: there is no half a paper
_LEAST_RANK = 5  # the axis goes down to this rank at least
_BURST_SHADES = (0.28, 0.4, 0.52)  # opacity behind a line, of levels 1, 2, and 3 or more


def time_lines(
    frame: pd.DataFrame,
    measure: Measure,
    period: PeriodName,
    *,
    names: dict[object, str],
    slots: dict[object, int],
    by: str,
    look: Look,
    caption: Caption,
) -> go.Figure:
    """One line per name; incomplete periods dashed, gaps open, partly fetched periods hollow, few papers pale.

    Ends are labelled directly, with the value of the last complete period.

    Parameters
    ----------
    frame : columns period_start, `by`, n_papers, complete and those of the measure; one row per period and name;
        weekdays and weekdays_fetched where a period may be fetched in part;
        share_of where not all shares are of papers: what each is of, in words; burst_level, burst_start, burst_end,
        burst_share_pct, burst_usual_pct where bursts are shown, as broad strokes behind the lines; n_ranked of ranks
    names : what each value of `by` is called, in the order of the labels
    slots : its place in the palette

    Returns
    -------
    A figure whose points carry [value of `by`, period_start as YYYY-MM-DD] as customdata.
    """
    figure = go.Figure()
    frame = told_of_periods(frame, measure, period)
    ends: list[End] = []
    for key, name in names.items():
        rows = frame[(frame[by] == key) & frame[measure.column].notna()].sort_values("period_start")
        if rows.empty:
            continue
        tint = colour(slots[key], look.mode)
        add_series(figure, rows, measure, period, key, name, tint, symbol(slots[key]))
        ends.append(end_of(rows, measure, name, tint))
    dressed(figure, look, with_few(caption) if frame["few"].any() else caption)
    figure.update_layout(margin=empty_margins(right=22 + 15 * max((len(end.text) for end in ends), default=0) // 2))
    dated_axis(figure, frame["period_start"], period)
    low, high = measured_axis(figure, frame, measure, look)
    label_ends(figure, ends, px_per_unit=(HEIGHT - MARGINS - MARK_PX) / (high - low), downwards=measure.downwards)
    mark_unfinished(figure, frame, look)
    return figure


def measured_axis(
    figure: go.Figure, frame: pd.DataFrame, measure: Measure, look: Look, *, most_ranks: int = 8
) -> tuple[float, float]:
    """Make the vertical axes those of the measure, with so many ranks named; tells their ends, the lesser first."""
    low, high = _extent(frame, measure)
    figure.update_yaxes(
        title_text=measure.axis, title_standoff=6, tickformat=",",
        range=[high, low] if measure.downwards else [low, high],
        dtick=1 if measure.column == "n_papers" and high < _FEW else None,
    )  # fmt: skip
    if measure.from_zero:
        figure.update_yaxes(zeroline=True, zerolinecolor=look.muted)
    if measure.middle is not None:
        figure.add_hline(y=measure.middle, line={"color": look.muted, "width": 1, "dash": "dot"})
    if measure.downwards:
        step = -(-int(high) // most_ranks)
        figure.update_yaxes(tickvals=sorted({1, *range(step, int(high) + 1, step)}))
    return low, high


def _extent(frame: pd.DataFrame, measure: Measure) -> tuple[float, float]:
    """Ends of the vertical axis: all values and the intervals of complete periods, with a little air."""
    if measure.downwards:  # intervals of ranks may reach far below
        ranks = frame[measure.column].dropna()
        return 0.5, max([_LEAST_RANK, *ranks]) + 0.5
    done = frame[frame["complete"].astype(bool)]
    bands = [done[measure.low], done[measure.high]] if measure.low else []
    values = pd.concat([frame[measure.column], *bands]).dropna()
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    low = 0.0 if measure.from_zero else low
    air = 0.04 * ((high - low) or 1.0)
    return float(low if measure.from_zero else low - air), float(high + air)


def end_of(rows: pd.DataFrame, measure: Measure, name: str, tint: str) -> End:
    """The label of a line: the value of its last complete period; without any such, what there is so far."""
    done = rows[rows["complete"].astype(bool)]
    last = (rows if done.empty else done).iloc[-1]
    words = {"": "", "in progress": " so far"}.get(last["unfinished"], " in part")
    text = f"{shortened(name)}  {value_words(last, measure)}{words}{' (few)' if last['few'] else ''}"
    value = float(last[measure.column])
    return End(-value if measure.downwards else value, text, tint)


def _with_gaps(rows: pd.DataFrame, period: PeriodName) -> pd.DataFrame:
    """The rows with an empty one in each gap, so that no line is drawn across it."""
    following = rows["period_start"] + _STEP[period]
    holes = following[(following < rows["period_start"].shift(-1)).to_numpy()]
    empty = pd.DataFrame({"period_start": holes, "complete": True})
    return pd.concat([rows, empty]).sort_values("period_start") if len(empty) else rows


def add_series(
    figure: go.Figure,
    rows: pd.DataFrame,
    measure: Measure,
    period: PeriodName,
    key: object,
    name: str,
    tint: str,
    marker: str,
) -> None:
    """One series: its interval, its bursts, the solid line of complete periods, and a dashed one on to others.

    Parameters
    ----------
    rows : its periods that have a value, in order of time, as `told_of_periods` gives them
    """
    if measure.low:
        add_bands(figure, _with_gaps(rows[rows["complete"]], period), measure.low, measure.high, faded(tint, 0.08))
    _add_bursts(figure, rows, measure, tint)
    parts = [(_with_gaps(rows[rows["complete"]], period), "solid", 1.0)]
    if not rows["complete"].iloc[0] and len(rows) > 1:  # cut by the days asked for
        parts.append((rows.head(2), "dot", 0.55))
    if not rows["complete"].iloc[-1]:
        parts.append((rows.tail(2), "dot", 0.55))
    for part, dash, opacity in parts:
        few = part["few"].eq(True)  # absent in gaps
        figure.add_scatter(
            x=part["period_start"],
            y=part[measure.column],
            name=plain(name),
            mode="lines+markers",
            line={"color": tint, "width": 2.2, "dash": dash},
            marker={
                "color": tint,
                "symbol": [f"{marker}-open" if hollow else marker for hollow in few | part["whole"].eq(False)],
                "opacity": [FEW_PALE if pale else 1.0 for pale in few],
                "size": 7 if len(rows) < 40 else 4,
            },
            opacity=opacity,
            customdata=[[str(key), f"{start:%Y-%m-%d}"] for start in part["period_start"]],
            text=[point_words(row, name, measure, period) for _, row in part.iterrows()],
            hovertemplate="%{text}<extra></extra>",
            unselected={"marker": {"opacity": 0.6}},
            connectgaps=False,
        )


def _add_bursts(figure: go.Figure, rows: pd.DataFrame, measure: Measure, tint: str) -> None:
    """Broad strokes behind the line, of stronger colour the higher the level; the points' tooltips tell of them."""
    if "burst_level" not in rows:
        return
    for _, part in rows[rows["burst_level"] > 0].groupby("burst_start"):
        shade = faded(tint, _BURST_SHADES[min(int(part["burst_level"].iloc[0]), len(_BURST_SHADES)) - 1])
        figure.add_scatter(
            x=part["period_start"], y=part[measure.column], mode="lines" if len(part) > 1 else "markers",
            line={"color": shade, "width": 14}, marker={"color": shade, "size": 16}, hoverinfo="skip", meta="burst",
        )  # fmt: skip
