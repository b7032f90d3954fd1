"""Which themes rise and which fall, and whether that is more than noise."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, norm

COLUMNS = [
    "theme", "n_before", "n_now", "share_before_pct", "share_now_pct", "change_pp", "log_odds", "z", "q_value",
]  # fmt: skip
PRIOR_PAPERS = 100.0  # the pooled share weighs as much as 100 papers: a dozen papers do not make a trend


def theme_momentum(counts: pd.DataFrame, *, window: int) -> pd.DataFrame:
    """Rank themes by how much their share changed between the last two windows.

    Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, equations 15 to 22, here
    with papers as trials, because a paper carries several themes): the prior is the theme's pooled share, worth
    `PRIOR_PAPERS` papers. `q_value` is Benjamini-Hochberg (1995) over all themes.

    Parameters
    ----------
    counts : columns period_start, theme, n_papers, total, complete; one row per period and theme
    window : periods in each of the two windows compared, >= 1

    Returns
    -------
    One row per theme, columns `COLUMNS`: papers and share (of all papers, in %) of both windows, change in
    percentage points, log_odds (natural), z, q_value (two-sided); largest z first. Empty when there are fewer
    than 2 * window complete periods or a window without papers.

    Raises
    ------
    ValueError : window < 1.
    """
    if window < 1:
        raise ValueError(f"window is {window}; it must be at least 1")
    done = counts[counts["complete"]]
    starts = np.sort(done["period_start"].unique())[-2 * window :]
    if len(starts) < 2 * window:
        return pd.DataFrame(columns=COLUMNS)
    before = done[done["period_start"].isin(starts[:window])].groupby("theme")[["n_papers", "total"]].sum()
    now = done[done["period_start"].isin(starts[window:])].groupby("theme")[["n_papers", "total"]].sum()
    if (before["total"] == 0).any() or (now["total"] == 0).any():
        return pd.DataFrame(columns=COLUMNS)
    papers = before["total"] + now["total"]
    pooled = (before["n_papers"] + now["n_papers"]) / papers
    prior = PRIOR_PAPERS * np.clip(pooled, 0.5 / papers, 1 - 0.5 / papers)  # themes of no paper, and of every paper
    odds_before, spread_before = _log_odds(before, prior)
    odds_now, spread_now = _log_odds(now, prior)
    frame = pd.DataFrame({"n_before": before["n_papers"], "n_now": now["n_papers"]})
    frame["share_before_pct"] = 100 * before["n_papers"] / before["total"]
    frame["share_now_pct"] = 100 * now["n_papers"] / now["total"]
    frame["change_pp"] = frame["share_now_pct"] - frame["share_before_pct"]
    frame["log_odds"] = odds_now - odds_before
    frame["z"] = frame["log_odds"] / np.sqrt(spread_before + spread_now)
    frame["q_value"] = false_discovery_control(2 * norm.sf(frame["z"].abs()))
    return frame.reset_index().sort_values(["z", "theme"], ascending=[False, True], ignore_index=True)[COLUMNS]


def _log_odds(window: pd.DataFrame, prior: pd.Series[float]) -> tuple[pd.Series[float], pd.Series[float]]:
    """Log odds of carrying the theme under the prior, and their variance."""
    carrying = window["n_papers"] + prior
    without = window["total"] + PRIOR_PAPERS - carrying
    return np.log(carrying / without), 1 / carrying + 1 / without
