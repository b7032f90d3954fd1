"""The page of one theme, and that of one discovered topic: what is told, and where names lead."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.charts.chance import SURE
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.movers import momentum
from pipelines.mart.tables.neighbours import theme_neighbours
from pipelines.mart.tables.organizations import organization_themes
from pipelines.mart.tables.papers import headline, papers
from pipelines.mart.tables.terms import theme_bursts
from pipelines.mart.tables.themes import theme_certainty, theme_examples, themes
from pipelines.mart.tables.topics import topic_examples, topic_themes, topics
from pipelines.views.links import address, cell
from tests.dashboard.conftest import table_with, words

HOSTILE = "<img src=x onerror=alert(1)> [here](javascript:alert(1)) $x$ **bold**"

OpenPage = Callable[..., AppTest]


def chart(app: AppTest) -> Any:
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def said(app: AppTest) -> str:
    return words(app).replace("\\", "")


def test_a_theme_tells_what_it_is_and_how_certain(open_page: OpenPage, demo: Snapshot) -> None:
    app = open_page("theme", theme="agents")
    known, counts = (
        themes(demo).set_index("theme").loc["agents"],
        theme_certainty(demo).set_index("theme").loc["agents"],
    )
    text = said(app)
    assert app.title[0].value == known["name"]
    assert str(known["definition"])[1:] in text
    assert f"{counts['n_sure']:.0f} sure" in text
    assert f"F1 {known['f1']:.2f}" in text
    assert theme_examples(demo, "agents")["title"].iloc[0] in text
    assert app.metric[0].value == f"{known['n_papers']:,}"


def test_its_movement_is_told_with_its_chance(open_page: OpenPage, demo: Snapshot) -> None:
    row = momentum(demo).iloc[0]
    text = said(open_page("theme", theme=row["theme"]))
    assert f"{row['share_before_pct']:.1f}% to {row['share_now_pct']:.1f}% of papers" in text
    assert ("It rises" if row["q_value"] < SURE else "may be noise") in text


def test_its_line_has_those_of_the_sidebar_beside_it_and_its_bursts(open_page: OpenPage, demo: Snapshot) -> None:
    found = theme_bursts(demo).iloc[0]
    name = themes(demo).set_index("theme")["name"]
    drawn = chart(open_page("theme", theme=found["name"], themes=["Robotics and embodied AI"]))
    lines = {trace["name"] for trace in drawn["data"] if trace.get("name")}
    assert lines == {name[found["name"]], "Robotics and embodied AI"}
    starts = [shape["x0"][:10] for shape in drawn["layout"]["shapes"] if shape["type"] == "rect"]
    assert f"{found['start']:%Y-%m-%d}" in starts


def test_who_works_on_it_is_who_has_papers_and_who_specialises(open_page: OpenPage, demo: Snapshot) -> None:
    app = open_page("theme", theme="robotics")
    every = organization_themes(demo)
    every = every[(every["theme"] == "robotics") & (every["n_papers"] > 0)]
    most = table_with(app, "factor")
    assert most["n_papers"].to_list() == sorted(every["n_papers"], reverse=True)[:8]
    first = every.sort_values(["n_papers", "organization"], ascending=[False, True])["organization"].iloc[0]
    assert most["name"].iloc[0] == cell(first, "organization", first)
    sure = every[(every["q_value"] < SURE) & (every["low"] > 1) & (every["n_papers"] >= 3)]
    assert sum("factor" in frame.value for frame in app.dataframe) == 1 + bool(len(sure))
    assert "papers with a known organization" in said(app)


def test_neighbours_are_those_that_come_together_by_more_than_chance(open_page: OpenPage, demo: Snapshot) -> None:
    app = open_page("theme", theme="robotics")
    near = theme_neighbours(demo, "robotics")
    near = near[(near["lift"] > 1) & (near["n_both"] >= 5) & (near["q_value"] < SURE)]
    shown = table_with(app, "n_both")
    assert shown["name"].to_list() == [cell(row["name"], "theme", row["theme"]) for row in near.to_dict("records")][:8]
    leans = topic_themes(demo)
    leans = leans[(leans["theme"] == "robotics") & (leans["lift"] >= 1.5) & (leans["n_papers"] >= 5)]
    assert len(table_with(app, "lift", but="n_both")) == min(len(leans), 8) > 0


def test_best_received_and_newest_papers_lead_to_their_pages(open_page: OpenPage, demo: Snapshot) -> None:
    own, text = Selection(themes=("agents",)), words(open_page("theme", theme="agents"))
    for order in ("highest attention", "most upvoted", "newest"):
        best = papers(demo, own, order=order, most=1).iloc[0]
        assert f'href="{address("paper", best["paper_id"])}"' in text


def test_filters_narrow_its_papers_and_may_leave_none(open_page: OpenPage, demo: Snapshot) -> None:
    day = papers(demo, Selection(themes=("robotics",)), order="newest", most=1)["listed_on"].iloc[0].date()
    n = headline(demo, Selection(since=day, themes=("robotics",)))["n_papers"]
    assert open_page("theme", theme="robotics", since=str(day)).metric[0].value == f"{n}"
    app = open_page("theme", theme="robotics", **{"without-themes": ["Robotics and embodied AI"]})
    assert "None of the papers" in app.info[-1].value
    assert not app.metric


@pytest.mark.parametrize(("page", "asked"), [("theme", "<script>"), ("topic", "99999"), ("topic", "-1"), ("theme", "")])
def test_an_unknown_one_lists_all_there_are(open_page: OpenPage, demo: Snapshot, page: str, asked: str) -> None:
    app = open_page(page, **{page: asked} if asked else {})
    assert bool(app.warning) == bool(asked)
    assert "<script>" not in words(app).replace(r"\<script", "")
    keys = themes(demo)["theme"] if page == "theme" else topics(demo)["topic_id"]
    assert all(f"](/{page}?{page}={key})" in words(app) for key in keys)


def test_a_topic_tells_its_terms_neighbours_quality_and_papers(open_page: OpenPage, demo: Snapshot) -> None:
    known = topics(demo)
    topic = known[known["broad_id"].duplicated(keep=False)].iloc[0]
    siblings = known[(known["broad_id"] == topic["broad_id"]) & (known["topic_id"] != topic["topic_id"])]
    app = open_page("topic", topic=str(topic["topic_id"]))
    text = said(app)
    assert " · ".join(topic["terms"]) in text
    assert app.metric[-1].value == f"{topic['npmi']:.2f}"
    assert topic_examples(demo, int(topic["topic_id"]))["title"].iloc[0] in text
    assert "Unchanged since" in text
    assert all(f'href="/topic?topic={one}"' in text for one in siblings["topic_id"])
    leans = topic_themes(demo)
    leans = leans[(leans["topic_id"] == topic["topic_id"]) & (leans["lift"] >= 1.2) & (leans["n_papers"] >= 3)]
    assert table_with(app, "lift")["n_papers"].to_list() == (
        leans.sort_values("share_pct", ascending=False, kind="stable")["n_papers"].head(8).to_list()
    )
    assert {trace["name"] for trace in chart(app)["data"] if trace.get("name")} == {topic["label"]}


def test_what_became_of_a_topic_is_told(open_page: OpenPage, altered: Callable[..., Path]) -> None:
    warehouse = altered(
        ("update topics set label = 'My own name' where topic_id = 2", {}),
        (
            "insert into topic_events by name select 1 as number, 'split' as kind, 2 as topic_id, 1 as other_id, "
            "40 as n_papers, 'My own name' as label, 'The old one' as other_label",
            {},
        ),
    )
    text = said(open_page("topic", warehouse=warehouse, topic="2"))
    assert "the name is yours" in text
    assert "History: split from The old one on" in text


def test_the_link_that_filters_every_page_does(open_page: OpenPage, demo: Snapshot) -> None:
    there = open_page("papers", at="topic.all!topic:1")
    n = headline(demo, Selection(topics=(1,)))["n_papers"]
    assert f"{n} papers match the filters" in said(there)
    assert "topic.all%21topic%3A1" in words(open_page("topic", topic="1"))
    assert "/papers?themes=Agents" in words(open_page("theme", theme="agents"))


def test_titles_names_and_terms_are_text_and_no_markup(
    open_page: OpenPage, altered: Callable[..., Path], demo: Snapshot
) -> None:
    named = {"hostile": HOSTILE}
    warehouse = altered(
        ("update papers set title = $hostile, organization = $hostile", named),
        ("update themes set name = $hostile, definition = $hostile", named),
        ("update topics set label = $hostile, found_label = 'x', terms = [$hostile]", named),
        ("update broad_topics set label = $hostile", named),
        ("update terms set term = $hostile || term", named),
    )
    for page, key in (("theme", "agents"), ("topic", "1")):
        app = open_page(page, warehouse=warehouse, **{page: key})
        text = words(app)
        assert "&lt;img src=x" in text
        assert r"\<img src\=x" in text
        assert "<img" not in text.replace(r"\<img", "")
        assert 'href="javascript' not in text
        assert not any("](javascript" in part.value for part in (*app.markdown, *app.caption, *app.title))
