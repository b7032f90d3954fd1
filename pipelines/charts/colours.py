"""One fixed colour and marker for each theme, topic and organization, in light and dark."""

from __future__ import annotations

import math
from typing import Any

# 13 hues x 3 lightnesses: 39 distinct colours for 38 themes. Neighbouring slots lie far apart in hue and differ in
# lightness, which colour-blind readers see too.
_HUES, _HUE_STEP = 13, 5
_LIGHTNESS = {"light": (0.54, 0.43, 0.5), "dark": (0.76, 0.7, 0.64)}
_CHROMA = 0.2
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x")
MOST = 8  # series that one chart can keep apart


def colour(slot: int, mode: str) -> str:
    """Colour `#rrggbb` of the thing in that slot; mode is "light" or "dark". The same slot is the same hue in both."""
    lightness = _LIGHTNESS[mode][slot % 3]
    hue = (slot * _HUE_STEP % _HUES) * 360 / _HUES + 20
    return _oklch(lightness, _CHROMA, hue)


def apart(slots: dict[Any, int]) -> dict[Any, int]:
    """Slots for one chart: each keeps its own, unless one before it has the same hue; then the next of a free hue.

    So the same thing has the same colour in nearly every chart, and whoever moves makes nobody else move.
    """
    result: dict[Any, int] = {}
    for key, slot in slots.items():
        if slot % _HUES not in {other % _HUES for other in result.values()}:
            result[key] = slot
    for key, slot in slots.items():
        if key not in result:
            used = {other % _HUES for other in result.values()}
            tries = range(slot, slot + _HUES)
            result[key] = next((one for one in tries if one % _HUES not in used), slot)
    return {key: result[key] for key in slots}


def symbol(slot: int) -> str:
    """Marker of the thing in that slot: a second sign beside its colour."""
    return _SYMBOLS[slot % len(_SYMBOLS)]


def faded(colour: str, alpha: float) -> str:
    """The colour `#rrggbb` with that opacity, as `rgba(...)`."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def _oklch(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH to sRGB, chroma reduced until it fits (Ottosson 2020, "A perceptual color space")."""
    while True:
        a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
        long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        linear = (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )
        if all(-1e-4 <= part <= 1 + 1e-4 for part in linear) or chroma < 0.01:
            return "#" + "".join(f"{round(255 * _gamma(part)):02x}" for part in linear)
        chroma -= 0.005


def _gamma(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
