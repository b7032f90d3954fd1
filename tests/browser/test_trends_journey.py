"""A phrase typed and its point clicked, a burst clicked, organizations compared: the counts are those of the mart."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organization_profile import organization_profile
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.terms import theme_bursts
from pipelines.mart.tables.themes import themes

pytestmark = pytest.mark.browser


def click_middle(page: Page, mark: str, number: int) -> None:
    """Click a mark of a chart with the mouse, where it is drawn."""
    drawn = page.locator(mark).nth(number)
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_any_phrase_is_charted_and_its_point_shows_exactly_its_papers(
    page: Page, browser: Browser, address: str, demo: Snapshot
) -> None:
    page.goto(address)
    page.get_by_role("link", name="Explore").click()
    box = page.get_by_role("combobox", name="Themes, topics, organizations and any phrase")
    box.press_sequentially("robot*, diffusion OR flow")
    box.press("Enter")
    chart = ".st-key-card-explore .js-plotly-plot"
    expect(page.locator(f"{chart} .annotation-text", has_text="robot*")).to_be_visible()
    expect(page.locator(f"{chart} .annotation-text", has_text="diffusion OR flow")).to_be_visible()

    # the tenth point of the first line is October 2024
    click_middle(page, f"{chart} .scatterlayer .trace:has(.points path) >> nth=0 >> .points path", 9)
    heading = page.get_by_role("heading", name=re.compile(r"papers?: .*robot\*.*, October 2024"))
    expect(heading).to_be_visible()
    counted = headline(demo, Selection(date(2024, 10, 1), date(2024, 10, 31), phrase="robot*"))["n_papers"]
    assert heading.inner_text().startswith(f"{counted} paper")
    with browser.new_context() as elsewhere:
        other = elsewhere.new_page()
        other.goto(page.url)
        expect(other.get_by_role("heading", name=heading.inner_text())).to_be_visible(timeout=60_000)


def test_a_burst_leads_to_its_papers(page: Page, address: str, demo: Snapshot) -> None:
    page.goto(f"{address}/bursts?period=Week")
    bars = ".st-key-card-theme-bursts .js-plotly-plot .barlayer .point path"
    expect(page.locator(bars).first).to_be_visible(timeout=60_000)
    click_middle(page, bars, 0)
    heading = page.get_by_role("heading", name=re.compile(r"^[\d,]+ papers?: "))
    expect(heading).to_be_visible()
    names = themes(demo).set_index("theme")["name"]
    told = {
        f"{row['n_papers']:,} papers: {names[row['name']]}"
        for row in theme_bursts(demo, period="week").to_dict("records")
    }
    assert any(heading.inner_text().startswith(one) for one in told)


def test_organizations_are_compared_by_a_link(page: Page, address: str, demo: Snapshot) -> None:
    profile = organization_profile(demo, by="parent").head(2)
    names = profile["organization"].to_list()
    page.goto(f"{address}/compare?group={quote('By parent')}&" + "&".join(f"compare_parents={quote(n)}" for n in names))
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=60_000)
    for name, n_papers in zip(names, profile["n_papers"], strict=True):
        expect(page.get_by_text(re.compile(rf"{re.escape(name)}")).first).to_be_visible()
        expect(page.get_by_text(re.compile(rf"\b{n_papers:,}\b")).first).to_be_visible()
