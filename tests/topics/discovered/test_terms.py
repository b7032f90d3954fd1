"""Words and phrases as papers use them, counted by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import PapertideError
from pipelines.topics.discovered.rules import Rules, fold, load_rules
from pipelines.topics.discovered.terms import TermCounts, count_known, count_terms, uses_of

NO_RULES = Rules()


def counted(titles: list[str], rules: Rules = NO_RULES, *, min_papers: int = 1) -> TermCounts:
    return count_terms(titles, [""] * len(titles), rules, min_papers=min_papers)


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Agents", "agent"), ("policies", "policy"), ("boxes", "box"), ("bias", "bias"), ("loss", "loss"), ("gas", "gas")],
)
def test_fold_takes_the_plural_off_and_nothing_else(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_terms_are_words_and_phrases_up_to_three_words_within_one_sentence() -> None:
    found = counted(["Red green blue. Violet"])
    assert set(found.terms) == {"red", "green", "blue", "red green", "green blue", "red green blue", "violet"}


def test_titles_and_abstracts_are_counted_apart() -> None:
    found = count_terms(["agents"], ["Agents, an agent."], NO_RULES, min_papers=1)
    at = found.terms.index("agent")
    assert (found.title[0, at], found.body[0, at]) == (1, 2)


def test_a_term_is_shown_as_it_is_written_most_often() -> None:
    assert counted(["Agents", "agents", "agent"]).shown == ["agents"]


def test_terms_that_too_few_papers_use_are_left_out() -> None:
    found = counted(["robot robot arm", "robot", "arm"], min_papers=2)
    assert found.terms == ["robot", "arm"]


def test_stop_words_end_no_term_and_weak_words_do_not_stand_alone() -> None:
    rules = Rules(frozenset({"novel", "of"}), frozenset({"model", "big"}), frozenset({"world of model"}))
    assert set(counted(["novel world model"], rules).terms) == {"world", "world model"}
    assert counted(["big model"], rules).terms == []
    assert counted(["world of models"], rules).terms == ["world"]


def test_joining_words_stand_inside_a_phrase() -> None:
    rules = Rules(stop_words=frozenset({"of", "very"}))
    assert "mixture of expert" in counted(["mixture of experts"], rules).terms
    assert "mixture very expert" not in counted(["mixture very experts"], rules).terms


def test_synonyms_are_one_term_and_the_longest_wins() -> None:
    rules = Rules(synonyms={("language", "model"): "lm", ("large", "language", "model"): "llm", ("llm",): "llm"})
    found = counted(["Large language models", "LLMs", "LLMs", "a language-model"], rules)
    assert set(found.terms) == {"llm", "lm"}
    assert found.shown[found.terms.index("llm")] == "llms"


@pytest.mark.parametrize("text", ["", "   ", "<b></b> &amp; https://example.org/x", "1 2 3", "…!?", "\\alpha $x$"])
def test_texts_without_words_have_no_terms(text: str) -> None:
    assert counted([text]).terms == []


def test_other_scripts_are_words_too() -> None:
    assert counted(["модель 模型"]).terms == ["модель", "模型", "модель 模型"]


def test_no_papers_have_no_terms() -> None:
    found = counted([])
    assert (found.terms, found.title.shape) == ([], (0, 0))


def test_uses_of_finds_given_terms_in_any_way_of_writing() -> None:
    rules = Rules(synonyms={("reinforcement", "learning"): "rl", ("rl",): "rl"})
    uses = uses_of(
        ["RL", "video agents", "absent", ""], ["Reinforcement learning", "video-agent", "video. Agent"], rules
    )
    assert uses.toarray().tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]


def test_the_shipped_words_are_read() -> None:
    rules = load_rules()
    assert {"propose", "the", "outperform"} <= rules.stop_words
    assert rules.synonyms["large", "language", "model"] == rules.synonyms["llm",] == "llm"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("stop_words = [", "correct the file"),
        ("stopwords = []", "unknown key 'stopwords'"),
        ("stop_words = 'the'", "stop_words must be a list"),
        ("weak_words = [1]", "weak_words must be a list"),
        ("synonyms = [['RL']]", "two or more ways"),
        ("synonyms = [['RL', '']]", "an empty"),
    ],
)
def test_a_malformed_file_is_refused_with_the_reason(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "topics.toml"
    path.write_text(content)
    with pytest.raises(PapertideError, match=told) as error:
        load_rules(path)
    assert str(path) in str(error.value)


def test_a_missing_file_is_an_error_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(PapertideError, match=r"absent\.toml"):
        load_rules(tmp_path / "absent.toml")


def test_known_terms_are_counted_as_when_they_were_found() -> None:
    titles = ["Chains of thought in web agents", "CoT, again: agents", "", "Agents for agents"]
    abstracts = [
        "Web agents use chain-of-thought. Web. Agents",
        "A mixture of experts",
        "GUIs",
        "web agents, CoT and MoE",
    ]
    rules = load_rules()
    found = count_terms(titles, abstracts, rules, min_papers=1)
    assert "cot" in found.terms
    for texts, counts in ((titles, found.title), (abstracts, found.body)):
        np.testing.assert_array_equal(count_known(found.terms, texts, rules).toarray(), counts.toarray())


def test_known_terms_may_repeat_be_unknown_or_be_said_in_other_words() -> None:
    counts = count_known(
        ["agent", "Agents", "chain of thought", "zebra", "...", "CoT"], ["CoT agents, agent"], load_rules()
    )
    assert counts.toarray().tolist() == [[2, 2, 1, 0, 0, 1]]
    assert count_known([], ["x"], load_rules()).shape == (1, 0)
    assert count_known(["x"], [], load_rules()).shape == (0, 1)
