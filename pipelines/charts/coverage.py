"""How many papers have a known organization, by period."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.look import Caption, Look, dated_axis, dressed, empty_margins, period_name
from pipelines.trends.periods import PeriodName

_DAYS = {"week": 7, "month": 30, "quarter": 91}  # width of a bar, in days


def coverage(frame: pd.DataFrame, period: PeriodName, *, look: Look, caption: Caption) -> go.Figure:
    """Bars of all papers, with those of a known organization filled.

    Parameters
    ----------
    frame : columns period_start, n_papers (organization known), total, share_pct, complete (others are
        paler); a period without any known organization is drawn as "none known", which is absent and not zero

    Returns
    -------
    A figure whose bars carry [period_start as YYYY-MM-DD] as customdata.
    """
    texts = [
        f"<b>{period_name(row['period_start'], period)}</b><br>"
        + (
            f"organization known of {row['n_papers']:,} of {row['total']:,} papers ({row['share_pct']:.0f}%)"
            if row["n_papers"]
            else f"the source named no organization for its {row['total']:,} papers"
        )
        for row in frame.to_dict("records")
    ]
    opacity = [1.0 if done else 0.5 for done in frame["complete"]]
    figure = go.Figure()
    for values, tint, name in (
        (frame["n_papers"], look.accent, "organization known"),
        (frame["total"] - frame["n_papers"], look.grid, "not known"),
    ):
        figure.add_bar(
            x=frame["period_start"],
            y=values,
            width=_DAYS[period] * 0.85 * 86_400_000,  # ms
            marker={"color": tint, "opacity": opacity, "line": {"width": 0}},
            name=name,
            text=texts,
            textposition="none",
            customdata=[[f"{start:%Y-%m-%d}"] for start in frame["period_start"]],
            unselected={"marker": {"opacity": 0.6}},
            hovertemplate="%{text}<extra></extra>",
        )
    dressed(figure, look, caption, height=260)
    figure.update_layout(barmode="stack", bargap=0.15, margin=empty_margins(top=70, bottom=64))
    dated_axis(figure, frame["period_start"], period)
    figure.update_yaxes(title_text="papers", title_standoff=8, rangemode="tozero", tickformat=",")
    return figure
