"""How probabilities are said."""

import pytest

from pipelines.charts.chance import chance


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "q < 0.001"), (0.0123, "q = 0.012"), (0.0504, "q = 0.0504"), (0.04996, "q = 0.04996"), (1.0, "q = 1.000")],
)
def test_as_many_decimals_as_it_takes_to_see_on_which_side_of_sure_it_lies(value: float, said: str) -> None:
    assert chance(value, "q") == said
    assert chance(value) == said.removeprefix("q ").removeprefix("= ")
