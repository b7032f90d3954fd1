"""Papers by day: which cards, in which order, the steps to other days, and days that were never fetched."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.browse import listed_papers, stretches
from pipelines.mart.tables.papers import headline
from tests.dashboard.conftest import shown_papers as shown
from tests.dashboard.conftest import words

HOSTILE = "<img src=x onerror=alert(1)><b>x</b>[a](javascript:alert(1))"

OpenPage = Callable[..., AppTest]


def of_day(demo: Snapshot, day: object, **more: object) -> list[str]:
    return listed_papers(demo, Selection(since=day, until=day), **more)  # type: ignore[arg-type]


def test_the_newest_day_is_shown_by_upvotes_and_its_steps_skip_days_without_papers(
    open_page: OpenPage, demo: Snapshot
) -> None:
    app, days = open_page("browse"), stretches(demo)["start"].dt.date.to_list()
    assert shown(app) == of_day(demo, days[-1]) != []
    assert app.button(key="browse-next").disabled
    before = app.button(key="browse-previous").click().run()
    assert shown(before) == of_day(demo, days[-2])
    gaps = [day for day, after in pairwise(days) if (after - day).days == 3]
    friday = open_page("browse", day=str(gaps[-1]))
    assert "2 days without papers skipped" in friday.button(key="browse-next").label
    assert shown(friday.button(key="browse-next").click().run()) == of_day(demo, gaps[-1] + timedelta(days=3))


@pytest.mark.parametrize("order", ["attention", "time"])
def test_papers_stand_in_the_order_asked_for(open_page: OpenPage, demo: Snapshot, order: str) -> None:
    day = stretches(demo)["start"].dt.date.iloc[5]
    assert shown(open_page("browse", day=str(day), sort=order)) == of_day(demo, day, order=order)


def test_a_month_shows_its_first_hundred_and_more_when_asked(open_page: OpenPage, altered: Callable[..., Path]) -> None:
    warehouse = altered(("update papers set day = '2025-06-10' where day between '2025-06-01' and '2025-07-31'", {}))
    app = open_page("browse", warehouse=warehouse, day="2025-06-10", by="month")
    assert app.title[0].value == "June 2025"
    assert len(shown(app)) == 100
    more = app.button(key="more-cards").click().run()
    assert len(shown(more)) > 100
    assert shown(more)[:100] == shown(app)[:100]


def test_filters_apply_and_are_told(open_page: OpenPage, demo: Snapshot) -> None:
    day = stretches(demo)["start"].dt.date.iloc[-1]
    own = listed_papers(demo, Selection(since=day, until=day, themes=("agents",)))
    app = open_page("browse", themes=["Agents"], day=str(day))
    assert shown(app) == own
    n_all = headline(demo, Selection(since=day, until=day))["n_papers"]
    assert f"{len(own)} of {n_all} papers match" in words(app) or not own


def test_a_day_never_fetched_is_missing_and_one_cut_short_says_so(
    open_page: OpenPage, altered: Callable[..., Path]
) -> None:
    warehouse = altered(
        ("delete from papers where day = '2025-06-03'", {}),
        ("delete from days where day = '2025-06-03'", {}),
        ("update days set capped = true where day = '2025-06-04'", {}),
    )
    missing = open_page("browse", warehouse=warehouse, day="2025-06-03")
    assert "never fetched" in words(missing)
    assert shown(missing) == []
    assert shown(missing.button(key="browse-next").click().run())
    assert "page limit" in words(open_page("browse", warehouse=warehouse, day="2025-06-04"))
    week = words(open_page("browse", warehouse=warehouse, day="2025-06-04", by="week"))
    assert "page limit" in week
    assert "3 Jun 2025" in week


def test_titles_and_abstracts_of_cards_are_text(open_page: OpenPage, altered: Callable[..., Path]) -> None:
    values = {"hostile": HOSTILE * 9}
    sql = "update papers set title = $hostile, abstract = $hostile, organization = $hostile, topic = $hostile"
    said = words(open_page("browse", warehouse=altered((sql, values))))
    assert "&lt;img src=x" in said
    assert "<img" not in said
    assert 'href="javascript' not in said
    assert said.count("<details") == len(re.findall("<article>", said)) > 0


@pytest.mark.parametrize("link", [{"day": "<script>"}, {"day": "1900-01-01"}, {"by": "century"}, {"sort": "'"}])
def test_a_senseless_link_shows_papers_all_the_same(open_page: OpenPage, link: dict[str, str]) -> None:
    assert shown(open_page("browse", **link))
