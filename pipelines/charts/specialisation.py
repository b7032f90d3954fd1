"""What an organization specialises in: its share of each theme over that of all, on a logarithmic axis."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.dots import add_dots, dress_rows
from pipelines.charts.look import Caption, Look, plain, shortened

_TICKS = (1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16)  # intervals that reach below the first are cut
_AIR = 1.15  # factor between the outermost interval and the frame


def specialisation(
    frame: pd.DataFrame, *, names: dict[str, str], slots: dict[str, int], look: Look, caption: Caption
) -> go.Figure:
    """A dot with its interval per theme and organization; hollow where the interval holds 1.

    Of one organization, the papers with each theme stand beside its name; of several, the legend holds their n.

    Parameters
    ----------
    frame : columns organization, theme, n_papers, total, share_pct, field_share_pct, specialisation, low, high
    names : the themes to show, from top to bottom, and what each is called
    slots : the organizations to show, and their places in the palette
    """
    rows = frame[frame["theme"].isin(list(names)) & frame["organization"].isin(list(slots))]
    dots = rows.assign(
        row=rows["theme"],
        value=rows["specialisation"],
        sure=(rows["low"] > 1) | (rows["high"] < 1),
        text=[_tooltip(row, names[row["theme"]]) for row in rows.to_dict("records")],
    )
    figure = go.Figure()
    figure.add_vline(x=1, line={"color": look.muted, "width": 1.5})
    add_dots(figure, dots, list(names), slots, look)
    counts = rows.set_index("theme")["n_papers"].to_dict() if len(slots) == 1 else {}
    labels = [
        plain(shortened(name, 30)) + (f", n = {counts[theme]:,}" if theme in counts else "")
        for theme, name in names.items()
    ]
    dress_rows(figure, labels, len(slots), look, caption)
    ends = [*rows["low"], *rows["high"], *rows["specialisation"]]
    positive = [value for value in ends if value > 0]
    low, high = min([0.5, *positive]) / _AIR, max([2.0, *positive]) * _AIR
    figure.update_xaxes(
        type="log", range=[math.log10(max(low, _TICKS[0] / _AIR)), math.log10(high)], tickvals=_TICKS,
        ticktext=[f"1/{1 / tick:.0f}" if tick < 1 else f"{tick:.0f}×" for tick in _TICKS],
        title_text="its share of papers over that of all papers with a known organization (1× = the same)",
        title_standoff=4,
    )  # fmt: skip
    return figure


def clearest(frame: pd.DataFrame, most: int) -> list[str]:
    """The themes to show of so many: those farthest from 1 for the width of their interval; largest first.

    Parameters
    ----------
    frame : columns theme, specialisation, low, high; a theme of several organizations goes by its clearest
    """
    known = frame[frame["specialisation"].notna()]
    factor, low, high = (np.log(known[name].to_numpy("float64")) for name in ("specialisation", "low", "high"))
    facts = pd.DataFrame({"theme": known["theme"], "mean": factor, "clear": np.abs(factor) / (high - low)})
    themes = facts.groupby("theme").agg({"mean": "mean", "clear": "max"})
    picked = themes.sort_values("clear", ascending=False, kind="stable").head(most)
    return [str(theme) for theme in picked.sort_values("mean", ascending=False, kind="stable").index]


def _tooltip(row: dict[Any, Any], theme: str) -> str:
    times = f"{row['specialisation']:.2f}× (95%: {row['low']:.2f} to {row['high']:.2f})"
    return (
        f"<b>{plain(row['organization'])}</b>, {plain(theme)}<br>{times}<br>"
        f"{row['n_papers']:,} of {row['total']:,} papers ({row['share_pct']:.1f}%); "
        f"{row['field_share_pct']:.1f}% of all papers with a known organization<br>click for the papers"
    )
