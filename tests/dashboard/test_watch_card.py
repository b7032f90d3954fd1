"""The watch list on the overview: what is followed, with its figures; and how to begin one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.digest.followed import followed, standings
from pipelines.digest.watch_list import WatchList, change_watch_list, watch_list_path
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import current_snapshot
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.phrases import phrase_frequency
from pipelines.mart.tables.themes import theme_frequency
from pipelines.views.reading import reader
from pipelines.views.table_files import TABLE_FORMATS
from tests.dashboard.conftest import words


@pytest.fixture
def card(altered: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Callable[..., AppTest]]:
    """A warehouse, and what draws its watch list."""
    warehouse = altered()
    monkeypatch.setenv("PAPERTIDE_DB", str(warehouse))

    def page() -> None:
        import streamlit as st

        from dashboard.mart import read
        from dashboard.watch_card import watch_card
        from pipelines.mart.selection import Selection
        from pipelines.views.filters import filters_for

        watch_card(filters_for(read, Selection(text=st.query_params.get("text", ""))))

    def run(text: str = "") -> AppTest:
        app = AppTest.from_function(page, default_timeout=60)
        app.query_params["text"] = text
        app.run()
        assert not app.exception
        return app

    return warehouse, run


def test_without_a_list_it_says_how_to_begin_one(card: Any) -> None:
    app = card[1]()
    assert app.code[0].value == "papertide watch add --theme agents --phrase GRPO"
    assert not app.dataframe


def test_what_is_followed_has_its_figures_and_its_newest_paper(card: Any) -> None:
    warehouse, run = card
    change_watch_list(warehouse, added=WatchList(("agents",), ("Tolvane Software Research",), ("model*",)))
    shown = run().dataframe[0].value
    assert [link.partition("#")[2] for link in shown["name"]] == [
        "Agents", "Tolvane Software Research", "%E2%80%9Cmodel%2A%E2%80%9D",
    ]  # fmt: skip
    assert shown["name"][0].startswith("/theme?theme=agents#")
    snapshot = current_snapshot(warehouse)
    now = theme_frequency(snapshot, Selection(themes=("agents",))).query("complete").iloc[-1]
    assert shown["share"][0] == now["share_pct"]
    assert shown["n"][0] == f"{now['n_papers']} of {now['total']}"
    phrase = phrase_frequency(snapshot, phrases=("model*",)).query("complete").iloc[-1]
    assert shown["share"][2] == phrase["share_pct"]
    newest = papers(snapshot, Selection(themes=("agents",)), order="newest", most=1).iloc[0]
    assert newest["paper_id"].replace(":", "%3A") in shown["title"][0]


def test_other_filters_than_the_dates_do_not_narrow_it_and_it_says_so(card: Any) -> None:
    warehouse, run = card
    change_watch_list(warehouse, added=WatchList(("agents",)))
    plain, narrowed = run(), run("zzqx")
    assert narrowed.dataframe[0].value.equals(plain.dataframe[0].value)
    said = "only the dates and the period count here"
    assert [said in words(app) for app in (plain, narrowed)] == [False, True]


def test_it_can_be_taken_along_as_numbers(card: Any) -> None:
    warehouse, run = card
    change_watch_list(warehouse, added=WatchList(("agents",), phrases=("nothingsaysthis",)))
    app = run()
    app.button(key="more-watch-list").click().run()
    assert not app.exception
    assert len(app.get("download_button")) == len(TABLE_FORMATS)


def test_standings_are_numbers_and_absent_where_not_known(card: Any) -> None:
    read = reader(current_snapshot(card[0]))
    frame = standings(followed(read, WatchList(("agents",))))
    now, before = (
        theme_frequency(current_snapshot(card[0]), Selection(themes=("agents",)))
        .query("complete")
        .iloc[[-1, -2]]
        .to_dict("records")
    )
    assert frame[["kind", "key", "name"]].iloc[0].to_list() == ["theme", "agents", "Agents"]
    assert frame[["n_papers", "total", "share_pct", "n_before"]].iloc[0].to_list() == [
        now["n_papers"], now["total"], now["share_pct"], before["n_papers"],
    ]  # fmt: skip
    undated = standings(followed(read, WatchList(("agents",)), Selection(since=date(2031, 1, 1))))
    assert undated.drop(columns=["kind", "key", "name"]).isna().all(axis=None)
    assert (standings([]).dtypes == frame.dtypes).all()


@pytest.mark.parametrize(("text", "said"), [("themes = 3", "must be a list"), ('themes = ["agnets"]', "did you mean")])
def test_a_list_that_cannot_be_used_is_told(card: Any, text: str, said: str) -> None:
    warehouse, run = card
    watch_list_path(warehouse).write_text(text)
    assert said in words(run())
