from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from pipelines.topics.themes.evidence import Evidence, explain
from pipelines.topics.themes.own_tagger import OwnTagger
from pipelines.topics.themes.own_themes import OwnTheme
from pipelines.topics.themes.tagger import PaperFeatures, Tagger, ThemePhrases
from tests.topics.themes.elsewhere import AI, ELSEWHERE, frame

TOOLS = OwnTheme(
    "tool-use", "Tool use", "models that call tools", ("call tools", "tool use"), ("2500.00002",), ("2500.00001",)
)
SHOPPING = OwnTheme("shopping", "Shopping", "agents that shop", ("complete purchases",))


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def log_odds(evidence: Evidence) -> float:
    return evidence.bias + float(evidence.terms["contribution"].sum()) + evidence.unfamiliar


@pytest.fixture
def small() -> Tagger:
    """Two themes and weights that can be checked by hand: every idf is 1."""
    terms = ["boat", "clock", "sail", "sail boat"]
    features = PaperFeatures(
        terms, [ThemePhrases("boats", ("sail boat",)), ThemePhrases("clocks", ("clock",))], np.ones(4, np.float32)
    )
    weights = np.zeros((8, 2), np.float32)
    weights[:, 0] = [4.0, -2.0, 1.0, 3.0, 10.0, 0.0, 20.0, -5.0]
    return Tagger(features, weights, np.array([-1.0, 0.5], np.float32), np.array([0.5, 0.9], np.float32))


def test_each_term_has_its_share_of_the_sum(small: Tagger) -> None:
    (found,) = explain(small, "Boat", "A clock for a sail boat", themes=["boats"])
    boat, others = 1 + np.log(4), 1.0  # three times in the title and once in the abstract, damped; once each
    length = np.sqrt(boat**2 + 3 * others**2)
    parts = dict(zip(found.terms["term"], found.terms["contribution"], strict=True))
    phrase = (10.0 * 0.1 + 20.0 * 0.2) * np.log(2)  # one phrase of boats in the abstract, and in its opening
    assert parts["Boat"] == pytest.approx(4.0 * boat / length, rel=1e-5)
    # "sail" stands only inside "sail boat", so that they are one; "boat" stands in the title too
    assert parts["sail boat"] == pytest.approx((1.0 + 3.0) / length + phrase, rel=1e-5)
    assert parts["clock"] == pytest.approx(-2.0 / length - 5.0 * 0.2 * np.log(2), rel=1e-5)
    assert set(parts) == {"Boat", "sail boat", "clock"}
    assert dict(zip(found.terms["term"], found.terms["where"], strict=True)) == {
        "Boat": "both",
        "sail boat": "abstract",
        "clock": "abstract",
    }
    assert found.bias == -1.0
    assert found.strongest(speaks_for=False)["term"].tolist() == ["clock"]
    assert found.terms["contribution"].abs().is_monotonic_decreasing


def test_no_term_spans_title_and_abstract(small: Tagger) -> None:
    (found,) = explain(small, "Sail", "Boat", themes=["boats"])
    assert set(found.terms["term"]) == {"Sail", "Boat"}


def test_all_parts_add_up_to_the_scores_of_the_taggers(tagger: Tagger) -> None:
    papers = pd.concat([frame(AI), frame(ELSEWHERE[-6:])], ignore_index=True)
    own = OwnTagger(tagger, [TOOLS, SHOPPING], papers.head(8))
    scores = np.hstack([tagger.score(papers), own.score(papers)])
    names = [*tagger.themes, *own.themes]
    for row, paper in enumerate(papers.itertuples()):
        found = explain(tagger, paper.title, paper.abstract, themes=names, own=own)
        assert len(found) == 40
        for one in found:
            score = scores[row, names.index(one.theme)]
            assert one.score == pytest.approx(score, rel=1e-4)
            assert log_odds(one) == pytest.approx(np.log(score / (1 - score)), abs=1e-4)
            assert (one.unfamiliar < 0) == (row >= 8)
            assert one.terms["term"].is_unique


def test_carried_themes_come_with_the_closest_of_the_others(tagger: Tagger) -> None:
    title, abstract = AI[2]
    own = OwnTagger(tagger, [TOOLS], frame(AI))
    found = explain(tagger, title, abstract, own=own)
    carried = set(tagger.tag(frame((AI[2],)))["theme"])
    assert "agents" in carried
    curated = [one for one in found if one.theme != "tool-use"]
    assert {one.theme for one in curated if one.carried} == carried
    (nearest,) = [one for one in curated if not one.carried]
    gap = tagger.score(frame((AI[2],)))[0] - tagger.thresholds
    assert gap[tagger.themes.index(nearest.theme)] == gap[gap < 0].max()
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert "agents" in " ".join(next(one for one in found if one.theme == "agents").strongest(speaks_for=True)["term"])


def test_a_record_says_what_is_left_out(tagger: Tagger) -> None:
    (found,) = explain(tagger, *AI[0], themes=["reasoning"])
    record = found.as_record(most=2)
    given = [row["contribution"] for side in ("for", "against") for row in record[side]]
    assert len(given) == 4
    assert record["bias"] + sum(given) + record["rest"] == pytest.approx(
        np.log(found.score / (1 - found.score)), abs=1e-4
    )


@pytest.mark.parametrize(("title", "abstract"), [(None, None), ("", ""), ("42 %", None)])
def test_a_paper_without_words_has_the_bias_alone(tagger: Tagger, title: str | None, abstract: str | None) -> None:
    for one in explain(tagger, title, abstract, themes=["code", "agents"]):
        if title != "42 %":
            assert one.terms.empty
        assert log_odds(one) == pytest.approx(np.log(one.score / (1 - one.score)), abs=1e-4)


def test_an_unknown_theme_is_refused(tagger: Tagger) -> None:
    with pytest.raises(ValueError, match="'cooking' is no theme"):
        explain(tagger, "Lunch", None, themes=["cooking"])


def test_a_paper_is_explained_while_a_page_is_drawn(tagger: Tagger) -> None:
    explain(tagger, *AI[0])
    times = []
    for title, abstract in AI:
        start = time.perf_counter()
        explain(tagger, title, abstract)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05
