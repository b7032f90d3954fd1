"""Lays papers out in two dimensions, so that papers about the same thing lie near each other, and keeps them there.

t-SNE (van der Maaten and Hinton 2008; interpolated by Fourier transforms, Linderman, Rachh, Hoskins, Steinerberger and
Kluger 2019) as openTSNE has it. A paper that has a place keeps it, and a new one is put among its nearest, until the
topics are fitted anew; the layout then made starts from the old one and is laid over it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipelines.topics.meaning import Vectors

Points = NDArray[np.float64]

COLUMNS = {"paper_id": "str", "x": "float64", "y": "float64"}
NEIGHBOURS = 30.0  # perplexity
# Exaggerated attraction finds groups at first, and a little of it holds them together (Böhm, Berens and Kobak 2022).
SPREAD, SETTLE = 12.0, 1.5
SPREAD_ITERATIONS, SETTLE_ITERATIONS = 125, 250
# From the places of a tenth fewer papers, by an earlier fit: the median paper moves by 3% of the map's radius instead
# of 11% with the first phase, 12% from scratch (then laid over); the map is as good.
AGAIN_ITERATIONS = 100
LAID_OUT = 30_000  # papers at the most; the others are placed among them
BESIDE = 10  # nearest papers that say where a further one is placed
_AT_ONCE = 4_000  # papers: bounds the memory of their similarities


def paper_points(
    vectors: pd.DataFrame, before: pd.DataFrame | None, *, keep: bool, unchanged: pd.Series, seed: int
) -> pd.DataFrame:
    """Where each paper lies on the map.

    Deterministic: the same vectors, places before and seed give the same places.

    Parameters
    ----------
    vectors : paper_id, vector, as `paper_vectors` gives them
    before : places at the last build, in this function's columns; None where there are none
    keep : papers that have a place keep it; else the map is laid out anew, from the places before where there are any
    unchanged : paper_ids with the same words as at the last build; the others have no place yet

    Returns
    -------
    paper_id, x, y, by paper_id. The units mean nothing: about 60 from one side to the other.
    """
    if vectors.empty:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    vectors = vectors.sort_values("paper_id", ignore_index=True)
    rows: Vectors = np.stack(vectors["vector"].tolist())
    had = np.full((len(rows), 2), np.nan)
    if before is not None and len(before):
        there = before[before["paper_id"].isin(unchanged)].set_index("paper_id")
        had = there.reindex(vectors["paper_id"])[["x", "y"]].to_numpy(np.float64, copy=True)
    with threadpool_limits(limits=1):  # sums over several threads differ in their last digits
        told = ~np.isnan(had).any(axis=1)
        if not (keep and told.any()):
            had = _laid_out(rows, had, told, seed)
            told = ~np.isnan(had).any(axis=1)
        had[~told] = placed(rows[~told], rows[told], had[told])
    return pd.DataFrame({"paper_id": vectors["paper_id"], "x": had[:, 0], "y": had[:, 1]}).astype(COLUMNS)


def _laid_out(rows: Vectors, had: Points, told: NDArray[np.bool_], seed: int) -> Points:
    """Places of all papers, or of an even sample of `LAID_OUT`: the others are nan."""
    chosen = np.arange(len(rows))
    if len(rows) > LAID_OUT:
        chosen = np.sort(np.random.default_rng(seed).choice(len(rows), LAID_OUT, replace=False))
    known, own = told[chosen], rows[chosen]
    start = None
    if known.mean() >= 0.5:
        start = had[chosen]
        start[~known] = placed(own[~known], own[known], start[known])
    points = lay_out(own, seed, start)
    result = np.full((len(rows), 2), np.nan)
    result[chosen] = aligned(points, had[chosen], known) if known.sum() >= BESIDE else points
    return result


def lay_out(vectors: Vectors, seed: int, start: Points | None = None) -> Points:
    """Places (papers, 2) of papers with those vectors (papers, dimensions).

    Parameters
    ----------
    start : places to start from; None: the two directions along which the papers differ most
    """
    from openTSNE import TSNEEmbedding, initialization
    from openTSNE.affinity import PerplexityBasedNN

    if len(np.unique(vectors, axis=0)) < 5:  # too few for neighbours to mean anything
        return np.asarray(vectors[:, :2], np.float64)
    perplexity = min(NEIGHBOURS, (len(vectors) - 1) / 3)
    alike = PerplexityBasedNN(vectors, perplexity=perplexity, method="exact", n_jobs=1, random_state=seed)
    first = initialization.pca(vectors, random_state=seed) if start is None else start
    # Twice the usual width of an interval: a quarter of the time, as good a map.
    coarse = {"negative_gradient_method": "fft", "ints_in_interval": 2, "min_num_intervals": 30}
    places = TSNEEmbedding(first, alike, n_jobs=1, random_state=seed, **coarse)
    if start is None:
        places = places.optimize(SPREAD_ITERATIONS, exaggeration=SPREAD, momentum=0.5)
    iterations = SETTLE_ITERATIONS if start is None else AGAIN_ITERATIONS
    return np.asarray(places.optimize(iterations, exaggeration=SETTLE, momentum=0.8), np.float64)


def placed(new: Vectors, vectors: Vectors, points: Points) -> Points:
    """Places for further papers: the median of their nearest papers' places, which lies in the group of most of them.

    Parameters
    ----------
    new : (further papers, dimensions)
    vectors, points : of the papers that have a place, at least one
    """
    nearest = min(BESIDE, len(vectors))
    parts = [np.empty((0, 2))]
    for start in range(0, len(new), _AT_ONCE):
        close = new[start : start + _AT_ONCE] @ vectors.T
        among = np.argpartition(-close, nearest - 1, axis=1)[:, :nearest]
        parts.append(np.median(points[among], axis=1))
    return np.vstack(parts)


def aligned(points: Points, before: Points, known: NDArray[np.bool_]) -> Points:
    """The points turned, mirrored, scaled and moved onto where those known were (Procrustes; Schönemann 1966)."""
    here, there = points[known], before[known]
    centre, target = here.mean(axis=0), there.mean(axis=0)
    left, sizes, right = np.linalg.svd((here - centre).T @ (there - target))
    scale = sizes.sum() / max(float(((here - centre) ** 2).sum()), 1e-12)
    return np.asarray((points - centre) @ (left @ right) * scale + target)
