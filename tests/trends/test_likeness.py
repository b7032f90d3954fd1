"""Likeness of theme mixes: against scipy, between halves of one organization, and what small samples say."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from pipelines.trends.likeness import COLUMNS, jensen_shannon, likeness

THEMES = ["agents", "code", "vision", "audio", "robots", "text", "graphs", "safety"]


def papers(mixes: dict[str, tuple[int, list[float]]], seed: int = 0) -> pd.DataFrame:
    """So many papers of each organization, of one or two themes drawn from its mix."""
    rng = np.random.default_rng(seed)
    rows = [
        (name, list(rng.choice(THEMES[: len(chances)], size=rng.integers(1, 3), replace=False, p=chances)))
        for name, (n, chances) in mixes.items()
        for _ in range(n)
    ]
    return pd.DataFrame(rows, columns=["organization", "themes"])


EVEN = [1 / 8] * 8
LEANING = [0.6, 0.2, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025]


@settings(deadline=None)
@given(*[st.lists(st.integers(0, 20), min_size=5, max_size=5).filter(any)] * 2)
def test_divergence_is_scipys_distance_squared(one: list[int], other: list[int]) -> None:
    ours = float(jensen_shannon(np.array(one, dtype=float), np.array(other, dtype=float)))
    assert ours == pytest.approx(jensenshannon(one, other, base=2) ** 2, abs=1e-9)
    assert ours == pytest.approx(float(jensen_shannon(np.array(other, dtype=float), np.array(one, dtype=float))))
    assert -1e-9 <= ours <= 1 + 1e-9


def test_no_theme_in_common_is_as_far_as_can_be() -> None:
    frame = papers({"a": (60, [0.5, 0.5]), "b": (60, [0.5, 0.5])})
    frame.loc[frame["organization"] == "b", "themes"] = pd.Series([["robots"], ["text"]] * 60).iloc[60:]
    row = likeness(frame, ["a"]).iloc[0]
    assert row["low"] > 0.9
    assert row["high"] <= 1


def test_two_that_write_alike_are_not_apart_however_few_their_papers() -> None:
    apart, raw, held = [], [], 0
    for seed in range(40):
        frame = papers({"a": (8, EVEN), "b": (12, EVEN)}, seed)
        row = likeness(frame, ["a"]).iloc[0]
        tags = [
            frame.loc[frame["organization"] == name, "themes"].explode().value_counts().reindex(THEMES, fill_value=0)
            for name in ("a", "b")
        ]
        raw.append(jensenshannon(*tags, base=2) ** 2)
        apart.append(row["divergence"])
        held += row["low"] == 0
    assert np.mean(raw) > 0.15  # what a reader would take for a difference
    assert np.mean(apart) < 0.05
    assert held >= 37


def test_a_true_difference_is_told_with_its_interval() -> None:
    true = jensenshannon(EVEN, LEANING, base=2) ** 2
    found, held = [], 0
    for seed in range(30):
        frame = papers({"a": (150, EVEN), "b": (60, LEANING)}, seed)
        frame["themes"] = frame["themes"].str[:1]  # one theme each: the mix is the chances
        row = likeness(frame, ["b"]).iloc[0]
        found.append(row["divergence"])
        held += row["low"] <= true <= row["high"]
    assert np.mean(found) == pytest.approx(true, abs=0.03)
    assert held >= 25


def test_the_surest_likeness_comes_first_and_both_ways_are_the_same() -> None:
    frame = papers({"a": (80, EVEN), "twin": (80, EVEN), "few": (6, EVEN), "far": (80, LEANING), "tiny": (4, EVEN)})
    told = likeness(frame, ["a", "twin"])
    assert told["organization"].to_list() == ["a"] * 3 + ["twin"] * 3
    assert told["other"].iloc[0] == "twin"
    assert "tiny" not in told["other"].to_list()
    both = told.set_index(["organization", "other"])[["divergence", "low", "high", "n_papers", "n_other"]]
    assert both.loc[("a", "twin")].to_list() == pytest.approx(both.loc[("twin", "a")].to_list())
    shuffled = likeness(frame.sample(frac=1, random_state=1), ["a", "twin"])
    pd.testing.assert_frame_equal(told, shuffled)


def test_a_handful_of_papers_that_happen_to_be_alike_come_after_many_that_are() -> None:
    nearer_by_chance = 0
    for seed in range(8):
        frame = papers({"a": (80, EVEN), "twin": (80, EVEN), "few": (6, EVEN)}, seed)
        told = likeness(frame, ["a"]).set_index("other")
        assert told.index[0] == "twin"
        nearer_by_chance += told.loc["few", "divergence"] < told.loc["twin", "divergence"]
    assert nearer_by_chance > 0


def test_a_third_organization_changes_nothing_between_two() -> None:
    frame = papers({"a": (20, EVEN), "b": (20, LEANING), "c": (30, LEANING)})
    figures = ["divergence", "low", "high"]
    all_three = likeness(frame, ["a"]).set_index("other").loc["b", figures]
    only_two = likeness(frame[frame["organization"] != "c"], ["a"]).set_index("other").loc["b", figures]
    assert all_three.to_list() == pytest.approx(only_two.to_list())


@pytest.mark.parametrize("names", [[], ["nobody"], ["tiny"], ["a"]])
def test_who_has_too_few_papers_or_no_other_beside_it_gets_no_row(names: list[str]) -> None:
    frame = papers({"a": (20, EVEN), "tiny": (4, EVEN)})
    for given_papers in (frame, frame.iloc[:0]):
        told = likeness(given_papers, names)
        assert told.empty
        assert told.dtypes.astype(str).to_dict() == COLUMNS
