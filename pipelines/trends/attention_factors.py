"""What goes with attention: a ridge regression of the attention percentile on what is known of a paper at its listing.

Association, not cause. Nothing in it is about persons: of authors only their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]

MIN_PAPERS = 200  # with known attention; fewer say nothing of forty factors
MIN_CARRIERS = 20  # papers with, and papers without, that a factor needs
FOLDS = 10
RESAMPLES = 500
# For each paper: scikit-learn's alpha is the penalty times their number. None is heavier, though small effects would be
# predicted a little better: it would shrink them to nothing, and intervals would no longer hold them 19 times in 20.
PENALTIES = np.logspace(-4, -1.5, 6)
_COLUMNS = {
    "factor": "object", "coefficient": "float64", "low": "float64", "high": "float64", "n_papers": "int64",
    "unit": "object",
}  # fmt: skip
_WITH = "percentile points, with against without"
_DOUBLING = "percentile points per doubling"


@dataclass(frozen=True)
class AttentionModel:
    """What goes with attention, and how much of it that explains in days the model has not seen."""

    factors: pd.DataFrame  # columns as `attention_model` says
    r2_cv: float  # share of the variance explained out of sample; below 0: worse than no model; absent without one
    r2_low: float  # 95% interval
    r2_high: float
    n_papers: int
    n_days: int
    penalty: float  # chosen by cross-validation
    mature: bool  # False: too few papers have settled, and immature ones are used


def attention_model(papers: pd.DataFrame) -> AttentionModel:
    """Ridge regression (Hoerl and Kennard 1970) of the attention percentile, in closed form.

    What differs between papers of a day is taken against the mean of that day's papers (the within estimator,
    Mundlak 1978), because the percentile compares papers of a day: what no source told on a day has no say there.
    Columns are standardised, the penalty is the best of `PENALTIES` in 10-fold cross-validation over whole days
    (percentiles of a day depend on each other), and the fit's quality comes from an outer loop of the same kind (Varma
    and Simon 2006). Intervals are 95% percentile-bootstrap intervals over days (Cameron, Gelbach and Miller 2008), the
    penalty kept; each by itself: of 40 factors without any effect about two leave out 0.

    Parameters
    ----------
    papers : columns paper_id, listed_on (date), attention_pct (0 to 100), immature (bool), themes (lists of ids),
        organization_known (bool), n_authors (absent when unknown), code_link (bool), n_listed (papers of that day)

    Returns
    -------
    Its `factors`, largest coefficient first: factor, coefficient, low, high (in `unit`), n_papers (that have it, or
    for which it is known), unit. Factors that fewer than 20 papers have, or lack, are left out. Below 200 papers or 10
    days, or where all papers draw the same attention, there are none, and the figures of the fit are absent. The
    weekday's reference is the first of the week.
    """
    settled = papers[~papers["immature"].astype(bool)]
    mature = len(settled) >= MIN_PAPERS
    used = (settled if mature else papers).sort_values("paper_id", ignore_index=True)  # sums must not depend on order
    n_days = int(used["listed_on"].nunique())
    columns, told = _design(used)
    if len(used) < MIN_PAPERS or n_days < FOLDS or columns.empty or np.ptp(used["attention_pct"].to_numpy()) < 1e-9:
        nothing = pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)
        absent = float("nan")
        return AttentionModel(nothing, absent, absent, absent, len(used), n_days, absent, mature)
    days = _products(columns.to_numpy(), used["attention_pct"].to_numpy("float64"), used["listed_on"])
    rng = np.random.default_rng(0)
    folds = rng.permutation(n_days) % FOLDS
    weights = rng.multinomial(n_days, np.full(n_days, 1 / n_days), size=RESAMPLES).astype("float64")
    penalty = _best_penalty(np.stack([days[folds == fold].sum(axis=0) for fold in range(FOLDS)]))
    _, coefficients = _ridge(days.sum(axis=0), penalty)
    resampled = np.tensordot(weights, days, axes=1)
    low, high = np.quantile(_ridge(resampled, penalty)[1], [0.025, 0.975], axis=0)
    frame = told.assign(coefficient=coefficients, low=low, high=high)[list(_COLUMNS)].astype(_COLUMNS)
    frame = frame.round(9)  # where nothing differs between days, 1e-17 is 0 and not sure to be more
    frame = frame.sort_values(["coefficient", "factor"], ascending=[False, True], ignore_index=True)
    return AttentionModel(frame, *_quality(days, folds, weights), len(used), n_days, penalty, mature)


def _design(papers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The columns of the regression, and for each of them factor, n_papers, unit."""
    day = papers["listed_on"]
    flags = _carried(papers["themes"]).assign(
        **{
            "organization known": papers["organization_known"].astype(bool),
            "code link": papers["code_link"].astype(bool),
            "authors unknown": papers["n_authors"].isna(),
        }
    )
    flags = _varied(flags)
    n_authors = pd.to_numeric(papers["n_authors"]).astype("float64").clip(lower=1)
    authors = pd.Series(np.log2(n_authors), index=papers.index)
    within = flags.astype("float64").assign(authors=authors.fillna(authors.mean()))
    within -= within.groupby(day).transform("mean")
    weekdays = pd.get_dummies("weekday: " + pd.to_datetime(day).dt.day_name())
    order = [name for name in pd.date_range("2024-01-01", periods=7).day_name() if f"weekday: {name}" in weekdays]
    between = _varied(weekdays[[f"weekday: {name}" for name in order[1:]]])
    columns = within.join(between.astype("float64")).assign(**{"day size": np.log2(papers["n_listed"].astype(float))})
    columns = columns.loc[:, columns.var(ddof=0) > 1e-12]
    counts = {**flags.sum(), **between.sum(), "authors": authors.notna().sum(), "day size": len(papers)}
    units = {"authors": _DOUBLING, "day size": _DOUBLING}
    units |= {str(factor): f"percentile points, against {order[0]}" for factor in between}
    rows = [(factor, counts[factor], units.get(str(factor), _WITH)) for factor in columns]
    return columns, pd.DataFrame(rows, columns=["factor", "n_papers", "unit"])


