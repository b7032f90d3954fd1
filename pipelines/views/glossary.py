"""What each number means and where its formula is from, as `data/metrics.toml` tells it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from pipelines.shipped import shipped


@dataclass(frozen=True)
class Metric:
    """A number that charts, tables and reports show."""

    name: str
    definition: str
    source: str = ""  # author and year of the formula, where it is not our own

    @property
    def meaning(self) -> str:
        """The definition as a sentence, with its source: what a “?” shows."""
        said = f"{self.definition[0].upper()}{self.definition[1:]}."
        return f"{said} Source: {self.source}." if self.source else said


@cache
def metrics() -> dict[str, Metric]:
    """Every metric by name, in the order of the file."""
    told = tomllib.loads(shipped("metrics.toml").read_text(encoding="utf-8"))["metric"]
    return {one["name"]: Metric(**one) for one in told}


def meaning(name: str) -> str:
    """What a metric means, as a sentence with its source; KeyError where there is no such metric."""
    return metrics()[name].meaning
