"""From the themes to one, to a topic under it and on to a paper, each by one click; and day by day by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.browse import stretches
from pipelines.mart.tables.papers import headline, paper_themes
from pipelines.mart.tables.topics import topics

pytestmark = pytest.mark.browser
ROW = 34  # px


def settled(page: Page) -> None:
    """Wait until the page runs no more and its tables are drawn."""
    page.wait_for_timeout(700)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=60_000)
    page.wait_for_timeout(800)


def follow_row(page: Page, table: str, row: int) -> None:
    """Click the name in a row of a table, from 1, as a reader does: with the mouse, where it is drawn."""
    frame = page.locator(f".st-key-{table} [data-testid=stDataFrame]")
    frame.scroll_into_view_if_needed()
    settled(page)
    box = frame.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + ROW * row + ROW / 2)
    page.mouse.click(box["x"] + 30, box["y"] + ROW * row + ROW / 2)
    settled(page)


def test_a_reader_goes_from_a_theme_to_its_topics_to_their_papers(
    page: Page, browser: Browser, address: str, demo: Snapshot
) -> None:
    page.goto(f"{address}/topics?text=model")
    page.locator(".st-key-theme-table").wait_for(timeout=60_000)
    follow_row(page, "theme-table", 1)
    expect(page).to_have_url(re.compile(r"/theme\?theme=[a-z0-9-]+&text=model"))
    follow_row(page, "theme-topics", 1)
    expect(page).to_have_url(re.compile(r"/topic\?topic=\d+&text=model"))
    chosen = re.search(r"topic=(\d+)", page.url)
    assert chosen is not None
    label = topics(demo).set_index("topic_id")["label"].loc[int(chosen[1])]
    expect(page.get_by_role("heading", level=1)).to_have_text(label)
    n = headline(demo, Selection(topics=(int(chosen[1]),), text="model"))["n_papers"]
    expect(page.get_by_text(re.compile(rf"^Of {n:,} papers?\. Best received"))).to_be_visible()

    title = page.locator(".paper-list a").first
    said = title.inner_text()
    title.click()
    expect(page).to_have_url(re.compile(r"/paper\?paper="))
    expect(page.get_by_role("heading", level=1)).to_have_text(said)

    with browser.new_context() as elsewhere:
        other = elsewhere.new_page()
        other.goto(page.url)
        expect(other.get_by_role("heading", level=1)).to_have_text(said, timeout=60_000)


def test_a_paper_is_opened_with_the_words_that_speak_for_its_themes(page: Page, address: str, demo: Snapshot) -> None:
    tags = paper_themes(demo)
    paper = str(tags["paper_id"][0])
    page.goto(f"{address}/paper?paper={paper}")
    evidence = page.locator(".evidence")
    expect(evidence).to_be_visible(timeout=60_000)
    n_carried = int((tags["paper_id"] == paper).sum())
    expect(evidence.locator("section", has_text="carried: needs").filter(has_not_text="not carried")).to_have_count(
        n_carried
    )
    expect(evidence.locator(".bar i.for").first).to_be_visible()


def test_days_are_stepped_through_by_keyboard_and_abstracts_open(page: Page, address: str, demo: Snapshot) -> None:
    days = stretches(demo)["start"]
    page.goto(f"{address}/browse")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"{days.iloc[-1]:%A}, {days.iloc[-1].day} {days.iloc[-1]:%b %Y}", timeout=60_000)
    settled(page)
    page.keyboard.press("p")
    expect(heading).to_have_text(f"{days.iloc[-2]:%A}, {days.iloc[-2].day} {days.iloc[-2]:%b %Y}")
    expect(page).to_have_url(re.compile(rf"day={days.iloc[-2]:%Y-%m-%d}"))
    settled(page)
    abstract = page.locator("details.abstract").first
    abstract.locator("summary").click()
    expect(abstract.locator("p")).to_be_visible()
    page.go_back()
    expect(heading).to_have_text(f"{days.iloc[-1]:%A}, {days.iloc[-1].day} {days.iloc[-1]:%b %Y}")
