"""Who was first on a topic, and who is among the first more often than chance would have it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

PLACES = 5
PODIUM = 3  # places that count as being among the first
MIN_PAPERS = 5  # with fewer there is nothing to shuffle
DRAWS = 1999
_CELLS_AT_ONCE = 4_000_000  # bounds the memory of one step to 100 MB
_Array = NDArray[np.float64]
SCORES = {
    "organization": "object", "parent": "object", "n_papers": "int64", "n_subjects": "int64", "n_first": "int64",
    "expected": "float64", "expected_low": "float64", "expected_high": "float64", "p_value": "float64",
    "q_value": "float64",
}  # fmt: skip


def first_papers(papers: pd.DataFrame) -> pd.DataFrame:
    """The first organizations on each subject, by the day of their first paper on it.

    Parameters
    ----------
    papers : columns subject, organization and parent (absent when nobody told), day, paper_id, title; one row per
        paper and subject that it is on

    Returns
    -------
    Up to place `PLACES`, by subject and day: subject, place (those of one day share it: 1, 2, 2, 4), organization,
    parent, day, paper_id, title, n_unknown_before (papers on the subject of an earlier day, of an unknown
    organization: any of these may have been first), n_papers (of the organization on the subject).
    """
    papers = papers.dropna(subset=["day"]).sort_values(["subject", "day", "paper_id"], ignore_index=True)
    unknown = papers["organization"].isna()
    so_far = unknown.astype("int64").groupby(papers["subject"]).cumsum()
    of_the_day = unknown.astype("int64").groupby([papers["subject"], papers["day"]]).transform("sum")
    through_the_day = so_far.groupby([papers["subject"], papers["day"]]).transform("max")
    known = papers.assign(n_unknown_before=through_the_day - of_the_day)[~unknown]
    pair = ["subject", "organization"]
    first = known.drop_duplicates(pair).merge(known.groupby(pair, as_index=False).size(), on=pair)
    first["place"] = first.groupby("subject")["day"].rank(method="min").astype("int64")
    first = first[first["place"] <= PLACES].rename(columns={"size": "n_papers"})
    columns = ["subject", "place", "organization", "parent", "day", "paper_id", "title"]
    return first.sort_values(["subject", "place", "organization"], ignore_index=True)[
        [*columns, "n_unknown_before", "n_papers"]
    ]


def first_mover_score(papers: pd.DataFrame) -> pd.DataFrame:
    """How often each organization is among the first `PODIUM` on a subject, against what chance would give.

    Permutation test (Davison and Hinkley 1997, section 4.3): each organization's own papers change days among
    themselves, `DRAWS` times, all organizations at once. So the expectation has the organization's size, its days of
    publishing and its subjects, and all that is tested is whether it came to them early among its own papers: to
    publish much, or from the first day that organizations are known, earns nothing.

    Parameters
    ----------
    papers : columns paper_id, organization, parent, day, subjects (list; may be empty); one row per paper of a known
        organization

    Returns
    -------
    `SCORES`, one row per organization of `MIN_PAPERS` papers or more: organization, parent, n_papers, n_subjects (that
    it wrote on), n_first (on which it is among the first `PODIUM`; those of one day share a place), expected (mean
    under chance), expected_low, expected_high (95% of what chance gives), p_value (so many or more), q_value
    (Benjamini-Hochberg 1995 over the rows); the furthest above chance first.
    """
    papers = papers.dropna(subset=["day"]).sort_values(["organization", "day", "paper_id"], ignore_index=True)
    pairs = papers[["organization", "subjects"]].explode("subjects").dropna(subset=["subjects"])
    pairs = pairs.assign(paper=pairs.index).sort_values(["subjects", "organization", "paper"])
    if pairs.empty:
        return pd.DataFrame(columns=list(SCORES)).astype(SCORES)
    who, names = pd.factorize(papers["organization"], sort=True)
    days = (papers["day"] - papers["day"].min()).dt.days.to_numpy("float64")
    podium = _Podium(pairs, who, len(names))
    seen = podium.counts(days[None, :])[0]
    by_chance = np.concatenate([podium.counts(shuffled) for shuffled in _shuffles(days, who)])
    low, high = np.quantile(by_chance, [0.025, 0.975], axis=0, method="inverted_cdf")
    frame = pd.DataFrame(
        {
            "organization": names,
            "parent": papers.groupby("organization")["parent"].first().to_numpy(),
            "n_papers": np.bincount(who),
            "n_subjects": pairs.groupby("organization")["subjects"].nunique().reindex(names, fill_value=0).to_numpy(),
            "n_first": seen,
            "expected": by_chance.mean(axis=0),
            "expected_low": low,
            "expected_high": high,
            "p_value": (1 + (by_chance >= seen).sum(axis=0)) / (1 + DRAWS),
        }
    )
    frame = frame[frame["n_papers"] >= MIN_PAPERS]
    frame["q_value"] = false_discovery_control(frame["p_value"]) if len(frame) else np.nan
    frame["above"] = frame["n_first"] - frame["expected"]
    frame = frame.sort_values(["above", "organization"], ascending=[False, True], ignore_index=True)
    return frame[list(SCORES)].astype(SCORES)


def _shuffles(days: _Array, who: NDArray[np.int64]) -> Iterator[_Array]:
    """The days of papers, each organization's exchanged among its own; papers are sorted by organization."""
    rng = np.random.default_rng([0, len(days)])
    rows = max(1, _CELLS_AT_ONCE // len(days))
    for done in range(0, DRAWS, rows):
        keys = who + rng.random((min(rows, DRAWS - done), len(days)))
        yield days[np.argsort(keys, axis=1)]


class _Podium:
    """Counts on how many subjects each organization is among the first.

    pairs : one row per paper and subject, sorted by subject and organization: organization, subjects, paper (row of
        the paper in the days)
    """

    def __init__(self, pairs: pd.DataFrame, who: NDArray[np.int64], n_organizations: int) -> None:
        self._papers = pairs["paper"].to_numpy("int64")
        subject = pd.factorize(pairs["subjects"])[0]
        organization = who[self._papers]
        new = np.ones(len(pairs), dtype=bool)
        new[1:] = (np.diff(subject) != 0) | (np.diff(organization) != 0)
        self._starts = np.flatnonzero(new)  # where a subject's next organization begins
        self._organization = organization[self._starts]
        self._subject_starts = np.flatnonzero(np.r_[True, np.diff(subject[self._starts]) != 0])
        self._n_organizations = n_organizations

    def counts(self, days: _Array) -> NDArray[np.int64]:
        """Subjects on which each organization is among the first: (k, n_organizations), of days (k, n_papers)."""
        firsts = np.minimum.reduceat(days[:, self._papers], self._starts, axis=1)
        found = np.zeros((len(days), self._n_organizations), dtype="int64")
        for first, last in zip(self._subject_starts, [*self._subject_starts[1:], firsts.shape[1]], strict=True):
            of_subject = firsts[:, first:last]
            kth = min(PODIUM, last - first) - 1  # competition places: as early as the last on the podium is on it
            limit = np.partition(of_subject, kth, axis=1)[:, [kth]]
            found[:, self._organization[first:last]] += of_subject <= limit
        return found
