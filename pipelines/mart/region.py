"""Regions of the map of papers: what a lasso encloses, short enough for a link, and which papers lie in it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

Region = tuple[tuple[float, float], ...]  # its corners in turn, on the axes of `paper_map`; empty: no region

MOST_CORNERS = 60
DECIMALS = 2  # of a map about 60 wide

# Whether x, y lie in the region of `region_parameters`, by the even-odd rule: a line from there to the right crosses
# its border an odd number of times (Shimrat 1962). The border may cross itself.
INSIDE = """(
    coalesce(list_sum(list_transform($edges::double[][], lambda edge: (
        (edge[2] > y) <> (edge[4] > y)
        and x < edge[1] + (y - edge[2]) * (edge[3] - edge[1]) / (edge[4] - edge[2])
    )::integer)), 0) % 2 = 1
)"""


def region_parameters(region: Region) -> dict[str, list[list[float]]]:
    """Values for `INSIDE`: the edges, each from where to where."""
    return {"edges": [[*region[at - 1], *corner] for at, corner in enumerate(region)]}


def simplified(path: Sequence[Sequence[float]], *, most: int = MOST_CORNERS) -> Region:
    """A lasso's path with at most so many corners, rounded to `DECIMALS`; empty where it encloses nothing.

    Corners go in the order of the area that each takes along (Visvalingam and Whyatt 1993).

    Parameters
    ----------
    path : corners (x, y) in turn; one that is not a finite number is left out
    most : >= 3
    """
    rounded = ((round(float(x), DECIMALS), round(float(y), DECIMALS)) for x, y in path if math.isfinite(x + y))
    corners: list[tuple[float, float]] = []
    for corner in rounded:
        if not corners or corner != corners[-1]:
            corners.append(corner)
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    while len(corners) > most:
        areas = [
            _triangle(corners[at - 1], corners[at], corners[(at + 1) % len(corners)]) for at in range(len(corners))
        ]
        corners.pop(areas.index(min(areas)))
    return tuple(corners) if len(corners) > 2 else ()


def region_text(region: Region) -> str:
    """The region for a link: 1.5_-2_3_4.25_0_7."""
    return "_".join(f"{number:g}" for corner in region for number in corner)


def region_of(text: str) -> Region:
    """The region that `region_text` wrote; empty for anything else."""
    if not re.fullmatch(r"-?\d{1,6}(\.\d{1,6})?(_-?\d{1,6}(\.\d{1,6})?)*", text, re.ASCII):
        return ()
    numbers = [float(number) for number in text.split("_")]
    if len(numbers) % 2 or len(numbers) > 2 * MOST_CORNERS:
        return ()
    return simplified(list(zip(numbers[::2], numbers[1::2], strict=True)))


def _triangle(one: tuple[float, float], two: tuple[float, float], three: tuple[float, float]) -> float:
    """Twice its area."""
    return abs((two[0] - one[0]) * (three[1] - one[1]) - (three[0] - one[0]) * (two[1] - one[1]))