def _carried(themes: pd.Series[Any]) -> pd.DataFrame:
    """Whether each paper carries each theme: a column of bool "theme: ID" for each."""
    one_each = themes.explode().dropna()
    carried = pd.crosstab(one_each.index, "theme: " + one_each.astype("str"))
    return carried.reindex(themes.index, fill_value=0).astype(bool)


def _varied(flags: pd.DataFrame) -> pd.DataFrame:
    """The flags that enough papers have and enough lack."""
    return flags.loc[:, flags.sum().between(MIN_CARRIERS, len(flags) - MIN_CARRIERS)]


def _products(columns: Array, attention: Array, day: pd.Series[Any]) -> Array:
    """Cross-products of (1, columns, attention) of each day in order of time: shape (days, factors + 2, factors + 2).

    All that follows needs only their sums over days.
    """
    rows = np.column_stack([np.ones(len(columns)), columns, attention])
    return np.stack([rows[places].T @ rows[places] for _, places in sorted(day.groupby(day).indices.items())])


def _ridge(products: Array, penalty: float) -> tuple[Array, Array]:
    """Intercept and coefficients for cross-products of shape (..., factors + 2, factors + 2)."""
    n = products[..., :1, :1]
    mean = products[..., 0, 1:] / n[..., 0]
    spread = products[..., 1:, 1:] / n - mean[..., :, None] * mean[..., None, :]
    variance = np.diagonal(spread, axis1=-2, axis2=-1)[..., :-1]
    scale = np.where(variance > 1e-12, np.sqrt(np.abs(variance)), np.inf)  # a constant column gets a coefficient of 0
    against = spread[..., :-1, :-1] / scale[..., :, None] / scale[..., None, :]
    target = spread[..., :-1, -1:] / scale[..., None]
    coefficients = np.linalg.solve(against + penalty * np.eye(scale.shape[-1]), target)[..., 0] / scale
    return mean[..., -1] - (mean[..., :-1] * coefficients).sum(axis=-1), coefficients


def _misses(products: Array, intercept: Array, coefficients: Array) -> Array:
    """Sum of squared errors of a fit on cross-products of shape (..., factors + 2, factors + 2)."""
    errors = np.concatenate([[-intercept], -coefficients, [1.0]])
    result: Array = errors @ products @ errors
    return result


def _best_penalty(folds: Array) -> float:
    """The penalty with the least error in folds left out; shape (folds, factors + 2, factors + 2)."""
    everything = folds.sum(axis=0)
    errors = [np.sum([_misses(fold, *_ridge(everything - fold, penalty)) for fold in folds]) for penalty in PENALTIES]
    return float(PENALTIES[int(np.argmin(errors))])


def _quality(days: Array, folds: NDArray[np.int64], weights: Array) -> tuple[float, float, float]:
    """R squared in days left out, whose penalty was chosen without them, and its interval over resampled days."""
    errors, spread = np.empty(len(days)), np.empty(len(days))
    for fold in range(FOLDS):
        rest = np.stack([days[folds == other].sum(axis=0) for other in range(FOLDS) if other != fold])
        seen, unseen = rest.sum(axis=0), days[folds == fold]
        intercept, coefficients = _ridge(seen, _best_penalty(rest))
        errors[folds == fold] = _misses(unseen, intercept, coefficients)
        mean = seen[0, -1] / seen[0, 0]
        spread[folds == fold] = _misses(unseen, mean, np.zeros_like(coefficients))
    low, high = np.quantile(1 - (weights @ errors) / (weights @ spread), [0.025, 0.975])
    return float(1 - errors.sum() / spread.sum()), float(low), float(high)
