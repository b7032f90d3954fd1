"""A refit opens and ends topics and moves few papers, on votes made by hand."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.topics.discovered.clusters import N_FITS, Voters
from pipelines.topics.discovered.corpus import Corpus
from pipelines.topics.discovered.discovery import Grouping
from pipelines.topics.discovered.refit import MOST_WITH_ENDS, moved_little
from pipelines.topics.discovered.terms import TermCounts


def agreed(main: np.ndarray) -> Grouping:
    """A grouping that all fits agree on."""
    n_topics = int(main.max()) + 1
    placed = np.flatnonzero(main >= 0)
    one = sp.csr_array((np.ones(len(placed)), (placed, main[placed])), shape=(len(main), n_topics))
    nothing = sp.csr_array((len(main), 0))
    counts = TermCounts(nothing, nothing, [], [])
    corpus = Corpus([f"{i:05}" for i in range(len(main))], [], [], counts, np.empty(0, np.int64), np.empty(0), nothing)
    voters = Voters(
        np.zeros((0, 0), np.float32), np.zeros((N_FITS, n_topics, 0), np.float32), np.zeros(N_FITS, np.int64)
    )
    return Grouping(corpus, voters, sp.csr_array(sp.hstack([one] * N_FITS)), main, n_topics)


def moved(found: Grouping, old: np.ndarray, known: np.ndarray) -> np.ndarray:
    return moved_little(found, old, known, n_old=int(old.max()) + 1)


def test_new_papers_go_where_the_new_fit_puts_them() -> None:
    old = np.repeat([0, 1, -1], [100, 100, 20])
    found = agreed(np.repeat([1, 0, 1], [100, 100, 20]))  # the same topics by other numbers; new papers are like old 0
    main = moved(found, old, np.repeat([True, False], [200, 20]))
    assert main.tolist() == np.repeat([0, 1, 0], [100, 100, 20]).tolist()


def test_a_topic_of_new_papers_opens_with_a_new_number() -> None:
    old = np.repeat([0, 1, -1], [100, 100, 60])
    main = moved(agreed(np.repeat([0, 1, 2], [100, 100, 60])), old, np.repeat([True, False], [200, 60]))
    assert main[:200].tolist() == old[:200].tolist()
    assert len(set(main[200:])) == 1
    assert main[200] >= 2


def test_a_topic_that_splits_moves_few_papers_at_a_time_and_settles() -> None:
    others = np.repeat(np.arange(1, 9), 50)
    old = np.concatenate([np.zeros(600, np.int64), others])
    found = agreed(np.concatenate([np.repeat([0, 9], [400, 200]), others]))
    steps = []
    for _ in range(7):
        main = moved(found, old, np.ones(1000, bool))
        steps.append(int((main != old).sum()))
        old = np.unique(main, return_inverse=True)[1]  # as topics get rows in their order
    assert max(steps) <= MOST_WITH_ENDS * 1000
    assert sum(steps) == 200
    assert steps[-1] == 0
    assert np.bincount(old).tolist() == [400, *[50] * 8, 200]


def test_a_new_topic_gets_no_number_of_one_that_lost_all_its_papers() -> None:
    old = np.repeat([0, -1], [100, 40])  # of topics 0 and 1, the latter has no papers left
    main = moved_little(agreed(np.repeat([0, 1], [100, 40])), old, np.repeat([True, False], [100, 40]), n_old=2)
    assert set(main[100:]) == {3}


def test_a_dwindled_topic_ends() -> None:
    old = np.repeat([0, 1, 2], [300, 300, 5])
    main = moved(agreed(np.repeat([0, 1, 1], [300, 300, 5])), old, np.ones(605, bool))
    assert main.tolist() == np.repeat([0, 1, 1], [300, 300, 5]).tolist()


def test_too_small_a_group_opens_no_topic() -> None:
    old = np.repeat([0, 1, -1], [300, 300, 3])
    main = moved(agreed(np.repeat([0, 1, 2], [300, 300, 3])), old, np.repeat([True, False], [600, 3]))
    assert main[600:].tolist() == [-1, -1, -1]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 8), st.integers(1, 8), st.integers(0, 300), st.integers(0, 200))
def test_whatever_the_new_fit_says_few_known_papers_move(
    seed: int, n_old: int, n_found: int, n_known: int, n_new: int
) -> None:
    rng = np.random.default_rng(seed)
    known = np.repeat([True, False], [n_known, n_new])
    old = np.where(known, rng.integers(-1, n_old, n_known + n_new), -1)
    found = rng.integers(-1, n_found, n_known + n_new)
    found = np.append(found, range(n_found))  # every topic found has papers
    old, known = np.append(old, [-1] * n_found), np.append(known, [False] * n_found)
    main = moved(agreed(found), old, known)
    assert (main[known] != old[known]).sum() <= MOST_WITH_ENDS * known.sum()
    assert main.min() >= -1
    assert main.max() < old.max() + 1 + n_found
