"""From a theme to a topic under it and on to its papers, in three clicks; a link opens the same in a fresh browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import paper_themes
from pipelines.mart.tables.topics import topics

pytestmark = pytest.mark.browser
ROW = 34  # px


def settled(page: Page) -> None:
    """Wait until the page runs no more and its tables are drawn."""
    page.wait_for_timeout(700)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=60_000)
    page.wait_for_timeout(800)


def click_row(page: Page, table: str, row: int) -> None:
    """Click a row of a table, from 1, as a reader does: with the mouse, where it is drawn."""
    frame = page.locator(f".st-key-{table} [data-testid=stDataFrame]")
    frame.scroll_into_view_if_needed()
    settled(page)
    box = frame.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 120, box["y"] + ROW * row + ROW / 2)
    page.mouse.click(box["x"] + 120, box["y"] + ROW * row + ROW / 2)
    settled(page)


def test_a_reader_goes_from_a_theme_to_its_topics_to_their_papers(
    page: Page, browser: Browser, address: str, demo: Snapshot
) -> None:
    page.goto(f"{address}/topics")
    page.locator(".st-key-theme-table").wait_for(timeout=60_000)
    click_row(page, "theme-table", 1)
    theme = re.search(r"theme=([a-z0-9-]+)", page.url)
    assert theme is not None
    expect(page.locator(".st-key-about-theme h3")).to_be_visible()

    click_row(page, "theme-topics", 1)
    expect(page.locator(".st-key-about-topic h3")).to_be_visible()
    chosen = re.search(r"topic=(\d+)", page.url)
    assert chosen is not None
    known = topics(demo).set_index("topic_id").loc[int(chosen[1])]
    expect(page.locator(".st-key-about-topic h3")).to_have_text(known["label"])
    expect(page.get_by_role("heading", name=re.compile(rf"{known['n_papers']:,} papers: "))).to_be_visible()

    with browser.new_context() as elsewhere:
        other = elsewhere.new_page()
        other.goto(page.url)
        expect(other.locator(".st-key-about-topic h3")).to_have_text(known["label"], timeout=60_000)


def test_a_paper_is_opened_with_the_words_that_speak_for_its_themes(page: Page, address: str, demo: Snapshot) -> None:
    tags = paper_themes(demo)
    paper = str(tags["paper_id"][0])
    page.goto(f"{address}/papers?paper={paper}")
    card = page.locator(".st-key-about-paper")
    expect(card).to_be_visible(timeout=60_000)
    n_carried = int((tags["paper_id"] == paper).sum())
    expect(
        card.locator(".evidence section", has_text="carried: needs").filter(has_not_text="not carried")
    ).to_have_count(n_carried)
    expect(card.locator(".evidence .bar i.for").first).to_be_visible()
