"""Leads topics towards a new fit while moving few papers, so that a topic stays what a reader knows it as.

A fit from scratch moves a quarter to a half of the papers of a growing corpus, most of them papers between two
topics, for which either is as good. So a refit takes new papers as the new fit places them, opens the topics that
are new, and of the papers that were there moves only those that the new fit most clearly puts elsewhere.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipelines.topics.discovered.clusters import Floats, Ints
from pipelines.topics.discovered.discovery import MIN_TOPIC_SHARE, OTHER_BELOW, Grouping
from pipelines.topics.discovered.identity import same_topics

Flags = npt.NDArray[np.bool_]

MOST_MOVED = 0.042  # of the papers already there move in one refit
MOST_WITH_ENDS = 0.049  # and with the last few papers of topics that end
CLEARLY = 0.2  # a paper moves when it belongs so much more to another topic


def moved_little(found: Grouping, old: Ints, known: Flags, *, n_old: int) -> Ints:
    """Each paper's topic after a refit that moves few papers.

    Parameters
    ----------
    found : all papers grouped from scratch
    old : (papers,) topic so far, from 0; -1 for none
    known : (papers,) whether the paper was there at the last build
    n_old : topics so far, those included that have lost all their papers

    Returns
    -------
    (papers,) topic: the number that it had, or a higher one for a topic that is new; -1 for none. At most
    `MOST_WITH_ENDS` of the known papers have another one than before.
    """
    same = same_topics(old, found.main)
    numbers = [same.get(topic, n_old + topic) for topic in range(found.n_topics)]
    target = np.array([*numbers, -1])[found.main]
    smallest = max(2.0, MIN_TOPIC_SHARE * len(old) / max(found.n_topics, 1))

    margin = _margin(found, old, same, n_old)
    margin[_in_small(np.where(known, old, target), smallest) & (old >= 0)] += 1.0  # these topics end first
    wants = np.flatnonzero(known & (target != old) & (margin >= CLEARLY))
    moves = wants[np.argsort(-margin[wants], kind="stable")][: int(MOST_MOVED * known.sum())]
    main = np.where(known, old, target)
    main[moves] = target[moves]

    unborn = _in_small(main, smallest) & (main >= n_old)
    main = np.where(unborn, np.where(known, old, -1), main)
    ending = _in_small(main, smallest) & (main < n_old) & (target != main)
    ended = np.where(ending, np.where(target < n_old, target, -1), main)
    return ended if (known & (ended != old)).sum() <= MOST_WITH_ENDS * known.sum() else main


def _margin(found: Grouping, old: Ints, same: dict[int, int], n_old: int) -> Floats:
    """How much more each paper belongs to its topic found than to the one that is its old topic."""
    counterpart = np.full(n_old + 1, -1)  # the topic found that each old one is; the last one is for papers in none
    counterpart[list(same.values())] = list(same)
    belongs, column = found.belonging(), counterpart[old]
    here = np.where(column >= 0, belongs[np.arange(len(old)), column], np.where(old < 0, OTHER_BELOW, 0.0))
    there = np.where(found.main >= 0, belongs.max(axis=1), OTHER_BELOW)
    return np.asarray(there - here)


def _in_small(main: Ints, smallest: float) -> Flags:
    """Whether each paper is in a topic of fewer papers than that."""
    sizes = np.bincount(main + 1)
    sizes[0] = len(main)
    return np.asarray(sizes[main + 1] < smallest)
