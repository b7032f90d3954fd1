"""Tells which topics of two groupings are the same one, and what became of the others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SAME_FROM = 0.3  # papers in both topics over papers in either; Greene, Doyle and Cunningham (2010) find 0.1 to 0.3 best
MOST = 0.5  # of a topic's papers are in one other: it grew, merged into it, or was split from it
CHANGE_COLUMNS = {"kind": "str", "topic_id": "int64", "other_id": "Int64", "n_papers": "int64"}


def same_topics(old: Ints, new: Ints) -> dict[int, int]:
    """New topics that are an earlier one: {new: old}, each earlier topic once.

    The pairing with the largest sum of Jaccard similarities over the papers that both groupings place (Kuhn 1955);
    of its pairs, those that are similar enough (`SAME_FROM`), or where most of the old topic is in the new one (it
    grew, or is still being filled).

    Parameters
    ----------
    old, new : (papers,) numbers of topics from 0 in two groupings of the same papers, -1 for none
    """
    shared = overlap(old, new)
    sizes = shared.sum(axis=1)[:, None]
    alike = shared / np.maximum(sizes + shared.sum(axis=0) - shared, 1)
    same = (alike >= SAME_FROM) | (shared > MOST * sizes)
    rows, columns = linear_sum_assignment(-alike)
    return {column: row for row, column in zip(rows.tolist(), columns.tolist(), strict=True) if same[row, column]}


def overlap(old: Ints, new: Ints) -> Floats:
    """Papers of each old topic (rows) in each new one (columns)."""
    both = (old >= 0) & (new >= 0)
    shared = np.zeros((old.max(initial=-1) + 1, new.max(initial=-1) + 1))
    np.add.at(shared, (old[both], new[both]), 1)
    return shared


def topic_changes(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """What became of topics between two builds.

    Parameters
    ----------
    before, after : topic_id of each paper's main topic, indexed by paper_id; papers in none are not in it

    Returns
    -------
    One row per topic that is new or gone: kind, topic_id, other_id, n_papers (of the topic in question).
    `born`; `split`: new, and at least half of its papers were in other_id; `merged`: gone, and at least half of its
    papers are now in other_id; `ended`: gone otherwise.
    """
    rows = []
    for topic in sorted(set(after) - set(before)):
        other = _most(before.reindex(after.index[after == topic]))
        rows.append(("born" if other is None else "split", topic, other, int((after == topic).sum())))
    for topic in sorted(set(before) - set(after)):
        other = _most(after.reindex(before.index[before == topic]))
        rows.append(("ended" if other is None else "merged", topic, other, int((before == topic).sum())))
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS)).astype(CHANGE_COLUMNS)


def _most(topics: pd.Series) -> int | None:
    """The topic that at least half of the papers are in, papers in none counted too."""
    counts = topics.value_counts()
    return int(counts.index[0]) if len(counts) and counts.iloc[0] >= MOST * len(topics) else None
