"""From when on something is called sure, the same for every statistic."""

from __future__ import annotations

from statistics import NormalDist

SURE = 0.05  # q- or p-value below which a change or a difference is called more than chance
Z95 = NormalDist().inv_cdf(0.975)  # standard errors that a 95% interval reaches to each side
