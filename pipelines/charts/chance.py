"""How charts, pages and the terminal say how probable something is by chance."""

from __future__ import annotations

from pipelines.trends.certainty import SURE

__all__ = ["SURE", "chance"]


def chance(value: float, symbol: str = "") -> str:
    """q < 0.001, q = 0.003, q = 0.0496: as many decimals as it takes to see on which side of 0.05 it lies.

    Without a symbol: < 0.001, 0.003.
    """
    if value < 0.001:
        return f"{symbol} < 0.001".strip()
    decimals = next((n for n in (3, 4, 5) if round(value, n) != SURE or value == SURE), 6)
    return f"{symbol} = {value:.{decimals}f}" if symbol else f"{value:.{decimals}f}"
