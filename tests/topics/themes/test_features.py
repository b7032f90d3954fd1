from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from pipelines.topics.themes.features import BREAK, TermCounter, as_term, frequent_terms, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Vision-Language Models", "vision language model"),
        ("studies of matches", "study of match"),
        ("bias, analysis, news, class", "bias analysis news class"),
        ("the model's boxes", "the model box"),
        ("3D_Gaussians (3DGS)", "3d gaussian 3dg"),
        ("GPT-4o: π0", "gpt 4o π0"),
    ],
)
def test_words_are_compared_without_case_hyphens_and_plurals(text: str, folded: str) -> None:
    assert as_term(text) == folded


def test_an_absent_text_has_no_words() -> None:
    assert words(None) == []


def test_terms_are_counted_as_a_well_known_library_counts_them() -> None:
    texts = ["the cat saw the other cat", "a cat saw a cat saw a dog", "", "dog"]
    terms = ["cat", "cat saw", "cat saw a cat", "dog", "saw a", "the other"]
    known = CountVectorizer(vocabulary=terms, ngram_range=(1, 4), token_pattern=r"(?u)\b\w+\b")
    np.testing.assert_array_equal(TermCounter(terms).count(texts).toarray(), known.transform(texts).toarray())


def test_terms_do_not_run_from_one_text_into_the_next_and_absent_texts_count_nothing() -> None:
    counts = TermCounter(["dog cat", "cat"]).count(["a dog", "cat", None, "dog cats"])
    assert counts.toarray().tolist() == [[0, 0], [0, 1], [0, 0], [1, 1]]


def test_terms_that_start_in_the_opening_are_counted_apart() -> None:
    texts = ["cat dog cat", None, "bird dog cat"]
    whole, opening = TermCounter(["cat", "dog cat"]).count_with_opening(texts, 2)
    assert whole.toarray().tolist() == [[2, 1], [0, 0], [1, 1]]
    assert opening.toarray().tolist() == [[1, 1], [0, 0], [0, 1]]


def test_frequent_terms_by_hand() -> None:
    texts = [["red", "fish", "of", "sea"], ["red", "fish"], ["fish", BREAK, "red"], ["fish"]]
    assert frequent_terms(texts, longest=2, min_papers=2, max_share=0.8) == ["red", "red fish"]
