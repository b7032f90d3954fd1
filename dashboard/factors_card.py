"""What goes with attention: the chart of the regression, and how little or much it explains."""

from __future__ import annotations

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.mart import read
from dashboard.page import look, source_line
from pipelines.charts.factors import factors
from pipelines.charts.look import Caption
from pipelines.mart.tables.attention_factors import factor_table, fitted_attention
from pipelines.trends.attention_factors import FOLDS, MIN_CARRIERS, MIN_PAPERS, AttentionModel
from pipelines.views.filters import Filters
from pipelines.views.view import View
from pipelines.views.words import count, joined, percent

_CALLED = {
    "organization known": "The source names an organization",
    "code link": "Has a link to code",
    "authors": "Twice as many authors",
    "authors unknown": "Number of authors unknown",
    "day size": "Twice as many papers that day",
}


def factors_lead(filters: Filters) -> str:
    """How much all factors explain, and the strongest of them, in words."""
    model: AttentionModel = read(fitted_attention, filters.selection)
    if model.factors.empty:
        return "Themes, organization, day, number of authors and code: what goes with more attention."
    strongest = model.factors.iloc[int(model.factors["coefficient"].abs().argmax())]
    return (
        f"{fit_words(model)} The strongest: {_label(str(strongest['factor']), filters)}, "
        f"{strongest['coefficient']:+.1f} points (95%: {strongest['low']:+.1f} to {strongest['high']:+.1f})."
    )


def factors_section(filters: Filters) -> None:
    """Draw what goes with attention, the quality of the fit beside it."""
    model: AttentionModel = read(fitted_attention, filters.selection)
    if model.factors.empty:
        st.info(
            f"This needs {MIN_PAPERS} papers with known upvotes on {FOLDS} days; here are "
            f"{count(model.n_papers, 'paper')} on {count(model.n_days, 'day')}. Widen the dates or the filters.",
            icon=":material/info:",
        )
        return
    words = fit_words(model)
    st.markdown("**This is association, not cause.**")
    frame = model.factors.assign(
        label=[_label(factor, filters) for factor in model.factors["factor"]], value=model.factors["coefficient"]
    )
    settled = "mature papers" if model.mature else "immature papers too: too few have settled"
    subtitle = joined(
        filters.words(), f"n = {count(model.n_papers, 'paper')} on {count(model.n_days, 'day')}", settled,
        f"cross-validated R² {model.r2_cv:.3f}",
    )  # fmt: skip
    caption = Caption("What goes with attention: association, not cause", subtitle, source_line())
    axis = "percentile points of attention, more or less than without it"
    figure = factors(frame, middle=0, axis=axis, decimals=1, look=look(), caption=caption)
    table = factor_table(model)
    chart_card(View("factors", caption.title, figure, table, f"{caption.title}. {words}"), filters)
    st.caption(
        "Ridge regression of each paper's attention percentile, all factors at once; dots are coefficients with 95% "
        "bootstrap intervals over days, grey where they hold 0. Of 40 factors without any effect about two would show. "
        "A factor is compared with papers of the same day that lack it (a paper carries several themes: each against "
        "papers without that theme); weekdays with the first of the week. Every day's mean percentile is 50 by "
        "construction, so weekday and day size matter only where filters leave part of a day. "
        f"Factors that fewer than {MIN_CARRIERS} papers have, or lack, are left out. Of persons only the number of "
        "authors is used."
    )


def fit_words(model: AttentionModel) -> str:
    """How much of attention all factors together explain in days the model has not seen, in words."""
    spread = f"cross-validated R² {model.r2_cv:.3f}, 95%: {model.r2_low:.3f} to {model.r2_high:.3f}"
    if model.r2_low <= 0:
        return f"All factors together say nothing sure of the attention of papers on unseen days ({spread})."
    return (
        f"All factors together explain {percent(100 * model.r2_cv)} of the differences in attention on unseen days, "
        f"and leave {percent(100 - 100 * model.r2_cv)} unexplained ({spread})."
    )


def _label(factor: str, filters: Filters) -> str:
    kind, _, name = factor.partition(": ")
    if kind == "theme":
        return filters.theme_names.get(name, name)
    return f"Listed on a {name}" if kind == "weekday" else _CALLED.get(factor, factor)
