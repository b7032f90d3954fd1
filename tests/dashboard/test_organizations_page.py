"""The Organizations page: who publishes how much, what is never ranked, and who is left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipelines.mart.picks import Pick, picks_text
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organizations import organization_activity
from pipelines.mart.tables.papers import papers
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
def largest(known: pd.DataFrame) -> str:
    return str(known["organization"].value_counts().index[0])


def charts(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def table(app: AppTest, column: str) -> pd.DataFrame:
    """The table that has that column."""
    found: pd.DataFrame = next(frame.value for frame in app.dataframe if column in frame.value)
    return found


def said(app: AppTest) -> str:
    return words(app).replace("\\", "")


def named(shown: pd.DataFrame) -> pd.DataFrame:
    """The table with the names that its links show."""
    return shown.assign(organization=shown["organization"].str.extract("#(.*)$")[0].map(unquote))


def test_every_known_organization_is_listed_with_its_papers_and_nobody_else(
    open_page: OpenPage, known: pd.DataFrame
) -> None:
    app = open_page("organizations")
    shown = named(table(app, "breadth")).set_index("organization")
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
    assert f"{row['n_papers']} papers: {largest}, {month}" in said(app)
    assert row["n_papers"] > 0


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
    app = open_page("organizations", warehouse=altered((few, {"name": largest}), (add, {})))
    shown = named(table(app, "breadth"))
    row = shown["organization"].to_list().index("Few")
    assert shown["n_papers"].iloc[row] == 3
    frame = next(frame for frame in app.dataframe if "breadth" in frame.value)
    styles = frame.proto.arrow_data.styler.styles
    assert f"row{row}_col0" in styles
    assert "row0_col0" not in styles
    assert "grey below 10 papers" in said(app)


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
    first = named(table(app, "breadth")).iloc[0]
    assert (first["organization"], first["n_papers"]) == ("Both & Co", counts.iloc[:2].sum())
    lines = {trace["name"] for trace in charts(app)[0]["data"] if trace.get("name")}
    assert "Both &amp; Co" in lines
    assert not lines & set(two)


def test_without_a_known_organization_the_page_says_so(open_page: OpenPage) -> None:
    app = open_page("organizations", until="2024-06-30")
    assert "names no organization for these papers: absent, not zero" in said(app)
    assert [chart["layout"]["title"]["text"] for chart in charts(app)] == [
        "<b>Papers whose organization the source names</b>"
    ]
    assert not [frame for frame in app.dataframe if frame.key == "organization-table"]


def test_one_chosen_organization_is_the_only_line(open_page: OpenPage, largest: str) -> None:
    app = open_page("organizations", organizations=[largest])
    assert {trace["name"] for trace in charts(app)[0]["data"] if trace.get("name")} == {largest}
    assert named(table(app, "breadth"))["organization"].to_list() == [largest]


def test_names_are_text_and_no_markup(open_page: OpenPage, altered: Callable[..., Path], largest: str) -> None:
    values = {"hostile": HOSTILE, "name": largest}
    renamed = [
        (f"update {held} set organization = $hostile, parent = $hostile where organization = $name", values)
        for held in ("papers", "organizations")
    ]
    app = open_page("organizations", warehouse=altered(*renamed))
    shown = words(app)
    assert r"\<img src\=x" in shown
    assert "<img" not in shown.replace(r"\<img", "")
    assert "](javascript" not in shown
    drawn = [{**trace, "customdata": None} for chart in charts(app) for trace in chart["data"]]  # keys are no text
    assert "&lt;img" in json.dumps(drawn)
    assert "<img" not in json.dumps([drawn, [chart["layout"] for chart in charts(app)]])


def test_names_lead_to_the_pages_of_organizations_and_of_parents(open_page: OpenPage, largest: str) -> None:
    links = table(open_page("organizations"), "breadth")["organization"]
    assert links.iloc[0].startswith(f"/organization?organization={quote(largest)}#")
    parents = table(open_page("organizations", group="By parent"), "breadth")["organization"]
    assert parents.str.contains("&group=By+parent#", regex=False).all()


def test_every_organization_but_mine(open_page: OpenPage, known: pd.DataFrame, largest: str) -> None:
    others = known[known["organization"] != largest]
    app = open_page("organizations", **{"without-organizations": [largest]})
    shown = named(table(app, "breadth"))
    counts = others["organization"].value_counts()
    assert shown.set_index("organization")["n_papers"].to_dict() == counts.to_dict()
    assert shown["rank"].iloc[0] == 1
    assert shown["share"].iloc[0] == pytest.approx(100 * counts.iloc[0] / len(others))
    assert f"of {len(others):,} papers with a known organization other than {largest}, " in said(app)


def test_a_cell_of_the_mix_leads_to_its_papers(open_page: OpenPage, known: pd.DataFrame, largest: str) -> None:
    at = f"organizations.mix!{picks_text([Pick(organization=largest, theme='agents')])}"
    n = sum("agents" in carried for carried in known.loc[known["organization"] == largest, "themes"])
    assert f"{n} papers: Agents, {largest}" in said(open_page("organizations", at=at))
    assert n > 1
