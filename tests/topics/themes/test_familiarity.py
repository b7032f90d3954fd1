from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from pipelines.topics.themes.familiarity import Familiarity, Limits
from pipelines.topics.themes.tagger import Tagger
from tests.topics.themes.elsewhere import AI, ELSEWHERE, frame

UNTAGGED_ELSEWHERE, UNTAGGED_AI = 0.9, 0.2  # at least, at most


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def untagged_share(tagger: Tagger, papers: pd.DataFrame) -> float:
    return 1 - tagger.tag(papers)["paper_id"].nunique() / len(papers)


def test_papers_of_other_fields_carry_no_theme(tagger: Tagger) -> None:
    assert len(ELSEWHERE) >= 24
    assert untagged_share(tagger, frame(ELSEWHERE)) >= UNTAGGED_ELSEWHERE


def test_papers_on_ai_do(tagger: Tagger) -> None:
    assert untagged_share(tagger, frame(AI)) <= UNTAGGED_AI


def test_it_is_familiarity_that_keeps_themes_from_other_fields(tagger: Tagger) -> None:
    whole = Tagger(tagger.features, tagger.weights, tagger.bias, tagger.thresholds)
    assert untagged_share(whole, frame(ELSEWHERE)) <= untagged_share(tagger, frame(ELSEWHERE)) - 0.2
    assert np.all(tagger.familiar(frame(AI)) == 1)
    np.testing.assert_allclose(
        tagger.score(frame(ELSEWHERE)), whole.score(frame(ELSEWHERE)) * tagger.familiar(frame(ELSEWHERE))[:, None]
    )


def test_a_title_alone_is_no_ground_to_call_a_paper_unfamiliar(tagger: Tagger) -> None:
    assert np.all(tagger.familiar(frame(AI).assign(abstract=None)) == 1)
    nothing = pd.DataFrame({"title": [None, "", "42"], "abstract": [None, None, "the of and"]})
    assert np.all(tagger.familiar(nothing) == 1)


def test_familiarity_is_the_mean_rarity_beyond_the_limit() -> None:
    limits = Limits(usual=2.0, unknown=8.0, limit=3.0, spread=0.5)
    measured = Familiarity(["boat", "sail boat"], np.array([2.0, 5.0], np.float32), limits)
    papers = pd.DataFrame({"title": ["boats and boats", "beetle", "beetle"], "abstract": [None, None, "moss " * 9]})
    # ten words of rarity 2 beside: (20 + 8) / 11 is within 3; (20 + 80) / 20 = 5 is 2 beyond, exp(-2 / 0.5)
    np.testing.assert_allclose(measured(papers), [1.0, 1.0, np.exp(-4)])


def test_limits_are_learned_as_if_each_paper_were_not_among_them() -> None:
    # "boat" is in all 4 papers and "oar" in 2; without the paper at hand, in 3 of 3 and in 1 of 3.
    papers = pd.DataFrame({"title": ["boat oar", "boat oar", "boat", "boat"], "abstract": [None] * 4})
    idf = 1 + np.log(5 / (1 + np.array([4, 2])))
    measured = Familiarity.fit(["boat", "oar"], idf.astype(np.float32), papers, min_papers=1)
    oar, unknown = 1 + np.log(4 / 2), 1 + np.log(5)
    assert measured.limits.usual == pytest.approx((4 * 1 + 2 * oar) / 6)
    assert measured.limits.unknown == pytest.approx(unknown)
    rarer = Familiarity.fit(["boat", "oar"], idf.astype(np.float32), papers, min_papers=2)
    assert rarer.limits.usual == pytest.approx((4 * 1 + 2 * unknown) / 6)  # one more paper is too few for a term
    assert dataclasses.asdict(rarer.limits) == rarer.limits.as_record()
