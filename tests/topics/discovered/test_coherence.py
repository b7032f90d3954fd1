"""Coherence and diversity against figures worked by hand."""

from __future__ import annotations

from math import isnan, log

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from pipelines.topics.discovered.coherence import npmi_matrix, term_diversity, topic_coherence
from pipelines.topics.discovered.rules import Rules

PAPERS = pd.DataFrame(
    {
        "title": ["cat dog", "cat", "dog", "fish"],
        "abstract": ["bird", "a cats' bird", None, "none"],
    }
)


def test_npmi_by_hand() -> None:
    # Columns: cat in papers 1, 2; dog in 1, 3; bird in 1, 2; fish in 4.
    uses = sp.csc_array(np.array([[1, 1, 1, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]], float))
    values = npmi_matrix(uses)
    assert values[0, 1] == pytest.approx(0)  # 1/4 together, 1/2 * 1/2 by chance
    assert values[0, 2] == pytest.approx(1)  # 1/2 together: always
    assert values[0, 3] == -1  # never
    assert np.allclose(values, values.T)


def test_npmi_of_terms_in_every_paper_is_one() -> None:
    assert npmi_matrix(sp.csc_array(np.ones((3, 2)))).tolist() == [[1, 1], [1, 1]]


def test_coherence_is_the_mean_over_the_pairs_of_a_topic() -> None:
    found = topic_coherence([["cat", "bird", "dog"], ["cats", "fish"]], PAPERS, Rules())
    assert found.tolist() == pytest.approx([(1 + 0 + 0) / 3, -1])


def test_coherence_between_chance_and_always() -> None:
    papers = pd.DataFrame({"title": ["sun moon", "sun moon", "sun", "star"], "abstract": None})
    expected = log(0.5 / (0.75 * 0.5)) / -log(0.5)
    assert topic_coherence([["sun", "moon"]], papers, Rules()).tolist() == pytest.approx([expected])


def test_coherence_of_a_topic_with_one_term_is_unknown() -> None:
    assert isnan(topic_coherence([["cat"]], PAPERS, Rules())[0])


def test_coherence_of_no_topics_is_empty() -> None:
    assert len(topic_coherence([], PAPERS, Rules())) == 0


def test_diversity_is_the_share_of_distinct_terms() -> None:
    assert term_diversity([["cat", "dog"], ["cat", "fish"]]) == 0.75
    assert isnan(term_diversity([]))
