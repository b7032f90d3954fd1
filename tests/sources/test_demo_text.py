"""The grammar of the synthetic papers."""

from __future__ import annotations

import random

import pytest

from pipelines.sources.demo_text import Composer, article, title_case


def test_the_composer_never_repeats_a_title() -> None:
    composer = Composer(random.Random(3))
    titles = [composer.compose(["code"]).title for _ in range(400)]
    assert len(set(titles)) == 400


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("agent", "an"),
        ("unified model", "a"),
        ("omni model", "an"),
        ("LLM serving system", "an"),
        ("LoRA variant", "a"),
        ("GUI agent", "a"),
        ("OCR model", "an"),
        ("AI scientist", "an"),
        ("4-bit scheme", "a"),
    ],
)
def test_article(phrase: str, expected: str) -> None:
    assert article(phrase) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("towards test-time scaling with LLMs", "Towards Test-Time Scaling with LLMs"),
        ("OakLoom: a GUI agent for computer use", "OakLoom: A GUI Agent for Computer Use"),
        ("bird's-eye-view perception", "Bird's-Eye-View Perception"),
        ("LLM-as-a-judge evaluation of 3D scenes", "LLM-as-a-Judge Evaluation of 3D Scenes"),
    ],
)
def test_title_case(text: str, expected: str) -> None:
    assert title_case(text) == expected
