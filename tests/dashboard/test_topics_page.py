"""The Topics page below its chart: what themes and topics are, how certain, and the way to the page of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import dashboard.topics.theme_table
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.themes import theme_certainty, themes
from pipelines.mart.tables.topics import topics
from pipelines.views.links import cell
from tests.dashboard.conftest import table_with, words

OpenPage = Callable[..., AppTest]


def rows(app: AppTest, demo: Snapshot) -> pd.DataFrame:
    """The table of themes, by theme."""
    links = {cell(row["name"], "theme", row["theme"]): row["theme"] for row in themes(demo).to_dict("records")}
    shown: pd.DataFrame = table_with(app, "certain")
    return shown.set_index(shown["name"].map(links))


def test_every_theme_is_listed_with_its_share_and_how_certain_its_tags_are(open_page: OpenPage, demo: Snapshot) -> None:
    shown = rows(open_page("topics"), demo)
    assert shown["n_papers"].is_monotonic_decreasing
    assert set(shown.index) == set(themes(demo)["theme"])
    expected = theme_certainty(demo).set_index("theme").loc["agents"]
    agents = shown.loc["agents"]
    assert agents["n_papers"] == expected["n_papers"] > 0
    assert agents["share"] == pytest.approx(100 * expected["n_papers"] / 1500)
    assert agents["certain"] == pytest.approx(100 * expected["mean_score"])
    assert agents["f1"] == pytest.approx(themes(demo).set_index("theme")["f1"]["agents"])
    assert "own" not in shown


def test_the_table_follows_the_filters_but_those_of_themes(open_page: OpenPage, demo: Snapshot) -> None:
    days = Selection(since=date(2025, 6, 1), until=date(2025, 8, 31))
    shown = rows(open_page("topics", since="2025-06-01", until="2025-08-31", themes=["Agents"]), demo)
    papers = headline(demo, days)["n_papers"]
    for theme in themes(demo)["theme"]:
        own = headline(demo, replace(days, themes=(str(theme),)))["n_papers"]
        assert shown.loc[theme, "n_papers"] == own
        assert shown.loc[theme, "share"] == pytest.approx(100 * own / papers)


def test_the_untagged_are_of_the_papers_that_match(open_page: OpenPage, altered: Callable[..., Path]) -> None:
    warehouse = altered(("update papers set themes = [] where day = '2025-06-02'", {}))
    everywhere, that_day = (
        next(metric.value for metric in open_page("topics", warehouse=warehouse, **days).metric)
        for days in ({}, {"since": "2025-06-02", "until": "2025-06-02"})
    )
    assert that_day.endswith("(100.0%)")
    assert not everywhere.endswith("(100.0%)")


def test_topics_stand_under_their_broader_one(open_page: OpenPage, demo: Snapshot) -> None:
    shown = table_with(open_page("topics", show="Discovered topics"), "npmi")
    known = topics(demo)
    links = [cell(row["label"], "topic", row["topic_id"]) for row in known.to_dict("records")]
    assert set(shown["label"]) == set(links)
    groups = (shown["broad"] != shown["broad"].shift()).sum()
    assert groups == known["broad_id"].nunique() > 1
    first = known.iloc[links.index(shown["label"].iloc[0])]
    assert shown["npmi"].iloc[0] == pytest.approx(first["npmi"])
    assert shown["belonging"].iloc[0] == pytest.approx(100 * first["belonging"])


def test_what_became_of_topics_is_told(open_page: OpenPage, altered: Callable[..., Path]) -> None:
    warehouse = altered(
        (
            "insert into topic_events by name select 1 as number, 'split' as kind, 2 as topic_id, 1 as other_id, "
            "40 as n_papers, 'My own name' as label, 'The old one' as other_label",
            {},
        ),
    )
    app = open_page("topics", warehouse=warehouse, show="Discovered topics")
    events = next(frame.value for frame in app.dataframe if "what" in frame.value)
    assert events[["topic", "what", "n_papers"]].values.tolist() == [["My own name", "split from The old one", 40]]
    assert "Last fitted on" in words(app)


def test_own_themes_and_measured_figures_are_shown_where_there_are_any(
    open_page: OpenPage, altered: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, demo: Snapshot
) -> None:
    def measured(snapshot: Snapshot) -> pd.DataFrame:
        return themes(snapshot).assign(f1=0.875)

    monkeypatch.setattr(dashboard.topics.theme_table, "themes", measured)
    warehouse = altered(("update themes set own = true where theme = 'agents'", {}))
    shown = rows(open_page("topics", warehouse=warehouse), demo)
    assert shown.loc["agents", "own"] == "yours"
    assert set(shown["own"]) == {"yours", ""}
    assert shown.loc["agents", "f1"] == 0.875
