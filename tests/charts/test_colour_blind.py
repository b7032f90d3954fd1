"""Colours of series seen by colour-blind readers, simulated; independent of the palette's own arithmetic.

Simulation: Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision
Deficiency", matrices of severity 1, on linear RGB. Distance: CIE 1976, in CIELAB for D65; 2.3 is just noticeable.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from pipelines.charts.colours import MOST, colour, symbol

SEEN_BY = {
    "full": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
WHITE = [0.95047, 1.0, 1.08883]
# The least distance of two of the first `MOST` colours as measured, rounded down. Below 10 colours alone do not tell
# series apart at a glance; their markers and the names at the lines do.
LEAST = {
    ("light", "full"): 15.9, ("light", "protan"): 4.1, ("light", "deutan"): 3.0, ("light", "tritan"): 5.0,
    ("dark", "full"): 32.9, ("dark", "protan"): 10.2, ("dark", "deutan"): 8.9, ("dark", "tritan"): 8.3,
}  # fmt: skip


def lab(hexadecimal: str, reader: str) -> npt.NDArray[np.float64]:
    """CIELAB of a colour `#rrggbb` as that reader sees it."""
    coded = np.array([int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(SEEN_BY[reader]) @ linear, 0, 1)
    ratio = np.array(XYZ) @ seen / np.array(WHITE)
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distances(mode: str, reader: str) -> dict[tuple[int, int], float]:
    seen = [lab(colour(slot, mode), reader) for slot in range(MOST)]
    return {(i, j): float(np.linalg.norm(seen[i] - seen[j])) for i, j in combinations(range(MOST), 2)}


def test_the_simulation_knows_what_is_known() -> None:
    np.testing.assert_allclose(lab("#ffffff", "full"), [100, 0, 0], atol=0.02)
    np.testing.assert_allclose(lab("#ff0000", "full"), [53.24, 80.09, 67.20], atol=0.02)
    for reader in SEEN_BY:  # greys are greys to everyone
        np.testing.assert_allclose(lab("#808080", reader)[1:], [0, 0], atol=0.1)
    red, green = (lab(one, "deutan") for one in ("#b05050", "#808000"))
    full = np.linalg.norm(lab("#b05050", "full") - lab("#808000", "full"))
    assert np.linalg.norm(red - green) < full / 2


@pytest.mark.parametrize(("mode", "reader"), LEAST)
def test_colours_come_no_nearer_for_any_reader(mode: str, reader: str) -> None:
    assert min(distances(mode, reader).values()) >= LEAST[mode, reader]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_those_that_are_near_for_someone_differ_in_their_markers(mode: str) -> None:
    near = {pair for reader in SEEN_BY for pair, distance in distances(mode, reader).items() if distance < 5}
    assert all(symbol(one) != symbol(other) for one, other in near)
