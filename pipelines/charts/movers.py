"""The fastest risers and fallers: share before and share now."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.look import Caption, Look, dressed, empty_margins, plain, shortened

RISE = {"light": "#0b5fa5", "dark": "#6bb4f5"}  # blue and orange stay apart for colour-blind readers
FALL = {"light": "#a84e00", "dark": "#f2a65a"}
SURE = 0.05  # q-value below which a change is called more than noise


def movers(frame: pd.DataFrame, *, names: dict[str, str], now: str, look: Look, caption: Caption) -> go.Figure:
    """A dumbbell per theme from its share before to its share now, largest rise on top.

    Parameters
    ----------
    frame : columns of `theme_momentum`, largest z first
    names : what each theme is called
    now : first day of the later window, YYYY-MM-DD

    Returns
    -------
    A figure whose points carry [theme, now] as customdata; changes that noise explains (q >= 0.05) are paler.
    """
    figure = go.Figure()
    labels = [shortened(names[theme], 34) for theme in frame["theme"]]
    for label, row in zip(labels, frame.to_dict("records"), strict=True):
        tint = (RISE if row["change_pp"] >= 0 else FALL)[look.mode]
        sure = row["q_value"] < SURE
        figure.add_scatter(
            x=[row["share_before_pct"], row["share_now_pct"]],
            y=[plain(label)] * 2,
            mode="lines+markers",
            line={"color": tint, "width": 3},
            marker={
                "color": [look.background, tint],
                "size": [9, 12],
                "symbol": "circle",
                "line": {"color": tint, "width": 2},
            },
            opacity=1.0 if sure else 0.45,
            customdata=[[row["theme"], now]] * 2,
            text=[_tooltip(names[row["theme"]], row)] * 2,
            hovertemplate="%{text}<extra></extra>",
            unselected={"marker": {"opacity": 0.6}},
        )
        figure.add_annotation(
            x=max(row["share_before_pct"], row["share_now_pct"]), y=plain(label), xshift=12, showarrow=False,
            text=f"{row['change_pp']:+.1f} pp" + ("" if sure else "  (may be noise)"), xanchor="left",
            font={"color": tint, "size": 12.5},
        )  # fmt: skip
    dressed(figure, look, caption, height=max(420, 170 + 30 * len(frame)))
    figure.update_layout(margin=empty_margins(left=230, right=130))
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"color": look.text, "size": 13})
    figure.update_xaxes(
        title_text="share of papers (%): open circle before, filled circle now",
        title_standoff=4,
        rangemode="tozero",
        side="bottom",
    )
    return figure


def _tooltip(name: str, row: dict[Any, Any]) -> str:
    q = "q < 0.001" if row["q_value"] < 0.001 else f"q = {row['q_value']:.3f}"
    return (
        f"<b>{plain(name)}</b><br>{row['share_before_pct']:.1f}% ({row['n_before']:,} papers) to "
        f"{row['share_now_pct']:.1f}% ({row['n_now']:,} papers)<br>{row['change_pp']:+.1f} points, {q}<br>"
        "click for the papers"
    )
