"""Groups papers into topics by consensus: many k-means fits vote on which papers belong together.

One k-means fit depends on its start; the companions that a paper keeps over many fits hardly do
(Strehl and Ghosh 2002, "Cluster ensembles"; Fred and Jain 2005, "Combining multiple clusterings using evidence
accumulation").
"""

from __future__ import annotations

import warnings
from itertools import cycle

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TITLE_WEIGHT = 3.0  # a word of the title counts as three of the abstract
MAX_SHARE = 0.3  # a term that more papers use than this tells topics apart no longer
FEW_MAX_SHARE, MANY_PAPERS = 0.5, 200  # among few papers, a topic may well be half of them
DIMENSIONS = (50, 75, 100)  # fits at several depths of the same decomposition: their shared view is the stable one
N_FITS = 24  # more change little: 36 take half as long again
WARD_PAPERS = 8_000  # Ward's distances take 4 * n * n bytes: larger corpora start from an even sample


def weighted_terms(title: sp.csr_array, body: sp.csr_array) -> sp.csr_array:
    """TF-IDF of papers with logarithmic term frequency and rows of length 1; papers without terms are zero rows."""
    counts = sp.csr_array(title * TITLE_WEIGHT + body)
    n_papers = counts.shape[0]
    used_by = np.diff(sp.csc_array(counts).indptr)
    most = MAX_SHARE if n_papers >= MANY_PAPERS else FEW_MAX_SHARE
    counts = sp.csr_array(counts[:, used_by <= most * n_papers])
    if not counts.shape[1]:  # papers that share all their words: nothing tells them apart
        return counts
    counts.data = 1 + np.log(counts.data)
    used_by = np.diff(sp.csc_array(counts).indptr)
    return sp.csr_array(normalize(counts * np.log(n_papers / used_by)))


def memberships(weighted: sp.csr_array, n_topics: int, seed: int) -> Floats:
    """How much each paper belongs to each topic, shape (papers, topics), rows sum to 1.

    The share of a paper's companions, averaged over all fits, that are in the topic.

    Parameters
    ----------
    weighted : TF-IDF of papers, no zero rows
    n_topics : topics wanted, >= 2 and at most the number of papers
    seed : from 0 to 2**32 - 1
    """
    depth = min(max(DIMENSIONS), min(weighted.shape) - 1)
    vectors = TruncatedSVD(depth, random_state=seed, n_iter=4).fit_transform(weighted)
    seeds = np.random.default_rng(seed).integers(2**31, size=N_FITS).tolist()
    fits = [
        _fitted(KMeans(n_topics, n_init=1, random_state=one), normalize(vectors[:, :dimensions]))
        for one, dimensions in zip(seeds, cycle(DIMENSIONS), strict=False)
    ]
    votes = sp.hstack([_one_hot(fit, n_topics) for fit in fits], format="csr")
    shared = TruncatedSVD(min(n_topics, votes.shape[0] - 1), random_state=seed).fit_transform(votes)
    groups = _grouped(normalize(shared), n_topics)
    sizes = np.maximum(votes.sum(axis=0), 1)
    in_topic = (votes.T @ _one_hot(groups, n_topics)).toarray() / sizes[:, None]
    return np.asarray(votes @ in_topic) / N_FITS


def _one_hot(groups: Ints, n_groups: int) -> sp.csr_array:
    rows = np.arange(len(groups))
    return sp.csr_array((np.ones(len(groups)), (rows, groups)), shape=(len(groups), n_groups))


def _grouped(vectors: Floats, n_groups: int) -> Ints:
    """Ward's agglomeration, then k-means from its centres: a start that the data give, not a random one."""
    n_papers = len(vectors)
    start = vectors[np.unique(np.linspace(0, n_papers - 1, min(n_papers, WARD_PAPERS)).astype(np.int64))]
    cut = fcluster(linkage(start, "ward"), n_groups, "maxclust")
    centres = np.vstack([start[cut == group].mean(axis=0) for group in np.unique(cut)])
    return _fitted(KMeans(len(centres), init=centres, n_init=1), vectors)


def _fitted(model: KMeans, vectors: Floats) -> Ints:
    with warnings.catch_warnings():  # papers in the same words leave fewer groups than were sought, and rightly
        warnings.simplefilter("ignore", ConvergenceWarning)
        return np.asarray(model.fit_predict(vectors), np.int64)
