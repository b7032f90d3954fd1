"""Shares as levels that drift with a damped trend, seen through counts of papers: filtered, and carried ahead.

The dynamic generalized linear model of West, Harrison and Migon (1985, sections 3 and 4) for binomial counts, with the
damped local trend of Gardner and McKenzie (1985) on the logit scale: level' = level + d slope + e1, slope' = d slope
+ e2, logit of the share = level + e3, papers ~ Binomial(total, share). Without a slope it is simple exponential
smoothing, whose weight follows from the variances and from how many papers a period has.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, digamma, polygamma, zeta

Floats = NDArray[np.float64]

_LEVEL = (0.0005, 0.002, 0.005, 0.01, 0.02, 0.05)  # variances a period, on the logit scale
_NOISE = (0.0, 0.02, 0.08)
# Damping as Hyndman and Athanasopoulos (2021, section 8.2) advise: 0.8 to 0.98. The first has no slope.
_TREND = ((0.8, 0.0), (0.8, 0.0003), (0.8, 0.001), (0.9, 0.0003))
_NEWTON = 20


@dataclass(frozen=True)
class Settings:
    """Variances to choose among; every array of shape (settings, 1)."""

    level: Floats  # of the level's own steps
    noise: Floats  # beyond sampling, gone in the next period
    damping: Floats  # what is left of the slope after a period
    slope: Floats  # of the slope's own steps


@dataclass(frozen=True)
class State:
    """What is believed of level and slope; every array of shape (settings, themes)."""

    level: Floats
    slope: Floats
    level_var: Floats
    slope_var: Floats
    covariance: Floats


def settings_grid() -> Settings:
    """The settings that the past chooses among."""
    rows = np.array([(level, noise, *trend) for level, noise, trend in product(_LEVEL, _NOISE, _TREND)])
    return Settings(*(rows[:, [column]] for column in range(4)))


def first_state(settings: Settings, n_themes: int) -> State:
    """Nothing known: the level is the logit of a Jeffreys share (Beta 1/2, 1/2), the slope is none."""
    shape = (len(settings.level), n_themes)
    spread = np.full(shape, 2 * float(polygamma(1, 0.5)))
    return State(np.zeros(shape), np.zeros(shape), spread, np.zeros(shape), np.zeros(shape))


def step(state: State, settings: Settings) -> State:
    """The beliefs one period later, with nothing new seen."""
    damping = settings.damping
    carried = damping**2 * state.slope_var
    return State(
        state.level + damping * state.slope,
        damping * state.slope,
        state.level_var + 2 * damping * state.covariance + carried + settings.level,
        carried + settings.slope,
        damping * state.covariance + carried,
    )


def predictive(state: State, settings: Settings) -> tuple[Floats, Floats]:
    """Beta distribution of the period's share, its two parameters; each of shape (settings, themes)."""
    return beta_of(state.level, state.level_var + settings.noise)


def see(state: State, settings: Settings, n_papers: Floats, total: float) -> tuple[State, Floats]:
    """The beliefs after a period's papers are counted.

    Parameters
    ----------
    state : the beliefs before, from `step`
    n_papers : papers with each theme, shape (themes,)
    total : papers of the period, > 0

    Returns
    -------
    The new beliefs, and the logarithm of how probable the counts were, shape (settings,): beta-binomial, summed over
    the themes, without the binomial coefficients that are the same under all settings.
    """
    variance = state.level_var + settings.noise
    a, b = beta_of(state.level, variance)
    a_now, b_now = a + n_papers, b + total - n_papers
    likelihood = (betaln(a_now, b_now) - betaln(a, b)).sum(axis=1)
    gained = digamma(a_now) - digamma(b_now) - state.level
    shrunk = (1 - (zeta(2, a_now) + zeta(2, b_now)) / variance) / variance
    seen = State(
        state.level + state.level_var / variance * gained,
        state.slope + state.covariance / variance * gained,
        state.level_var - state.level_var**2 * shrunk,
        state.slope_var - state.covariance**2 * shrunk,
        state.covariance - state.level_var * state.covariance * shrunk,
    )
    return seen, likelihood


def of_setting(state: State, settings: Settings, place: int) -> tuple[State, Settings]:
    """The beliefs under one of the settings, and that setting; arrays of shape (1, themes) and (1, 1)."""
    row = slice(place, place + 1)
    beliefs = (state.level, state.slope, state.level_var, state.slope_var, state.covariance)
    choice = (settings.level, settings.noise, settings.damping, settings.slope)
    return State(*(array[row] for array in beliefs)), Settings(*(array[row] for array in choice))


def beta_of(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """The Beta distribution whose logit has that mean and variance.

    Solves digamma(a) - digamma(b) = mean, trigamma(a) + trigamma(b) = variance by Newton's method on the logarithms
    of a and b, from the approximation of West, Harrison and Migon (1985, section 4).
    """
    a, b = (1 + np.exp(mean)) / variance, (1 + np.exp(-mean)) / variance
    for _ in range(_NEWTON):
        trigamma_a, trigamma_b = zeta(2, a), zeta(2, b)
        off_mean = digamma(a) - digamma(b) - mean
        off_variance = trigamma_a + trigamma_b - variance
        slope_a, slope_b = -2 * zeta(3, a), -2 * zeta(3, b)
        determinant = trigamma_a * slope_b + trigamma_b * slope_a
        step_a = (off_mean * slope_b + trigamma_b * off_variance) / (determinant * a)
        step_b = (trigamma_a * off_variance - slope_a * off_mean) / (determinant * b)
        a, b = a * np.exp(-np.clip(step_a, -1, 1)), b * np.exp(-np.clip(step_b, -1, 1))
        if max(np.abs(step_a).max(initial=0), np.abs(step_b).max(initial=0)) < 1e-7:
            break
    return a, b


def beta_binomial_limits(a: Floats, b: Floats, n: int) -> tuple[Floats, Floats]:
    """95% limits of the share of the next n papers, when the share itself is Beta(a, b).

    The 2.5% and 97.5% quantiles of the beta-binomial distribution, over n; shape of a and b.
    """
    k = np.arange(n + 1, dtype=float)
    choose = -betaln(n - k + 1, k + 1) - np.log(n + 1)
    a, b = a[..., None], b[..., None]
    below = np.cumsum(np.exp(choose + betaln(k + a, n - k + b) - betaln(a, b)), axis=-1)
    low, high = ((below < quantile).sum(axis=-1) / n for quantile in (0.025, 0.975))
    return low, np.minimum(high, 1.0)
