"""Upvotes by age: the curve, its band, and one paper against it."""

import pandas as pd

from pipelines.charts.look import LIGHT, Caption
from pipelines.charts.trajectories import trajectories

CURVE = pd.DataFrame(
    {
        "age_days": [0, 3], "n_papers": [9, 8], "median_upvotes": [4.0, 9.0], "lower_quartile_upvotes": [2.0, 5.0],
        "upper_quartile_upvotes": [6.0, 20.0], "median_low": [3.0, None], "median_high": [5.0, None],
        "hours": [12.0, 84.0],
    }
)  # fmt: skip
PAPER = pd.DataFrame(
    {
        "hours": [12.0, 36.0], "upvotes": [7, 31], "velocity_per_hour": [None, 1.0], "same_age_pct": [75.0, None],
        "n_same_age": [9, 1], "immature": [True, True],
    }
)  # fmt: skip


def test_the_curve_and_its_band_stand_at_the_age_of_the_looks() -> None:
    band, median = trajectories(CURVE, paper=PAPER.head(0), title="", look=LIGHT, caption=Caption("T")).data
    assert list(median.x) == [0.5, 3.5]
    assert list(band.y) == [6, 20, 5, 2]
    assert "95%: 3 to 5" in median.text[0]
    assert "95%" not in median.text[1]


def test_an_immature_paper_is_dashed_and_said_to_be_and_its_title_is_text() -> None:
    figure = trajectories(CURVE, paper=PAPER, title="<script>", look=LIGHT, caption=Caption("T"))
    line = figure.data[-1]
    assert (list(line.x), list(line.y), line.line.dash) == ([0.5, 1.5], [7, 31], "dot")
    assert any(note.text == "this paper 31, immature" for note in figure.layout.annotations)
    assert "percentile 75 of 9 papers as old" in line.text[0]
    assert "1.00 upvotes an hour" in line.text[1]
    assert "<script>" not in str(figure)
    grown = trajectories(CURVE, paper=PAPER.assign(immature=False), title="x", look=LIGHT, caption=Caption("T"))
    assert grown.data[-1].line.dash == "solid"
