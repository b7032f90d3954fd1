"""How far apart pairs of organizations are, each with its interval."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.dots import dress_rows
from pipelines.charts.look import Caption, Look, plain, shortened
from pipelines.charts.mix import SMALL


def pairs(frame: pd.DataFrame, *, look: Look, caption: Caption) -> go.Figure:
    """A row per pair, a dot with its interval; pale where one of the two has few papers.

    Parameters
    ----------
    frame : columns organization, other, divergence, low, high (0 to 1), n_papers, n_other; rows from top to bottom
    """
    figure = go.Figure()
    for number, row in enumerate(frame.to_dict("records")):
        strength = 0.35 if min(row["n_papers"], row["n_other"]) < SMALL else 1.0
        figure.add_scatter(
            x=[row["low"], row["high"]], y=[number] * 2, mode="lines", line={"color": look.accent, "width": 2},
            opacity=0.6 * strength, hoverinfo="skip",
        )  # fmt: skip
        figure.add_scatter(
            x=[row["divergence"]], y=[number], mode="markers", opacity=strength, cliponaxis=False, text=[_tooltip(row)],
            hovertemplate="%{text}<extra></extra>", marker={"color": look.accent, "size": 10},
        )  # fmt: skip
    labels = [
        f"{plain(shortened(str(one), 30))}<br>{plain(shortened(str(other), 30))}"
        for one, other in zip(frame["organization"], frame["other"], strict=True)
    ]
    dress_rows(figure, labels, 2, look, caption)
    figure.update_layout(showlegend=False)
    figure.update_xaxes(
        title_text="Jensen-Shannon divergence of their theme mixes", title_standoff=4,
        range=[0, min(1.0, 1.1 * max(0.2, frame["high"].max()))],
    )  # fmt: skip
    return figure


def _tooltip(row: dict[Any, Any]) -> str:
    return (
        f"<b>{plain(row['organization'])}</b> and <b>{plain(row['other'])}</b><br>"
        f"{row['divergence']:.2f} (95%: {row['low']:.2f} to {row['high']:.2f})<br>"
        f"{row['n_papers']:,} and {row['n_other']:,} papers"
    )
