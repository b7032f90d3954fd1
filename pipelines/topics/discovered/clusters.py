"""Groups papers into topics by consensus: many k-means fits vote on which papers belong together.

One k-means fit depends on its start; the companions that a paper keeps over many fits hardly do
(Strehl and Ghosh 2002, "Cluster ensembles"; Fred and Jain 2005, "Combining multiple clusterings using evidence
accumulation"). A paper that no fit has seen is given each fit's nearest group, and so gets companions too.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

from pipelines.topics.discovered.vector_topics import VectorDirections, Vectors

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DIMENSIONS = (50, 75, 100)  # fits at several depths of the same decomposition: their shared view is the stable one
N_FITS = 24  # more change little: 36 take half as long again
WARD_PAPERS = 8_000  # Ward's distances take 4 * n * n bytes: larger corpora start from an even sample


@dataclass(frozen=True)
class Voters:
    """Many k-means fits; each votes for the group of its own that is nearest to a paper.

    directions : (n_terms, depth) latent directions of TF-IDF rows
    centres : (n_fits, n_groups, depth) of rows of length 1; zero beyond a fit's own depth, which is twice as much
        with sentence vectors
    depths : (n_fits,) how many directions each fit looks at
    meaning : directions of sentence vectors, beside the words'; None: words alone
    """

    directions: npt.NDArray[np.float32]
    centres: npt.NDArray[np.float32]
    depths: Ints
    meaning: VectorDirections | None = None

    def votes(self, weighted: sp.csr_array, vectors: Vectors | None = None) -> sp.csr_array:
        """1.0 where a fit votes for a group, shape (papers, n_fits * n_groups); nothing for a row of zeros.

        vectors : (papers, n_dimensions) of sentences, nan where not known; looked at where the fits looked at some
        """
        words = np.asarray(weighted @ self.directions.astype(np.float64))
        if self.meaning and vectors is None:
            vectors = np.full((len(words), len(self.meaning.centre)), np.nan, dtype=np.float32)
        some = np.diff(weighted.indptr) > 0
        n_groups = self.centres.shape[1]
        return sp.hstack(
            [_one_hot(np.where(some, vote, -1), n_groups) for vote in self._nearest(words, vectors)], "csr"
        )

    def _nearest(self, words: Floats, vectors: Vectors | None) -> list[Ints]:
        nearest = []
        coordinates = self.meaning.of(vectors) if self.meaning and vectors is not None else None
        for depth, stored in zip(self.depths, self.centres.astype(np.float64), strict=True):
            rows = _rows(words, self.meaning, coordinates, depth)
            centres = stored[:, : rows.shape[1]]
            closeness = rows @ centres.T - (centres**2).sum(axis=1) / 2
            nearest.append(np.argmax(closeness, axis=1).astype(np.int64))
        return nearest


def _rows(words: Floats, meaning: VectorDirections | None, coordinates: Floats | None, depth: int) -> Floats:
    """What one fit looks at."""
    if meaning is None or coordinates is None:
        return np.asarray(normalize(words[:, :depth]))
    return meaning.beside(words, coordinates, depth)


def fit_voters(weighted: sp.csr_array, n_groups: int, seed: int, vectors: Vectors | None = None) -> Voters:
    """Fit the voters.

    Parameters
    ----------
    weighted : TF-IDF of papers, no zero rows
    n_groups : groups of each fit, >= 2 and at most the number of papers
    seed : from 0 to 2**32 - 1
    vectors : (papers, n_dimensions) of sentences, to be looked at beside the words; nan where not known
    """
    depth = min(max(DIMENSIONS), min(weighted.shape) - 1)
    latent = TruncatedSVD(depth, random_state=seed, n_iter=4)
    words = latent.fit_transform(weighted)
    enough = vectors is not None and (~np.isnan(vectors).any(axis=1)).sum() > 1
    meaning = VectorDirections.fit(vectors, depth, seed) if vectors is not None and enough else None
    coordinates = meaning.of(vectors) if meaning and vectors is not None else None
    seeds = np.random.default_rng(seed).integers(2**31, size=N_FITS).tolist()
    depths = np.array([min(some, depth) for some in islice(cycle(DIMENSIONS), N_FITS)], np.int64)
    centres = np.zeros((N_FITS, n_groups, 2 * depth if meaning else depth), np.float32)
    for fit, (own_seed, own_depth) in enumerate(zip(seeds, depths, strict=True)):
        rows = _rows(words, meaning, coordinates, own_depth)
        model = _fitted(KMeans(n_groups, n_init=1, random_state=own_seed), rows)
        centres[fit, :, : rows.shape[1]] = model.cluster_centers_
    return Voters(latent.components_.T.astype(np.float32), centres, depths, meaning)


def consensus(votes: sp.csr_array, n_groups: int, seed: int) -> Ints:
    """The group of each paper that the votes agree on most: papers alike in their votes, (papers,) from 0.

    Ward's agglomeration of the votes' latent vectors, then k-means from its centres: a start that the data give,
    not a random one.
    """
    vectors = normalize(TruncatedSVD(min(n_groups, votes.shape[0] - 1), random_state=seed).fit_transform(votes))
    n_papers = len(vectors)
    start = vectors[np.unique(np.linspace(0, n_papers - 1, min(n_papers, WARD_PAPERS)).astype(np.int64))]
    cut = fcluster(linkage(start, "ward"), n_groups, "maxclust")
    centres = np.vstack([start[cut == group].mean(axis=0) for group in np.unique(cut)])
    return np.asarray(_fitted(KMeans(len(centres), init=centres, n_init=1), vectors).labels_, np.int64)


def companions(votes: sp.csr_array, topic: Ints, n_topics: int) -> Floats:
    """The share of each vote's papers that is in each topic, (votes, topics); papers in none (-1) left out."""
    placed = np.flatnonzero(topic >= 0)
    theirs = votes[placed]
    counts = (theirs.T @ _one_hot(topic[placed], n_topics)).toarray()
    return np.asarray(counts / np.maximum(theirs.sum(axis=0), 1)[:, None])


def belonging(votes: sp.csr_array, shares: Floats) -> Floats:
    """How much each paper belongs to each topic, (papers, topics), rows sum to at most 1.

    The share of a paper's companions, averaged over all fits, that are in the topic.

    Parameters
    ----------
    shares : as `companions` gives them
    """
    return np.asarray(votes @ shares) / N_FITS


def _one_hot(groups: Ints, n_groups: int) -> sp.csr_array:
    rows = np.flatnonzero(groups >= 0)
    return sp.csr_array((np.ones(len(rows)), (rows, groups[rows])), shape=(len(groups), n_groups))


def _fitted(model: KMeans, vectors: Floats) -> KMeans:
    with warnings.catch_warnings():  # papers in the same words leave fewer groups than were sought, and rightly
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(vectors)
