"""The page of one paper, the search for papers, and the figures of the Data page."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

import dashboard.topics.tag_quality
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.browse import listed_papers
from pipelines.mart.tables.papers import abstract, papers
from pipelines.mart.tables.search import more_like_this, search
from pipelines.mart.tables.trajectories import upvote_trajectories
from pipelines.topics.themes.evidence import explain
from pipelines.topics.themes.model_files import read_manifest
from pipelines.topics.themes.own_themes import own_themes_path
from pipelines.topics.themes.tagger import Tagger, shipped_tagger
from pipelines.views.links import address, cell
from tests.dashboard.conftest import shown_papers as shown
from tests.dashboard.conftest import words

HOSTILE = "<img src=x onerror=alert(1)> [here](javascript:alert(1)) <b>reinforcement learning</b> $x$"

OpenPage = Callable[..., AppTest]


@pytest.fixture
def paper(demo: Snapshot) -> pd.Series[Any]:
    """A paper that carries two themes or more."""
    frame = papers(demo, order="newest")
    return frame[frame["themes"].map(len) >= 2].iloc[0]


def evidence_of(app: AppTest) -> str:
    found = (str(html.value) for html in app.get("html") if isinstance(html, Element))
    return next(html for html in found if 'class="evidence"' in html)


def another_tagger(folder: Path) -> dict[str, Any]:
    return read_manifest(folder) | {"version": "another"}


def test_a_chosen_paper_shows_its_abstract_and_its_evidence(
    open_page: OpenPage, demo: Snapshot, paper: pd.Series[Any]
) -> None:
    app = open_page("paper", paper=paper["paper_id"])
    text = abstract(demo, paper["paper_id"])
    assert text is not None
    assert escape(text) in words(app)
    evidence = evidence_of(app)
    found = explain(Tagger.load(), paper["title"], text)
    assert evidence.count("<section>") == len(found) == len(paper["themes"]) + 1
    assert evidence.count(">carried: needs") == len(paper["themes"])
    for one in found:
        strongest = one.strongest(speaks_for=True, most=1).iloc[0]
        assert f">{strongest['term']}</span>" in evidence
        assert f"{strongest['contribution']:+.1f}" in evidence
    assert 'class="against"' in evidence


def test_bars_are_as_long_as_their_log_odds(open_page: OpenPage, paper: pd.Series[Any]) -> None:
    app = open_page("paper", paper=paper["paper_id"])
    evidence = evidence_of(app)
    bars = re.findall(r'style="width:([\d.]+)%"></i></span><span>([+−][\d.]+)</span>', evidence)
    widths = [float(width) for width, _ in bars]
    longest = max(float(value.replace("−", "").replace("+", "")) for _, value in bars)
    assert max(widths) == 50
    for width, value in bars:
        assert float(width) == pytest.approx(50 * abs(float(value.replace("−", "-"))) / longest, abs=3)


def test_a_paper_tells_whose_it_is_and_how_it_was_received(open_page: OpenPage, demo: Snapshot) -> None:
    frame = papers(demo, order="newest")
    paper = frame[frame["organization"].notna() & frame["upvotes"].notna() & frame["immature"].eq(True)].iloc[0]
    app = open_page("paper", paper=paper["paper_id"])
    said, day = words(app), paper["listed_on"]
    assert app.title[0].value.replace("\\", "") == paper["title"]
    assert address("organization", paper["organization"]) in said
    assert f"/browse?day={day:%Y-%m-%d}&by=day" in said
    assert f"{paper['n_authors']:.0f} author" in said
    assert app.metric[0].value == f"{paper['upvotes']:,}"
    assert app.metric[0].delta.startswith("early")
    assert all(f'href="/theme?theme={theme}"' in said for theme in paper["themes"])
    assert "arxiv.org" not in said  # the papers of the demo are invented


def test_related_papers_and_those_of_the_same_day_are_linked(
    open_page: OpenPage, demo: Snapshot, paper: pd.Series[Any]
) -> None:
    said = words(open_page("paper", paper=paper["paper_id"]))
    alike = more_like_this(demo, paper["paper_id"], most=6)["paper_id"]
    day = paper["listed_on"].date()
    beside = [one for one in listed_papers(demo, Selection(since=day, until=day)) if one != paper["paper_id"]]
    assert len(alike) == 6
    assert all(f'href="{address("paper", one)}"' in said for one in [*alike, *beside[:8]])
    assert f"Listed the same day: {len(beside)} other paper" in said


def test_upvotes_by_age_are_drawn_of_papers_seen_more_than_once(
    open_page: OpenPage, demo: Snapshot, paper: pd.Series[Any]
) -> None:
    looks = upvote_trajectories(demo)["paper_id"].value_counts()
    often = looks.index[looks > 1][0]
    assert len(open_page("paper", paper=often).get("plotly_chart")) == 1
    once = next(one for one in papers(demo)["paper_id"] if looks.get(one, 0) <= 1)
    assert not open_page("paper", paper=once).get("plotly_chart")


def test_an_unknown_paper_is_said_to_be_unknown_and_may_be_searched_for(open_page: OpenPage) -> None:
    app = open_page("paper", paper="<b>9999</b>")
    assert r"\<b\>9999\</b\> is not among" in words(app)
    assert app.text_input(key="search-all")
    assert "Search for one" in words(open_page("paper"))


def test_papers_that_a_query_finds_are_shown_in_the_order_asked_for(open_page: OpenPage, demo: Snapshot) -> None:
    app = open_page("papers", q="robot grasping")
    found = search(demo, "robot grasping", most=200)
    assert shown(app) == found["paper_id"].to_list()[:100]
    by_words = open_page("papers", q="robot grasping", find="words", order="Newest")
    expected = search(demo, "robot grasping", by="words", order="newest", most=200)
    assert shown(by_words) == expected["paper_id"].to_list()[:100]
    assert shown(by_words) != shown(app)
    assert "“robot grasping”" in words(app)


def test_a_search_keeps_to_the_filters_and_says_when_nothing_is_found(open_page: OpenPage, demo: Snapshot) -> None:
    own = Selection(themes=("robotics",))
    app = open_page("papers", q="robot grasping", themes=["Robotics and embodied AI"])
    assert shown(app) == search(demo, "robot grasping", own, most=200)["paper_id"].to_list()[:100]
    nothing = open_page("papers", q="zyzzyva <script>")
    assert not shown(nothing)
    assert "Try other words" in nothing.info[-1].value
    assert "<script>" not in words(nothing).replace(r"\<script", "")


def test_papers_like_one_are_shown_until_something_is_sought(
    open_page: OpenPage, demo: Snapshot, paper: pd.Series[Any]
) -> None:
    app = open_page("papers", like=paper["paper_id"])
    assert shown(app) == more_like_this(demo, paper["paper_id"], most=100)["paper_id"].to_list()
    app.text_input(key="q").set_value("robot grasping").run()
    assert "like" not in app.query_params
    assert shown(app) == search(demo, "robot grasping", most=200)["paper_id"].to_list()[:100]


def test_a_paper_that_is_not_known_has_nothing_alike_and_no_files(open_page: OpenPage) -> None:
    app = open_page("papers", like="nothing")
    assert "Paper nothing is not among the papers of this data" in words(app)
    assert not shown(app)
    assert not any(button.label == "Download, cite" for button in app.button)


def test_papers_that_were_never_listed_are_not_listed_the_same_day(
    open_page: OpenPage, altered: Callable[..., Path], demo: Snapshot, paper: pd.Series[Any]
) -> None:
    day = paper["listed_on"].date()
    beside = listed_papers(demo, Selection(since=day, until=day))
    never = next(one for one in beside if one != paper["paper_id"])
    warehouse = altered(("update papers set listed_on = null where paper_id = $id", {"id": never}))
    said = words(open_page("paper", warehouse=warehouse, paper=paper["paper_id"]))
    assert f"Listed the same day: {len(beside) - 2} other paper" in said


def test_names_in_the_table_lead_to_their_pages(open_page: OpenPage, demo: Snapshot) -> None:
    first = papers(demo, order="most upvoted", most=1).iloc[0]
    row = open_page("papers", layout="Table", order="Most upvoted").dataframe[0].value.iloc[0]
    assert row["title"] == cell(first["title"], "paper", first["paper_id"])
    assert row["theme"].startswith(f"/theme?theme={first['themes'][0]}#")
    assert row["topic"].startswith("/topic?topic=") if first["topic"] else True


def test_early_papers_are_marked_only_where_others_are_not(
    open_page: OpenPage, altered: Callable[..., Path], demo: Snapshot
) -> None:
    assert 0 < papers(demo)["immature"].sum() < len(papers(demo))
    assert set(open_page("papers", layout="Table").dataframe[0].value["early"]) <= {"early", ""}
    warehouse = altered(("update papers set immature = true", {}))
    assert "early" not in open_page("papers", warehouse=warehouse, layout="Table").dataframe[0].value
    assert "(early)" not in words(open_page("papers", warehouse=warehouse))


def test_tags_of_another_tagger_ask_for_a_build(
    open_page: OpenPage, paper: pd.Series[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard.topics.tag_quality, "read_manifest", another_tagger)
    app = open_page("paper", paper=paper["paper_id"])
    assert "papertide build" in app.info[-1].value
    assert 'class="evidence"' not in words(app)


def test_a_theme_of_the_readers_own_is_explained_too(
    open_page: OpenPage, altered: Callable[..., Path], paper: pd.Series[Any]
) -> None:
    warehouse = altered(
        ("insert into themes by name select 'mine' as theme, 'My <i>theme</i>' as name, '' as definition, 0 as slot, "
         "true as own", {}),
    )  # fmt: skip
    phrase = paper["title"].split()[0]
    own_themes_path(warehouse).write_text(
        f'[[theme]]\nid = "mine"\nname = "Mine"\ndefinition = "what it says"\nphrases = ["{phrase}"]\n'
        f'papers = ["{paper["paper_id"]}"]\n'
    )
    said = words(open_page("paper", warehouse=warehouse, paper=paper["paper_id"]))
    block = said[said.index("My &lt;i&gt;theme&lt;/i&gt;") :]
    assert f">{phrase}<" in block[: block.index("</section>")]


def test_own_themes_edited_since_the_build_break_no_page(
    open_page: OpenPage, altered: Callable[..., Path], paper: pd.Series[Any]
) -> None:
    own = "insert into themes by name select 'mine' as theme, 'Mine' as name, '' as definition, 0 as slot, true as own"
    warehouse = altered((own, {}))
    for content in ("[[theme]\n", '[[theme]]\nid = "other"\nname = "O"\ndefinition = "o"\nphrases = ["o"]\n'):
        own_themes_path(warehouse).write_text(content)
        assert 'class="evidence"' in words(open_page("paper", warehouse=warehouse, paper=paper["paper_id"]))


def test_title_and_abstract_are_text_and_no_markup(
    open_page: OpenPage, altered: Callable[..., Path], paper: pd.Series[Any]
) -> None:
    values = {"hostile": HOSTILE, "id": paper["paper_id"], "url": "javascript:alert(1)"}
    warehouse = altered(
        ("update papers set title = $hostile, abstract = $hostile, organization = $hostile where paper_id = $id",
         {name: values[name] for name in ("hostile", "id")}),
        ("update papers set url = $url where paper_id = $id", {name: values[name] for name in ("url", "id")}),
    )  # fmt: skip
    app = open_page("paper", warehouse=warehouse, paper=paper["paper_id"])
    said = words(app)
    assert said.count(r"\<img src\=x onerror\=alert\(1\)\>") >= 2  # title and organization
    assert "&lt;img src=x onerror=alert(1)&gt;" in said  # abstract
    assert "<img" not in said.replace(r"\<img", "")
    assert 'href="javascript' not in said
    assert not any("](javascript" in part.value for part in (*app.markdown, *app.caption, *app.title))
    assert "<b>reinforcement" not in said


def test_the_data_page_gives_the_figures_of_the_tagger_that_made_the_tags(open_page: OpenPage) -> None:
    facts = read_manifest(shipped_tagger())
    app = open_page("data")
    themes, topics = (dict(part.value.values.tolist()) for part in app.table)
    plain = {name: value.replace("\\", "") for name, value in themes.items()}
    assert plain["Tagger"] == facts["version"]
    assert plain["Macro F1"] == f"{facts['dev']['macro_f1']:.3f}"
    assert plain["Brier score"] == f"{facts['dev']['brier']:.4f}"
    assert "the first fit" in " ".join(topics.values())
    assert any("papertide evaluate themes" in code.value for code in app.code)


def test_the_data_page_gives_no_figures_of_another_tagger(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard.topics.tag_quality, "read_manifest", another_tagger)
    rows = dict(open_page("data").table[0].value.values.tolist())
    assert "Macro F1" not in rows
    assert "papertide build" in rows["Its figures"]
