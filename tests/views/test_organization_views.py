"""Views of organizations: what they count, say and lead to, on the synthetic papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from pipelines.charts.look import LIGHT
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import headline, papers
from pipelines.views.compare import (
    compare_differences_view,
    compare_likeness_view,
    compare_topics_view,
    pair_facts,
)
from pipelines.views.compare_words import compared
from pipelines.views.filters import Filters, filters_for
from pipelines.views.organization_activity import organization_activity_view, organization_attention_view
from pipelines.views.organization_mix import (
    organization_coverage_view,
    organization_mix_view,
    organization_specialities_view,
)
from pipelines.views.view import Reader, View

VIEWS: list[Callable[..., View | None]] = [
    organization_activity_view, organization_attention_view, organization_mix_view, organization_specialities_view,
    organization_coverage_view, compare_differences_view, compare_topics_view, compare_likeness_view,
]  # fmt: skip


@pytest.fixture(scope="module")
def read(demo: Snapshot) -> Reader:
    def read_table(table: Callable[..., Any], /, *arguments: Any, **options: Any) -> Any:
        return table(demo, *arguments, **options)

    return read_table


@pytest.fixture(scope="module")
def filters(read: Reader) -> Filters:
    return filters_for(read, Selection())


@pytest.fixture(scope="module")
def names(demo: Snapshot) -> list[str]:
    """Most papers first."""
    return [str(name) for name in papers(demo)["organization"].value_counts().index]


def cells(view: View) -> list[list[str]]:
    """The customdata of all points, as a browser tells it."""
    return [[str(part) for part in told] for trace in view.figure.data for told in (trace.customdata or ())]


@pytest.mark.parametrize("view_of", VIEWS)
def test_every_view_says_what_it_shows_and_links_what_it_names(
    view_of: Callable[..., View | None], read: Reader, filters: Filters, names: list[str]
) -> None:
    view = view_of(read, filters, LIGHT)
    assert view is not None
    assert any(letter.isdigit() for letter in view.summary)
    assert view.n.endswith("papers")
    assert view.name == "coverage" or view.links[names[0]] == ("organization", names[0])


@pytest.mark.parametrize("view_of", VIEWS)
def test_without_a_known_organization_there_is_nothing_to_see(
    view_of: Callable[..., View | None], read: Reader, filters: Filters
) -> None:
    nothing = replace(filters, selection=Selection(text="no such word anywhere"))
    assert view_of(read, nothing, LIGHT) is None


@pytest.mark.parametrize(
    "view_of", [organization_mix_view, organization_specialities_view, compare_differences_view, compare_topics_view]
)
def test_the_papers_behind_a_cell_are_those_it_counts(
    view_of: Callable[..., View | None], read: Reader, filters: Filters
) -> None:
    view = view_of(read, filters, LIGHT)
    assert view is not None
    assert view.behind is not None
    key = "topic_id" if "topic_id" in view.frame else "theme"
    counts = view.frame.set_index(["organization", key])["n_papers"].to_dict()
    found = cells(view)
    assert len(found) > 5
    for told in found[:: len(found) // 5]:
        pick = view.behind(told)
        assert pick is not None
        thing: Any = int(told[1]) if key == "topic_id" else told[1]
        n = read(headline, Selection(picks=(pick,)))["n_papers"]
        assert n == counts.get((told[0], thing), 0)


def test_a_cell_of_parents_is_of_the_parent(read: Reader, filters: Filters) -> None:
    view = organization_mix_view(read, replace(filters, by="parent"), LIGHT)
    assert view is not None
    assert view.behind is not None
    pick = view.behind(cells(view)[0])
    assert pick is not None
    assert pick.parent
    assert pick.organization is None


def test_what_is_left_out_is_said_and_not_counted(read: Reader, filters: Filters, names: list[str]) -> None:
    view = organization_mix_view(read, replace(filters, selection=Selection(without_organizations=(names[0],))), LIGHT)
    assert view is not None
    assert names[0] not in set(view.frame["organization"])
    assert f"other than {names[0]}" in view.figure.layout.title.subtitle.text


def test_the_summary_of_activity_is_of_the_last_complete_period(
    read: Reader, filters: Filters, demo: Snapshot, names: list[str]
) -> None:
    one = replace(filters, selection=Selection(organizations=(names[0],)))
    view = organization_activity_view(read, one, LIGHT)
    assert view is not None
    assert view.title == f"Papers ({names[0]}), per month"
    row = view.frame[view.frame["complete"]].sort_values("period_start").iloc[-1]
    month = f"{row['period_start']:%B %Y}"
    assert view.summary.startswith(f"{names[0]} has in {month}: {row['n_papers']} of {row['known_total']} papers")
    listed = papers(demo).query("organization == @names[0]")["listed_on"]
    assert row["n_papers"] == (listed.dt.to_period("M") == row["period_start"].to_period("M")).sum()
    ranked = organization_activity_view(read, one, LIGHT, measured="rank")
    assert ranked is not None
    assert ranked.summary == f"Ranks by papers in {month}: {names[0]} {row['rank']}."


def test_a_bar_of_coverage_leads_to_the_papers_of_its_period(read: Reader, filters: Filters) -> None:
    view = organization_coverage_view(read, filters, LIGHT)
    assert view is not None
    assert view.behind is not None
    assert view.behind(["no day"]) is None
    start, total = view.frame["period_start"].iloc[-1], view.frame["total"].iloc[-1]
    pick = view.behind([f"{start:%Y-%m-%d}"])
    assert pick is not None
    assert read(headline, Selection(picks=(pick,)))["n_papers"] == total


def test_those_asked_for_go_first_and_the_most_active_fill_up(read: Reader, filters: Filters, names: list[str]) -> None:
    assert compared(read, filters) == tuple(names[:3])
    assert compared(read, filters, [names[4]]) == (names[4], names[0])
    chosen = replace(filters, selection=Selection(organizations=(names[5], names[3])))
    assert compared(read, chosen) == (names[5], names[3])
    assert compared(read, chosen, [names[1], names[2]]) == (names[1], names[2])


def test_pairs_are_ordered_by_how_alike_they_are(read: Reader, filters: Filters, names: list[str]) -> None:
    these = replace(filters, selection=Selection(organizations=tuple(names[:3])))
    frame = pair_facts(read, these)
    assert len(frame) == 3
    assert frame["divergence"].is_monotonic_increasing
    view = compare_likeness_view(read, these, LIGHT)
    assert view is not None
    first, last = frame.iloc[0], frame.iloc[-1]
    assert view.summary.startswith(f"Most alike: {first['organization']} and {first['other']} (")
    assert f"least: {last['organization']} and {last['other']} (" in view.summary
    heights = pd.Series([trace.x[0] for trace in view.figure.data if trace.mode == "markers"])
    assert heights.to_list() == frame["divergence"].to_list()
