"""First on a topic: by hand, against a count written out, and what chance gives."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.trends.first_movers import PODIUM, SCORES, first_mover_score, first_papers

DAYS = pd.date_range("2025-10-01", periods=60)


def listed(*rows: tuple[str, str | None, int]) -> pd.DataFrame:
    """Papers as subject, organization and day; ids in the order given."""
    frame = pd.DataFrame(rows, columns=["subject", "organization", "at"])
    frame["day"] = DAYS[frame["at"]]
    ids = [f"2510.{i:05}" for i in range(len(rows))]
    return frame.assign(parent=frame["organization"], paper_id=ids, title="t").drop(columns="at")


def test_places_by_hand() -> None:
    frame = first_papers(
        listed(
            ("x", None, 0), ("x", "a", 3), ("x", None, 3), ("x", "b", 5), ("x", "a", 4), ("x", "c", 5), ("x", "d", 9),
            ("x", "e", 10), ("x", "f", 11), ("y", "b", 1),
        )
    )  # fmt: skip
    told = frame[["subject", "place", "organization", "n_unknown_before", "n_papers"]].to_numpy().tolist()
    assert told == [
        ["x", 1, "a", 1, 2], ["x", 2, "b", 2, 1], ["x", 2, "c", 2, 1], ["x", 4, "d", 2, 1], ["x", 5, "e", 2, 1],
        ["y", 1, "b", 0, 1],
    ]  # fmt: skip
    assert frame["paper_id"].iloc[0] == "2510.00001"
    assert frame["day"].iloc[0] == DAYS[3]


def test_the_unknown_have_no_place_and_undated_papers_none_either() -> None:
    undated = listed(("x", "a", 0), ("x", "b", 1)).assign(day=[pd.NaT, DAYS[1]])
    assert first_papers(undated)["organization"].to_list() == ["b"]
    unknown = first_papers(listed(("x", None, 0)))
    assert unknown.empty
    assert list(unknown) == list(first_papers(undated))
    assert first_papers(undated.iloc[:0]).empty


@given(st.permutations(range(6)))
@settings(max_examples=15, deadline=None)
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    papers = listed(("x", "a", 3), ("x", "b", 3), ("x", None, 1), ("x", "a", 2), ("y", "b", 4), ("y", None, 4))
    pd.testing.assert_frame_equal(first_papers(papers.iloc[order]), first_papers(papers))


def corpus(seed: int, sizes: list[int], *, n_subjects: int = 8) -> pd.DataFrame:
    """Papers of organizations of these sizes, on days and one or two subjects drawn at random."""
    rng = np.random.default_rng(seed)
    rows = [
        (name, DAYS[rng.integers(0, 60)], list(rng.choice(n_subjects, size=rng.integers(0, 3), replace=False)))
        for name, size in enumerate(sizes)
        for _ in range(size)
    ]
    frame = pd.DataFrame(rows, columns=["organization", "day", "subjects"])
    frame["organization"] = "o" + frame["organization"].astype(str)
    return frame.assign(parent=frame["organization"], paper_id=[f"p{i:04}" for i in range(len(frame))])


def podiums(papers: pd.DataFrame) -> dict[str, int]:
    """On how many subjects each is among the first three, one subject after the other."""
    found = dict.fromkeys(papers["organization"], 0)
    pairs = papers.explode("subjects").dropna(subset=["subjects"])
    for _, on_it in pairs.groupby("subjects"):
        firsts = on_it.groupby("organization")["day"].min()
        for name, day in firsts.items():
            found[str(name)] += int((firsts < day).sum() < PODIUM)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_a_plain_loop(seed: int) -> None:
    papers = corpus(seed, [12, 9, 7, 6, 5, 5])
    frame = first_mover_score(papers).set_index("organization")
    assert frame["n_first"].to_dict() == podiums(papers)
    assert frame["n_papers"].to_dict() == papers["organization"].value_counts().to_dict()


def test_the_expectation_is_that_of_shuffling_by_hand() -> None:
    papers = corpus(3, [12, 9, 7, 6, 5, 5])
    rng = np.random.default_rng(12)
    by_hand = []
    for _ in range(100):
        days = papers.groupby("organization")["day"].transform(lambda own: rng.permutation(own.to_numpy()))
        by_hand.append(podiums(papers.assign(day=days)))
    expected = pd.DataFrame(by_hand).mean()
    frame = first_mover_score(papers).set_index("organization")
    assert frame["expected"].to_dict() == pytest.approx(expected.to_dict(), abs=0.35)
    assert (frame["expected_low"] <= frame["expected"]).all()
    assert (frame["expected"] <= frame["expected_high"]).all()


def test_to_publish_first_or_most_earns_nothing_but_to_come_to_subjects_early_does() -> None:
    alone_at_first = corpus(5, [20, 20, 20, 20, 20, 20])
    early = alone_at_first["organization"] == "o0"
    alone_at_first.loc[early, "day"] = DAYS[0]
    frame = first_mover_score(alone_at_first).set_index("organization")
    assert frame.loc["o0", "n_first"] == frame.loc["o0", "expected"] == frame.loc["o0", "n_subjects"] > 5
    assert frame.loc["o0", "p_value"] == 1
    found = 0
    for seed in range(10):
        papers = corpus(seed, [40] * 6, n_subjects=12)
        own = papers[papers["organization"] == "o0"].sort_values("day")
        new = [[i] if i < 12 else [0] for i in range(len(own))]  # one paper on every subject, then only on the first
        papers.loc[own.index, "subjects"] = pd.Series(new, index=own.index)
        found += first_mover_score(papers).set_index("organization").loc["o0", "p_value"] < 0.05
    assert found >= 8


def test_chance_is_found_significant_no_more_often_than_it_should_be() -> None:
    p_values = [first_mover_score(corpus(seed, [15, 12, 10, 9, 8, 7, 6, 5]))["p_value"] for seed in range(15)]
    assert (pd.concat(p_values) < 0.05).mean() < 0.08


def test_small_organizations_have_no_score_and_nobody_gives_the_columns() -> None:
    assert first_mover_score(corpus(1, [6, 4]))["organization"].to_list() == ["o0"]
    for nobody in (corpus(1, []), corpus(1, [3]), corpus(1, [6]).assign(subjects=[[]] * 6)):
        frame = first_mover_score(nobody)
        assert frame.empty
        assert frame.dtypes.astype(str).to_dict() == SCORES
