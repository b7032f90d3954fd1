"""Emerging terms: phrases that were rare and are not any more."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import xlogy
from scipy.stats import false_discovery_control, hypergeom

from pipelines.trends.certainty import SURE
from pipelines.trends.frequency import jeffreys_interval
from pipelines.trends.subjects import without_repeats

RARE_PCT = 0.5  # of the papers before the window use the term, at the most
LEAST = 6  # papers in the window that use it, at least
ALIKE = 0.5  # share of the papers of either of two terms that use both: they are about the same thing
SHOWN_PAPERS = 5
COLUMNS = {
    "term": "object", "first_seen": "datetime64[us]", "n_before": "int64", "n_now": "int64", "score": "float64",
    "papers": "object", "share_before_pct": "float64", "share_now_pct": "float64", "share_now_low_pct": "float64",
    "share_now_high_pct": "float64", "q_value": "float64", "theme": "object",
}  # fmt: skip


def risen_terms(counts: pd.DataFrame, *, total_before: int, total_now: int) -> pd.DataFrame:
    """The terms that were rare before a window and are not rare in it, and how sure that is.

    `score` is the log-likelihood ratio G2 of the two shares (Dunning 1993, section 4), which holds for rare terms,
    where a normal approximation does not. `q_value` is Benjamini-Hochberg (1995) over terms of at least `LEAST`
    papers, of Fisher's exact test, one-sided; separately for those in at most twice as many papers as a rare term may
    have had before, and for the others (most of which were never rare and would loosen the bar for all: a grouping by
    papers in all, which says nothing of when they came; Efron 2008).

    Parameters
    ----------
    counts : columns term, n_before, n_now (papers that use it before and in the window), and any others
    total_before, total_now : all papers before and in the window

    Returns
    -------
    The rows of terms in at most `RARE_PCT` of the papers before and in at least `LEAST` papers now, with a q-value of
    at most `SURE`, highest score first; with score, q_value, share_before_pct, share_now_pct, share_now_low_pct and
    share_now_high_pct (95% Jeffreys interval). None when either window holds no papers.
    """
    known = counts[counts["n_before"] + counts["n_now"] >= LEAST]
    if not (total_before and total_now):
        known = known.iloc[:0]
    before, now = known["n_before"].to_numpy(float), known["n_now"].to_numpy(float)
    papers = total_before + total_now
    p_value = hypergeom.sf(now - 1, papers, before + now, total_now)
    low, high = jeffreys_interval(now, np.full(len(known), total_now))
    known = known.assign(
        score=_log_likelihood_ratio(before, now, total_before, total_now),
        q_value=_by_group(p_value, before + now > 2 * RARE_PCT / 100 * total_before),
        share_before_pct=100 * before / max(total_before, 1),
        share_now_pct=100 * now / max(total_now, 1),
        share_now_low_pct=100 * low,
        share_now_high_pct=100 * high,
    )
    risen = (known["share_before_pct"] <= RARE_PCT) & (known["n_now"] >= LEAST) & (known["q_value"] <= SURE)
    return known[risen].sort_values(["score", "term"], ascending=[False, True], ignore_index=True)


def _by_group(p_value: NDArray[np.float64], group: NDArray[np.bool_]) -> NDArray[np.float64]:
    """q-values, each over its own group."""
    q_value = np.ones_like(p_value)
    for own in (group, ~group):
        if own.any():
            q_value[own] = false_discovery_control(p_value[own])
    return q_value


def _log_likelihood_ratio(
    before: NDArray[np.float64], now: NDArray[np.float64], total_before: int, total_now: int
) -> NDArray[np.float64]:
    """G2 = 2 sum observed ln(observed / expected) of the table use or no use by before or now; 0 where it fell."""
    pooled = (before + now) / max(total_before + total_now, 1)
    ratio = np.zeros(len(before))
    for used, total in ((before, total_before), (now, total_now)):
        ratio += xlogy(used, np.divide(used, total * pooled, where=used > 0, out=np.ones(len(used))))
        rest = total - used
        ratio += xlogy(rest, np.divide(rest, total * (1 - pooled), where=rest > 0, out=np.ones(len(used))))
    return np.where(now * total_before > before * total_now, 2 * ratio, 0.0)


def emerging_terms(risen: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    """The risen terms, each once, with their newest papers.

    Of terms that say the same, or that mostly the same papers of the window use, the first stays; those that merely
    name a theme go.

    Parameters
    ----------
    risen : from `risen_terms`, with idea (the same for terms that say the same), names_theme and theme (may be absent)
    uses : columns term, paper_id, day, now (whether in the window): one row per term and paper

    Returns
    -------
    Columns `COLUMNS`, highest score first: term, first_seen (day of its first paper among these), n_before, n_now,
    score, papers (ids, newest first, at most `SHOWN_PAPERS`), then shares, q_value, and theme as given.
    """
    own = {str(term): rows for term, rows in uses.groupby("term")}
    distinct = without_repeats(
        risen["term"].to_list(), risen["idea"].to_list(), risen["n_now"].to_list(), lambda one, other: True
    )
    risen = risen.iloc[distinct]
    risen = _of_other_papers(risen[risen["names_theme"].isna()], own).reset_index(drop=True)
    newest = {term: own[term].sort_values(["day", "paper_id"], ascending=False) for term in risen["term"]}
    risen["first_seen"] = pd.to_datetime([rows["day"].min() for rows in newest.values()])
    papers = [rows["paper_id"].head(SHOWN_PAPERS).to_list() for rows in newest.values()]
    risen["papers"] = pd.Series(papers, risen.index, dtype="object")
    return risen[list(COLUMNS)].astype(COLUMNS)


def _of_other_papers(risen: pd.DataFrame, own: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The terms whose papers of the window are mostly others than those of each better term."""
    kept: dict[int, set[str]] = {}
    for at, term in zip(risen.index, risen["term"], strict=True):
        papers = set(own[term].loc[own[term]["now"], "paper_id"])
        if not any(len(papers & others) >= ALIKE * len(papers | others) for others in kept.values()):
            kept[at] = papers
    return risen.loc[list(kept)]
