"""How many papers have a known organization, by period."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.look import Caption, Look, dated_axis, dressed, empty_margins, period_name
from pipelines.trends.periods import PeriodName


def coverage(frame: pd.DataFrame, period: PeriodName, *, look: Look, caption: Caption) -> go.Figure:
    """Bars of all papers, with those of a known organization filled.

    Parameters
    ----------
    frame : columns period_start, n_papers (organization known), total, share_pct; a period without any known
        organization is drawn as "none known", which is absent and not zero
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
    figure = go.Figure()
    for values, tint, name in (
        (frame["n_papers"], look.accent, "organization known"),
        (frame["total"] - frame["n_papers"], look.grid, "not known"),
    ):
        figure.add_bar(
            x=frame["period_start"], y=values, marker={"color": tint, "line": {"width": 0}}, name=name, text=texts,
            textposition="none", hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    dressed(figure, look, caption, height=260)
    figure.update_layout(barmode="stack", bargap=0.15, margin=empty_margins(top=70, bottom=64))
    dated_axis(figure, frame["period_start"], period)
    figure.update_yaxes(title_text="papers", title_standoff=8, rangemode="tozero")
    return figure
