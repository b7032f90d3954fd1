"""Phrases: what is found and what is not, as DuckDB reads the pattern and as Python's own words would have it."""

from __future__ import annotations

import re
from functools import cache

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import UsageError
from pipelines.mart.phrases import LONGEST, phrase_pattern, phrase_pieces

MATCHES = "select regexp_matches(text, $pattern, 'i') from (select unnest($texts::varchar[]) as text)"
LOWERED = "select unnest(list_transform($texts::varchar[], lambda text: lower(text)))"


@cache
def database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def found(phrase: str, *texts: str) -> list[bool]:
    rows = database().execute(MATCHES, {"pattern": phrase_pattern(phrase), "texts": list(texts)}).fetchall()
    return [bool(row[0]) for row in rows]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("fusion", "Latent diffusion for images", False),
        ("fusion", "Fusion, not diffusion", True),
        ("world model", "A World\n Models benchmark", False),
        ("world model", "a world\n  model.", True),
        ("world model", "a world\u00a0model", True),
        ("world model", "a world-model", False),
        ("world model", "model of the world", False),
        ("agent*", "multi-agents", True),
        ("agent*", "reagents", False),
        ("large language model*", "Large language models (LLMs)", True),
        ("large* language", "larger language", True),
        ("GRPO OR DAPO", "we extend dapo", True),
        ("GRPO OR DAPO", "we extend DAPOs", False),
        ("GRPO  OR  world model OR x", "its World model", True),
        ("logical or", "a LOGICAL OR gate", True),
        ("C++", "in C++.", True),
        ("C++", "in C++17", False),
        ("C++", "in C", False),
        ("f1-score", "the F1-score:", True),
        ("f1-score", "the F1-scores", False),
        ("chain-of-thought", "Chain-of-Thought prompting", True),
        ("thought", "chain-of-thought", True),
        ("GPT-4o", "GPT-4o-mini", True),
        ("GPT-4o", "GPT-4", False),
        ("GPT-4", "GPT-4o", False),
        ("π0", "the π0 policy", True),
        ("π0", "the π0.5 policy", True),
        ("π0", "the π05 policy", False),
        ("Poincaré", "POINCARÉ maps", True),
        ("Poincare\u0301", "Poincaré maps", True),
        ("caf", "café", False),
        ("模型", "模型, 世界", True),
        ("模型", "大模型", False),
        ("模型*", "模型的", True),
        ("a|b", "a", False),
        ("a|b", "so a|b is", True),
        ("x_1", "x_12", False),
        ("model", "my_model", False),
        ("(RL)", "agents (RL)", True),
        ("don't", "we don't", True),
        (r"\pL", r"the \pL class", True),
        (r"\pL", "letters", False),
        ("a.c", "abc", False),
        ("model", "model", True),
    ],
)
def test_whole_words_are_found_and_parts_of_words_are_not(phrase: str, text: str, expected: bool) -> None:
    assert found(phrase, text) == [expected]


@pytest.mark.parametrize("quoted", ['"world model"', "“world model”", '"world" "model"', 'world model"'])
def test_quotation_marks_change_nothing(quoted: str) -> None:
    assert phrase_pattern(quoted) == phrase_pattern("world model")


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("", "has no word"),
        ("  \u00a0\n", "has no word"),
        (".*", "has no word"),
        ("[", "has no word"),
        ("_", "has no word"),
        ('""', "has no word"),
        ("GRPO OR ++", "has no word"),
        ("*", "has no word"),
        ("*agent", "a * stands elsewhere"),
        ("agent *", "a * stands elsewhere"),
        ("agent**", "a * stands elsewhere"),
        ("a*b", "a * stands elsewhere"),
        ("OR", "an OR has no word on one side"),
        ("x OR", "an OR has no word on one side"),
        ("OR x", "an OR has no word on one side"),
        ("x OR OR y", "an OR has no word on one side"),
        ("x" * (LONGEST + 1), "has 501 characters; write at most 500"),
        ("word " * 10_000, "has 50,000 characters; write at most 500"),
        ("\ud800", "has no word"),
    ],
)
def test_a_malformed_phrase_is_one_line_that_says_what_to_write(phrase: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)) as caught:
        phrase_pattern(phrase)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200
    assert "write" in str(caught.value)


def test_the_longest_phrases_are_still_looked_for() -> None:
    assert found(" OR ".join(f"w{i}*" for i in range(60)), "so w59x", "so x59") == [True, False]
    assert found("x" * LONGEST, "x" * LONGEST, "x" * (LONGEST + 1)) == [True, False]
    assert found("\ud800x", "x") == [False]


def as_python_reads(phrase: str, text: str) -> bool:
    """The same question put to Python's `re`: \\w, and looking around instead of consuming."""
    for alternative in re.split(r"(?:^|(?<=\s))OR(?=\s|$)", phrase):
        words = [re.escape(word).replace(r"\*", r"\w*") for word in alternative.split()]
        if re.search(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", text, re.IGNORECASE):
            return True
    return False


# Letters of several scripts and cases, digits, marks, and white space; without ı and İ, whose cases Python folds alone.
characters = st.sampled_from("aAbBkKsSéÉßπΠσ中模01²_ \u00a0\n-+.,'()[]|\\/$^πо")
words = st.text(st.sampled_from("aAbkséßπσ中01_-+.|$("), min_size=1, max_size=3).filter(
    lambda word: any(map(str.isalnum, word))
)
starred = st.tuples(words, st.sampled_from(["", "", "*"])).map("".join)
phrases = st.lists(st.lists(starred, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=3).map(" OR ".join)
pieces_of_text = st.one_of(words, characters, st.sampled_from([" ", "  "]))
texts = st.lists(st.lists(pieces_of_text, max_size=12).map("".join), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None)
@given(phrase=phrases, texts=texts)
def test_duckdb_finds_what_python_finds(phrase: str, texts: list[str]) -> None:
    bare = [word.removesuffix("*") for word in phrase.split()]
    texts = [*texts, " ".join(bare), "x".join(bare), f"({bare[0]})", f"{bare[0]}a"]
    assert found(phrase, *texts) == [as_python_reads(phrase, text) for text in texts]


@settings(max_examples=60, deadline=None)
@given(phrase=phrases, texts=texts)
def test_the_pieces_stand_wherever_the_phrase_does(phrase: str, texts: list[str]) -> None:
    texts = [*texts, phrase.replace("*", "").upper()]
    lowered = [row[0] for row in database().execute(LOWERED, {"texts": texts}).fetchall()]
    for text, is_found in zip(lowered, found(phrase, *texts), strict=True):
        if is_found:
            assert any(all(piece in text for piece in alternative) for alternative in phrase_pieces(phrase))


def test_pieces_are_the_words_that_tell_something() -> None:
    assert phrase_pieces("World model* OR naïveté OR π") == [["world", "model"], ["vet"], [""]]
