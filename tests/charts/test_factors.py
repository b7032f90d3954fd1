"""Dots with intervals: order, what is grey, and that hostile names stay text."""

import pandas as pd

from pipelines.charts.factors import factors
from pipelines.charts.look import LIGHT, Caption

FRAME = pd.DataFrame(
    {
        "label": ["low", "<b>top</b>", "unsure", "one paper"],
        "value": [-4.0, 6.0, 1.0, 2.0],
        "low": [-6.0, 4.0, -1.0, None],
        "high": [-1.0, 9.0, 3.0, None],
        "n_papers": [30, 40, 50, 1],
    }
)


def test_the_largest_is_on_top_and_what_holds_the_middle_or_has_no_interval_is_grey() -> None:
    before = FRAME.copy()
    figure = factors(FRAME, middle=0, axis="points", decimals=1, look=LIGHT, caption=Caption("T"))
    grey, sure = figure.data
    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;top&lt;/b&gt;", "one paper", "unsure", "low"]
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first row on top
    assert (list(grey.y), list(sure.y)) == ([1, 2], [0, 3])
    assert (grey.marker.color, sure.marker.color) == (LIGHT.muted, LIGHT.accent)
    assert (list(sure.error_x.array), list(sure.error_x.arrayminus)) == ([3, 3], [2, 2])
    assert "too few papers" in grey.text[0]
    assert "95%: 4.0 to 9.0" in sure.text[0]
    assert "<b>top" not in str(figure.data)
    pd.testing.assert_frame_equal(FRAME, before)


def test_n_stands_beside_each_row_and_q_values_decide_where_there_are_any() -> None:
    frame = FRAME.assign(q_value=[0.2, 0.01, 0.9, None])
    figure = factors(frame, middle=0, axis="points", decimals=1, look=LIGHT, caption=Caption("T"))
    assert [list(trace.y) for trace in figure.data] == [[1, 2, 3], [0]]  # "low" is not sure among so many
    assert "q = 0.010" in figure.data[1].text[0]
    sizes = {note.y: note.text for note in figure.layout.annotations if note.text.startswith("n = ")}
    assert sizes == {0: "n = 40", 1: "n = 1", 2: "n = 50", 3: "n = 30"}


def test_the_middle_may_be_any_value() -> None:
    figure = factors(FRAME, middle=5, axis="points", decimals=1, look=LIGHT, caption=Caption("T"))
    assert [len(trace.x) for trace in figure.data] == [2, 2]
    assert figure.layout.shapes[0].x0 == 5
