from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit, logit

from pipelines.errors import PapertideError
from pipelines.topics.themes.vector_themes import VectorThemes, train_vector_themes


@pytest.fixture
def learned() -> VectorThemes:
    """Two themes: the first speaks for the first dimension, the second knows only its bias."""
    weights = np.array([(5.0, 0), (0, 0)])
    return VectorThemes(weights, np.array([0.0, -5]), np.array([0.4, 0.3]), "small", "t1")


def test_scores_are_averaged_in_log_odds_where_there_is_a_vector(learned: VectorThemes) -> None:
    vectors = np.array([(1, 0), (-1, 0), (np.nan, np.nan)], dtype=np.float32)
    scores = learned.scores(np.full((3, 2), 0.5), vectors)
    # a fifth of log-odds 5, -5, and of the bias -5, beside four fifths of 0
    np.testing.assert_allclose(logit(scores), [(1, -1), (-1, -1), (0, 0)], atol=1e-6)
    cuts = learned.cuts(np.array([0.8, 0.9]), vectors)
    np.testing.assert_array_equal(cuts, [(0.4, 0.3), (0.4, 0.3), (0.8, 0.9)])


def test_a_paper_that_the_tagger_rules_out_stays_out(learned: VectorThemes) -> None:
    scores = learned.scores(np.zeros((1, 2)), np.array([(1, 0)], dtype=np.float32))
    assert scores.max() < 1e-4


def test_training_learns_what_vectors_say_and_cuts_between(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    truth = random.random((200, 2)) < 0.4
    vectors = (truth @ [(1, 0), (0, 1)] + random.normal(0, 0.2, (200, 2))).astype(np.float32)
    undecided = np.full(truth.shape, 0.4)  # the tagger knows nothing
    learned = train_vector_themes(vectors, truth, undecided, model="small", tagger="t1")
    carried = learned.scores(undecided, vectors) >= learned.cuts(np.ones(2), vectors)
    assert (carried == truth).mean() > 0.97
    again = train_vector_themes(vectors, truth, undecided, model="small", tagger="t1")
    for name, one in (("a", learned), ("b", again)):
        one.save(tmp_path / name / "vectors.npz")
    assert (tmp_path / "a" / "vectors.npz").read_bytes() == (tmp_path / "b" / "vectors.npz").read_bytes()
    loaded = VectorThemes.load(tmp_path / "a" / "vectors.npz")
    assert (loaded.model, loaded.tagger) == ("small", "t1")
    np.testing.assert_array_equal(loaded.scores(undecided, vectors), learned.scores(undecided, vectors))


def test_the_tagger_keeps_most_of_the_say() -> None:
    sure = VectorThemes(np.array([[8.0]]), np.zeros(1), np.full(1, 0.5), "small", "t1")
    against = sure.scores(np.array([[0.05]]), np.array([[1.0]], dtype=np.float32))
    assert against == pytest.approx(expit(0.8 * logit(0.05) + 0.2 * 8))
    assert against < 0.5


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut short"])
def test_a_file_that_is_missing_or_damaged_is_one_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "vectors.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PapertideError, match=r"vectors.npz cannot be read .*; train the themes") as told:
        VectorThemes.load(path)
    assert "\n" not in str(told.value)
