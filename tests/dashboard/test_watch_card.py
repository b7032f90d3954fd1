"""The watch list on the overview: what is followed, with its figures; and how to begin one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.digest.watch_list import WatchList, change_watch_list, watch_list_path
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import current_snapshot
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.phrases import phrase_frequency
from pipelines.mart.tables.themes import theme_frequency
from tests.dashboard.conftest import words


@pytest.fixture
def card(altered: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Callable[[], AppTest]]:
    """A warehouse, and what draws its watch list."""
    warehouse = altered()
    monkeypatch.setenv("PAPERTIDE_DB", str(warehouse))

    def page() -> None:
        from dashboard.mart import read
        from dashboard.watch_card import watch_card
        from pipelines.mart.selection import Selection
        from pipelines.views.filters import filters_for

        watch_card(filters_for(read, Selection()))

    def run() -> AppTest:
        app = AppTest.from_function(page, default_timeout=60).run()
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


@pytest.mark.parametrize(("text", "said"), [("themes = 3", "must be a list"), ('themes = ["agnets"]', "did you mean")])
def test_a_list_that_cannot_be_used_is_told(card: Any, text: str, said: str) -> None:
    warehouse, run = card
    watch_list_path(warehouse).write_text(text)
    assert said in words(run())
