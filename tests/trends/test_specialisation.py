"""Specialities: by hand, against scipy, statsmodels and a general optimizer, and what small numbers do."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact, gamma, nbinom
from statsmodels.stats.multitest import multipletests

from pipelines.trends.specialisation import STRENGTHS, hypergeometric_p, posterior, prior_weights, specialisation


def pairs(sizes: dict[str, int], table: dict[str, dict[str, int]]) -> pd.DataFrame:
    """Every pair of organization and theme; the table gives the papers of those that have any."""
    themes = sorted({theme for row in table.values() for theme in row})
    rows = [(name, theme, table[name].get(theme, 0), size) for name, size in sizes.items() for theme in themes]
    frame = pd.DataFrame(rows, columns=["organization", "theme", "n_papers", "total"])
    return frame.assign(field_papers=frame.groupby("theme")["n_papers"].transform("sum"))


MANY = pairs(
    {"large": 100, "rest": 880, "small": 20},
    {"large": {"code": 60, "vision": 20}, "rest": {"code": 80, "vision": 260}, "small": {"code": 1, "vision": 9}},
)


def test_shares_by_hand() -> None:
    frame = specialisation(MANY, known_total=1000).set_index(["organization", "theme"])
    assert frame.loc[("large", "code"), ["share_pct", "field_share_pct"]].to_list() == pytest.approx([60, 14.1])
    assert frame.loc[("small", "vision"), ["share_pct", "field_share_pct"]].to_list() == pytest.approx([45, 28.9])
    large = frame.loc[("large", "code")]
    assert large["low"] < large["specialisation"] < 60 / 14.1 < large["high"]
    assert large["low"] > 1
    assert frame.loc[("rest", "code"), "high"] < 1


def test_the_same_factor_is_nearer_to_1_the_fewer_papers_tell_it() -> None:
    weights = np.full(len(STRENGTHS), 1 / len(STRENGTHS))
    figures = posterior(np.array([40.0, 8.0, 2.0]), np.array([10.0, 2.0, 0.5]), weights)  # each 4 times as expected
    assert (np.diff(figures[:, 0]) < 0).all()
    assert (figures[:, 0] > 1).all()
    assert (np.diff(figures[:, 2] - figures[:, 1]) > 0).all()


@pytest.mark.parametrize("at", range(len(STRENGTHS)))
def test_under_one_strength_the_posterior_is_scipys_gamma(at: int) -> None:
    n, expected = np.array([0.0, 3.0, 40.0]), np.array([0.2, 5.0, 11.0])
    weights = np.full(len(STRENGTHS), 1e-300)
    weights[at] = 1
    law = gamma(STRENGTHS[at] + n, scale=1 / (STRENGTHS[at] + expected))
    theirs = [law.mean(), *law.ppf([[0.025], [0.975]])]
    np.testing.assert_allclose(posterior(n, expected, weights).T, theirs, rtol=1e-6, atol=1e-9)


def test_quantiles_of_a_mixture_are_those_of_draws_from_it() -> None:
    rng = np.random.default_rng(2)
    weights = np.array([0.5, 0.1, 0.1, 0.1, 0.1, 0.1])
    k = rng.choice(STRENGTHS, p=weights, size=400_000)
    factors = rng.gamma(k, 1 / k)
    kept = factors[rng.poisson(factors * 2.0) == 7]
    found = posterior(np.array([7.0]), np.array([2.0]), weights)[0]
    assert found == pytest.approx([kept.mean(), *np.quantile(kept, [0.025, 0.975])], rel=0.05)


@pytest.mark.parametrize(("n_pairs", "smallest"), [(300, 0.2), (12_000, 0.002)])
def test_no_strength_could_gain_by_more_weight(n_pairs: int, smallest: float) -> None:
    """At the maximum all strengths explain the pairs equally well (Karush-Kuhn-Tucker)."""
    rng = np.random.default_rng(5)
    expected = smallest * (6 / smallest) ** rng.random(n_pairs)
    k = rng.choice([8.0, 0.5], p=[0.9, 0.1], size=n_pairs)
    n = rng.poisson(expected * rng.gamma(k, 1 / k)).astype(float)
    weights = prior_weights(n, expected, np.ones(n_pairs, dtype="int64"))
    chance = np.column_stack([nbinom.pmf(n, s, s / (s + expected)) for s in STRENGTHS])
    gains = (chance / (chance @ weights)[:, None]).sum(axis=0) + 1 / weights
    assert weights.sum() == pytest.approx(1)
    assert gains == pytest.approx(np.full(len(STRENGTHS), n_pairs + len(STRENGTHS)), rel=1e-4)


def test_repeated_pairs_count_as_often_as_they_are() -> None:
    n, expected = np.array([0.0, 0.0, 5.0]), np.array([1.0, 1.0, 1.0])
    once = prior_weights(n, expected, np.ones(3, dtype="int64"))
    assert once == pytest.approx(prior_weights(n[1:], expected[1:], np.array([2, 1])))


def test_p_is_twice_the_smaller_tail_of_fishers_exact_test() -> None:
    for n, size, field, total in ((60, 100, 141, 1000), (1, 20, 141, 1000), (5, 5, 12, 40), (0, 7, 3, 90)):
        table = [[n, size - n], [field - n, total - size - field + n]]
        tails = [fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
        ours = hypergeometric_p(*(np.array([float(x)]) for x in (n, size, field)), total)
        assert ours == pytest.approx(min(1, 2 * min(tails)))


def test_q_values_are_over_organizations_of_five_papers_or_more() -> None:
    tiny = pairs(
        {"a": 40, "b": 50, "tiny": 4}, {"a": {"x": 20, "y": 5}, "b": {"x": 5, "y": 12}, "tiny": {"x": 4, "y": 0}}
    )
    frame = specialisation(tiny, known_total=94)
    assert frame.loc[frame["organization"] == "tiny", "q_value"].isna().all()
    tested = frame[frame["organization"] != "tiny"]
    p_values = hypergeometric_p(*(tested[c].to_numpy("float64") for c in ("n_papers", "total", "field_papers")), 94)
    assert tested["q_value"].to_list() == pytest.approx(multipletests(p_values, method="fdr_bh")[1])


def test_a_theme_of_no_paper_has_no_specialisation_and_a_single_organization_none_that_differs() -> None:
    alone = specialisation(pairs({"a": 10}, {"a": {"x": 7, "none": 0}}), known_total=10).set_index("theme")
    assert alone.loc["none", ["specialisation", "low", "high", "q_value"]].isna().all()
    assert alone.loc["x", "low"] < 1 < alone.loc["x", "high"]
    assert alone.loc["x", "specialisation"] == pytest.approx(1)
    assert alone.loc["x", "q_value"] == 1


def test_one_paper_and_none() -> None:
    one = specialisation(pairs({"a": 1}, {"a": {"x": 1}}), known_total=1)
    assert one.loc[0, ["specialisation", "share_pct"]].to_list() == pytest.approx([1, 100])
    none = specialisation(pairs({"a": 1}, {"a": {"x": 1}}).iloc[:0], known_total=0)
    assert none.empty
    assert list(none)[-4:] == ["specialisation", "low", "high", "q_value"]
    assert (none.dtypes.iloc[-4:] == "float64").all()


@given(st.permutations(range(len(MANY))))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    frame = specialisation(MANY.iloc[order], known_total=1000).sort_index()
    pd.testing.assert_frame_equal(frame, specialisation(MANY, known_total=1000))
