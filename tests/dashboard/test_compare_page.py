"""The Compare page: which organizations stand side by side, their figures, and whether they differ."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organization_profile import organization_profile
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.themes import themes
from pipelines.views.links import address, cell
from tests.dashboard.conftest import table_with, words

HOSTILE = "<img src=x onerror=alert(1)> [here](javascript:alert(1)) $x$ **bold**"

OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="module")
def known(demo: Snapshot) -> pd.DataFrame:
    """The papers whose organization is known."""
    frame = papers(demo)
    return frame[frame["organization"].notna()]


@pytest.fixture(scope="module")
def active(known: pd.DataFrame) -> list[str]:
    """The organizations, most papers first."""
    return [str(name) for name in known["organization"].value_counts().index]


def charts(app: AppTest) -> dict[str, dict[str, Any]]:
    """The charts of the page by the beginning of their title."""
    found = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    return {chart["layout"]["title"]["text"].removeprefix("<b>").split(" ")[0]: chart for chart in found}


def figures(app: AppTest) -> pd.DataFrame:
    """The table of key figures."""
    frame: pd.DataFrame = app.table[0].value
    return frame.rename(columns=lambda name: re.sub(r"^\[(.*)\]\(.*\)$", r"\1", name).replace("\\", ""))


def said(app: AppTest) -> str:
    return words(app).replace("\\", "")


def test_the_three_most_active_are_compared_when_none_is_chosen(open_page: OpenPage, demo: Snapshot) -> None:
    app = open_page("compare")
    expected = organization_profile(demo)["organization"].head(3).to_list()
    assert figures(app).columns.to_list() == expected
    assert {trace["name"] for trace in charts(app)["Papers"]["data"] if trace.get("name")} == set(expected)


def test_those_of_the_link_go_before_those_of_the_sidebar(open_page: OpenPage, active: list[str]) -> None:
    sidebar = open_page("compare", organizations=active[4:6])
    assert figures(sidebar).columns.to_list() == active[4:6]
    both = open_page("compare", organizations=active[4:6], compare_organizations=active[1:5])
    assert figures(both).columns.to_list() == active[1:5]
    one = open_page("compare", compare_organizations=[active[3]])
    assert figures(one).columns.to_list() == [active[3], active[0]]  # the most active beside it


def test_key_figures_are_those_of_the_papers(open_page: OpenPage, known: pd.DataFrame, active: list[str]) -> None:
    shown = figures(open_page("compare", compare_organizations=active[:2]))
    for name in active[:2]:
        own = known[known["organization"] == name]
        cells = {label: cell.replace("\\", "") for label, cell in shown[name].items()}
        assert cells["Papers"] == f"{len(own):,}"
        assert cells["Share"].startswith(f"{100 * len(own) / len(known):.1f}% (")
        assert cells["Rank"].startswith(f"{active.index(name) + 1} (")
        assert cells["Median upvotes"] == f"{own['upvotes'].median():g} (n = {own['upvotes'].notna().sum():,})"
        assert cells["Attention"].startswith(f"{own['attention_pct'].mean():.0f} (")
        assert any(other in cells["Most alike"] for other in set(active) - {name})


def test_the_lead_says_where_they_differ_most_clearly(
    open_page: OpenPage, altered: Callable[..., Path], demo: Snapshot, known: pd.DataFrame, active: list[str]
) -> None:
    one, other = active[:2]
    warehouse = altered(("update papers set themes = ['robotics'] where organization = $one", {"one": one}))
    app = open_page("compare", warehouse=warehouse, compare_organizations=[other, one])
    of_other = known[known["organization"] == other]
    share = 100 * sum("robotics" in carried for carried in of_other["themes"]) / len(of_other)
    name = themes(demo).set_index("theme")["name"]["robotics"]
    lead = f"{one} and {other} differ most clearly in {name}: 100% against {share:.0f}% of their papers (q < 0.001)."
    assert lead in said(app)
    assert charts(app)["Share"]["layout"]["yaxis"]["ticktext"][0] == f"<b>{name}</b><br>q < 0.001"


def test_where_nothing_differs_beyond_chance_it_says_so(
    open_page: OpenPage, altered: Callable[..., Path], active: list[str]
) -> None:
    warehouse = altered(("update papers set themes = ['agents']", {}))
    app = open_page("compare", warehouse=warehouse, compare_organizations=active[:3])
    expected = f"No theme's share is shown to differ between {active[0]}, {active[1]} and {active[2]}. Their attention "
    assert expected in said(app)  # and no theme "comes closest"
    assert not any("<b>" in row for row in charts(app)["Share"]["layout"]["yaxis"]["ticktext"])


def test_an_organization_without_papers_here_has_no_figures(
    open_page: OpenPage, known: pd.DataFrame, active: list[str]
) -> None:
    first_days = known.groupby("organization")["listed_on"].min()
    late, until = first_days.idxmax(), first_days.max() - pd.Timedelta(days=1)
    app = open_page("compare", compare_organizations=[active[0], active[1], late], until=f"{until:%Y-%m-%d}")
    shown = figures(app)
    assert set(shown[late].loc["Papers":"Median upvotes"]) == {":gray[none here]"}
    assert {trace["name"] for trace in charts(app)["Papers"]["data"] if trace.get("name")} == set(active[:2])


def test_those_of_the_sidebar_are_no_filter_here(open_page: OpenPage, active: list[str]) -> None:
    app = open_page("compare", organizations=[active[5]], compare_organizations=active[:2])
    assert figures(app).columns.to_list() == active[:2]
    assert not [button for button in app.button if (button.key or "").startswith("chip-")]


def test_few_papers_are_said_to_show_little_and_nothing_comes_closest(
    open_page: OpenPage, altered: Callable[..., Path], active: list[str]
) -> None:
    keep = "select paper_id from papers where organization = $name order by paper_id limit 3"
    few = [
        (
            f"update papers set organization = null, parent = null "
            f"where organization = $name and paper_id not in ({keep})",
            {"name": name},
        )
        for name in active[:2]
    ]
    app = open_page("compare", warehouse=altered(*few), compare_organizations=active[:2])
    assert f"Fewer than 10 papers: {active[0]} and {active[1]}." in said(app)
    assert "comes closest" not in said(app)
    marks = [trace for trace in charts(app)["Share"]["data"] if trace.get("mode") == "markers"]
    assert {trace["opacity"] for trace in marks} == {0.35}


@pytest.mark.parametrize("link", [{"until": "2024-06-30"}, {"since": "2024-10-01", "until": "2024-10-01"}])
def test_fewer_than_two_with_papers_cannot_be_compared(
    open_page: OpenPage, altered: Callable[..., Path], active: list[str], link: dict[str, str]
) -> None:
    only = ("update papers set organization = null, parent = null where organization <> $name", {"name": active[0]})
    app = open_page("compare", warehouse=altered(only), **link)
    assert "Comparing needs 2 organizations with papers here" in said(app)
    assert not app.get("plotly_chart")


def test_parents_are_compared_when_the_sidebar_groups_by_parent(
    open_page: OpenPage, altered: Callable[..., Path], known: pd.DataFrame, active: list[str]
) -> None:
    joined = [
        (
            f"update {held} set parent = 'Both' where organization in ($one, $other)",
            {"one": active[0], "other": active[1]},
        )
        for held in ("papers", "organizations")
    ]
    app = open_page("compare", warehouse=altered(*joined), group="By parent", compare_parents=["Both", active[2]])
    shown = figures(app)
    assert shown.columns.to_list() == ["Both", active[2]]
    assert app.title[0].value == "Compare parents"
    assert shown["Both"]["Papers"] == f"{known['organization'].isin(active[:2]).sum():,}"
    assert set(charts(app)) >= {"Share", "Papers", "What", "Attention"}


@pytest.mark.parametrize("link", [{"compare_organizations": ["'; drop table papers; --"]}, {"group": "<script>"}])
def test_a_senseless_link_falls_back_to_the_default(open_page: OpenPage, link: dict[str, Any]) -> None:
    assert len(figures(open_page("compare", **link)).columns) == 3


def test_names_are_text_and_no_markup(open_page: OpenPage, altered: Callable[..., Path], active: list[str]) -> None:
    values = {"hostile": HOSTILE, "name": active[0]}
    renamed = [
        (f"update {held} set organization = $hostile, parent = $hostile where organization = $name", values)
        for held in ("papers", "organizations")
    ]
    app = open_page("compare", warehouse=altered(*renamed), compare_organizations=[HOSTILE, active[1]])
    shown = words(app) + "".join(map(str, [*app.table[0].value.columns, *app.table[0].value.to_numpy().ravel()]))
    assert r"\<img src\=x" in shown
    assert "<img" not in shown.replace(r"\<img", "")
    assert "](javascript" not in shown
    found = charts(app).values()
    drawn = [{**trace, "customdata": None} for chart in found for trace in chart["data"]]  # keys are no text
    assert "&lt;img" in json.dumps(drawn)
    assert "<img" not in json.dumps([drawn, [chart["layout"] for chart in found]])


def test_pairs_say_how_far_they_overlap_in_topics(open_page: OpenPage, known: pd.DataFrame, active: list[str]) -> None:
    app = open_page("compare", compare_organizations=active[:3])
    shown = table_with(app, "One").set_index(["One", "Other"])
    assert len(shown) == 3
    one, other = (set(known.loc[known["organization"] == name, "topic"].dropna()) for name in active[:2])
    pair = {cell(name, "organization", name) for name in active[:2]}
    told = [both for names, both in shown["Topics of both"].items() if set(names) == pair]
    assert told == [f"{len(one & other)} of {len(one | other)}"]


def test_each_has_its_best_received_and_newest_papers(
    open_page: OpenPage, known: pd.DataFrame, active: list[str]
) -> None:
    app = open_page("compare", compare_organizations=active[:2])
    for name in active[:2]:
        own = known[known["organization"] == name]
        newest = own.sort_values(["listed_on", "paper_id"]).iloc[-1]
        best = own.sort_values(["attention_pct", "upvotes"]).iloc[-1]
        for paper in (newest, best):
            assert f"[{paper['title']}]({address('paper', paper['paper_id'])})" in said(app)


def test_one_left_out_is_neither_compared_nor_counted(
    open_page: OpenPage, known: pd.DataFrame, active: list[str]
) -> None:
    app = open_page("compare", **{"without-organizations": [active[0]]})
    assert figures(app).columns.to_list() == active[1:4]
    n = (known["organization"] != active[0]).sum()
    assert f"of {n:,} papers with a known organization other than {active[0]}, " in said(app)
