from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipelines.topics.discovered.vector_topics import VectorDirections, vector_share, vectors_in


@pytest.mark.parametrize(("n_papers", "share"), [(0, 0.5), (300, 0.5), (2_000, 0.5), (4_000, 0.25), (10_000, 0.1)])
def test_vectors_count_less_the_more_papers_there_are(n_papers: int, share: float) -> None:
    assert vector_share(n_papers) == share


def test_directions_are_those_in_which_vectors_differ_most() -> None:
    vectors = np.array([(5, 1, 3), (-3, 1, 3), (1, 3, 3), (1, -1, 3), (np.nan,) * 3], dtype=np.float32)
    found = VectorDirections.fit(vectors, depth=2, seed=0)
    np.testing.assert_allclose(found.centre, (1, 1, 3))
    # they differ by 4 along the first axis, by 2 along the second, not along the third
    np.testing.assert_allclose(np.abs(found.directions.T), [(1, 0, 0), (0, 1, 0)], atol=1e-6)
    np.testing.assert_allclose(np.abs(found.of(vectors)), [(4, 0), (4, 0), (0, 2), (0, 2), (0, 0)], atol=1e-5)


def test_words_and_vectors_share_the_squared_length() -> None:
    found = VectorDirections(np.zeros(2), np.eye(2), share=0.36)
    words, coordinates = np.array([(3.0, 4, 9), (0, 2, 9)]), np.array([(0.0, 7), (0, 0)])
    joined = found.beside(words, coordinates, depth=2)
    np.testing.assert_allclose(joined, [(0.48, 0.64, 0, 0.6), (0, 0.8, 0, 0)])


def test_the_column_of_vectors_is_read_with_its_gaps() -> None:
    papers = pd.DataFrame({"paper_id": ["a", "b", "c"]})
    assert vectors_in(papers) is None
    assert vectors_in(papers.assign(vector=None)) is None
    papers["vector"] = [np.array([1, 2], dtype=np.float32), None, np.array([3, 4], dtype=np.float32)]
    found = vectors_in(papers.iloc[::-1])
    assert found is not None
    np.testing.assert_array_equal(found, [(3, 4), (np.nan, np.nan), (1, 2)])
