"""The Organizations page: who publishes how much, one of them as a card, and what is never ranked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organization_firsts import first_movers
from pipelines.mart.tables.organization_mix import alike
from pipelines.mart.tables.organization_profile import organization_profile
from pipelines.mart.tables.organizations import organization_activity
from pipelines.mart.tables.papers import papers
from pipelines.views.words import day
from tests.dashboard.conftest import click_row, picked, table, words

HOSTILE = "<img src=x onerror=alert(1)> [here](javascript:alert(1)) $x$ **bold**"

OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="module")
def known(demo: Snapshot) -> pd.DataFrame:
    """The papers whose organization is known."""
    frame = papers(demo)
    return frame[frame["organization"].notna()]


@pytest.fixture(scope="module")
def largest(known: pd.DataFrame) -> str:
    return str(known["organization"].value_counts().index[0])


def charts(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def said(app: AppTest) -> str:
    return words(app).replace("\\", "")


def test_every_known_organization_is_listed_with_its_papers_and_nobody_else(
    open_page: OpenPage, known: pd.DataFrame
) -> None:
    app = open_page("organizations")
    shown = table(app, "organization-table").set_index("organization")
    counts = known["organization"].value_counts()
    assert shown["n_papers"].to_dict() == counts.to_dict()
    assert shown["n_papers"].is_monotonic_decreasing
    first = shown.iloc[0]
    assert first["share"] == pytest.approx(100 * counts.iloc[0] / len(known))
    assert first["rank"] == 1
    upvotes = known.loc[known["organization"] == shown.index[0], "upvotes"]
    assert first["median"] == upvotes.median()
    low, high = map(float, first["share_span"].split(" to "))
    assert low < first["share"] < high


def test_the_lead_names_the_largest_and_every_part_says_what_is_known(
    open_page: OpenPage, demo: Snapshot, known: pd.DataFrame, largest: str
) -> None:
    app = open_page("organizations")
    n = int((known["organization"] == largest).sum())
    assert f"{largest} has most papers: {n:,} of {len(known):,} papers with a known organization" in said(app)
    every = papers(demo)
    since = known["listed_on"].min()
    pct = 100 * len(known) / (every["listed_on"] >= since).sum()
    coverage = f"of {len(known):,} papers with a known organization, {pct:.0f}% of all since {day(since)}"
    for page in (app, open_page("organizations", period="Week")):
        assert f"{coverage}; grey below 10 papers" in said(page)
        counted = f"({len(known):,} of {(every['listed_on'] >= since).sum():,})"
        subtitles = [chart["layout"]["title"]["subtitle"]["text"] for chart in charts(page)]
        assert any(f"{pct:.0f}% of the papers since {day(since)} {counted}" in subtitle for subtitle in subtitles)
    titles = {chart["layout"]["title"]["text"]: chart["layout"]["title"]["subtitle"]["text"] for chart in charts(app)}
    assert len(titles) == 4
    assert all(coverage in subtitle for title, subtitle in titles.items() if "source names" not in title)


def test_ranks_have_one_on_top_and_lead_to_the_papers(open_page: OpenPage, demo: Snapshot, largest: str) -> None:
    row = organization_activity(demo, Selection(organizations=(largest,))).iloc[-2]
    at = picked("organizations.ranks", row["period_start"], organization=largest)
    app = open_page("organizations", activity="Rank", organizations=[largest], at=at)
    figure = charts(app)[0]
    assert figure["layout"]["yaxis"]["range"][0] > figure["layout"]["yaxis"]["range"][1] == 0.5
    counted = f"rank {row['rank']} (95%: {row['rank_low']} to {row['rank_high']})<br>{row['n_papers']} of"
    month = f"{row['period_start']:%B %Y}"
    assert any(month in text and counted in text for trace in figure["data"] for text in trace.get("text", []))
    behind = app.dataframe[0].value
    assert len(behind) == row["n_papers"] > 0
    assert set(behind["organization"]) == {largest}


def test_a_chosen_row_opens_the_card_and_leads_on_to_the_most_alike(
    open_page: OpenPage, demo: Snapshot, known: pd.DataFrame
) -> None:
    app = open_page("organizations")
    assert "Choose a row" in said(app)
    name = table(app, "organization-table")["organization"].iloc[1]
    app = click_row(app, "organization-table", 1, "organization")
    assert app.query_params["organization"] == [name] or app.query_params["organization"] == name
    n = int((known["organization"] == name).sum())
    assert f"{n:,} papers: {name}" in [part.value.replace("\\", "") for part in app.subheader]
    assert app.metric[0].value == f"{n:,}"
    assert name in " ".join(chart["layout"]["title"]["subtitle"]["text"] for chart in charts(app))
    near = alike(demo, names=(name,)).sort_values(["high", "divergence"], kind="stable")
    assert table(app, "alike")["other"].to_list() == near["other"].head(5).to_list()
    link = app.get("page_link")[0].proto
    assert parse_qs(link.query_string)["compare_organizations"] == [name, *near["other"].head(5)]
    app = click_row(app, "alike", 0, "other")
    assert near["other"].iloc[0] in [part.value.replace("\\", "") for part in app.subheader]


def test_organizations_of_few_papers_are_grey_with_their_n(
    open_page: OpenPage, altered: Callable[..., Path], largest: str
) -> None:
    few = (
        "update papers set organization = 'Few', parent = 'Few' "
        "where paper_id in (select paper_id from papers where organization = $name limit 3)"
    )
    add = (
        "insert into organizations by name select 'Few' as organization, 'Few' as parent, ['f'] as handles, "
        "3 as n_papers"
    )
    app = open_page("organizations", warehouse=altered((few, {"name": largest}), (add, {})), organization="Few")
    shown = table(app, "organization-table")
    row = shown["organization"].to_list().index("Few")
    assert shown["n_papers"].iloc[row] == 3
    frame = next(frame for frame in app.dataframe if frame.key == "organization-table")
    styles = frame.proto.arrow_data.styler.styles
    assert f"row{row}_col0" in styles
    assert "row0_col0" not in styles
    assert "Fewer than 10 papers" in said(app)


def test_by_parent_organizations_count_together(
    open_page: OpenPage, altered: Callable[..., Path], known: pd.DataFrame
) -> None:
    counts = known["organization"].value_counts()
    two = list(counts.index[:2])
    joined = [
        (
            f"update {held} set parent = 'Both & Co' where organization in ($one, $other)",
            {"one": two[0], "other": two[1]},
        )
        for held in ("papers", "organizations")
    ]
    warehouse = altered(*joined)
    app = open_page("organizations", warehouse=warehouse, group="By parent")
    first = table(app, "organization-table").iloc[0]
    assert (first["organization"], first["n_papers"]) == ("Both & Co", counts.iloc[:2].sum())
    lines = {trace["name"] for trace in charts(app)[0]["data"] if trace.get("name")}
    assert "Both &amp; Co" in lines
    assert not lines & set(two)
    assert "Belongs to Both & Co." in said(open_page("organizations", warehouse=warehouse, organization=two[0]))


def test_without_a_known_organization_the_page_says_so(open_page: OpenPage) -> None:
    app = open_page("organizations", until="2024-06-30")
    assert "names no organization for these papers: absent, not zero" in said(app)
    assert [chart["layout"]["title"]["text"] for chart in charts(app)] == [
        "<b>Papers whose organization the source names</b>"
    ]
    assert not [frame for frame in app.dataframe if frame.key == "organization-table"]


def test_one_chosen_organization_is_the_only_line_and_its_card_is_open(open_page: OpenPage, largest: str) -> None:
    app = open_page("organizations", organizations=[largest])
    assert {trace["name"] for trace in charts(app)[0]["data"] if trace.get("name")} == {largest}
    assert table(app, "organization-table")["organization"].to_list() == [largest]
    assert largest in [part.value.replace("\\", "") for part in app.subheader]


def test_a_link_to_no_organization_opens_no_card(open_page: OpenPage) -> None:
    assert "Choose a row" in said(open_page("organizations", organization="<script>"))


def test_names_are_text_and_no_markup(open_page: OpenPage, altered: Callable[..., Path], largest: str) -> None:
    values = {"hostile": HOSTILE, "name": largest}
    renamed = [
        (f"update {held} set organization = $hostile, parent = $hostile where organization = $name", values)
        for held in ("papers", "organizations")
    ]
    app = open_page("organizations", warehouse=altered(*renamed), organization=HOSTILE)
    shown = words(app)
    assert r"\<img src\=x" in shown
    assert "<img" not in shown.replace(r"\<img", "")
    assert "](javascript" not in shown
    drawn = [{**trace, "customdata": None} for chart in charts(app) for trace in chart["data"]]  # keys are no text
    assert "&lt;img" in json.dumps(drawn)
    assert "<img" not in json.dumps([drawn, [chart["layout"] for chart in charts(app)]])


def test_only_topics_without_an_earlier_paper_have_a_first(
    open_page: OpenPage, altered: Callable[..., Path], demo: Snapshot, known: pd.DataFrame
) -> None:
    movers = first_movers(demo)
    after = movers[(movers["place"] == 1) & (movers["n_unknown_before"] > 0)].iloc[0]
    since = known["listed_on"].min()
    app = open_page("organizations", organization=after["organization"])
    assert f"First among papers with a known organization, since {day(since)}" in said(app)
    assert "place 1 of those known; " in said(app)
    assert "first: no earlier paper" not in said(app)
    alone = ("delete from papers where organization is null", {})
    assert "first: no earlier paper" in said(
        open_page("organizations", warehouse=altered(alone), organization=after["organization"])
    )


def test_one_that_the_sidebar_leaves_out_can_be_opened(open_page: OpenPage, demo: Snapshot) -> None:
    first, other = organization_profile(demo)["organization"].head(2)
    app = open_page("organizations", organizations=[first], organization=other)
    assert any(part.value.replace("\\", "") == other for part in app.subheader)
