"""What changed: since the day of the address, since the last visit, or in the last week; and the digest of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pipelines.digest.compose import compose
from pipelines.digest.sections import PARTS
from pipelines.digest.watch_list import watch_list_path
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import papers
from pipelines.views.filters import filters_for
from pipelines.views.reading import reader
from pipelines.views.words import safe
from tests.dashboard.conftest import words


def test_the_last_week_is_shown_to_who_was_not_here_before(open_page: Any, demo: Snapshot) -> None:
    said = words(open_page("changes"))
    n_papers = len(papers(demo, Selection(since=date(2026, 3, 12))))
    assert f"{n_papers} papers from 12 Mar 2026 to 18 Mar 2026" in said
    assert "These are the last 7 days of the data" in said
    assert "Daily Papers is a curated list" in said


def test_a_day_in_the_address_shows_the_sections_of_its_digest(open_page: Any, demo: Snapshot) -> None:
    app = open_page("changes", day="2025-12-01")
    read = reader(demo)
    digest = compose(read, date(2025, 12, 1), filters_for(read, Selection(), "month"))
    said = words(app)
    assert {part.value for part in app.subheader} == {section.heading for section in digest.sections}
    assert len(digest.sections) == len(PARTS)
    for section in digest.sections:
        for entry in section.entries:
            assert safe(entry.told) in said
            assert entry.url is None or entry.url.startswith("http") or f"(/{entry.url.split('%')[0]}" in said


def test_short_stretches_are_compared_by_week(open_page: Any) -> None:
    assert "8 weeks against as many before" in words(open_page("changes", day="2026-03-05")).replace("\\", "")
    assert "week became complete in these days" in words(open_page("changes", day="2026-03-18"))


def test_filters_narrow_it(open_page: Any, demo: Snapshot) -> None:
    n_papers = len(papers(demo, Selection(since=date(2025, 12, 1), themes=("agents",))))
    assert f"{n_papers} papers from 1 Dec 2025" in words(open_page("changes", day="2025-12-01", themes="Agents"))
    said = words(open_page("changes", day="2025-12-01", text="zzqx"))
    assert "No paper matches all of these filters" in said


@pytest.mark.parametrize("day", ["2031-01-01", "yesterday", "", "<b>"])
def test_a_senseless_day_is_no_day(open_page: Any, day: str) -> None:
    assert "to 18 Mar 2026" in words(open_page("changes", day=day))


def test_the_digest_of_these_days_can_be_taken_along(open_page: Any) -> None:
    app = open_page("changes", day="2025-12-01")
    names = [unquote(button.proto.label) for button in app.get("download_button")]
    assert names == ["HTML", "Markdown", "RSS"]


@pytest.mark.parametrize(
    ("listed", "said", "followed"),
    [
        ("", "with a watch list (`papertide watch add --theme agents`), also what you follow", False),
        ('themes = ["Agents"]\nphrases = ["model*"]', "what the watch list follows (1 theme, 1 phrase), within", True),
        ('themes = ["agnets"]', "and not the watch list: no theme is called", False),
    ],
)
def test_the_digest_holds_the_watch_list_as_that_of_the_command_does(
    open_page: Any,
    altered: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    listed: str,
    said: str,
    followed: bool,
) -> None:
    made: list[Callable[[], bytes]] = []
    button = st.download_button
    monkeypatch.setattr(
        st, "download_button", lambda label, data, *a, **k: made.append(data) or button(label, data, *a, **k)
    )
    warehouse = altered()
    watch_list_path(warehouse).write_text(listed)
    app = open_page("changes", warehouse=warehouse, day="2025-12-01")
    assert any(said in caption.value for caption in app.caption)
    page, text, feed = (make().decode() for make in made)
    for held in (page, text, feed):
        assert ("“model" in held) == followed
    assert ("\n## [Agents](" in text) == followed


@pytest.mark.parametrize(("told", "seen"), [("2026-03-02", date(2026, 3, 2)), (None, None), ("<b>", None), (7, None)])
def test_only_a_day_is_believed_of_the_browser(told: object, seen: date | None) -> None:
    def page(told: object) -> None:
        import streamlit as st

        from dashboard.last_visit import last_visit

        if told is not None:
            st.session_state["papertide-last-visit-day"] = told
        st.text(str(last_visit()))

    app = AppTest.from_function(page, args=(told,)).run()
    assert app.text[0].value == str(seen)
