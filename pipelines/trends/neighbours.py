"""How much more often two things come together than chance would have it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from pipelines.trends.specialisation import hypergeometric_p


def lifts(counts: pd.DataFrame, *, total: int) -> pd.DataFrame:
    """Share of a thing's papers that have each other thing, over that thing's share of all papers.

    `q_value` tests whether the two come together as chance would have it (Fisher 1922, hypergeometric, two-sided as
    twice the smaller tail), then Benjamini-Hochberg (1995) over the rows.

    Parameters
    ----------
    counts : columns n_both (papers with both), n_own (papers of the thing itself, the same in every row), n_other
        (papers of the other); one row per other thing, zeros included
    total : papers altogether, at least as many as any of those

    Returns
    -------
    `counts` with share_pct (of the thing's papers, in %), lift (1 where they come together as often as by chance;
    absent where no paper has the other), q_value (1 there).
    """
    both, own, other = (counts[name].to_numpy("float64") for name in ("n_both", "n_own", "n_other"))
    frame = counts.assign(share_pct=100 * counts["n_both"] / counts["n_own"].where(counts["n_own"] > 0))
    told = own * other > 0
    frame["lift"] = (counts["n_both"] * total) / (counts["n_own"] * counts["n_other"]).where(told)
    p_values = np.ones(len(frame))
    p_values[told] = hypergeometric_p(both[told], own[told], other[told], total)
    frame["q_value"] = false_discovery_control(p_values) if len(frame) else p_values
    return frame
