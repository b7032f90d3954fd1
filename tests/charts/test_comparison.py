"""Shares side by side: dots with intervals, and which themes are marked as different."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest

from pipelines.charts.colours import colour
from pipelines.charts.comparison import comparison
from pipelines.charts.look import LIGHT, Caption

NAMES = {"b": "Code & <i>more</i>", "a": "Agents"}
SLOTS = {"South <script>": 5, "North": 3}


def drawn() -> go.Figure:
    frame = pd.DataFrame(
        {
            "theme": ["a", "a", "b", "b", "c", "c"],
            "organization": ["North", "South <script>"] * 3,
            "n_papers": [4, 6, 12, 1, 0, 0],
            "total": [20, 30] * 3,
            "share_pct": [20.0, 20.0, 60.0, 10 / 3, 0.0, 0.0],
            "share_low_pct": [7.0, 9.0, 38.0, 0.4, 0.0, 0.0],
            "share_high_pct": [41.0, 37.0, 79.0, 14.0, 12.0, 8.0],
            "q_value": [0.9, 0.9, 0.00004, 0.00004, 0.6, 0.6],
        }
    )
    return comparison(frame, names=NAMES, slots=SLOTS, look=LIGHT, caption=Caption("Title", "", "source"))


def dots(figure: go.Figure) -> list[go.Scatter]:
    return [trace for trace in figure.data if trace.mode == "markers" and not trace.showlegend]


def test_each_organization_has_a_dot_with_its_interval_in_every_row() -> None:
    figure = drawn()
    south, north = dots(figure)  # in the order of the slots, whatever that of the frame
    by_row = dict(zip([round(y) for y in north.y], north.x, strict=True))
    assert by_row == {0: 60.0, 1: 20.0}  # the rows as in the names
    assert sorted(south.x) == [pytest.approx(10 / 3), 20.0]
    intervals = sorted(list(trace.x) for trace in figure.data if trace.mode == "lines")
    assert intervals == [[0.4, 14.0], [7.0, 41.0], [9.0, 37.0], [38.0, 79.0]]
    assert figure.layout.xaxis.rangemode == "tozero"


def test_themes_that_differ_are_bold_with_their_q_and_filled() -> None:
    figure = drawn()
    sure, unsure = figure.layout.yaxis.ticktext
    assert sure == "<b>Code &amp; &lt;i&gt;more&lt;/i&gt;</b><br>q < 0.001"
    assert unsure == "Agents"
    north = dots(figure)[1]
    filled = dict(zip([round(y) for y in north.y], north.marker.color, strict=True))
    assert filled == {0: colour(3, "light"), 1: LIGHT.background}


def test_the_tooltip_says_n_and_whether_it_may_be_chance_and_names_stay_text() -> None:
    figure = drawn()
    said = "".join([*dots(figure)[0].text, *dots(figure)[1].text])
    assert "12 of 20 papers" in said
    assert "more than chance (q < 0.001)" in said
    assert "may be chance (q = 0.900)" in said
    assert "<script>" not in str(figure.update_traces(customdata=None))
    assert [trace.name for trace in figure.data if trace.showlegend] == [
        "South &lt;script&gt;, n = 30",
        "North, n = 20",
    ]
