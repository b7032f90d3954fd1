"""Where organizations differ by more than chance would: in their themes, in their attention, and from before."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chi2, false_discovery_control, kruskal

from pipelines.trends.attention import bootstrap_mean
from pipelines.trends.frequency import jeffreys_interval
from pipelines.trends.momentum import difference_interval
from pipelines.trends.specialisation import hypergeometric_p

DRAWS = 9999
FEWEST = 5  # papers with a theme in both windows together, below which its change says nothing
FEWEST_EXPECTED = 5  # papers expected in every cell for the chi-square distribution to hold (Cochran 1954)
_Array = NDArray[np.float64]
CHANGES = {
    "theme": "object", "n_before": "int64", "n_now": "int64", "share_before_pct": "float64",
    "share_now_pct": "float64", "change_pp": "float64", "q_value": "float64", "change_low_pp": "float64",
    "change_high_pp": "float64", "total_before": "int64", "total_now": "int64",
}  # fmt: skip


def theme_differences(counts: pd.DataFrame) -> pd.DataFrame:
    """Themes whose share differs between organizations; the surest difference first.

    For each theme Pearson's chi-square test of homogeneity of the papers with and without it. Where fewer than
    `FEWEST_EXPECTED` papers are expected in a cell, p comes from `DRAWS` random divisions of the theme's papers among
    the organizations' (p = (1 + those at least as uneven) / (1 + draws), Davison and Hinkley 1997, section 4.2.3;
    fixed seed). `q_value` is Benjamini-Hochberg (1995) over the themes.

    Parameters
    ----------
    counts : columns organization, theme, n_papers, total (papers of the organization, > 0); one row for every pair

    Returns
    -------
    One row per theme and organization, organizations in the order of `counts`: theme, organization, n_papers, total,
    share_pct, share_low_pct, share_high_pct (95% Jeffreys interval), q_value (of the theme: the same in all its rows;
    absent when there are fewer than two organizations).
    """
    low, high = jeffreys_interval(counts["n_papers"], counts["total"])
    frame = counts.assign(
        share_pct=100 * counts["n_papers"] / counts["total"], share_low_pct=100 * low, share_high_pct=100 * high
    )
    table = counts.pivot_table(index="theme", columns="organization", values="n_papers", aggfunc="sum", fill_value=0)
    totals = counts.groupby("organization")["total"].first().to_numpy("int64")  # sorted, as the columns of the table
    tests = pd.DataFrame({"p": np.nan, "q": np.nan}, index=table.index)
    if len(totals) >= 2:
        tests["p"] = [homogeneity_p(row, totals) for row in table.to_numpy("int64")]
        tests["q"] = false_discovery_control(tests["p"])
    frame["p"], frame["q_value"] = frame["theme"].map(tests["p"]), frame["theme"].map(tests["q"]).astype("float64")
    frame = frame.sort_values(["p", "theme"], kind="stable", ignore_index=True)
    columns = ["theme", "organization", "n_papers", "total", "share_pct", "share_low_pct", "share_high_pct", "q_value"]
    return frame[columns]


def homogeneity_p(n_papers: NDArray[np.int64], totals: NDArray[np.int64]) -> float:
    """p of organizations having the same share of a theme; see `theme_differences`. 1 when none or all carry it."""
    carrying, papers = int(n_papers.sum()), int(totals.sum())
    if carrying in (0, papers):
        return 1.0
    if totals.min() * min(carrying, papers - carrying) / papers >= FEWEST_EXPECTED:
        return float(chi2.sf(_chi_square(n_papers, totals, carrying / papers), len(totals) - 1))
    rng = np.random.default_rng([0, carrying, *totals])
    drawn = rng.multivariate_hypergeometric(totals, carrying, size=DRAWS)
    seen = _chi_square(n_papers, totals, carrying / papers)
    uneven = _chi_square(drawn, totals, carrying / papers) >= seen * (1 - 1e-9)  # equal ones, but for rounding
    return (1 + int(uneven.sum())) / (1 + DRAWS)


def _chi_square(n_papers: NDArray[np.int64], totals: NDArray[np.int64], share: float) -> _Array:
    """Pearson's statistic of papers with and without a theme; n_papers of shape (..., organizations)."""
    statistic: _Array = ((n_papers - share * totals) ** 2 / (share * (1 - share) * totals)).sum(axis=-1)
    return statistic


