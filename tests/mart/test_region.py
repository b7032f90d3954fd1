"""Regions: what a lasso encloses, in few corners, in a link and back."""

from __future__ import annotations

import math

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.mart.region import INSIDE, MOST_CORNERS, Region, region_of, region_parameters, region_text, simplified

SQUARE: Region = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))
BOW: Region = ((0.0, 0.0), (4.0, 4.0), (4.0, 0.0), (0.0, 4.0))  # crosses itself in the middle
RING: Region = (*SQUARE, (0.0, 0.0), (1.0, 1.0), (1.0, 3.0), (3.0, 3.0), (3.0, 1.0), (1.0, 1.0))  # a hole inside


def inside(region: Region, *points: tuple[float, float]) -> list[bool]:
    sql = f"select {INSIDE} from (select unnest($xs::double[]) as x, unnest($ys::double[]) as y)"
    asked = {"xs": [x for x, _ in points], "ys": [y for _, y in points]} | region_parameters(region)
    with duckdb.connect() as connection:
        return [bool(row[0]) for row in connection.execute(sql, asked).fetchall()]


@pytest.mark.parametrize(
    ("region", "within", "without"),
    [
        (SQUARE, [(2.0, 2.0), (0.1, 3.9)], [(-1.0, 2.0), (5.0, 2.0), (2.0, 4.1), (2.0, -0.1)]),
        (SQUARE[::-1], [(2.0, 2.0)], [(5.0, 2.0)]),
        (BOW, [(0.5, 2.0), (3.5, 2.0)], [(2.0, 0.5), (2.0, 3.5)]),
        (RING, [(0.5, 2.0), (2.0, 3.5)], [(2.0, 2.0), (5.0, 5.0)]),
        ((), [], [(0.0, 0.0)]),
    ],
)
def test_points_are_in_by_the_even_odd_rule(
    region: Region, within: list[tuple[float, float]], without: list[tuple[float, float]]
) -> None:
    assert inside(region, *within, *without) == [True] * len(within) + [False] * len(without)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-9, 9), st.floats(0.5, 9)), min_size=3, max_size=20, unique_by=lambda one: one[0]),
    st.tuples(st.floats(-9, 9), st.floats(-9, 9)),
)
def test_a_star_shape_holds_what_is_nearer_to_its_middle_than_its_edge(
    corners: list[tuple[float, float]], point: tuple[float, float]
) -> None:
    """Another way: in which wedge the point lies, and on which side of that wedge's edge."""
    turns = sorted((angle * math.pi / 9.5, radius) for angle, radius in corners)
    region = tuple((radius * math.cos(angle), radius * math.sin(angle)) for angle, radius in turns)
    gaps = [(region[at - 1], corner) for at, corner in enumerate(region)]

    def cross(one: tuple[float, float], two: tuple[float, float]) -> float:
        return one[0] * two[1] - one[1] * two[0]

    if any(cross(*gap) <= 1e-6 for gap in gaps):
        return  # a wedge of half a turn or more: the middle is not within
    expected = None
    for one, two in gaps:
        if cross(one, point) >= 0 and cross(point, two) > 0:
            side = cross((two[0] - one[0], two[1] - one[1]), (point[0] - one[0], point[1] - one[1]))
            expected = None if abs(side) < 1e-6 else side > 0
    if expected is not None:
        assert inside(region, point) == [expected]


def test_a_lasso_keeps_its_shape_in_few_corners() -> None:
    path = [(8 * math.cos(turn / 500 * math.tau), 5 * math.sin(turn / 500 * math.tau)) for turn in range(501)]
    region = simplified(path)
    assert len(region) == MOST_CORNERS
    points = [(x / 2, y / 2) for x in range(-18, 19) for y in range(-12, 13)]
    told = inside(region, *points)
    for (x, y), answer in zip(points, told, strict=True):
        distance = math.hypot(x / 8, y / 5)
        if abs(distance - 1) > 0.02:
            assert answer == (distance < 1), (x, y)


def test_corners_that_matter_least_go_first() -> None:
    almost = [(0, 0), (2, 0.01), (4, 0), (4, 4), (2, 5), (0, 4)]
    assert simplified(almost, most=5) == ((0, 0), (4, 0), (4, 4), (2, 5), (0, 4))
    assert simplified(almost, most=4) == ((0, 0), (4, 0), (4, 4), (0, 4))


@pytest.mark.parametrize(
    "path", [[], [(1, 1)], [(1, 1), (2, 2), (1.001, 1.001)], [(math.nan, 1), (2, 2), (3, math.inf)]]
)
def test_what_encloses_nothing_is_no_region(path: list[tuple[float, float]]) -> None:
    assert simplified(path) == ()


def test_a_region_comes_back_from_its_link() -> None:
    region = simplified([(1.234, -5.678), (20, 0), (-3.5, 17)])
    assert region_text(region) == "1.23_-5.68_20_0_-3.5_17"
    assert region_of(region_text(region)) == region
    assert region_of(region_text(())) == ()


@pytest.mark.parametrize(
    "text",
    ["", "1_2", "1_2_3_4_5", "a_b_c_d_e_f", "1e9_2_3_4_5_6", "nan_1_2_3_4_5", "1_2_3_4_5_6'; drop", "٣_1_2_3_4_5",
     "_".join(["1"] * 500), "9999999_1_2_3_4_5", "\x00"],
)  # fmt: skip
def test_anything_else_in_a_link_is_no_region(text: str) -> None:
    assert region_of(text) == ()
