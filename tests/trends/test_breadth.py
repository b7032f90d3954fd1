"""Effective number of themes: by hand, against the formula written out, and how well small samples do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.trends.breadth import breadth, incidence_entropy, tag_matrix

THEMES = [f"theme {i}" for i in range(12)]


def chao_entropy(counts: list[int], t: int) -> float:
    """The estimator as printed (Chao et al. 2014, appendix H), sums term by term."""
    tags, once, twice = sum(counts), counts.count(1), counts.count(2)
    known = sum(y / t * sum(1 / k for k in range(y, t)) for y in counts if 1 <= y < t)
    if once == 0:
        a = 1.0
    elif twice:
        a = 2 * twice / ((t - 1) * once + 2 * twice)
    else:
        a = 2 / ((t - 1) * (once - 1) + 2)
    unseen = 0.0
    if a < 1:
        unseen = once / t * (1 - a) ** (1 - t) * (-np.log(a) - sum((1 - a) ** r / r for r in range(1, t)))
    return t / tags * (known + unseen) + np.log(tags / t)


@settings(deadline=None)
@given(st.integers(1, 30).flatmap(lambda t: st.tuples(st.just(t), st.lists(st.integers(0, t), min_size=1, max_size=9))))
def test_entropy_is_the_printed_formula(sample: tuple[int, list[int]]) -> None:
    t, counts = sample
    ours = incidence_entropy(np.array([counts], dtype=float), t)[0]
    if sum(counts) == 0:
        assert np.isnan(ours)
    else:
        assert ours == pytest.approx(chao_entropy(counts, t), rel=1e-6, abs=1e-6)


def test_many_papers_spread_evenly_over_four_themes_have_breadth_four() -> None:
    tags = tag_matrix([[THEMES[i % 4]] for i in range(400)], THEMES)
    value, low, high = breadth(tags)
    assert value == pytest.approx(4, abs=0.05)
    assert low < 4.01
    assert high > 3.95


def test_one_theme_is_a_breadth_of_one_and_every_bound_holds() -> None:
    assert breadth(tag_matrix([["theme 1"]] * 9, THEMES)) == (1, 1, 1)
    value, low, high = breadth(tag_matrix([[theme] for theme in THEMES], THEMES))  # each seen once: more may be unseen
    assert (value, high) == pytest.approx((12, 12))
    assert low < 12


def test_small_samples_are_neither_far_too_narrow_nor_sure() -> None:
    rng = np.random.default_rng(7)
    chances = np.array([0.3, 0.2, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025])
    true = np.exp(-(chances * np.log(chances)).sum())
    found, held, plain = [], 0, []
    for _ in range(150):
        tags = np.eye(12)[rng.choice(12, size=12, p=chances)]
        value, low, high = breadth(tags)
        shares = tags.mean(axis=0)[tags.any(axis=0)]
        plain.append(np.exp(-(shares * np.log(shares)).sum()))
        found.append(value)
        held += low <= true <= high
    assert np.mean(plain) < 0.75 * true
    assert np.mean(found) == pytest.approx(true, rel=0.1)
    assert held > 0.8 * 150


def test_papers_without_themes_say_nothing_and_few_papers_have_no_interval() -> None:
    some = [["theme 1"], ["theme 2", "theme 3"]]
    value, low, high = breadth(tag_matrix([*some, [], []], THEMES))
    assert value == breadth(tag_matrix(some, THEMES))[0]
    assert np.isnan([low, high]).all()
    assert breadth(tag_matrix([["theme 1", "theme 2"]], THEMES))[0] == 2
    for nobody in ([], [[], []]):
        assert np.isnan(breadth(tag_matrix(nobody, THEMES))).all()
    assert np.isnan(breadth(tag_matrix([], []))).all()


@settings(deadline=None)
@given(st.permutations([["theme 1"], ["theme 2", "theme 3"], ["theme 1"], ["theme 4"], [], ["theme 5"], ["theme 2"]]))
def test_the_order_of_papers_does_not_matter(papers: list[list[str]]) -> None:
    assert breadth(tag_matrix(papers, THEMES)) == breadth(tag_matrix(sorted(papers), THEMES))
