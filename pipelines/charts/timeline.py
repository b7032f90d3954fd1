"""When each thing burst: a bar from start to end."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.colours import faded
from pipelines.charts.look import Caption, Look, dated_axis, dressed, empty_margins, plain, shortened
from pipelines.trends.periods import PeriodName

BESIDE = "beside"  # names the annotations that tell the share of a bar
ROWS = 20  # things shown at the most
_SHADES = (0.5, 0.75, 1.0)  # of levels 1, 2, and 3 or more
_ROW_PX = 21
_LABEL_PART = 0.09  # of the axis, that the share beside a bar takes
_DAY_MS = 86_400_000


def timeline(
    frame: pd.DataFrame,
    period: PeriodName,
    *,
    names: dict[str, str],
    starts: pd.Series[pd.Timestamp],
    still: pd.Timestamp,
    look: Look,
    caption: Caption,
) -> go.Figure:
    """One row per thing, in the order of their first bursts; a bar per burst, of stronger colour the higher its level.

    Parameters
    ----------
    frame : columns of `find_bursts`, greatest weight first; the bursts of the first `ROWS` names are drawn
    names : what each is called
    starts : first days of the periods looked at, which the axis spans
    still : the last day looked at; a burst that reaches it goes on, as far as is known

    Returns
    -------
    A figure whose bars carry [name, start as YYYY-MM-DD] as customdata.
    """
    shown = frame[frame["name"].isin(frame["name"].unique()[:ROWS])].sort_values(["start", "name"])
    rows = list(dict.fromkeys(shown["name"]))
    figure = go.Figure(
        go.Bar(
            y=[rows.index(name) for name in shown["name"]],
            base=[f"{start:%Y-%m-%d}" for start in shown["start"]],
            x=[((end - start).days + 1) * _DAY_MS for start, end in zip(shown["start"], shown["end"], strict=True)],
            orientation="h",
            width=0.62,
            marker={"color": [faded(look.accent, _shade(level)) for level in shown["level"]], "line": {"width": 0}},
            customdata=[[row["name"], f"{row['start']:%Y-%m-%d}"] for row in shown.to_dict("records")],
            text=[_tooltip(names[row["name"]], row, still) for row in shown.to_dict("records")],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
            unselected={"marker": {"opacity": 0.6}},
        )
    )
    dressed(figure, look, caption, height=max(420, 160 + _ROW_PX * len(rows)))
    figure.update_layout(margin=empty_margins(left=230, right=100), bargap=0)
    dated_axis(figure, starts, period, most=9)
    figure.update_xaxes(showgrid=True, range=[starts.min(), still + pd.Timedelta(days=1)])
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=[plain(shortened(names[name], 34)) for name in rows],
        range=[len(rows) - 0.5, -0.5], showgrid=False, tickfont={"color": look.text, "size": 13},
    )  # fmt: skip
    for row in shown[_has_room(shown, starts.min(), still)].to_dict("records"):
        figure.add_annotation(
            x=row["end"] + pd.Timedelta(days=1), y=rows.index(row["name"]), xshift=5, showarrow=False, xanchor="left",
            text=f"{row['share_pct']:.1f}%", font={"color": look.muted, "size": 12}, name=BESIDE,
        )  # fmt: skip
    return figure


def _has_room(shown: pd.DataFrame, first: pd.Timestamp, still: pd.Timestamp) -> pd.Series[bool]:
    """Whether the share of a burst has room between its bar and the next one of its row; after the last it has."""
    following = shown.sort_values("start").groupby("name")["start"].shift(-1)
    days = (following - shown["end"]).dt.days
    has: pd.Series[bool] = days.isna() | (days > _LABEL_PART * (still - first).days)
    return has


def _shade(level: int) -> float:
    return _SHADES[min(level, len(_SHADES)) - 1]


def _tooltip(name: str, row: dict[Any, Any], still: pd.Timestamp) -> str:
    usual = f", {row['usual_share_pct']:.1f}% of all others" if pd.notna(row["usual_share_pct"]) else ""
    going = " (the last complete period: it may go on)" if row["end"] >= still else ""
    return (
        f"<b>{plain(name)}</b><br>{_day(row['start'])} to {_day(row['end'])}{going}<br>"
        f"{row['share_pct']:.1f}% of the papers then{usual}<br>"
        f"{row['n_papers']:,} papers, level {row['level']}, weight {row['weight']:.0f}<br>click for the papers"
    )


def _day(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%b %Y}"
