"""What charts over time have in common: what is told of a period and of few papers, and bands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.look import Caption, Look
from pipelines.charts.mix import SMALL
from pipelines.trends.periods import PeriodName, mostly_fetched, period_end

FEW_PALE = 0.6  # opacity of the marker of what rests on few papers
MARK_PX = 14  # height of what is said above a period that is not complete


def unfinished(frame: pd.DataFrame, period: PeriodName) -> pd.Series[str]:
    """Why each period is not complete: "in progress" or "cut by the dates chosen"; empty where it is complete.

    Parameters
    ----------
    frame : columns period_start, complete; weekdays (of the period, within the dates chosen) and weekdays_fetched,
        without which no reason is known: "not complete"
    """
    done = frame["complete"].astype(bool)
    if "weekdays" not in frame:
        return pd.Series(np.where(done, "", "not complete"), frame.index, dtype="object")
    ends = [period_end(start, period) + pd.Timedelta(days=1) for start in frame["period_start"]]
    every = np.busday_count(frame["period_start"].to_numpy("datetime64[D]"), np.array(ends, dtype="datetime64[D]"))
    # A period that is in progress has weekdays to come; where all were fetched, the dates cut its weekend.
    cut = (frame["weekdays"] < every) | (frame["weekdays_fetched"] >= frame["weekdays"])
    words = np.where(done, "", np.where(cut, "cut by the dates chosen", "in progress"))
    return pd.Series(words, frame.index, dtype="object")


def whole(frame: pd.DataFrame) -> pd.Series[bool]:
    """Which periods are complete and were mostly fetched, as far as is known; the others have a hollow marker.

    Parameters
    ----------
    frame : columns complete; weekdays, weekdays_fetched where a period may be fetched in part
    """
    done = frame["complete"].astype(bool)
    return done & mostly_fetched(frame) if "weekdays" in frame else done


def with_few(caption: Caption) -> Caption:
    """The caption, which also says, in the line of the source, what the pale markers are."""
    note = f"hollow and pale: fewer than {SMALL} papers"
    return replace(caption, source=f"{caption.source}; {note}" if caption.source else note)


def mark_unfinished(figure: go.Figure, frame: pd.DataFrame, look: Look) -> None:
    """Say above the first and the last period why it is not complete, where it is not; makes room of `MARK_PX`.

    Parameters
    ----------
    frame : columns period_start, unfinished (as `unfinished` tells)
    """
    figure.update_layout(margin={"t": figure.layout.margin.t + MARK_PX})
    starts = frame["period_start"]
    for at, side in {starts.max(): "right", starts.min(): "left"}.items():
        if words := frame.loc[starts == at, "unfinished"].max() if len(frame) else "":
            figure.add_annotation(
                x=at, y=1, yref="paper", text=words, showarrow=False, yanchor="bottom", xanchor=side,
                font={"size": 11, "color": look.muted},
            )  # fmt: skip


def papers_words(n: float, total: float | None = None, of: str = "papers") -> str:
    """5 of 50 papers, 1 of 1 paper, 1 paper."""
    noun = of.replace("papers", "paper", 1) if (n if total is None else total) == 1 else of
    return f"{n:,.0f} {noun}" if total is None else f"{n:,.0f} of {total:,.0f} {noun}"


def add_bands(figure: go.Figure, rows: pd.DataFrame, low: str, high: str, fill: str) -> None:
    """The interval from one column to the other, one polygon per stretch of rows that have one.

    Parameters
    ----------
    rows : columns period_start, `low`, `high`, in order of time; an interval is absent where a band breaks
    """
    for _, stretch in rows.groupby(rows[low].isna().cumsum()):
        stretch = stretch.dropna(subset=[low])
        if len(stretch) < 2:
            continue
        figure.add_scatter(
            x=[*stretch["period_start"], *stretch["period_start"][::-1]],
            y=[*stretch[high], *stretch[low][::-1]],
            fill="toself",
            fillcolor=fill,
            line={"width": 0},
            hoverinfo="skip",
            mode="lines",
        )
