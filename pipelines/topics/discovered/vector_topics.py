"""Sentence vectors beside words when topics are sought: a help where there are few papers to learn from.

Words have to be learned from the papers at hand, sentence vectors bring what their model read elsewhere. So the
fewer the papers, the more the vectors count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]

MOST_SHARE = 0.5
LEARNED_FROM = 1_000  # papers


def vector_share(n_papers: int) -> float:
    """How much of the squared length of a paper's coordinates is its sentence vector's: 0.5 up to 2,000 papers."""
    return min(MOST_SHARE, LEARNED_FROM / max(n_papers, 1))


@dataclass(frozen=True)
class VectorDirections:
    """The directions along which the sentence vectors of papers differ most, the first one most.

    centre : (n_dimensions,) mean of the vectors
    directions : (n_dimensions, depth)
    share : as `vector_share`
    """

    centre: Floats
    directions: Floats
    share: float

    @classmethod
    def fit(cls, vectors: Vectors, depth: int, seed: int) -> VectorDirections:
        """Learn them from vectors (n_papers, n_dimensions), of which at least two are known; nan where not known."""
        known = vectors[~np.isnan(vectors).any(axis=1)].astype(np.float64)
        centre = known.mean(axis=0)
        latent = TruncatedSVD(min(depth, min(known.shape) - 1), random_state=seed, n_iter=4).fit(known - centre)
        return cls(centre, latent.components_.T, vector_share(len(vectors)))

    def of(self, vectors: Vectors) -> Floats:
        """Coordinates (n_papers, depth) of vectors along the directions; zero for a paper whose vector is nan."""
        return np.nan_to_num((vectors - self.centre) @ self.directions)

    def beside(self, words: Floats, coordinates: Floats, depth: int) -> Floats:
        """What is clustered: the first `depth` coordinates by words, then by sentence vector, each scaled.

        Parameters
        ----------
        words : (n_papers, at least depth) latent coordinates of TF-IDF rows
        coordinates : (n_papers, any) as `of` gives them

        Returns
        -------
        (n_papers, 2 * depth at most), rows of length 1 where a paper has both words and vector.
        """
        parts = normalize(words[:, :depth]), normalize(coordinates[:, :depth])
        return np.hstack([parts[0] * (1 - self.share) ** 0.5, parts[1] * self.share**0.5])


def vectors_in(papers: pd.DataFrame) -> Vectors | None:
    """The column `vector` of papers (arrays, null where not known) as (n_papers, n_dimensions); None where none is."""
    if "vector" not in papers or papers["vector"].isna().all():
        return None
    known = papers["vector"].notna().to_numpy()
    rows = np.stack(papers.loc[known, "vector"].tolist())
    vectors = np.full((len(papers), rows.shape[1]), np.nan, dtype=np.float32)
    vectors[known] = rows
    return vectors
