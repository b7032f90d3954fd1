"""How upvotes, comments or stars are distributed over papers: the chart, and what it says."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.charts.distribution import distribution
from pipelines.charts.look import Caption, Look
from pipelines.mart.picks import Pick
from pipelines.mart.selection import Selection
from pipelines.mart.tables.upvotes import Measured, measured_counts, reception
from pipelines.views.filters import Filters
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, day, joined

NOUNS: dict[Measured, str] = {"upvotes": "upvotes", "comments": "comments", "github_stars": "GitHub stars"}


def distribution_lead(read: Reader, filters: Filters, measured: Measured) -> str:
    """What the middle paper and the upper quarter have, in words."""
    figures = received(read, filters.selection, measured)
    if not figures["n_papers"]:
        return f"No source told {NOUNS[measured]} of these papers: absent, not zero."
    return (
        f"The median paper has {figures['median']:,.4g} {NOUNS[measured]}, the upper quartile "
        f"{figures['upper_quartile']:,.4g} (n = {count(figures['n_papers'], 'paper')})."
    )


def distribution_view(read: Reader, filters: Filters, look: Look, measured: Measured) -> View | None:
    """How many papers have how many, of those of which a source told it; None where it told none."""
    figures, counts = received(read, filters.selection, measured), read(measured_counts, filters.selection, measured)
    if counts.empty:
        return None
    noun, n = NOUNS[measured], count(figures["n_papers"], "paper")
    of_all = f"n = {count(figures['n_papers'])} of {count(figures['n_papers'] + figures['n_unknown'], 'paper')}"
    title = f"How many papers get how many {noun}"
    caption = Caption(title, joined(filters.words(), of_all, _quantiles(figures)), source_line(read))
    figure = distribution(
        counts, look=look, caption=caption, measured=measured, noun=noun,
        marks={"median": figures["median"], "upper quartile": figures["upper_quartile"]},
    )  # fmt: skip

    def behind(told: list[str]) -> Pick | None:
        counted, *ends = told
        if not all(end.isdecimal() for end in ends):
            return None
        least, most = map(int, ends)
        return Pick(counted=counted, least=least, most=most)

    return View("distribution", title, figure, counts, f"{title}: {of_all}; {_quantiles(figures)}.", n=n, behind=behind)


def distribution_note(read: Reader, filters: Filters, measured: Measured) -> str:
    """What is in no bar, or in one of its own, in words."""
    figures, noun = received(read, filters.selection, measured), NOUNS[measured]
    since = f"; first told of a paper of {day(figures['first_day'])}" if figures["n_unknown"] else ""
    return (
        f"{count(figures['n_zero'], 'paper')} with 0 {noun} in a bar of their own. No source told {noun} of "
        f"{count(figures['n_unknown'], 'paper')}: absent, not zero, and left out{since}. Counts are as last seen; "
        "stars keep growing for months."
    )


def received(read: Reader, selection: Selection, measured: Measured) -> pd.Series[Any]:
    """The row of `reception` of what is measured."""
    frame = read(reception, selection)
    row: pd.Series[Any] = frame[frame["measured"] == measured].iloc[0]
    return row


def _quantiles(figures: pd.Series[Any]) -> str:
    """Median and upper quartile, with intervals."""
    parts = []
    for name, column in (("median", "median"), ("upper quartile", "upper_quartile")):
        low, high = figures[f"{column}_low"], figures[f"{column}_high"]
        spread = f" (95%: {low:,.4g} to {high:,.4g})" if pd.notna(low) else ""
        parts.append(f"{name} {figures[column]:,.4g}{spread}")
    return "; ".join(parts)
