"""Does the list of risers predict? What became of the top risers of the past, against all themes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.trends.certainty import SURE
from pipelines.trends.forecast import ShareTable, share_table
from pipelines.trends.momentum import theme_momentum
from pipelines.trends.periods import PeriodName
from pipelines.trends.share_filter import Floats

LISTED = 10  # risers on a list
PERMUTATIONS = 9999
ENOUGH = 6  # lists from which something can be said
OUTCOMES = {
    "origin": "datetime64[us]", "theme": "object", "listed": "bool", "sure": "bool", "share_now_pct": "float64",
    "share_next_pct": "float64", "change_pp": "float64", "kept_rising": "bool",
}  # fmt: skip
RECORD = {
    "origin": "datetime64[us]", "n_listed": "int64", "n_kept": "int64", "kept_pct": "float64", "change_pp": "float64",
    "n_sure": "int64", "n_sure_kept": "int64", "n_themes": "int64", "n_themes_kept": "int64",
    "themes_kept_pct": "float64", "themes_change_pp": "float64",
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """How many of the listed kept rising, against lists drawn at random."""

    n_listed: int  # over all lists; a theme counts once a list
    n_kept: int
    kept_pct: float
    chance_pct: float  # mean of lists drawn at random
    chance_low_pct: float  # 95% of them lie between these
    chance_high_pct: float
    p_value: float  # two-sided
    change_pp: float  # mean change of the listed
    change_p_value: float  # of that mean, two-sided, against the same lists


@dataclass(frozen=True)
class RiserSummary:
    """What became of all past lists of risers together."""

    n_lists: int
    first: pd.Timestamp | None  # first day of the last period of the first list's later window
    last: pd.Timestamp | None
    listed: Kept
    sure: Kept  # of the listed, those whose rise was called more than noise
    themes_change_pp: float  # mean change of all themes

    @property
    def verdict(self) -> Literal["too few", "more often", "less often", "as often"]:
        """How often risers kept rising, against themes drawn at random."""
        if self.n_lists < ENOUGH or not self.listed.n_listed:
            return "too few"
        if self.listed.p_value >= SURE:
            return "as often"
        return "more often" if self.listed.kept_pct > self.listed.chance_pct else "less often"


def riser_outcomes(counts: pd.DataFrame, *, period: PeriodName, window: int) -> pd.DataFrame:
    """What became of every theme after each past period at which a list of risers could be made.

    The list is that of `theme_momentum` on the periods known by then: the largest z among rises, at most `LISTED`. A
    theme kept rising when its share in the `window` periods that follow, pooled, is above that of the list's later
    window.

    Parameters
    ----------
    counts : columns period_start, theme, n_papers, total, complete; one row per period and theme
    period : length of a period
    window : periods in each window of the list, >= 1

    Returns
    -------
    One row per origin (first day of the last period known) and theme, in that order: origin, theme, listed, sure
    (listed, with q < 0.05), share_now_pct, share_next_pct, change_pp, kept_rising. An origin has 2 * window complete
    periods up to it and `window` complete ones, without a gap, after it.

    Raises
    ------
    ValueError : window < 1.
    """
    if window < 1:
        raise ValueError(f"window is {window}; it must be at least 1")
    table, parts = share_table(counts, period), []
    for known in origins(table, window):
        following = slice(known, known + window)
        past = counts[pd.to_datetime(counts["period_start"]) <= table.starts[known - 1]]
        changes = theme_momentum(past, window=window)
        if not changes.empty:
            parts.append(_became(changes, table, following).assign(origin=table.starts[known - 1]))
    if not parts:
        return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in OUTCOMES.items()})
    frame = pd.concat(parts).sort_values(["origin", "theme"], ignore_index=True)
    return frame[list(OUTCOMES)].astype(OUTCOMES)


def origins(table: ShareTable, window: int) -> list[int]:
    """After how many periods a list can be made whose outcome is known: without a gap in the window that follows."""
    return [
        known
        for known in range(2 * window, len(table.starts) - window + 1)
        if table.total[known - 1] > 0
        and (table.total[known : known + window] > 0).all()
        and (table.total[:known] > 0).sum() >= 2 * window
    ]


def _became(changes: pd.DataFrame, table: ShareTable, following: slice) -> pd.DataFrame:
    rising = changes.index[changes["change_pp"] > 0][:LISTED]  # largest z first
    pooled = 100 * table.n_papers[following].sum(axis=0) / table.total[following].sum()
    frame = changes[["theme", "share_now_pct"]].assign(
        listed=changes.index.isin(rising),
        share_next_pct=changes["theme"].map(dict(zip(table.themes, pooled, strict=True))),
    )
    frame["sure"] = frame["listed"] & (changes["q_value"] < SURE)
    frame["change_pp"] = frame["share_next_pct"] - frame["share_now_pct"]
    return frame.assign(kept_rising=frame["change_pp"] > 0)


def riser_record(outcomes: pd.DataFrame) -> pd.DataFrame:
    """What became of each past list of risers.

    Parameters
    ----------
    outcomes : from `riser_outcomes`

    Returns
    -------
    One row per origin, in order of time: origin, n_listed, n_kept (that kept rising), kept_pct, change_pp (mean),
    n_sure, n_sure_kept; and of all themes n_themes, n_themes_kept, themes_kept_pct, themes_change_pp. Percentages and
    means of none are absent.
    """
    rows = []
    for origin, frame in outcomes.groupby("origin", sort=True):
        listed, sure = frame[frame["listed"]], frame[frame["sure"]]
        rows.append(
            {
                "origin": origin,
                "n_listed": len(listed), "n_kept": listed["kept_rising"].sum(),
                "kept_pct": 100 * listed["kept_rising"].mean(), "change_pp": listed["change_pp"].mean(),
                "n_sure": len(sure), "n_sure_kept": sure["kept_rising"].sum(),
                "n_themes": len(frame), "n_themes_kept": frame["kept_rising"].sum(),
                "themes_kept_pct": 100 * frame["kept_rising"].mean(), "themes_change_pp": frame["change_pp"].mean(),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(RECORD)).astype(RECORD)


def riser_summary(outcomes: pd.DataFrame, *, seed: int = 0) -> RiserSummary:
    """Whether past risers kept rising more often than themes drawn at random.

    A permutation test (Good 2005, chapter 3) that exchanges themes, not months: each theme's whole history of being
    listed is given to another theme drawn at random, `PERMUTATIONS` times. Lists of neighbouring months share papers,
    and so do their outcomes; both keep their run over time, so that the overlap makes nothing look surer than it is.

    Parameters
    ----------
    outcomes : from `riser_outcomes`
    seed : fixed, so that the same outcomes give the same figures
    """
    rng = np.random.default_rng(seed)
    listed, sure, rose = (_wide(outcomes, column) for column in ("listed", "sure", "kept_rising"))
    change = _wide(outcomes, "change_pp")
    orders = np.array([rng.permutation(rose.shape[1]) for _ in range(PERMUTATIONS)], dtype=int)
    starts = outcomes["origin"]
    return RiserSummary(
        len(rose),
        None if outcomes.empty else starts.min(),
        None if outcomes.empty else starts.max(),
        _kept(listed, rose, change, orders),
        _kept(sure, rose, change, orders),
        float(change.mean()) if change.size else float("nan"),
    )


def _wide(outcomes: pd.DataFrame, column: str) -> Floats:
    """Origins by themes."""
    return outcomes.pivot(index="origin", columns="theme", values=column).to_numpy("float64")


def _kept(chosen: Floats, rose: Floats, change: Floats, orders: NDArray[np.int64]) -> Kept:
    n, n_kept = int(chosen.sum()), int((chosen * rose).sum())
    if not n:
        return Kept(0, 0, *[float("nan")] * 7)
    chance, low, high, p_value = _against_random(chosen, rose, orders)
    *_, change_p_value = _against_random(chosen, change, orders)
    change_pp = float((chosen * change).sum() / n)
    return Kept(n, n_kept, 100 * n_kept / n, 100 * chance, 100 * low, 100 * high, p_value, change_pp, change_p_value)


def _against_random(chosen: Floats, outcome: Floats, orders: NDArray[np.int64]) -> tuple[float, float, float, float]:
    """Mean outcome of lists drawn at random, its 95% range, and how often it is as far off as that of the chosen."""
    n = chosen.sum()
    together = chosen.T @ outcome  # the outcomes of one theme where another was chosen
    at_random = together[orders, np.arange(len(together))].sum(axis=1) / n
    chance = float(together.sum() / len(together) / n)  # the mean over all permutations
    seen = float((chosen * outcome).sum() / n)
    as_far = np.abs(at_random - chance) >= abs(seen - chance) - 1e-12
    low, high = np.quantile(at_random, [0.025, 0.975])
    return chance, float(low), float(high), (1 + int(as_far.sum())) / (1 + len(at_random))
