"""Where organizations differ: against scipy, statsmodels and an enumeration, and on planted differences."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact, hypergeom, kruskal
from statsmodels.stats.multitest import multipletests

from pipelines.trends.differences import CHANGES, attention_difference, homogeneity_p, theme_changes, theme_differences


def counts(totals: dict[str, int], table: dict[str, list[int]]) -> pd.DataFrame:
    rows = [(name, theme, n, totals[name]) for theme, row in table.items() for name, n in zip(totals, row, strict=True)]
    return pd.DataFrame(rows, columns=["organization", "theme", "n_papers", "total"])


THREE = counts({"c": 60, "a": 80, "b": 100}, {"even": [12, 16, 20], "uneven": [30, 10, 8], "nobody": [0, 0, 0]})


def test_rows_by_hand() -> None:
    frame = theme_differences(THREE)
    assert frame["theme"].to_list() == ["uneven"] * 3 + ["even"] * 3 + ["nobody"] * 3
    assert frame["organization"].to_list() == ["c", "a", "b"] * 3
    assert frame["share_pct"].to_list()[:3] == [50, 12.5, 8]
    assert frame.groupby("theme")["q_value"].nunique().to_list() == [1, 1, 1]
    assert frame["q_value"].iloc[0] < 0.001
    assert frame["q_value"].iloc[3:].to_list() == [1] * 6
    assert (frame["share_low_pct"] <= frame["share_pct"]).all()
    assert (frame["share_pct"] <= frame["share_high_pct"]).all()


def test_q_values_of_large_counts_are_scipys_chi_square_and_statsmodels_correction() -> None:
    frame = counts({"a": 200, "b": 300}, {"x": [40, 90], "y": [30, 50], "z": [100, 151]})
    p_values = [
        chi2_contingency([[a, b], [200 - a, 300 - b]], correction=False).pvalue
        for a, b in ((40, 90), (30, 50), (100, 151))
    ]
    ours = theme_differences(frame).drop_duplicates("theme").set_index("theme").loc[["x", "y", "z"], "q_value"]
    assert ours.to_list() == pytest.approx(multipletests(p_values, method="fdr_bh")[1])


def exact_p(n_papers: tuple[int, int], totals: tuple[int, int]) -> float:
    """Share of all divisions of the theme's papers that are as uneven or more, each weighed by its chance."""
    carrying, papers = sum(n_papers), sum(totals)

    def uneven(first: int) -> float:
        expected = carrying * totals[0] / papers
        return abs(first - expected)

    law = hypergeom(papers, carrying, totals[0])
    return sum(law.pmf(k) for k in range(carrying + 1) if uneven(k) >= uneven(n_papers[0]) - 1e-9)


@pytest.mark.parametrize(("n_papers", "totals"), [((4, 1), (6, 30)), ((0, 3), (9, 9)), ((5, 5), (5, 40))])
def test_small_counts_are_compared_exactly_but_for_the_draws(
    n_papers: tuple[int, int], totals: tuple[int, int]
) -> None:
    ours = homogeneity_p(np.array(n_papers), np.array(totals))
    assert ours == pytest.approx(exact_p(n_papers, totals), abs=0.012)


def test_equal_organizations_differ_no_more_often_than_chance_and_a_speciality_is_seen() -> None:
    rng = np.random.default_rng(4)
    totals = np.array([9, 14, 30])
    equal = [homogeneity_p(rng.binomial(totals, 0.15), totals) for _ in range(300)]
    assert np.mean(np.array(equal) < 0.05) < 0.08
    planted = [homogeneity_p(rng.binomial(totals, [0.7, 0.1, 0.1]), totals) for _ in range(60)]
    assert np.mean(np.array(planted) < 0.05) > 0.9


def test_a_theme_of_no_paper_or_of_all_shows_no_difference() -> None:
    totals = np.array([5, 7])
    assert homogeneity_p(np.array([0, 0]), totals) == homogeneity_p(totals, totals) == 1


