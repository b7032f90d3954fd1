"""Emerging terms: the statistic against scipy, what counts as rare, as a subject and as the same thing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, false_discovery_control, fisher_exact

from pipelines.trends.emerging import COLUMNS, emerging_terms, risen_terms
from pipelines.trends.subjects import stand_for_subjects, without_repeats


def counted(rows: list[tuple[str, int, int]], **more: Any) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["term", "n_before", "n_now"])
    kinds = {"idea": frame["term"], "names_theme": None, "theme": None}
    return frame.astype({"n_before": "int64", "n_now": "int64"}).assign(**(kinds | more))


@settings(deadline=None)
@given(st.integers(0, 20), st.integers(6, 60))
def test_score_and_test_are_those_of_scipy(n_before: int, n_now: int) -> None:
    frame = counted([("new", n_before, n_now), ("old", 900, 100), ("gone", 30, 0)])
    found = risen_terms(frame, total_before=4000, total_now=500).set_index("term")
    table = [[n_before, n_now], [4000 - n_before, 500 - n_now]]
    p_values = [
        fisher_exact([[row.n_now, row.n_before], [500 - row.n_now, 4000 - row.n_before]], alternative="greater").pvalue
        for row in frame.itertuples()
        if (row.n_now + row.n_before > 40) == (n_now + n_before > 40)  # 20 papers before are still rare
    ]
    q_value = false_discovery_control(p_values)[0]
    if q_value <= 0.05:
        assert found.loc["new", "q_value"] == pytest.approx(q_value)
        ratio = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
        assert found.loc["new", "score"] == pytest.approx(ratio)
    else:
        assert "new" not in found.index


def test_only_what_was_rare_and_surely_is_not_any_more() -> None:
    rows = [("new", 0, 12), ("was at half a percent", 20, 40), ("was above", 21, 40), ("few", 0, 5), ("unsure", 20, 6)]
    found = risen_terms(counted(rows), total_before=4000, total_now=500)
    assert found["term"].to_list() == ["was at half a percent", "new"]
    assert found["share_before_pct"].to_list() == [0.5, 0.0]
    assert found["share_now_pct"].to_list() == [8.0, 2.4]
    assert (found["share_now_low_pct"] < found["share_now_pct"]).all()
    assert (found["share_now_pct"] < found["share_now_high_pct"]).all()


def uses_of(papers: dict[str, list[tuple[str, str, bool, list[str]]]]) -> pd.DataFrame:
    rows = [
        (term, paper, pd.Timestamp(day), now, themes) for term, own in papers.items() for paper, day, now, themes in own
    ]
    return pd.DataFrame(rows, columns=["term", "paper_id", "day", "now", "themes"])


def of_theme(prefix: str, n: int, theme: str) -> list[tuple[str, str, bool, list[str]]]:
    return [(f"{prefix}{i}", f"2026-01-{i + 1:02}", i > 0, [theme]) for i in range(n)]


SIZES = pd.Series({"agents": 40, "code": 60})


def test_each_emerging_subject_once_with_its_newest_papers() -> None:
    spread = [
        (f"s{i}", "2026-01-05", True, ["agents"] if i % 10 == 0 else ["code"] if i % 9 == 0 else []) for i in range(12)
    ]
    uses = uses_of(
        {
            "terminal": of_theme("t", 12, "agents"),
            "terminals": of_theme("x", 10, "agents"),
            "shell": of_theme("t", 9, "agents"),
            "regime": spread,
            "gpt-5": spread[:8],
            "coding": of_theme("c", 7, "code"),
        }
    )
    risen = risen_terms(
        counted([(term, 0, n) for term, n in uses["term"].value_counts().items()]), total_before=900, total_now=100
    )
    risen = risen.assign(
        idea=risen["term"].str.removesuffix("s"), names_theme=np.where(risen["term"] == "coding", "code", None)
    )
    found = emerging_terms(risen, uses)
    assert found["term"].to_list() == ["regime", "terminal"]  # "gpt-5" is in the papers of "regime"
    first = found.iloc[1]
    assert first["papers"] == ["t11", "t10", "t9", "t8", "t7"]
    assert first["first_seen"] == pd.Timestamp("2026-01-01")


def test_prose_of_all_fields_stands_for_no_subject() -> None:
    themed, spread = ({"themes": [["agents"]] * 10}, {"themes": [["agents"], ["code"], *[[]] * 18]})
    assert stand_for_subjects(
        ["rubric", "regime"], [pd.DataFrame(themed), pd.DataFrame(spread)], SIZES, 1000
    ).tolist() == [True, False]
    none = pd.Series(dtype="int64")
    assert stand_for_subjects(["rubric", "gpt-5"], [pd.DataFrame(themed)] * 2, none, 1000).tolist() == [False, True]


@pytest.mark.parametrize(
    ("terms", "ideas", "n_papers", "kept"),
    [
        (["video world", "video world models"], None, [13, 12], [1]),
        (["deep research", "deep research agents"], None, [16, 7], [0]),
        (["rubrics", "rubric-based", "rubric"], ["rubric", "rubric base", "rubric"], [9, 8, 7], [0, 1]),
        (["deepseek-r1", "deepseek r1"], ["x", "x"], [40, 15], [0]),
        (["fusion", "diffusion"], None, [9, 9], [0, 1]),
        (["agent", "agent agent"], None, [9, 1], [0]),
    ],
)
def test_of_terms_that_repeat_one_another_the_telling_one_stays(
    terms: list[str], ideas: list[str] | None, n_papers: list[int], kept: list[int]
) -> None:
    assert without_repeats(terms, ideas or terms, n_papers, lambda one, other: True) == kept
    apart = without_repeats(terms, ideas or terms, n_papers, lambda one, other: False)
    assert apart == list(range(len(terms)))


@pytest.mark.parametrize(("before", "now"), [(0, 0), (10, 0), (0, 10)])
def test_a_window_without_papers_has_no_emerging_terms(before: int, now: int) -> None:
    rows = [("new", min(before, 9), min(now, 9))] * (before + now > 0)
    risen = risen_terms(counted(rows), total_before=before, total_now=now)
    found = emerging_terms(risen, uses_of({}))
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == COLUMNS


@settings(deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    rows = [("a", 0, 12), ("b", 1, 12), ("c", 0, 12), ("d", 3, 2)]
    frames = [
        risen_terms(counted([rows[i] for i in way]), total_before=900, total_now=100) for way in (range(4), order)
    ]
    pd.testing.assert_frame_equal(*frames)
