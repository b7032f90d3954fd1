"""A measure of several themes, topics or organizations over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
    period_name,
    plain,
    shortened,
)
from pipelines.charts.mix import SMALL
from pipelines.charts.over_time import (
    FEW_PALE,
    MARK_PX,
    add_bands,
    mark_unfinished,
    papers_words,
    unfinished,
    whole,
    with_few,
)
from pipelines.trends.periods import PeriodName

_STEP = {"week": pd.DateOffset(weeks=1), "month": pd.DateOffset(months=1), "quarter": pd.DateOffset(months=3)}
_FEW = 6  # papers below which every one has its tick: there is no half a paper


@dataclass(frozen=True)
class Measure:
    """What the vertical axis shows."""

    column: str
    axis: str  # its title, with the unit
    suffix: str = ""  # after a value: "%"
    decimals: int = 0
    low: str = ""  # columns of the interval, where there is one
    high: str = ""
    of: str = ""  # the column of the denominator, for the tooltip
    from_zero: bool = True
    window: int = 1  # periods that each value is a mean of

    @property
    def of_few_papers_says_little(self) -> bool:
        """Whether it is a mean or a quantile of the papers themselves, and no count or share, which has an interval."""
        return not self.of


SHARE = Measure("share_pct", "share of papers (%)", "%", 1, "share_low_pct", "share_high_pct", "total")
KNOWN_SHARE = Measure(
    "share_pct", "share of papers with a known organization (%)", "%", 1, "share_low_pct", "share_high_pct",
    "known_total",
)  # fmt: skip
COUNT = Measure("n_papers", "papers", of="total")
KNOWN_COUNT = Measure("n_papers", "papers", of="known_total")
MEDIAN = Measure("median_upvotes", "median upvotes", decimals=0)
ATTENTION = Measure(
    "attention_pct", "attention (percentile within the day)", "", 0, "attention_low_pct", "attention_high_pct",
    from_zero=False,
)  # fmt: skip


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
        share_of where not all shares are of papers: what each is of, in words
    names : what each value of `by` is called, in the order of the labels
    slots : its place in the palette

    Returns
    -------
    A figure whose points carry [value of `by`, period_start as YYYY-MM-DD] as customdata.
    """
    figure = go.Figure()
    frame = frame.assign(unfinished=unfinished(frame, period), whole=whole(frame), few=_few(frame, measure))
    ends: list[End] = []
    for key, name in names.items():
        rows = frame[(frame[by] == key) & frame[measure.column].notna()].sort_values("period_start")
        if rows.empty:
            continue
        tint = colour(slots[key], look.mode)
        if measure.low:
            add_bands(figure, _with_gaps(rows[rows["complete"]], period), measure.low, measure.high, faded(tint, 0.08))
        _add_line(figure, rows, measure, period, key, name, tint, symbol(slots[key]))
        ends.append(_end(rows, measure, name, tint))
    dressed(figure, look, with_few(caption) if frame["few"].any() else caption)
    figure.update_layout(margin=empty_margins(right=22 + 15 * max((len(end.text) for end in ends), default=0) // 2))
    figure.update_yaxes(title_text=measure.axis, title_standoff=6, tickformat=",")
    if measure.from_zero:
        figure.update_yaxes(zeroline=True, zerolinecolor=look.muted)
    else:
        figure.add_hline(y=50, line={"color": look.muted, "width": 1, "dash": "dot"})
    dated_axis(figure, frame["period_start"], period)
    low, high = _extent(frame, measure)
    figure.update_yaxes(range=[low, high], dtick=1 if measure.column == "n_papers" and high < _FEW else None)
    label_ends(figure, ends, px_per_unit=(HEIGHT - MARGINS - MARK_PX) / (high - low))
    mark_unfinished(figure, frame, look)
    return figure


def _extent(frame: pd.DataFrame, measure: Measure) -> tuple[float, float]:
    """Ends of the vertical axis: all values and the intervals of complete periods, with a little air."""
    done = frame[frame["complete"].astype(bool)]
    bands = [done[measure.low], done[measure.high]] if measure.low else []
    values = pd.concat([frame[measure.column], *bands]).dropna()
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    low = 0.0 if measure.from_zero else low
    air = 0.04 * ((high - low) or 1.0)
    return float(low if measure.from_zero else low - air), float(high + air)


def _few(frame: pd.DataFrame, measure: Measure) -> pd.Series[bool]:
    """Where the value is a mean or median of so few papers that it says little."""
    return (frame["n_papers"] < SMALL) & frame[measure.column].notna() & measure.of_few_papers_says_little


def _end(rows: pd.DataFrame, measure: Measure, name: str, tint: str) -> End:
    """The label of a line: the value of its last complete period; without any such, what there is so far."""
    done = rows[rows["complete"].astype(bool)]
    last = (rows if done.empty else done).iloc[-1]
    words = {"": "", "in progress": " so far"}.get(last["unfinished"], " in part")
    text = f"{shortened(name)}  {_value(last, measure)}{words}{' (few)' if last['few'] else ''}"
    return End(float(last[measure.column]), text, tint)


def _value(row: pd.Series[Any], measure: Measure) -> str:
    return f"{row[measure.column]:,.{measure.decimals}f}{measure.suffix}"


def _with_gaps(rows: pd.DataFrame, period: PeriodName) -> pd.DataFrame:
    """The rows with an empty one in each gap, so that no line is drawn across it."""
    following = rows["period_start"] + _STEP[period]
    holes = following[(following < rows["period_start"].shift(-1)).to_numpy()]
    empty = pd.DataFrame({"period_start": holes, "complete": True})
    return pd.concat([rows, empty]).sort_values("period_start") if len(empty) else rows


def _add_line(
    figure: go.Figure,
    rows: pd.DataFrame,
    measure: Measure,
    period: PeriodName,
    key: object,
    name: str,
    tint: str,
    marker: str,
) -> None:
    """The solid line of complete periods, and a dashed one on to the period in progress."""
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
            text=[_tooltip(row, name, measure, period) for _, row in part.iterrows()],
            hovertemplate="%{text}<extra></extra>",
            unselected={"marker": {"opacity": 0.6}},
            connectgaps=False,
        )


def _tooltip(row: pd.Series[Any], name: str, measure: Measure, period: PeriodName) -> str:
    if pd.isna(row[measure.column]):
        return ""
    lines = [f"<b>{plain(name)}</b>, {period_name(row['period_start'], period)}"]
    spread = ""
    if measure.low and pd.notna(row[measure.low]):
        spread = f" (95%: {row[measure.low]:.{measure.decimals}f} to {row[measure.high]:.{measure.decimals}f})"
    lines.append(f"{_value(row, measure)} {measure.axis.split(' (')[0]}{spread}")
    alone = f"this {period} alone: " if measure.window > 1 else ""
    papers = papers_words(row["n_papers"], row[measure.of] if measure.of else None, row.get("share_of", "papers"))
    open_ended = f", the period is {row['unfinished']}" if row["unfinished"] else ""
    lines.append(f"{alone}{papers}{': few papers say little' if row['few'] else ''}{open_ended}")
    if row.get("weekdays_fetched", 0) and row["weekdays_fetched"] < row["weekdays"]:
        lines.append(f"{row['weekdays_fetched']:.0f} of its {row['weekdays']:.0f} weekdays were fetched")
    if capped := row.get("days_capped", 0):
        lines.append(f"{capped:.0f} of its days ended at a page limit: more papers may have been listed")
    return "<br>".join([*lines, "click for the papers"])
