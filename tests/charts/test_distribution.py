"""The distribution: zero apart, every paper in one bar, marks at their places, immature papers told apart."""

import pandas as pd
import pytest

from pipelines.charts.distribution import distribution
from pipelines.charts.look import LIGHT, Caption

COUNTS = pd.DataFrame(
    {"upvotes": [0, 1, 2, 9, 10, 480], "n_papers": [3, 5, 1, 2, 2, 1], "n_immature": [1, 0, 0, 2, 0, 0]}
)


def test_settled_and_immature_papers_add_up_bar_by_bar() -> None:
    settled, immature = distribution(COUNTS, look=LIGHT, caption=Caption("T")).data
    assert (sum(settled.y), sum(immature.y)) == (11, 3)
    assert settled.x == immature.x
    assert (settled.x[0], settled.y[0], immature.y[0]) == ("0", 2, 1)
    assert immature.name == "last seen before 14 days"
    assert "1 of them immature" in settled.text[0]
    assert "immature" not in settled.text[1]


@pytest.mark.parametrize(("value", "place"), [(0, 0), (1, 1), (2, 2), (3, 2.5), (6, 3.5)])
def test_a_mark_stands_where_its_value_is(value: float, place: float) -> None:
    figure = distribution(COUNTS, look=LIGHT, caption=Caption("T"), marks={"median": value})
    assert list(figure.data[0].x[:5]) == ["0", "1", "2", "3–5", "6–9"]
    assert figure.layout.shapes[0].x0 == pytest.approx(place)
    assert any(note.text == f"median {value}" for note in figure.layout.annotations)


def test_a_median_between_two_values_stands_between_their_bars() -> None:
    figure = distribution(COUNTS, look=LIGHT, caption=Caption("T"), marks={"median": 1.5})
    assert 1 < figure.layout.shapes[0].x0 < 2


def test_other_counts_have_their_own_column_and_name_and_only_labels_that_have_room() -> None:
    counts = pd.DataFrame({"github_stars": [0, 40, 56_000], "n_papers": [1, 1, 1]})
    figure = distribution(counts, look=LIGHT, caption=Caption("T"), measured="github_stars", noun="GitHub stars")
    assert "GitHub stars" in figure.layout.xaxis.title.text
    assert len(figure.layout.xaxis.ticktext) <= len(figure.data[0].x) / 2 + 1
    assert "1,000–1,777" in figure.data[0].x
    assert not any("k" in text for text in figure.layout.xaxis.ticktext)
    assert figure.layout.showlegend is False
