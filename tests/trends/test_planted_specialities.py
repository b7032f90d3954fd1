"""The specialities that the demo's plan asks for are found in its corpora, and few others are."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from pipelines.trends.specialisation import specialisation
from tests.trends.planted import PLAN, SEEDS, planted_papers

PLANTED = {(item.organization, item.theme) for item in PLAN.planted if item.kind == "speciality"}


@cache
def found(seed: int) -> pd.DataFrame:
    """Every organization and theme of one seed's papers, and whether a speciality is planted there."""
    known = planted_papers(seed).dropna(subset=["organization"])
    pairs = known.explode("themes")
    table = pd.crosstab(pairs["organization"], pairs["themes"]).reindex(columns=list(PLAN.themes), fill_value=0)
    counts = table.stack().rename("n_papers").rename_axis(["organization", "theme"]).reset_index()
    counts["total"] = counts["organization"].map(known["organization"].value_counts())
    counts["field_papers"] = counts["theme"].map(table.sum())
    frame = specialisation(counts, known_total=len(known))
    where = zip(frame["organization"], frame["theme"], strict=True)
    return frame.assign(seed=seed, planted=[pair in PLANTED for pair in where])


@pytest.fixture(scope="module")
def every_seed() -> pd.DataFrame:
    return pd.concat([found(seed) for seed in SEEDS], ignore_index=True)


def test_planted_specialities_are_found(every_seed: pd.DataFrame) -> None:
    planted = every_seed[every_seed["planted"]]
    assert len(planted) == len(PLANTED) * len(SEEDS) == 4 * 50
    sure = (planted["low"] > 1) & (planted["q_value"] < 0.05)
    assert sure.mean() >= 0.9


def test_what_is_found_is_planted(every_seed: pd.DataFrame) -> None:
    sure = every_seed[(every_seed["low"] > 1) & (every_seed["q_value"] < 0.05)]
    assert (~sure["planted"]).mean() <= 0.1


def test_intervals_hold_the_planted_factor_and_1_where_none_is_planted(every_seed: pd.DataFrame) -> None:
    holds_five = (every_seed["low"] <= 5) & (every_seed["high"] >= 5)
    assert holds_five[every_seed["planted"]].mean() >= 0.75  # chosen for being far from 1, and shrunk towards it
    holds_one = (every_seed["low"] <= 1) & (every_seed["high"] >= 1)
    assert holds_one[~every_seed["planted"]].mean() >= 0.95
