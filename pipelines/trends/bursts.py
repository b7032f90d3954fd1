"""Bursts: stretches of time in which something is in far more of the papers than usual."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.trends.periods import PeriodName, period_end
from pipelines.trends.stretches import stretches

COLUMNS = {
    "name": "object", "start": "datetime64[us]", "end": "datetime64[us]", "level": "int64", "n_papers": "int64",
    "share_pct": "float64", "usual_share_pct": "float64", "weight": "float64",
}  # fmt: skip
SCALING = 2.0  # s: how many times the share of each level is that of the level below
COST = 1.75  # gamma: what it costs to rise a level; both chosen on synthetic papers with planted bursts
LEVELS = 3
_ALL = 1 - 1e-6  # no level expects more than all papers
_AT_ONCE = 5_000  # things looked at together: bounds the memory

Floats = NDArray[np.float64]
States = NDArray[np.int8]


def find_bursts(
    counts: pd.DataFrame,
    periods: pd.DataFrame,
    period: PeriodName,
    *,
    scaling: float = SCALING,
    cost: float = COST,
    levels: int = LEVELS,
) -> pd.DataFrame:
    """When each thing was in far more papers than usual.

    Kleinberg (2002), section 4: r of a period's d papers have it. Without a burst a paper has it with probability p0 =
    R / D, its share of all papers; at level i with p_i = p0 * scaling^i. A period at level i costs -ln C(d, r) p_i^r
    (1 - p_i)^(d - r), a rise from level i to j costs (j - i) * cost * ln(number of periods), a fall nothing. The
    cheapest way through the periods (Viterbi) tells the bursts. Only complete periods are looked at, and after a gap
    the way starts again without a burst: none spans a period that was never fetched.

    Parameters
    ----------
    counts : columns name, period_start, n_papers; at most one row per pair, none for zero papers
    periods : columns period_start, total (papers of the period), complete
    scaling : s of the source, > 1
    cost : gamma of the source, > 0
    levels : of bursts, >= 1

    Returns
    -------
    One row per burst, columns `COLUMNS`, greatest weight first: name, start and end (first and last day), level (the
    highest reached), n_papers, share_pct (of the papers within), usual_share_pct (of those of all other complete
    periods, absent without any), weight (log-likelihood ratio, natural: what the burst saves against none).

    Raises
    ------
    ValueError : scaling <= 1, cost <= 0 or levels < 1.
    """
    if scaling <= 1 or cost <= 0 or levels < 1:
        raise ValueError(f"scaling {scaling}, cost {cost}, levels {levels}: they must be > 1, > 0 and >= 1")
    done = periods[periods["complete"].astype(bool)].sort_values("period_start", ignore_index=True)
    runs = stretches(done["period_start"], done["complete"], period)
    total = done["total"].to_numpy(float)
    names, n_papers = _table(counts, done["period_start"])
    rise = cost * np.log(max(len(done), 2))
    found = []
    for first in range(0, len(names), _AT_ONCE):
        block = n_papers[first : first + _AT_ONCE]
        savings = _savings(block, total, scaling, levels)
        ways = [_cheapest(savings[:, runs == run], rise) for run in range(int(runs.max(initial=-1)) + 1)]
        frame = _stretches_above(np.concatenate(ways).T, runs, block, total, savings)
        found.append(frame.assign(name=names[frame["row"] + first]))
    if not found:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    bursts = pd.concat(found, ignore_index=True)
    bursts["start"] = done["period_start"].to_numpy()[bursts["first"]]
    bursts["end"] = [period_end(done["period_start"][place], period) for place in bursts["last"]]
    ordered = bursts.sort_values(["weight", "name", "start"], ascending=[False, True, True], ignore_index=True)
    return ordered[list(COLUMNS)].astype(COLUMNS)


def _table(counts: pd.DataFrame, starts: pd.Series[pd.Timestamp]) -> tuple[NDArray[np.object_], Floats]:
    """Papers by name and period, shape (names, periods), of the names that have any there."""
    column = pd.DatetimeIndex(starts).get_indexer(pd.DatetimeIndex(counts["period_start"]))
    inside = (column >= 0) & (counts["n_papers"] > 0).to_numpy()
    row, names = pd.factorize(counts["name"].to_numpy(object)[inside], sort=True)
    table = np.zeros((len(names), len(starts)))
    table[row, column[inside]] = counts["n_papers"].to_numpy()[inside]
    return names, table


def _savings(n_papers: Floats, total: Floats, scaling: float, levels: int) -> Floats:
    """What each level saves against none, shape (levels + 1, periods, names): the first is 0."""
    usual = np.minimum(n_papers.sum(axis=1) / total.sum(), _ALL)
    used = n_papers.T.copy()
    rest = total[:, None] - used
    shares = [np.minimum(usual * scaling**level, _ALL) for level in range(levels + 1)]
    return np.stack([used * np.log(p / usual) + rest * np.log((1 - p) / (1 - usual)) for p in shares])


def _cheapest(savings: Floats, rise: float) -> States:
    """The level of every period on the way that saves most, shape (periods, names); the lower level where equal."""
    n_levels, n_periods, n_names = savings.shape
    came = np.zeros((n_periods, n_levels, n_names), np.int8)
    best = [savings[level, 0] - level * rise for level in range(n_levels)]
    for t in range(1, n_periods):
        ways = []
        for level in range(n_levels):
            way = best[0] - level * rise
            for before in range(1, n_levels):
                other = best[before] - max(level - before, 0) * rise
                came[t, level][other > way] = before
                way = np.maximum(way, other)
            ways.append(way + savings[level, t])
        best = ways
    state = np.zeros((n_periods, n_names), np.int8)
    state[-1] = np.argmax(best, axis=0)
    for t in range(n_periods - 1, 0, -1):
        state[t - 1] = came[t, state[t], np.arange(n_names)]
    return state


def _stretches_above(
    state: States, runs: NDArray[np.int64], n_papers: Floats, total: Floats, savings: Floats
) -> pd.DataFrame:
    """The unbroken stretches above level 0: row, first, last (places of names and periods), and their figures."""
    on = np.pad(state > 0, ((0, 0), (1, 1)))
    broken = np.concatenate([[True], np.diff(runs) > 0, [True]])  # before each period, and after the last
    row, first = np.nonzero(on[:, 1:-1] & (~on[:, :-2] | broken[:-1]))
    _, last = np.nonzero(on[:, 1:-1] & (~on[:, 2:] | broken[1:]))
    gained = np.take_along_axis(savings, state.T[None].astype(np.int64), axis=0)[0].T
    n, papers, weight = (_within(table, row, first, last) for table in (n_papers, total[None, :], gained))
    others = total.sum() - papers
    frame = pd.DataFrame({"row": row, "first": first, "last": last, "n_papers": n, "weight": weight})
    frame["level"] = [int(state[i, a : b + 1].max()) for i, a, b in zip(row, first, last, strict=True)]
    frame["share_pct"] = 100 * n / papers
    rest = n_papers.sum(axis=1)[row] - n
    frame["usual_share_pct"] = 100 * np.divide(rest, others, out=np.full(len(row), np.nan), where=others > 0)
    return frame


def _within(table: Floats, row: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]) -> Floats:
    """Sums of the table's rows from first to last column, both included."""
    upto = np.pad(table.cumsum(axis=1), ((0, 0), (1, 0)))
    row = np.minimum(row, len(table) - 1)
    sums: Floats = upto[row, last + 1] - upto[row, first]
    return sums