def test_one_organization_or_none_cannot_differ() -> None:
    alone = theme_differences(counts({"a": 10}, {"x": [4], "y": [0]}))
    assert alone["share_pct"].to_list() == [40, 0]
    assert alone["q_value"].isna().all()
    nobody = theme_differences(THREE.iloc[:0])
    assert nobody.empty
    assert list(nobody) == list(theme_differences(THREE))
    assert nobody["q_value"].dtype == "float64"


@given(st.permutations(range(len(THREE))))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_changes_no_figure(order: list[int]) -> None:
    keys = ["theme", "organization"]
    frame = theme_differences(THREE.iloc[order]).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(frame, theme_differences(THREE).sort_values(keys, ignore_index=True))


ATTENTION = pd.DataFrame(
    {"organization": list("aaaaabbbbbc"), "attention_pct": [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, None]}
)


def test_attention_is_compared_as_scipy_does() -> None:
    frame = attention_difference(ATTENTION, ["b", "a", "c"])
    assert frame["organization"].to_list() == ["b", "a", "c"]
    assert frame["n_papers"].to_list() == [5, 5, 0]
    assert frame["attention_pct"].to_list()[:2] == [79, 30]
    # ranks 1 to 5 against 6 to 10: H = 12 / (10 * 11) * (15^2 / 5 + 40^2 / 5) - 3 * 11
    assert frame["h_statistic"].to_list() == pytest.approx([12 / 110 * (45 + 320) - 33] * 3)
    assert frame["p_value"].iloc[0] == pytest.approx(kruskal([10, 20, 30, 40, 50], [60, 70, 80, 90, 95]).pvalue)


def test_attention_of_one_organization_of_nobody_and_of_equals_has_no_p() -> None:
    alone = attention_difference(ATTENTION, ["a", "c"])
    assert alone["attention_pct"].iloc[0] == 30
    assert alone["p_value"].isna().all()
    assert attention_difference(ATTENTION.assign(attention_pct=50.0), ["a", "b"])["p_value"].isna().all()
    nobody = attention_difference(ATTENTION.iloc[:0], ["a", "b"])
    assert nobody["n_papers"].to_list() == [0, 0]
    assert (attention_difference(ATTENTION, []).dtypes == frame_dtypes()).all()


def frame_dtypes() -> pd.Series:
    return attention_difference(ATTENTION, ["a", "b"]).dtypes


def test_changes_of_an_organizations_themes_by_hand() -> None:
    table = pd.DataFrame({"theme": ["fell", "rose", "few"], "n_before": [9, 2, 2], "n_now": [1, 15, 2]})
    frame = theme_changes(table, total_before=20, total_now=30)
    assert frame["theme"].to_list() == ["rose", "fell"]
    assert frame[["share_before_pct", "share_now_pct"]].to_numpy() == pytest.approx(
        np.array([[10, 50], [45, 100 / 30]])
    )
    tails = [
        min(
            fisher_exact([[now, 30 - now], [before, 20 - before]], alternative=side).pvalue
            for side in ("less", "greater")
        )
        for before, now in ((2, 15), (9, 1))
    ]
    assert frame["q_value"].to_list() == pytest.approx(multipletests(2 * np.array(tails), method="fdr_bh")[1])
    assert (frame["change_low_pp"] < frame["change_pp"]).all()
    assert (frame["change_pp"] < frame["change_high_pp"]).all()


@pytest.mark.parametrize(("before", "now"), [(0, 9), (9, 0), (0, 0)])
def test_a_window_without_papers_is_not_compared(before: int, now: int) -> None:
    table = pd.DataFrame({"theme": ["x"], "n_before": [before], "n_now": [now]})
    frame = theme_changes(table, total_before=before, total_now=now)
    assert frame.empty
    assert frame.dtypes.astype(str).to_dict() == CHANGES
