"""The page of one organization: what it says, where it leads, and what it shows where there is nothing to show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organization_firsts import first_movers
from pipelines.mart.tables.organization_mix import alike
from pipelines.mart.tables.papers import papers
from pipelines.views.links import address
from pipelines.views.words import day
from tests.dashboard.conftest import picked, words

HOSTILE = "<img src=x onerror=alert(1)> [here](javascript:alert(1)) $x$ **bold**"

OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="module")
def known(demo: Snapshot) -> pd.DataFrame:
    """The papers whose organization is known."""
    frame = papers(demo)
    return frame[frame["organization"].notna()]


@pytest.fixture(scope="module")
def names(known: pd.DataFrame) -> list[str]:
    """Most papers first."""
    return [str(name) for name in known["organization"].value_counts().index]


def charts(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def table(app: AppTest, column: str) -> pd.DataFrame:
    """The table that has that column."""
    found: pd.DataFrame = next(frame.value for frame in app.dataframe if column in frame.value)
    return found


def said(app: AppTest) -> str:
    return words(app).replace("\\", "")


def shown_names(links: pd.Series) -> list[str]:
    return [unquote(link.partition("#")[2]) for link in links]


def test_it_says_what_it_is_and_shows_its_papers(open_page: OpenPage, known: pd.DataFrame, names: list[str]) -> None:
    own = known[known["organization"] == names[0]]
    app = open_page("organization", organization=names[0])
    assert app.title[0].value == names[0]
    assert f"{names[0]} has {len(own):,} of {len(known):,} papers with a known organization: " in said(app)
    assert app.metric[0].value == f"{len(own):,}"
    for title in own.sort_values(["listed_on", "paper_id"], ascending=False)["title"].head(6):
        assert title in said(app)
    best = own.sort_values(["attention_pct", "upvotes"], ascending=False).iloc[0]
    assert f"[{best['title']}]({address('paper', best['paper_id'])})" in said(app)
    assert f"[All {len(own)} papers](/papers?organizations=" in said(app)
    assert {trace["name"] for trace in charts(app)[0]["data"] if trace.get("name")} == {names[0]}


def test_its_handles_and_whose_it_is(open_page: OpenPage) -> None:
    app = open_page("organization", organization="Vastholm University")
    assert "Counted: uni-vastholm (listed), vintersund, “Vintersund Centre for Computing” (listed)." in said(app)
    child = open_page("organization", organization="Kessarine Vision")
    parent = "[Brindlecroft Group](/organization?organization=Brindlecroft%20Group&group=By+parent)"
    assert f"Belongs to {parent}." in said(child)
    whole = said(open_page("organization", organization="Brindlecroft Group", group="By parent"))
    assert "Together, with their papers in all data: " in whole
    assert "[Kessarine Vision](/organization?organization=Kessarine%20Vision) (" in whole


def test_the_most_alike_are_links_and_stand_side_by_side(open_page: OpenPage, demo: Snapshot, names: list[str]) -> None:
    app = open_page("organization", organization=names[1])
    near = alike(demo, names=(names[1],))["other"].head(5).to_list()
    shown = table(app, "compare")
    assert shown_names(shown["link"]) == near
    assert parse_qs(urlsplit(shown["compare"].iloc[0]).query)["compare_organizations"] == [names[1], near[0]]
    (link,) = [part.value for part in app.markdown if part.value.startswith("[Compare with them]")]
    asked = parse_qs(urlsplit(link.partition("(")[2].removesuffix(")")).query)
    assert asked["compare_organizations"] == [names[1], *near]


def test_its_topics_are_those_of_its_papers(open_page: OpenPage, known: pd.DataFrame, names: list[str]) -> None:
    counts = known.loc[known["organization"] == names[0], "topic"].value_counts()
    shown = table(open_page("organization", organization=names[0]), "times")
    found = dict(zip(shown_names(shown["topic"]), shown["n_papers"], strict=True))
    assert found == {topic: counts[topic] for topic in found}
    assert len(found) == min(12, len(counts))
    assert shown["topic"].str.startswith("/topic?topic=").all()


def test_only_topics_without_an_earlier_paper_have_a_first(
    open_page: OpenPage, altered: Callable[..., Path], demo: Snapshot, known: pd.DataFrame
) -> None:
    movers = first_movers(demo)
    after = movers[(movers["place"] == 1) & (movers["n_unknown_before"] > 0)].iloc[0]
    app = open_page("organization", organization=after["organization"])
    assert f"Among papers with a known organization, since {day(known['listed_on'].min())}" in said(app)
    assert "place 1 of those known; " in said(app)
    assert "first: no earlier paper" not in said(app)
    alone: tuple[str, dict[str, Any]] = ("delete from papers where organization is null", {})
    assert "first: no earlier paper" in said(
        open_page("organization", warehouse=altered(alone), organization=after["organization"])
    )


def test_the_sidebar_chooses_no_other(open_page: OpenPage, known: pd.DataFrame, names: list[str]) -> None:
    app = open_page("organization", organization=names[1], organizations=[names[0]])
    assert app.metric[0].value == f"{(known['organization'] == names[1]).sum():,}"
    assert not [button for button in app.button if (button.key or "").startswith("chip-")]


def test_a_point_leads_to_its_papers(open_page: OpenPage, known: pd.DataFrame, names: list[str]) -> None:
    own = known[known["organization"] == names[0]]
    month = own["listed_on"].dt.to_period("M").mode().iloc[0]
    at = picked("organization.activity", month.start_time, organization=names[0])
    n = (own["listed_on"].dt.to_period("M") == month).sum()
    assert f"{n} papers: {names[0]}, {month.start_time:%B %Y}" in said(
        open_page("organization", organization=names[0], at=at)
    )


def test_without_a_name_or_with_an_unknown_one_the_largest_are_offered(open_page: OpenPage, names: list[str]) -> None:
    app = open_page("organization")
    assert f"- [{names[0]}](/organization?organization=" in said(app)
    assert not app.warning
    unknown = open_page("organization", organization=f"{names[0]}x")
    assert f"No organization of this data is called “{names[0]}x”." in said(unknown)
    assert f"Spelled alike: [{names[0]}]" in said(unknown)
    parent = said(open_page("organization", organization="Brindlecroft Group"))
    assert "[Brindlecroft Group with all that belongs to it](/organization?organization=" in parent
    child = said(open_page("organization", organization="Kessarine Vision", group="By parent"))
    assert "It belongs to [Brindlecroft Group](" in child


def test_the_box_opens_the_one_found(open_page: OpenPage, names: list[str]) -> None:
    app = open_page("organization")
    app = app.selectbox(key="find-organization").select(names[2]).run()
    assert app.title[0].value == names[2]


def test_one_without_papers_here_says_why(open_page: OpenPage, names: list[str]) -> None:
    early = open_page("organization", organization=names[0], until="2024-06-30")
    assert "matches until 30 Jun 2024: take a filter away above." in said(early)
    left_out = open_page("organization", organization=names[0], **{"without-organizations": [names[0]]})
    assert "It is left out by the filters" in said(left_out)
    assert not left_out.get("plotly_chart")


def test_names_are_text_and_no_markup(open_page: OpenPage, altered: Callable[..., Path], names: list[str]) -> None:
    values = {"hostile": HOSTILE, "name": names[0]}
    renamed = [
        (f"update {held} set organization = $hostile, parent = $hostile where organization = $name", values)
        for held in ("papers", "organizations", "organization_handles")
    ]
    titled = ("update papers set title = $hostile where organization = $hostile", {"hostile": HOSTILE})
    app = open_page("organization", warehouse=altered(*renamed, titled), organization=HOSTILE)
    shown = words(app)
    assert r"\<img src\=x" in shown
    assert "<img" not in shown.replace(r"\<img", "")
    assert "](javascript" not in shown
    drawn = [{**trace, "customdata": None} for chart in charts(app) for trace in chart["data"]]  # keys are no text
    assert "&lt;img" in json.dumps(drawn)
    assert "<img" not in json.dumps([drawn, [chart["layout"] for chart in charts(app)]])
