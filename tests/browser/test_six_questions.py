"""The six questions that the dashboard is for, each answered in at most three clicks from its first page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.movers import momentum, windows
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.themes import themes

pytestmark = pytest.mark.browser
MOST = 3  # clicks


class Reader:
    """Somebody at the first page, whose clicks are counted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.clicks = page, 0
        page.goto(address)
        expect(page.get_by_role("heading", name="Where AI research is moving")).to_be_visible()
        expect(page.locator(".st-key-card-movers .js-plotly-plot")).to_be_visible()
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_timeout(400)
        expect(self.page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")

    def click(self, what: Locator, **how: object) -> None:
        what.click(**how)
        self.clicks += 1
        self.settle()

    def go(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name, exact=True).first)


@pytest.fixture
def reader(page: Page, address: str) -> Iterator[Reader]:
    reader = Reader(page, address)
    yield reader
    assert reader.clicks <= MOST


def test_what_rises_what_fades_and_is_it_noise(reader: Reader, demo: Snapshot) -> None:
    changes = momentum(demo)
    for heading, row in (("Rising", changes.iloc[0]), ("Fading", changes.iloc[-1])):
        told = reader.page.locator(f".stMarkdown:has(strong:text-is('{heading}'))")
        expect(told).to_contain_text(f"{row['share_before_pct']:.1f}% to {row['share_now_pct']:.1f}%")
        expect(told).to_contain_text(re.compile("q [<=]" if row["q_value"] < 0.05 else "may be noise"))


def test_how_did_this_move_against_that(reader: Reader) -> None:
    reader.go("Explore")
    box = reader.page.get_by_role("combobox", name=re.compile("any phrase"))
    reader.click(box)
    for words in ("Agents", "benchmark*"):
        box.fill(words)
        box.press("Enter")
        reader.settle()
    chart = reader.page.locator(".st-key-card-explore .js-plotly-plot")
    for words in ("Agents", "benchmark*"):
        expect(chart.locator(".annotation-text", has_text=words)).to_be_visible()


def test_who_publishes_on_this_and_how_do_they_compare(reader: Reader, demo: Snapshot) -> None:
    name = themes(demo).set_index("theme").loc[momentum(demo)["theme"].iloc[0], "name"]
    reader.go(name)
    expect(reader.page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(reader.page.get_by_text("Who works on it").first).to_be_visible()
    reader.go("Compare")
    expect(reader.page.locator(".st-key-card-differences .js-plotly-plot")).to_be_visible()
    expect(reader.page.get_by_text("Attention").first).to_be_visible()


def test_what_gets_upvoted(reader: Reader) -> None:
    reader.go("Upvotes")
    expect(
        reader.page.get_by_text(re.compile("themes draw more upvotes than the papers listed beside them"))
    ).to_be_visible()
    expect(reader.page.locator(".st-key-card-ranking .js-plotly-plot")).to_be_visible()


def test_which_papers_are_behind_this_point(reader: Reader, demo: Snapshot) -> None:
    markers = reader.page.locator(".st-key-card-movers .scatterlayer .points path")
    box = markers.last.bounding_box()
    assert box is not None
    reader.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reader.clicks += 1
    expect(reader.page).to_have_url(re.compile("at=overview.movers"))
    theme = re.search(r"theme%3A([a-z0-9-]+)", reader.page.url)
    spans = windows(demo)
    assert theme is not None
    assert spans is not None
    behind = Selection(spans.now_first.date(), spans.now_last.date(), themes=(theme[1],))
    counted = headline(demo, behind)["n_papers"]
    expect(reader.page.get_by_role("heading", name=re.compile(rf"^{counted} papers?: "))).to_be_visible()


def test_give_me_this_chart_its_data_and_the_link(reader: Reader) -> None:
    card = reader.page.locator(".st-key-card-movers")
    for kind in ("SVG", "CSV"):
        with reader.page.expect_download() as download:
            reader.click(card.get_by_role("button", name=kind, exact=True))
        assert Path(download.value.path()).stat().st_size > 500
    reader.click(card.get_by_role("button", name="Table, files, citation"))
    expect(reader.page.get_by_role("dialog").get_by_text(reader.page.url, exact=True)).to_be_visible()
