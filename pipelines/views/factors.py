"""What goes with attention: the chart of the regression, and how little or much it explains."""

from __future__ import annotations

from collections.abc import Hashable

from pipelines.charts.factors import factors
from pipelines.charts.look import Caption, Look
from pipelines.mart.tables.attention_factors import factor_table, fitted_attention
from pipelines.trends.attention_factors import FOLDS, MIN_CARRIERS, MIN_PAPERS, AttentionModel
from pipelines.views.filters import Filters
from pipelines.views.links import Kind
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, joined, percent, signed

FACTORS_NOTE = (
    "Ridge regression of each paper's attention percentile, all factors at once; dots are coefficients with 95% "
    "bootstrap intervals over days, grey where they hold 0. Of 40 factors without any effect about two would show. "
    "A factor is compared with papers of the same day that lack it (a paper carries several themes: each against "
    "papers without that theme); weekdays with the first of the week. Every day's mean percentile is 50 by "
    "construction, so weekday and day size matter only where filters leave part of a day. "
    f"Factors that fewer than {MIN_CARRIERS} papers have, or lack, are left out. Of persons only the number of "
    "authors is used."
)
_CALLED = {
    "organization known": "The source names an organization",
    "code link": "Has a link to code",
    "authors": "Twice as many authors",
    "authors unknown": "Number of authors unknown",
    "day size": "Twice as many papers that day",
}


def factors_lead(read: Reader, filters: Filters) -> str:
    """How much all factors explain, and the strongest of them, in words; or what is needed to tell."""
    model: AttentionModel = read(fitted_attention, filters.selection)
    if model.factors.empty:
        return (
            f"What goes with attention needs {MIN_PAPERS} papers with known upvotes on {FOLDS} days; here are "
            f"{count(model.n_papers, 'paper')} on {count(model.n_days, 'day')}. Widen the dates or the filters."
        )
    strongest = model.factors.iloc[int(model.factors["coefficient"].abs().argmax())]
    low, high = (signed(strongest[end]) for end in ("low", "high"))
    return (
        f"{_fit_words(model)} The strongest: {_label(str(strongest['factor']), filters)}, "
        f"{signed(strongest['coefficient'])} points (95%: {low} to {high})."
    )


def factors_view(read: Reader, filters: Filters, look: Look) -> View | None:
    """Dots with intervals, a row for each factor; None where papers are too few, see `factors_lead`."""
    model: AttentionModel = read(fitted_attention, filters.selection)
    if model.factors.empty:
        return None
    frame = model.factors.assign(
        label=[_label(factor, filters) for factor in model.factors["factor"]], value=model.factors["coefficient"]
    )
    settled = "mature papers" if model.mature else "immature papers too: too few have settled"
    about = joined(settled, f"cross-validated R² {model.r2_cv:.3f}")
    n = f"{count(model.n_papers, 'paper')} on {count(model.n_days, 'day')}"
    title = "What goes with attention: association, not cause"
    figure = factors(
        frame, middle=0, axis="percentile points of attention, more or less than without it", decimals=1, look=look,
        caption=Caption(title, joined(filters.words(), f"n = {n}", about), source_line(read)),
    )  # fmt: skip
    summary = f"{title}. {factors_lead(read, filters)}"
    themes = [name.removeprefix("theme: ") for name in frame["factor"] if name.startswith("theme: ")]
    links: dict[str, tuple[Kind, Hashable]] = {
        filters.theme_names.get(theme, theme): ("theme", theme) for theme in themes
    }
    return View("factors", title, figure, factor_table(model), summary, about, n, links=links)


def _fit_words(model: AttentionModel) -> str:
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
