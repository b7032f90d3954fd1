"""The clearest risers and fallers: share before, share now, and how sure the change is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.chance import SURE, chance
from pipelines.charts.look import Caption, Look, dressed, empty_margins, plain, shortened

RISE = {"light": "#0b5fa5", "dark": "#6bb4f5"}  # blue and orange stay apart for colour-blind readers
FALL = {"light": "#a84e00", "dark": "#f2a65a"}
_PALE = 0.45


def movers(
    frame: pd.DataFrame,
    *,
    names: Mapping[Any, str],
    now: str,
    look: Look,
    caption: Caption,
    by: str = "theme",
    of: str = "papers",
    narrow: bool = False,
) -> go.Figure:
    """A dumbbell per theme from its share before to its share now, clearest rise on top.

    Parameters
    ----------
    frame : columns of `theme_momentum`, largest z first
    names : what each theme is called
    now : first day of the later window, YYYY-MM-DD
    by : the column that says what moves
    of : what shares are of
    narrow : for the window of a phone: of changes that noise explains only their paleness tells

    Returns
    -------
    A figure whose points carry [theme, now] as customdata; changes that noise explains (q >= 0.05) are paler. The
    bar through the share now is the 95% interval of the change, laid on from the share before and cut at 0 and 100%.
    """
    figure = go.Figure()
    labels = _labels([names[key] for key in frame[by]])
    for place, row in enumerate(frame.to_dict("records")):
        _add_change(figure, place, row, look, point=[str(row[by]), now], tooltip=_tooltip(names[row[by]], row))
        _add_words(figure, place, row, look, narrow=narrow)
    dressed(figure, look, caption, height=max(420, 170 + 25 * len(frame)))
    figure.update_layout(margin=empty_margins(left=230, right=70 if narrow else 160))
    figure.update_yaxes(
        tickvals=list(range(len(labels))), ticktext=labels, range=[len(labels) - 0.5, -0.5], showgrid=False,
        tickfont={"color": look.text, "size": 13},
    )  # fmt: skip
    figure.update_xaxes(
        title_text=f"share of {of} (%): ○ before, ● now, thin bar 95% interval of the change",
        title_standoff=4,
        range=[0, _end(frame)],  # of shares only: the words beside them stand in the margin
        side="bottom",
    )
    return figure


def _add_change(
    figure: go.Figure, place: int, row: dict[Any, Any], look: Look, *, point: list[str], tooltip: str
) -> None:
    """One row of the chart: the interval below, and both shares upon it."""
    drawn = _tint(row, look)
    if row["q_value"] >= SURE:
        drawn = mixed(drawn, look.background, _PALE)
    figure.add_scatter(
        x=_ends(row), y=[place] * 2, mode="lines+markers", line={"color": drawn, "width": 1.5}, hoverinfo="skip",
        marker={"symbol": "line-ns", "size": 8, "line": {"color": drawn, "width": 1.5}}, name="interval",
    )  # fmt: skip
    figure.add_scatter(
        x=[row["share_before_pct"], row["share_now_pct"]],
        y=[place] * 2,
        mode="lines+markers",
        line={"color": drawn, "width": 3},
        marker={
            "color": [look.background, drawn],
            "size": [9, 12],
            "symbol": "circle",
            "line": {"color": drawn, "width": 2},
            "opacity": 1,  # sizes of their own would make them see-through
        },
        customdata=[point] * 2,
        text=[tooltip] * 2,
        hovertemplate="%{text}<extra></extra>",
        name="share",
        unselected={"marker": {"opacity": 0.6}},
        cliponaxis=False,
    )


def _add_words(figure: go.Figure, place: int, row: dict[Any, Any], look: Look, *, narrow: bool) -> None:
    """The change in points, right of its row."""
    noise = "" if row["q_value"] < SURE or narrow else "  (may be noise)"
    figure.add_annotation(
        x=max(row["share_before_pct"], row["share_now_pct"], *_ends(row)), y=place, xshift=12, showarrow=False,
        text=f"{row['change_pp']:+z.1f} pp".replace("-", "−") + noise, xanchor="left",
        font={"color": _tint(row, look), "size": 12.5},
    )  # fmt: skip


def _tint(row: dict[Any, Any], look: Look) -> str:
    return (RISE if row["change_pp"] >= 0 else FALL)[look.mode]


def _ends(row: dict[Any, Any]) -> list[float]:
    """The interval of the change, laid on from the share before."""
    return [min(max(row["share_before_pct"] + row[end], 0.0), 100.0) for end in ("change_low_pp", "change_high_pp")]


def _end(frame: pd.DataFrame) -> float:
    """Where the axis ends: after the largest share or interval, and not above 100%."""
    largest = [frame["share_before_pct"], frame["share_now_pct"], frame["share_before_pct"] + frame["change_high_pp"]]
    return min(1.03 * float(pd.concat(largest).max()), 100.0)


def _labels(names: list[str]) -> list[str]:
    """Names short enough for the axis; those that are alike when cut are told apart by a number."""
    cut = [shortened(name) for name in names]
    return [
        plain(label if label not in cut[:at] else f"{shortened(label, 26)} ({cut[: at + 1].count(label)})")
        for at, label in enumerate(cut)
    ]


def _tooltip(name: str, row: dict[Any, Any]) -> str:
    return (
        f"<b>{plain(name)}</b><br>{row['share_before_pct']:.1f}% ({row['n_before']:,} papers) to "
        f"{row['share_now_pct']:.1f}% ({row['n_now']:,} papers)<br>{row['change_pp']:+z.1f} points "
        f"(95%: {row['change_low_pp']:+z.1f} to {row['change_high_pp']:+z.1f}), {chance(row['q_value'], 'q')}<br>"
        "click for the papers"
    )


def mixed(colour: str, other: str, part: float) -> str:
    """The colour `#rrggbb` with that part of itself, the rest of the other: pale, but not see-through."""
    pairs = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part * own + (1 - part) * others):02x}" for own, others in pairs)
