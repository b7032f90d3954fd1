"""The Topics page below its chart: what themes and topics are, how certain, and the way from one to another."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import dashboard.theme_card
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.themes import theme_certainty, theme_examples, themes
from pipelines.mart.tables.topics import topic_examples, topic_themes, topics
from tests.dashboard.conftest import click_row, table, words

HOSTILE = "<img src=x onerror=alert(1)> [here](javascript:alert(1)) $x$ **bold**"
ESCAPED = r"\<img src\=x onerror\=alert\(1\)\> \[here\]\(javascript\:alert\(1\)\) \$x\$ \*\*bold\*\*"

OpenPage = Callable[..., AppTest]


def lines(app: AppTest) -> set[str]:
    """The names of the lines in the chart."""
    chart = json.loads(app.get("plotly_chart")[0].proto.spec)
    return {trace["name"] for trace in chart["data"] if trace.get("name")}


def test_every_theme_is_listed_with_its_share_and_how_certain_its_tags_are(open_page: OpenPage, demo: Snapshot) -> None:
    shown = table(open_page("topics"), "theme-table").set_index("name")
    names = themes(demo).set_index("theme")["name"]
    assert shown["n_papers"].is_monotonic_decreasing
    assert set(shown.index) == set(names)
    expected = theme_certainty(demo).set_index("theme").loc["agents"]
    agents = shown.loc[names["agents"]]
    assert agents["n_papers"] == expected["n_papers"] > 0
    assert agents["share"] == pytest.approx(100 * expected["n_papers"] / 1500)
    assert agents["certain"] == pytest.approx(100 * expected["mean_score"])
    assert agents["f1"] == pytest.approx(themes(demo).set_index("theme")["f1"]["agents"])
    assert "own" not in shown


def test_the_table_follows_the_filters_but_those_of_themes(open_page: OpenPage, demo: Snapshot) -> None:
    days = Selection(since=date(2025, 6, 1), until=date(2025, 8, 31))
    shown = table(open_page("topics", since="2025-06-01", until="2025-08-31"), "theme-table").set_index("name")
    papers = headline(demo, days)["n_papers"]
    for theme, name in themes(demo).set_index("theme")["name"].items():
        own = headline(demo, replace(days, themes=(str(theme),)))["n_papers"]
        assert shown.loc[name, "n_papers"] == own
        assert shown.loc[name, "share"] == pytest.approx(100 * own / papers)
    assert theme_examples(demo, "agents", days)["day"].between("2025-06-01", "2025-08-31").all()


def test_the_untagged_are_of_the_papers_that_match(open_page: OpenPage, altered: Callable[..., Path]) -> None:
    warehouse = altered(("update papers set themes = [] where day = '2025-06-02'", {}))
    everywhere, that_day = (
        next(metric.value for metric in open_page("topics", warehouse=warehouse, **days).metric)
        for days in ({}, {"since": "2025-06-02", "until": "2025-06-02"})
    )
    assert that_day.endswith("(100.0%)")
    assert not everywhere.endswith("(100.0%)")


def test_a_theme_of_the_sidebar_opens_its_card(open_page: OpenPage, demo: Snapshot) -> None:
    app = open_page("topics", themes=["Agents"])
    known = themes(demo).set_index("theme").loc["agents"]
    counts = theme_certainty(demo).set_index("theme").loc["agents"]
    said = words(app).replace("\\", "")
    assert known["definition"] in said
    assert f"{counts['n_sure']:.0f} sure" in said
    assert f"{counts['n_doubtful']:.0f} doubtful" in said
    assert theme_examples(demo, "agents")["title"].iloc[0] in said
    assert f"{known['n_papers']} papers: Agents" in said


def test_the_theme_of_the_link_goes_before_that_of_the_sidebar(open_page: OpenPage) -> None:
    app = open_page("topics", themes=["Agents"], theme="robotics")
    assert "Robotics and embodied AI" in [part.value for part in app.subheader]
    app.multiselect(key="themes").set_value(["diffusion"]).run()
    assert "Diffusion and flow models" in [part.value for part in app.subheader]  # whichever was chosen last
    assert "theme" not in app.query_params


@pytest.mark.parametrize("link", [{"theme": "<script>"}, {"show": "Discovered topics", "topic": "99999"}])
def test_a_link_to_nothing_opens_no_card(open_page: OpenPage, link: dict[str, str]) -> None:
    app = open_page("topics", **link)
    assert "Choose a row" in words(app)
    assert not {"theme-topics", "topic-themes"} & {frame.key for frame in app.dataframe}


def test_topics_lean_towards_a_theme_that_is_more_frequent_in_them(open_page: OpenPage, demo: Snapshot) -> None:
    shown = table(open_page("topics", theme="robotics"), "theme-topics")
    every = topic_themes(demo)
    expected = every[(every["theme"] == "robotics") & (every["lift"] >= 1.5) & (every["n_papers"] >= 5)]
    assert len(shown) == min(len(expected), 8) > 0
    assert set(shown["label"]) <= set(expected["label"])
    assert shown["share_pct"].is_monotonic_decreasing


def test_from_theme_to_topic_to_papers_in_three_clicks(open_page: OpenPage, demo: Snapshot) -> None:
    app = open_page("topics")
    robotics = table(app, "theme-table")["name"].to_list().index("Robotics and embodied AI")
    app = click_row(app, "theme-table", robotics, "name")
    assert app.query_params["theme"] == "robotics"
    label = table(app, "theme-topics")["label"].iloc[0]
    app = click_row(app, "theme-topics", 0, "label")
    topic = topics(demo).set_index("label").loc[label]
    assert lines(app) == {label}
    assert f"{topic['n_papers']} papers: " in app.subheader[-1].value
    assert len(app.dataframe[-1].value) == min(
        headline(demo, Selection(topics=(int(topic["topic_id"]),)))["n_papers"], 200
    )
    again = open_page("topics", show="Discovered topics", topic=app.query_params["topic"])
    assert again.subheader[-1].value == app.subheader[-1].value


def test_topics_stand_under_their_broader_one(open_page: OpenPage, demo: Snapshot) -> None:
    shown = table(open_page("topics", show="Discovered topics"), "topic-table")
    known = topics(demo)
    assert set(shown["label"]) == set(known["label"])
    groups = (shown["broad"] != shown["broad"].shift()).sum()
    assert groups == known["broad_id"].nunique() > 1
    first = known.set_index("label").loc[shown["label"].iloc[0]]
    assert shown["npmi"].iloc[0] == pytest.approx(first["npmi"])
    assert shown["belonging"].iloc[0] == pytest.approx(100 * first["belonging"])


def test_a_topic_tells_its_terms_neighbours_quality_and_papers(open_page: OpenPage, demo: Snapshot) -> None:
    known = topics(demo)
    topic = known[known["broad_id"].duplicated(keep=False)].iloc[0]
    siblings = known[(known["broad_id"] == topic["broad_id"]) & (known["topic_id"] != topic["topic_id"])]
    app = open_page("topics", show="Discovered topics", topic=str(topic["topic_id"]))
    said = words(app).replace("\\", "")
    assert " · ".join(topic["terms"]) in said
    assert f"coherence {topic['npmi']:.2f}" in said
    assert topic_examples(demo, int(topic["topic_id"]))["title"].iloc[0] in said
    assert "Unchanged since" in said
    buttons = {button.label.replace("\\", ""): button for button in app.button if str(button.key).startswith("sibling")}
    assert set(buttons) == set(siblings["label"])
    beside = siblings.iloc[0]
    buttons[beside["label"]].click().run()
    assert lines(app) == {beside["label"]}


def test_a_topic_leads_back_to_its_themes(open_page: OpenPage, demo: Snapshot) -> None:
    app = open_page("topics", show="Discovered topics", topic=str(topics(demo)["topic_id"].iloc[0]))
    name = table(app, "topic-themes")["name"].iloc[0]
    app = click_row(app, "topic-themes", 0, "name")
    assert name in [part.value.replace("\\", "") for part in app.subheader]
    assert app.segmented_control(key="show").value == "Themes"


def test_a_click_on_the_box_of_the_chosen_row_lets_go_of_it(open_page: OpenPage) -> None:
    app = click_row(open_page("topics", theme="robotics"), "theme-table", None, "name")
    assert "theme" not in app.query_params
    assert "Choose a row" in words(app)


def test_what_became_of_a_topic_is_told(open_page: OpenPage, altered: Callable[..., Path]) -> None:
    warehouse = altered(
        ("update topics set label = 'My own name' where topic_id = 2", {}),
        (
            "insert into topic_events by name select 1 as number, 'split' as kind, 2 as topic_id, 1 as other_id, "
            "40 as n_papers, 'My own name' as label, 'The old one' as other_label",
            {},
        ),
    )
    app = open_page("topics", warehouse=warehouse, show="Discovered topics", topic="2")
    said = words(app)
    assert "the name is yours" in said
    assert "History: split from The old one on" in said
    events = next(frame.value for frame in app.dataframe if "what" in frame.value)
    assert events[["topic", "what", "n_papers"]].values.tolist() == [["My own name", "split from The old one", 40]]
    assert "Last fitted on" in said


def test_own_themes_and_measured_figures_are_shown_where_there_are_any(
    open_page: OpenPage, altered: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(snapshot: Snapshot) -> pd.DataFrame:
        return themes(snapshot).assign(f1=0.875, precision=0.9, recall=0.85, support=12)

    monkeypatch.setattr(dashboard.theme_card, "themes", measured)
    warehouse = altered(("update themes set own = true where theme = 'agents'", {}))
    app = open_page("topics", warehouse=warehouse, theme="agents")
    shown = table(app, "theme-table").set_index("name")
    assert shown.loc["Agents", "own"] == "yours"
    assert set(shown["own"]) == {"yours", ""}
    assert shown.loc["Agents", "f1"] == 0.875
    assert "12 labelled papers" in words(app)


def test_titles_names_and_terms_are_text_and_no_markup(
    open_page: OpenPage, altered: Callable[..., Path], demo: Snapshot
) -> None:
    best, named, address = theme_examples(demo, "agents"), {"hostile": HOSTILE}, "https://x.org/) [y](javascript:z"
    warehouse = altered(
        ("update papers set title = $hostile where paper_id = $id", named | {"id": best["paper_id"].iloc[0]}),
        ("update papers set url = $url where paper_id = $id", {"url": address, "id": best["paper_id"].iloc[1]}),
        ("update themes set name = $hostile, definition = $hostile where theme = 'agents'", named),
        ("update topics set label = $hostile, found_label = $hostile, terms = [$hostile] where topic_id = 1", named),
        ("update broad_topics set label = $hostile", named),
    )
    pages = [open_page("topics", warehouse=warehouse, theme="agents")]
    pages.append(open_page("topics", warehouse=warehouse, show="Discovered topics", topic="1"))
    for app in pages:
        said = words(app)
        assert ESCAPED in said
        assert "<img" not in said.replace(r"\<img", "")
        assert "](javascript" not in said
