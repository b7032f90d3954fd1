"""Specialities: dots with intervals around 1, and which themes are worth showing."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from pipelines.charts.colours import colour
from pipelines.charts.look import DARK, Caption
from pipelines.charts.specialisation import clearest, specialisation

NAMES = {"a": "Agents", "b": "<i>Code</i>"}
ROWS = [
    # organization, theme, n_papers, total, specialisation, low, high
    ("North", "a", 12, 20, 2.5, 1.6, 3.6),
    ("North", "b", 2, 20, 0.8, 0.3, 1.4),
    ("South", "a", 3, 30, 0.5, 0.2, 0.9),
    ("South", "b", 9, 30, 1.1, 0.7, 1.9),
]


def frame(rows: list[tuple[object, ...]] = ROWS) -> pd.DataFrame:
    columns = ["organization", "theme", "n_papers", "total", "specialisation", "low", "high"]
    table = pd.DataFrame(rows, columns=columns).astype({"specialisation": "float64"})
    return table.assign(share_pct=100 * table["n_papers"] / table["total"], field_share_pct=30.0)


def drawn(slots: dict[str, int]) -> go.Figure:
    return specialisation(frame(), names=NAMES, slots=slots, look=DARK, caption=Caption("Title", "", "source"))


def dots(figure: go.Figure) -> list[go.Scatter]:
    return [trace for trace in figure.data if trace.mode == "markers" and not trace.showlegend]


def test_dots_stand_at_their_value_and_are_hollow_where_the_interval_holds_one() -> None:
    figure = drawn({"North": 3})
    (north,) = dots(figure)
    assert list(north.x) == [2.5, 0.8]
    assert list(north.y) == [0, 1]
    assert list(north.marker.color) == [colour(3, "dark"), DARK.background]
    assert list(north.marker.line.color) == [colour(3, "dark"), DARK.muted]
    assert [list(trace.x) for trace in figure.data if trace.mode == "lines"] == [[1.6, 3.6], [0.3, 1.4]]
    assert not figure.layout.showlegend


def test_the_axis_is_logarithmic_with_a_line_at_one_and_holds_every_interval() -> None:
    figure = drawn({"North": 3})
    assert figure.layout.xaxis.type == "log"
    low, high = figure.layout.xaxis.range
    assert low <= math.log10(0.3) < math.log10(3.6) <= high
    assert any(shape.x0 == shape.x1 == 1 for shape in figure.layout.shapes)
    assert "1×" in figure.layout.xaxis.ticktext


def test_organizations_stand_below_each_other_in_a_row_and_are_told_apart() -> None:
    figure = drawn({"North": 3, "South": 5})
    north, south = dots(figure)
    assert all(one < other for one, other in zip(north.y, south.y, strict=True))
    assert max(*north.y[:1], *south.y[:1]) < 0.5 < min(*north.y[1:], *south.y[1:])
    assert list(south.marker.line.color) == [colour(5, "dark")] * 2
    assert [trace.name for trace in figure.data if trace.showlegend] == ["North, n = 20", "South, n = 30"]


def test_the_tooltip_says_n_and_what_it_is_compared_with() -> None:
    figure = drawn({"North": 3})
    said = dots(figure)[0].text
    assert "2.50× (95%: 1.60 to 3.60)" in said[0]
    assert "12 of 20 papers (60.0%); 30.0% of all papers" in said[0]
    assert "<i>" not in str(figure)


def test_the_clearest_themes_come_first_and_are_shown_from_large_to_small() -> None:
    north = frame()[:2]
    assert clearest(north, 1) == ["a"]
    assert clearest(north, 5) == ["a", "b"]
    far_but_unsure = frame([*ROWS[:2], ("North", "c", 0, 20, 0.3, 0.0001, 1.9), ("North", "d", 1, 20, 0.5, 0.3, 0.8)])
    assert clearest(far_but_unsure, 2) == ["a", "d"]
    assert clearest(far_but_unsure, 4) == ["a", "b", "d", "c"]
    assert clearest(frame([("North", "a", 0, 5, None, None, None)]), 5) == []
    assert clearest(frame([]), 5) == []


def test_an_empty_frame_draws_no_dot() -> None:
    figure = specialisation(frame([]), names={}, slots={"North": 0}, look=DARK, caption=Caption("Title"))
    assert not [x for trace in figure.data for x in trace.x]
