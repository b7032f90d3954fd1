"""Vectors of papers and of queries in one space, in which texts about the same thing lie near each other.

The space is that of the discovered topics: latent directions of TF-IDF rows (Deerwester, Dumais, Furnas, Landauer and
Harshman 1990, "Indexing by latent semantic analysis"), learned at a fit and kept until the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.preprocessing import normalize

from pipelines.topics.among import among
from pipelines.topics.discovered.corpus import texts_of, weighted_terms
from pipelines.topics.discovered.rules import Rules
from pipelines.topics.discovered.terms import look_up_terms
from pipelines.topics.discovered.upkeep import Upkeep

Vectors = NDArray[np.float32]

DIMENSIONS = 64  # of every vector; a smaller space is filled up with zeros
COLUMNS = {"paper_id": "str", "vector": "object"}


def directions_for(n_papers: int) -> int:
    """Of the directions that a fit learns, those that tell papers apart: 16 of 120 papers, 33 of 1,000, 64 of 7,000.

    On 7,414 papers, of the 10 nearest share a theme 91% by 20 directions, 93% by 50, 64 or 75, 92% by 100 (by TF-IDF
    itself 85%); of the first 20 for a theme's name carry it 69%, 77%, 78%, 78% and 79%. Among 1,000, 300 and 120 of
    them, 24 to 32, 24 and 24 directions are best, 64 worse by 2 to 5 points.
    """
    return min(DIMENSIONS, round(3.3 * float(np.cbrt(n_papers))))


@dataclass(frozen=True)
class Meaning:
    """Reads texts into the space.

    columns : the column of each term that it knows
    idf : (terms,)
    directions : (terms, `directions_for` papers)
    """

    columns: dict[str, int]
    idf: NDArray[np.float64]
    directions: NDArray[np.float64]
    rules: Rules

    @classmethod
    def of(
        cls,
        terms: Sequence[str],
        idf: NDArray[np.float64],
        directions: NDArray[np.float32],
        n_papers: int,
        rules: Rules,
    ) -> Meaning:
        """The space of a `TopicModel`.

        Parameters
        ----------
        n_papers : of the fit
        rules : those that it read texts with, of which only the synonyms matter
        """
        columns = {term: column for column, term in enumerate(terms)}
        return cls(columns, idf, directions[:, : directions_for(n_papers)].astype(np.float64), rules)

    def vectors(self, titles: Sequence[str], abstracts: Sequence[str]) -> Vectors:
        """Vectors (texts, DIMENSIONS) of length 1; zero for a text without any known term."""
        if not len(titles):
            return np.zeros((0, DIMENSIONS), np.float32)
        title, body = (look_up_terms(self.columns, texts, self.rules) for texts in (titles, abstracts))
        return self.projected(weighted_terms(title, body, self.idf))

    def projected(self, weighted: sp.csr_array) -> Vectors:
        """The same of TF-IDF rows (texts, terms)."""
        rows = np.asarray(weighted @ self.directions)
        rows[np.abs(rows).max(axis=1, initial=0) < 1e-9] = 0  # rounding, of terms that no direction has
        vectors = np.zeros((len(rows), DIMENSIONS), np.float32)
        vectors[:, : rows.shape[1]] = normalize(rows)
        return vectors


def paper_vectors(
    papers: pd.DataFrame, kept: Upkeep, before: pd.DataFrame | None, unchanged: pd.Series, rules: Rules
) -> pd.DataFrame:
    """The vector of every paper that has one, in the space of the topics' last fit.

    Parameters
    ----------
    papers : columns paper_id (unique), title, abstract (may be null)
    kept : the topics of this build
    before : this function's answer at the last build, None where there is none or the fit is another one
    unchanged : paper_ids that were there at the last build with the same words

    Returns
    -------
    paper_id, vector (float32, length 1), by paper_id; no row for a paper without any known term, and none at all where
    there are too few papers for topics.
    """
    model = kept.lineage.model
    if model is None:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    meaning = Meaning.of(model.terms, model.idf, model.voters.directions, kept.lineage.fit.n_papers, rules)
    if kept.found is not None:
        return _framed(kept.found.corpus.paper_ids, meaning.projected(kept.found.corpus.weighted))
    there = unchanged if before is not None else unchanged.iloc[:0]
    new = papers[~among(papers["paper_id"], there)].sort_values("paper_id")
    fresh = _framed(new["paper_id"].tolist(), meaning.vectors(*texts_of(new)))
    if before is None:
        return fresh
    same = before[among(before["paper_id"], there) & among(before["paper_id"], papers["paper_id"])]
    return pd.concat([same, fresh]).sort_values("paper_id", ignore_index=True).astype(COLUMNS)


def _framed(paper_ids: list[str], vectors: Vectors) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"paper_id": pd.Series(paper_ids, dtype="str"), "vector": pd.Series(list(vectors), dtype=object)}
    )
    return frame.iloc[np.flatnonzero(vectors.any(axis=1))].reset_index(drop=True)
