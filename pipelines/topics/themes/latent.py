"""Directions in the space of terms along which papers differ, learned from all papers without any label.

Two kinds, and both only sums of terms, so that what a model learns along them can be told term by term:
latent semantic analysis of whole papers (Deerwester et al. 1990), and of the words standing close to each other
(positive pointwise mutual information, Levy and Goldberg 2014), which brings near-synonyms together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from pipelines.topics.themes.features import STOP_WORDS

Floats = NDArray[np.float64]

N_PAPER_DIRECTIONS = 150
PAPER_LENGTH = 0.85  # mean length of a paper along them, beside TF-IDF rows of length 1; by cross-validation
N_WORD_DIRECTIONS = 200
WORD_LENGTH = 0.4
WINDOW = 6  # words on either side
MIN_OCCURRENCES = 8  # of a word, to have a direction
SMOOTHING = 0.75  # of the context's frequency (Levy, Goldberg and Dagan 2015)


@dataclass(frozen=True)
class Directions:
    """Latent coordinates of a TF-IDF row x are x @ weights - centre."""

    weights: Floats  # (n_terms, n_directions)
    centre: Floats  # (n_directions,)

    def of(self, rows: sparse.csr_matrix) -> Floats:
        """Latent coordinates (n_papers, n_directions) of TF-IDF rows."""
        return np.asarray(rows @ self.weights - self.centre)


def latent_directions(rows: sparse.csr_matrix, texts: Sequence[Sequence[str]], terms: Sequence[str]) -> Directions:
    """Learn both kinds of directions.

    Parameters
    ----------
    rows : (n_papers, n_terms) TF-IDF
    texts : the folded words of each paper, in order
    terms : the terms of the columns
    """
    by_paper = _scaled(rows, _paper_weights(rows), PAPER_LENGTH, centred=False)
    by_word = _scaled(rows, _word_weights(texts, terms), WORD_LENGTH, centred=True)
    return Directions(np.hstack([by_paper.weights, by_word.weights]), np.concatenate([by_paper.centre, by_word.centre]))


def _scaled(rows: sparse.csr_matrix, weights: Floats, length: float, *, centred: bool) -> Directions:
    """The directions scaled so that papers have the given mean square length along them."""
    coordinates = rows @ weights
    centre = coordinates.mean(axis=0) if centred else np.zeros(weights.shape[1])
    mean_square = float(((coordinates - centre) ** 2).sum(axis=1).mean())
    scale = length / np.sqrt(mean_square) if mean_square else 0.0
    return Directions(weights * scale, centre * scale)


def _paper_weights(rows: sparse.csr_matrix) -> Floats:
    return _svd(rows, N_PAPER_DIRECTIONS, right=True)


def _word_weights(texts: Sequence[Sequence[str]], terms: Sequence[str]) -> Floats:
    """Vectors of the words that are terms, from what stands near them; zero for other terms: (n_terms, k)."""
    counts = Counter(word for text in texts for word in text)
    column = {term: j for j, term in enumerate(terms)}
    known = [
        word for word in sorted(counts) if counts[word] >= MIN_OCCURRENCES and word in column and word not in STOP_WORDS
    ]
    weights = np.zeros((len(terms), min(N_WORD_DIRECTIONS, max(len(known) - 1, 1))))
    if len(known) > 1:
        vectors = _svd(_positive_information(_neighbours(texts, known)), N_WORD_DIRECTIONS, right=False)
        weights[[column[word] for word in known]] = vectors
    return weights


def _neighbours(texts: Sequence[Sequence[str]], known: Sequence[str]) -> sparse.csr_matrix:
    """How often words stand within WINDOW of each other, nearer counting more: (n_known, n_known)."""
    number = {word: i for i, word in enumerate(known)}
    gap = [-1] * WINDOW  # keeps the end of one paper apart from the start of the next
    line = np.array([i for text in texts for i in [*(number.get(word, -1) for word in text), *gap]])
    shape = (len(known), len(known))
    together = sparse.csr_matrix(shape)
    for distance in range(1, WINDOW + 1):
        left, right = line[:-distance], line[distance:]
        both = (left >= 0) & (right >= 0)
        weight = np.full(int(both.sum()), distance**-0.5)
        together = together + sparse.csr_matrix((weight, (left[both], right[both])), shape=shape)
    return (together + together.T).tocsr()


def _positive_information(together: sparse.csr_matrix) -> sparse.csr_matrix:
    """Positive pointwise mutual information of counts."""
    total = np.asarray(together.sum(axis=1)).ravel()
    context = total**SMOOTHING / (total**SMOOTHING).sum()
    pairs = together.tocoo()
    information = np.log(pairs.data / total[pairs.row] / context[pairs.col])
    positive = information > 0
    kept = (information[positive], (pairs.row[positive], pairs.col[positive]))
    return sparse.csr_matrix(kept, shape=together.shape)


def _svd(matrix: sparse.csr_matrix, n: int, *, right: bool) -> Floats:
    """Right singular vectors as columns, or left ones scaled by the root of their singular values."""
    n = max(1, min(n, *(size - 1 for size in matrix.shape)))
    left, size, across = randomized_svd(matrix, n, n_iter=4, random_state=0)
    return np.asarray(across.T if right else left * np.sqrt(size), dtype=np.float64)
