"""The Explore chart without the dashboard: words, data, points and what is odd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from pipelines.charts.look import LIGHT
from pipelines.errors import UsageError
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.explored import explorable, explored
from pipelines.mart.tables.explored_measures import attention_of_series, places_of_kind, with_places
from pipelines.mart.tables.papers import headline
from pipelines.views.explore import explore_view
from pipelines.views.explore_data import MEASURES, MeasureName, explore_problems, explored_lines
from pipelines.views.explore_series import line_names, lines_for, options
from pipelines.views.filters import Filters, filters_for
from pipelines.views.view import Reader


@pytest.fixture(scope="module")
def read(demo: Snapshot) -> Reader:
    """Reads each table once."""
    known: dict[str, Any] = {}

    def reader(table: Callable[..., Any], /, *arguments: Any, **options: Any) -> Any:
        asked = repr((table, arguments, options))
        if asked not in known:
            known[asked] = table(demo, *arguments, **options)
        return known[asked]

    return reader


@pytest.fixture(scope="module")
def filters(read: Reader) -> Filters:
    return filters_for(read, Selection())


def points(figure: Any) -> list[list[str]]:
    told = [trace.customdata for trace in figure.data if trace.customdata is not None]
    return [[str(part) for part in data] for customdata in told for data in customdata]


@pytest.mark.parametrize("measure", MEASURES)
def test_the_papers_behind_every_point_are_as_many_as_the_data_says(
    read: Reader, filters: Filters, demo: Snapshot, measure: MeasureName
) -> None:
    keys = [*explorable(demo).groupby("kind").first()["series"], "phrase:model"]
    view = explore_view(read, filters, LIGHT, keys, measure=measure, shape="heatmap", bursts=True)
    assert view is not None
    assert view.behind is not None
    rows = view.frame.set_index(["series", "period_start"])["n_papers"]
    told = points(view.figure)
    assert len({key for key, _ in told}) == len(keys) - (measure == "rank")
    for key, start in told[5::37]:
        pick = view.behind([key, start])
        assert pick is not None
        found = read(headline, Selection(picks=(pick,)))["n_papers"]
        assert found == rows[key, pd.Timestamp(start)]
    assert view.behind(["theme:none", "2025-01-01"]) is None
    assert view.behind([keys[0], "soon"]) is None
    assert view.links[str(lines_for(read, filters, keys).names[keys[0]])][1] == keys[0].partition(":")[2]


def test_themes_of_the_filters_filter_nothing_but_what_is_left_out_does(read: Reader, filters: Filters) -> None:
    chosen, without = (
        Filters(selection, "month", filters.theme_names)
        for selection in (Selection(themes=("agents",)), Selection(without_themes=("agents",)))
    )
    views = [explore_view(read, asked, LIGHT, ["phrase:model"]) for asked in (filters, chosen, without)]
    totals = [view.frame["total"].sum() for view in views if view]
    assert totals[0] == totals[1] > totals[2]


def test_the_sentence_names_the_line_of_most_attention_and_the_one_whose_rank_moved_most(
    read: Reader, filters: Filters, demo: Snapshot
) -> None:
    known = explorable(demo)
    keys = known.loc[known["kind"] == "theme", "series"].to_list()[:5]
    names = line_names(known)
    attention = explore_view(read, filters, LIGHT, keys, measure="attention")
    means = pd.concat([attention_of_series(demo, period=None, series=key) for key in keys]).set_index("series")
    assert attention is not None
    assert f"Papers of {names[means['attention_pct'].idxmax()]} get the most attention" in attention.summary
    ranks = with_places(explored(demo, series=keys), [places_of_kind(demo, kind="theme")])
    done = ranks[ranks["complete"].astype(bool)].dropna(subset="rank").groupby("series")["rank"]
    moved = (done.last() - done.first()).abs().astype("int64")
    view = explore_view(read, filters, LIGHT, keys, measure="rank")
    assert view is not None
    assert any(f"{names[key]} has rank" in view.summary for key in moved[moved == moved.max()].index)


def test_what_has_no_sum_is_drawn_as_lines_and_said(read: Reader, filters: Filters, demo: Snapshot) -> None:
    known = explorable(demo)
    mixed = ["theme:agents", known.loc[known["kind"] == "organization", "series"].iloc[0]]
    for keys, measure, stacks in (
        (["theme:agents"], "share", True), (mixed, "count", True), (mixed, "share", False), (mixed, "rank", False),
    ):  # fmt: skip
        view = explore_view(read, filters, LIGHT, keys, measure=measure, shape="area")  # type: ignore[arg-type]
        assert view is not None
        assert any(trace.fill == "toself" and trace.fillcolor.endswith("0.55)") for trace in view.figure.data) == stacks
        shown = explored_lines(read, filters, keys, measure, title_only=False)  # type: ignore[arg-type]
        assert any("not stacked" in problem for problem in explore_problems(shown, "area")) == (not stacks)
        assert not explore_problems(shown, "lines")


def test_nothing_known_is_no_view_and_a_key_of_nothing_an_error(read: Reader, filters: Filters) -> None:
    assert explore_view(read, filters, LIGHT, ["phrase:model"], measure="rank") is None
    with pytest.raises(UsageError, match="called 'theme:none'"):
        explore_view(read, filters, LIGHT, ["theme:none"])
    assert len(lines_for(read, filters, [f"phrase:w{i}" for i in range(12)]).names) == 8


def test_names_in_the_list_are_never_the_same() -> None:
    known = pd.DataFrame(
        {"series": ["topic:1", "topic:2", "theme:a"], "kind": ["topic", "topic", "theme"], "name": ["x", "x", "x"],
         "n_papers": [1, 3, 2], "slot": 0}
    )  # fmt: skip
    called = {"topic:2": "x · topic 2", "theme:a": "x · theme", "topic:1": "x · topic 1"}
    assert list(options(known).items()) == list(called.items())
