"""Every chart of the catalogue is drawn without the dashboard, in light and dark, with its words and the papers behind;
and one that cannot be drawn says why."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pandas as pd
import pytest

from pipelines.charts.look import DARK, LIGHT
from pipelines.errors import PapertideError, UsageError
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import headline
from pipelines.views.catalogue import CHARTS, Further
from pipelines.views.drawing import NOTHING, check, draw
from pipelines.views.filters import Filters, filters_for
from pipelines.views.reading import reader
from pipelines.views.view import Reader, View

NEEDS = {"themes": Selection(themes=("agents",))}
# Of their points none stands for papers by itself; the map's are papers, and a lasso on it is a region.
OF_NO_PAPERS_ALONE = {"factors", "trajectories", "likeness", "map"}
GIVEN: dict[str, Further] = {"topic": Further(topics=(1,))}


@pytest.fixture(scope="module")
def read(demo: Snapshot) -> Reader:
    return reader(demo)


def filters_of(read: Reader, name: str) -> Filters:
    selections = [NEEDS[one] for one in CHARTS[name].needs if one in NEEDS]
    return filters_for(read, selections[0] if selections else Selection())


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_drawn_with_its_words_its_data_and_the_papers_behind(read: Reader, name: str) -> None:
    filters = filters_of(read, name)
    light, dark = (draw(name, read, filters, look, GIVEN.get(name, NOTHING)) for look in (LIGHT, DARK))
    for view, look in ((light, LIGHT), (dark, DARK)):
        assert (view.name, view.figure.layout.paper_bgcolor) == (name, look.background)
    assert len(light.frame)
    pd.testing.assert_frame_equal(light.frame, dark.frame)
    told = light.summary.startswith("No ") or any(letter.isdigit() for letter in light.summary)
    assert told, "a summary tells the top finding with its numbers"
    assert any(letter.isdigit() for letter in light.n)
    known = {"theme": filters.theme_names, "topic": {str(topic) for topic in filters.topic_names}}
    assert all(str(key) in known[kind] for kind, key in light.links.values() if kind in known)
    behind(light, filters, read)


def behind(view: View, filters: Filters, read: Reader) -> None:
    """Each point that stands for papers tells which."""
    if view.behind is None:
        assert view.name in OF_NO_PAPERS_ALONE
        return
    points = [point for trace in json.loads(view.figure.to_json())["data"] for point in trace.get("customdata") or []]
    picks = [view.behind([str(value) for value in point]) for point in points]
    assert picks
    assert all(picks)
    shown = replace(filters.selection, picks=(picks[0],))
    assert read(headline, shown)["n_papers"] < read(headline, filters.selection)["n_papers"]
    assert any(read(headline, replace(filters.selection, picks=(pick,)))["n_papers"] for pick in picks[:5])


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_refuses_what_it_does_not_take_and_what_it_does_not_know(name: str) -> None:
    values: dict[str, Any] = {"window": 2, "topics": (1,), "series": ("theme:agents",), "phrases": ("x",)}
    for option in (field.name for field in fields(Further)):
        if option not in CHARTS[name].takes:
            asked = Further(**{option: values.get(option, "x")})
            with pytest.raises(UsageError, match=f"{name} does not take --"):
                check(name, asked)
        elif CHARTS[name].takes[option]:
            with pytest.raises(UsageError, match="is unknown to"):
                check(name, Further(**{option: "no such value"}))


def test_what_is_not_told_is_the_first_of_the_values() -> None:
    asked = check("upvote-trends", Further(measured="median"))
    assert (asked.of, asked.measured) == ("theme", "median")


def test_what_cannot_be_drawn_says_why(read: Reader) -> None:
    everything = filters_for(read, Selection())
    with pytest.raises(UsageError, match="no chart is called 'pie'; there are movers, "):
        draw("pie", read, everything, LIGHT)
    with pytest.raises(UsageError, match="theme needs --theme"):
        draw("theme", read, everything, LIGHT)
    with pytest.raises(PapertideError, match=r"movers: no papers \(text: zyzzyva\); the data holds "):
        draw("movers", read, filters_for(read, Selection(text="zyzzyva")), LIGHT)
    with pytest.raises(PapertideError, match="factors: too little is known of these papers"):
        draw("factors", read, filters_for(read, Selection(themes=("agents",), text="robot")), LIGHT)
