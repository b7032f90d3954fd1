"""How the papers of a few organizations divide over themes, and where they differ by more than chance."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.chance import SURE, chance
from pipelines.charts.dots import add_dots, dress_rows
from pipelines.charts.look import Caption, Look, plain, shortened


def comparison(
    frame: pd.DataFrame, *, names: dict[str, str], slots: dict[str, int], look: Look, caption: Caption
) -> go.Figure:
    """A row per theme, a dot with its interval per organization; themes that differ more than by chance carry their q.

    Parameters
    ----------
    frame : columns organization, theme, n_papers, total, share_pct, share_low_pct, share_high_pct, q_value (of the
        theme: whether any of the organizations differ)
    names : the themes to show, from top to bottom, and what each is called
    slots : the organizations to show, and their places in the palette
    """
    rows = frame[frame["theme"].isin(list(names)) & frame["organization"].isin(list(slots))]
    q_values = rows.groupby("theme")["q_value"].first().reindex(list(names))
    dots = pd.DataFrame(
        {
            "organization": rows["organization"],
            "total": rows["total"],
            "row": rows["theme"],
            "value": rows["share_pct"],
            "low": rows["share_low_pct"],
            "high": rows["share_high_pct"],
            "sure": rows["q_value"] < SURE,
            "text": [_tooltip(row, names[row["theme"]]) for row in rows.to_dict("records")],
        }
    )
    figure = go.Figure()
    add_dots(figure, dots, list(names), slots, look)
    labels = [_label(name, float(q_values[theme])) for theme, name in names.items()]
    dress_rows(figure, labels, len(slots), look, caption)
    figure.update_xaxes(title_text="share of its papers (%)", title_standoff=4, rangemode="tozero", ticksuffix="%")
    return figure


def _label(name: str, q_value: float) -> str:
    label = plain(shortened(name, 34))
    return f"<b>{label}</b><br>{chance(q_value, 'q')}" if q_value < SURE else label


def _tooltip(row: dict[Any, Any], theme: str) -> str:
    verdict = "more than chance" if row["q_value"] < SURE else "may be chance"
    return (
        f"<b>{plain(row['organization'])}</b>, {plain(theme)}<br>"
        f"{row['share_pct']:.1f}% of its papers (95%: {row['share_low_pct']:.1f} to {row['share_high_pct']:.1f})<br>"
        f"{row['n_papers']:,} of {row['total']:,} papers<br>"
        f"they differ: {verdict} ({chance(row['q_value'], 'q')})<br>click for the papers"
    )