def attention_difference(papers: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Whether the attention of organizations differs by more than chance would (Kruskal and Wallis 1952).

    Parameters
    ----------
    papers : columns organization, attention_pct (absent when unknown); one row per paper
    names : the organizations, in the order wanted

    Returns
    -------
    One row per name: organization, n_papers (with known attention), attention_pct (mean percentile),
    attention_low_pct, attention_high_pct (95% bootstrap interval), h_statistic, p_value (of all together: the same in
    all rows; absent when fewer than two have papers, or all papers have the same attention).
    """
    known = papers.dropna(subset=["attention_pct"])
    # Sorted, because sums depend on the order of the papers, a little.
    samples = [np.sort(known.loc[known["organization"] == name, "attention_pct"].to_numpy("float64")) for name in names]
    rows = [
        (name, len(sample), float(sample.mean()) if len(sample) else np.nan, *bootstrap_mean(sample))
        for name, sample in zip(names, samples, strict=True)
    ]
    columns = ["organization", "n_papers", "attention_pct", "attention_low_pct", "attention_high_pct"]
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.astype({"organization": "object", "n_papers": "int64"} | dict.fromkeys(columns[2:], "float64"))
    some = [sample for sample in samples if len(sample)]
    h_statistic, p_value = np.nan, np.nan
    if len(some) >= 2 and len(np.unique(np.concatenate(some))) > 1:
        h_statistic, p_value = kruskal(*some)
    return frame.assign(h_statistic=float(h_statistic), p_value=float(p_value))


def theme_changes(counts: pd.DataFrame, *, total_before: int, total_now: int) -> pd.DataFrame:
    """Which themes' shares of an organization's papers differ between two windows; the most risen first.

    Fisher's exact test (`hypergeometric_p`), not the log odds of `theme_momentum`: their prior of 100 papers is more
    than most organizations have. Benjamini-Hochberg (1995) over the themes with `FEWEST` papers or more in both
    windows together; the others have no row.

    Parameters
    ----------
    counts : columns theme, n_before, n_now: papers of the organization with the theme in each window
    total_before, total_now : its papers in each window

    Returns
    -------
    `CHANGES`: theme, n_before, n_now, share_before_pct, share_now_pct (of its papers), change_pp, q_value,
    change_low_pp, change_high_pp (95%, `difference_interval`), total_before, total_now. Empty when a window has none.
    """
    frame = counts[counts["n_before"] + counts["n_now"] >= FEWEST]
    if frame.empty or not (total_before and total_now):
        return pd.DataFrame(columns=list(CHANGES)).astype(CHANGES)
    frame = frame.assign(total_before=total_before, total_now=total_now)
    frame["share_before_pct"] = 100 * frame["n_before"] / total_before
    frame["share_now_pct"] = 100 * frame["n_now"] / total_now
    frame["change_pp"] = frame["share_now_pct"] - frame["share_before_pct"]
    both, n_now = (frame["n_before"] + frame["n_now"]).to_numpy("float64"), frame["n_now"].to_numpy("float64")
    size = np.full(len(frame), float(total_now))
    frame["q_value"] = false_discovery_control(hypergeometric_p(n_now, size, both, total_before + total_now))
    low, high = difference_interval(frame["n_before"], frame["total_before"], frame["n_now"], frame["total_now"])
    frame["change_low_pp"], frame["change_high_pp"] = 100 * low, 100 * high
    return frame.sort_values(["change_pp", "theme"], ascending=[False, True], ignore_index=True)[list(CHANGES)]
