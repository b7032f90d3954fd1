"""Which organizations write about the same things: how far apart their theme mixes are."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import xlogy

from pipelines.trends.breadth import tag_matrix
from pipelines.trends.certainty import Z95

MIN_PAPERS = 5  # a mix of fewer papers is as far from every other as any
DRAWS = 200
COLUMNS = {
    "organization": "object", "other": "object", "divergence": "float64", "low": "float64", "high": "float64",
    "n_papers": "int64", "n_other": "int64",
}  # fmt: skip
_Array = NDArray[np.float64]


def jensen_shannon(counts: _Array, others: _Array) -> _Array:
    """Jensen-Shannon divergence in bits, 0 (the same mix) to 1 (no theme in common) (Lin 1991, equation 4.1).

    Parameters
    ----------
    counts, others : shape (..., n_themes), tags of each theme; every row has one at least
    """
    p = counts / counts.sum(axis=-1, keepdims=True)
    q = others / others.sum(axis=-1, keepdims=True)
    return _entropy((p + q) / 2) - (_entropy(p) + _entropy(q)) / 2


def _entropy(p: _Array) -> _Array:
    bits: _Array = -xlogy(p, p).sum(axis=-1) / np.log(2)
    return bits


def likeness(papers: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """How far the theme mixes of other organizations are from those of the named ones; the surest likeness first.

    `divergence` is the Jensen-Shannon divergence of their tags, less what chance alone would give: the mean over
    `DRAWS` random divisions of the papers of both into two of these sizes, as if one organization had written them
    all. Without that the smallest would always look the most peculiar. The interval is the divergence +- 1.96
    standard errors over bootstrap samples of the papers of each (Efron and Tibshirani 1993, section 6.2). All three
    are held within 0 to 1; seeds are fixed. The order is that of `high`: by the divergence itself the organizations of
    a handful of papers, which may be anywhere, would come first.

    Parameters
    ----------
    papers : columns organization, themes (list of ids); one row per paper. Papers of no theme have no part
    names : organizations to find the like of; those with fewer than `MIN_PAPERS` papers get no row

    Returns
    -------
    `COLUMNS`: organization (in the order of `names`), other, divergence, low, high, n_papers and n_other (papers with
    a theme, of each); others have `MIN_PAPERS` papers at least.
    """
    tagged = papers[papers["themes"].map(len) > 0]
    themes = sorted({theme for carried in tagged["themes"] for theme in carried})
    tags = {
        str(name): tag_matrix(group, themes)
        for name, group in tagged.groupby("organization")["themes"]
        if len(group) >= MIN_PAPERS
    }
    drawn = {name: _drawn_again(name, rows) for name, rows in tags.items()}
    frames = []
    for name in dict.fromkeys(names):
        rows = [
            (
                name,
                other,
                *_apart(tags[name], tags[other], drawn[name], drawn[other]),
                len(tags[name]),
                len(tags[other]),
            )
            for other in tags
            if other != name and name in tags
        ]
        frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
        frames.append(frame.sort_values(["high", "divergence", "other"]))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)


def _drawn_again(name: str, tags: _Array) -> _Array:
    """Tags of bootstrap samples of an organization's papers; its own draws, whoever it is compared with."""
    n = len(tags)
    rng = np.random.default_rng([0, zlib.crc32(name.encode())])
    return rng.multinomial(n, np.full(n, 1 / n), size=DRAWS) @ tags


def _apart(tags: _Array, others: _Array, drawn: _Array, drawn_others: _Array) -> tuple[float, float, float]:
    """Divergence less chance, and its interval; the same whichever of the two comes first."""
    seen = float(jensen_shannon(tags.sum(axis=0), others.sum(axis=0)))
    less_chance = seen - _by_chance(np.vstack([tags, others]), min(len(tags), len(others)))
    error = float(jensen_shannon(drawn, drawn_others).std(ddof=1))
    middle = min(1.0, max(0.0, less_chance))  # below 0 is chance: no reason for a narrower interval
    return middle, max(0.0, middle - Z95 * error), min(1.0, middle + Z95 * error)


def _by_chance(both: _Array, n_first: int) -> float:
    """Mean divergence of random divisions of the papers into `n_first` and the rest."""
    both = both[np.lexsort(both.T)]
    keys = np.random.default_rng([0, len(both), n_first]).random((DRAWS, len(both)))
    first = (keys <= np.sort(keys, axis=1)[:, [n_first - 1]]) @ both
    return float(jensen_shannon(first, both.sum(axis=0) - first).mean())
