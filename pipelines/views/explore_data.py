"""What the Explore chart is drawn from, what it finds, and what is odd about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from pipelines.mart.tables.explored import PHRASE, explored, explored_changes, kind_of
from pipelines.mart.tables.explored_measures import (
    attention_of_series,
    places_of_kind,
    with_attention,
    with_places,
)
from pipelines.views.explore_series import Lines, lines_for
from pipelines.views.explore_words import attention_lead, count_lead, rank_lead, share_lead
from pipelines.views.filters import Filters
from pipelines.views.view import Reader

MeasureName = Literal["share", "count", "attention", "rank"]
Shape = Literal["lines", "area", "multiples", "heatmap"]
MEASURES: tuple[MeasureName, ...] = get_args(MeasureName)
SHAPES: tuple[Shape, ...] = get_args(Shape)


@dataclass(frozen=True)
class Explored:
    """What a chart and a table of some lines are made from."""

    lines: Lines
    measure: MeasureName
    counts: pd.DataFrame  # of `explored`
    frame: pd.DataFrame  # what is drawn: the counts, or attention (`with_attention`), or with places (`with_places`)
    overall: pd.DataFrame  # attention over all periods, of `attention_of_series`; empty for other measures

    @property
    def of_known(self) -> bool:
        """Whether any share is of the papers with a known organization."""
        return bool(self.counts["share_of"].ne("papers").any())


def explored_lines(
    read: Reader, filters: Filters, series: Sequence[str], measure: MeasureName, *, title_only: bool
) -> Explored:
    """Read what a chart is made from; the parameters are those of `explore_view`."""
    lines = lines_for(read, filters, series)
    asked = (filters.selection, filters.period)
    counts = read(explored, *asked, series=tuple(lines.names), title_only=title_only)
    overall = pd.DataFrame({"series": pd.Series(dtype="object")})
    frame = counts
    if measure == "attention":
        parts = [read(attention_of_series, *asked, series=key, title_only=title_only) for key in lines.names]
        frame = with_attention(counts, parts)
        sums = [
            read(attention_of_series, filters.selection, None, series=key, title_only=title_only) for key in lines.names
        ]
        overall = pd.concat(sums, ignore_index=True)
    if measure == "rank":
        kinds = dict.fromkeys(kind_of(key) for key in lines.names)
        frame = with_places(counts, [read(places_of_kind, *asked, kind=kind) for kind in kinds])
    return Explored(lines, measure, counts, frame, overall)


def explore_summary(shown: Explored, filters: Filters) -> str:
    """The sentence with the top finding of the measure."""
    names = shown.lines.names
    if shown.measure == "attention":
        return attention_lead(shown.overall, names)
    if shown.measure == "rank":
        return rank_lead(shown.frame, names, filters)
    changes = explored_changes(shown.counts.assign(name=shown.counts["series"].map(names)), filters.period)
    return count_lead(changes, filters) if shown.measure == "count" else share_lead(changes, filters)


def explore_problems(shown: Explored, shape: Shape) -> list[str]:
    """What is not as the reader may expect, one line each."""
    names, measure = shown.lines.names, shown.measure
    found = shown.counts.groupby("series")["n_papers"].sum()
    nowhere = [key for key in names if not found.get(key, 0)]
    problems = [f"{names[key]} is in none of these papers." for key in nowhere]
    if measure == "rank" and (phrases := [name for key, name in names.items() if kind_of(key) == PHRASE]):
        problems.append(f"{', '.join(phrases)}: a phrase has no rank, as there is no list of all phrases.")
    if measure == "attention":
        told = shown.frame.groupby("series")["n_papers"].sum()
        silent = [name for key, name in names.items() if key not in nowhere and not told.get(key, 0)]
        problems += [f"{', '.join(silent)}: no source tells the upvotes of these papers."] if silent else []
    if shape != possible_shape(shape, shown):
        why = {
            "share": "Shares of papers and shares of papers with a known organization are of different wholes",
            "attention": "Attention is a mean",
            "rank": "Ranks have no sum",
        }[measure]
        problems.append(f"{why}: drawn as lines, not stacked.")
    return problems


def possible_shape(shape: Shape, shown: Explored) -> Shape:
    """The shape, or lines where an area would add up what has no sum."""
    one_whole = shown.counts["share_of"].nunique() <= 1
    stacks = shown.measure == "count" or (shown.measure == "share" and one_whole)
    return shape if shape != "area" or stacks else "lines"
