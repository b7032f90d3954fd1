"""The map of papers: one dot a paper, near ones about the same thing, coloured by theme or by time."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.colours import MOST, apart, colour, faded
from pipelines.charts.look import MARGINS, Caption, Look, dressed, empty_margins, plain, shortened
from pipelines.charts.map_labels import LABEL, with_room

MOST_LABELS = 15
_HEIGHT, _LEGEND_PX = 740, 100  # the legend has two columns, which a phone has room for, too
_WIDTH_PX = 780  # of the map in the page
_TITLE_LETTERS = 90
_EDGE = 0.03  # room around the outermost papers, of the map's width
# Perceptually uniform (Viridis), without the end that the background swallows.
_TIMES = {
    "light": ["#440154", "#3b528b", "#21918c", "#3fbc73", "#a0c520"],
    "dark": ["#5a63b0", "#2c8f8d", "#3fbc73", "#a0da39", "#fde725"],
}


def paper_map(
    papers: pd.DataFrame,
    labels: pd.DataFrame,
    *,
    look: Look,
    caption: Caption,
    slots: Mapping[str, int],
    names: Mapping[str, str],
    by: Literal["theme", "time"] = "theme",
) -> go.Figure:
    """Dots of papers that a lasso can choose from; `customdata` of each is its paper_id.

    Parameters
    ----------
    papers : columns paper_id, x, y, title, day, theme, organization (the last three may be absent), those drawn on top
        last
    labels : columns label, x, y, of parts of the map, the most important first; those that have room are written
    slots, names : of themes, by id: place in the palette, name for people
    by : what colours tell: the strongest theme, of the `MOST` most frequent ones in the frame, or the day
    """
    figure = go.Figure()
    size = 4 if len(papers) > 3_000 else 6 if len(papers) > 300 else 9
    if by == "theme":
        _add_themes(figure, papers, slots, names, look, size)
    else:
        _add_times(figure, papers, look, size)
    dressed(figure, look, caption, height=_HEIGHT)
    figure.update_layout(
        dragmode="lasso", hovermode="closest", margin=empty_margins(left=8, right=8, bottom=_LEGEND_PX + 34),
        showlegend=True, legend=_legend(look),
        newselection={"line": {"color": look.text, "width": 1.5, "dash": "solid"}},
    )  # fmt: skip
    figure.update_annotations(selector={"name": "source"}, yshift=-_LEGEND_PX)
    bare = {"showticklabels": False, "ticks": "", "showgrid": False, "showline": False, "constrain": "domain"}
    spans = _spans(papers)
    figure.update_xaxes(**bare, range=spans[0])
    figure.update_yaxes(**bare, range=spans[1], scaleanchor="x", scaleratio=1)
    _write_labels(figure, labels, spans, look)
    return figure


def _add_themes(
    figure: go.Figure, papers: pd.DataFrame, slots: Mapping[str, int], names: Mapping[str, str], look: Look, size: int
) -> None:
    known = papers["theme"].where(papers["theme"].isin(list(slots)))
    shown = known.value_counts().head(MOST).index.tolist()
    rest = ~known.isin(shown)
    if rest.any():
        _add(figure, papers[rest], "other themes" if shown else "papers", {"color": faded(look.muted, 0.45)}, size)
    for theme, slot in apart({theme: slots[theme] for theme in shown}).items():
        _add(figure, papers[known == theme], names.get(theme, theme), {"color": colour(slot, look.mode)}, size)


def _add_times(figure: go.Figure, papers: pd.DataFrame, look: Look, size: int) -> None:
    dated = papers["day"].notna()
    if (~dated).any():
        _add(figure, papers[~dated], "no date", {"color": faded(look.muted, 0.45)}, size)
    if not dated.any():
        return
    days = pd.to_datetime(papers.loc[dated, "day"])
    numbers = (days - pd.Timestamp("1970-01-01")).dt.days
    ticks = [days.min() + (days.max() - days.min()) * part for part in (0, 0.25, 0.5, 0.75, 1)]
    told = {round((tick - pd.Timestamp("1970-01-01")).days): f"{tick:%b %Y}" for tick in ticks}
    marker = {
        "color": numbers.to_numpy(np.int32), "colorscale": _TIMES[look.mode], "showscale": True,
        "colorbar": {
            "orientation": "h", "thickness": 10, "len": 0.6, "y": 0, "yref": "paper", "yanchor": "top", "ypad": 8,
            "outlinewidth": 0, "tickvals": list(told), "ticktext": list(told.values()),
            "tickfont": {"color": look.muted, "size": 12},
        },
    }  # fmt: skip
    _add(figure, papers[dated], "papers", marker, size)
    figure.data[-1].showlegend = False


def _add(figure: go.Figure, papers: pd.DataFrame, name: str, marker: dict[str, Any], size: int) -> None:
    figure.add_scattergl(
        x=papers["x"].to_numpy(np.float32), y=papers["y"].to_numpy(np.float32), mode="markers",
        name=plain(shortened(name, 34)),
        customdata=papers["paper_id"].to_list(), text=_texts(papers), hovertemplate="%{text}<extra></extra>",
        marker={"size": size, "opacity": 0.8, "line": {"width": 0}} | marker, unselected={"marker": {"opacity": 0.12}},
    )  # fmt: skip


def _texts(papers: pd.DataFrame) -> list[str]:
    """What the tooltip of each paper says: title, day, organization."""
    days = pd.to_datetime(papers["day"]).dt.strftime("%-d %b %Y").fillna("")
    organizations = papers["organization"].fillna("")
    return [
        f"<b>{escape(shortened(title, _TITLE_LETTERS), quote=False)}</b><br>"
        + " · ".join(part for part in (day, plain(shortened(organization))) if part)
        for title, day, organization in zip(papers["title"], days, organizations, strict=True)
    ]


def _legend(look: Look) -> dict[str, Any]:
    return {
        "orientation": "h", "x": 0, "xanchor": "left", "y": 0, "yanchor": "top", "itemsizing": "constant",
        "font": {"size": 11, "color": look.text}, "bgcolor": "rgba(0,0,0,0)", "itemwidth": 30,
        "entrywidthmode": "fraction", "entrywidth": 0.49,
    }  # fmt: skip


def _spans(papers: pd.DataFrame) -> tuple[list[float], list[float]]:
    """From where to where the axes go."""
    if papers.empty:
        return [-1.0, 1.0], [-1.0, 1.0]
    room = max(float(np.ptp(papers["x"])), float(np.ptp(papers["y"])), 1e-6) * _EDGE
    low, high = papers[["x", "y"]].min(), papers[["x", "y"]].max()
    return [float(low["x"]) - room, float(high["x"]) + room], [float(low["y"]) - room, float(high["y"]) + room]


def _write_labels(figure: go.Figure, labels: pd.DataFrame, spans: tuple[list[float], list[float]], look: Look) -> None:
    """The names of parts of the map, each where it has room beside those before it."""
    (left, right), (low, high) = spans
    unit = max((right - left) / _WIDTH_PX, (high - low) / (_HEIGHT - MARGINS - _LEGEND_PX))  # of the map, a pixel
    texts = [plain(shortened(str(label), 28)) for label in labels["label"]]
    placed = zip(texts, labels["x"], labels["y"], strict=True)
    inside = [(text, x, y) for text, x, y in placed if left <= x <= right and low <= y <= high]
    for text, x, y in with_room(inside, unit)[:MOST_LABELS]:
        figure.add_annotation(
            x=x, y=y, text=text, showarrow=False, borderpad=1, bgcolor=faded(look.background, 0.72),
            font={"size": 12, "color": look.text}, name=LABEL,
        )  # fmt: skip
