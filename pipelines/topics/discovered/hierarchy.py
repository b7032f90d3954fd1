"""Puts topics under broader ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.preprocessing import normalize

from pipelines.topics.discovered.clusters import Voters
from pipelines.topics.discovered.corpus import Corpus

Ints = npt.NDArray[np.int64]

MIN_TOPICS = 4  # fewer need nothing above them


def broader_for(n_topics: int) -> int:
    """How many broader topics there are above so many: 1.2 * sqrt(topics), 10 above 69; one below `MIN_TOPICS`."""
    return 1 if n_topics < MIN_TOPICS else max(2, round(1.2 * n_topics**0.5))


def broader_topics(corpus: Corpus, voters: Voters, main: Ints, n_topics: int) -> Ints:
    """The broader topic of each topic, numbered from 0.

    Average linkage (Sokal and Michener 1958) of the cosine distances between the topics' latent centres, seen from
    the centre of all papers: what most papers say makes no two topics alike.

    Parameters
    ----------
    main : (papers,) each paper's topic, -1 for none; every topic has papers
    """
    wanted = broader_for(n_topics)
    if wanted == 1:
        return np.zeros(n_topics, np.int64)
    placed = np.flatnonzero(main >= 0)
    members = sp.csr_array((np.ones(len(placed)), (main[placed], placed)), shape=(n_topics, len(main)))
    directions = voters.directions.astype(np.float64)
    centres = np.asarray((members @ corpus.weighted) @ directions) / np.bincount(main[placed])[:, None]
    everything = np.asarray(corpus.weighted.mean(axis=0) @ directions)
    tree = linkage(normalize(centres - everything), "average", metric="cosine")
    return np.asarray(fcluster(tree, wanted, "maxclust"), np.int64) - 1
