"""The back and forward buttons give every view back; links to pages keep the filters, the tab, and what is loaded."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import until_whole

pytestmark = pytest.mark.browser


def test_back_and_forward_give_each_view_back(page: Page, address: str) -> None:
    page.goto(f"{address}/topics?text=robot")
    until_whole(page)
    steps = [page.url]

    def step(change: str) -> None:
        expect(page).to_have_url(re.compile(change))
        until_whole(page)
        steps.append(page.url)

    themes = page.get_by_role("combobox", name="Themes")
    themes.fill("Robotics")
    themes.press("Enter")
    themes.press("Escape")
    step("themes=Robotics")
    page.get_by_role("radio", name="Week").click()
    step("period=Week")
    page.get_by_role("link", name="Upvotes").click()
    step("/upvotes.*")
    page.get_by_role("textbox", name="Text").fill("")
    page.get_by_role("textbox", name="Text").press("Enter")
    step(r"/upvotes(?!.*text=)")

    def seen(url: str) -> None:
        expect(page).to_have_url(url)
        until_whole(page)
        expect(page.get_by_role("textbox", name="Text")).to_have_value("robot" if "text=robot" in url else "")
        week = "true" if "period=Week" in url else "false"
        expect(page.get_by_role("radio", name="Week")).to_have_attribute("aria-checked", week)
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Upvotes" if "upvotes" in url else "over"))

    for url in reversed(steps[:-1]):
        page.evaluate("history.back()")
        seen(url)
    for url in steps[1:]:
        page.evaluate("history.forward()")
        seen(url)


def test_a_link_to_a_page_keeps_filters_and_tab(page: Page, address: str) -> None:
    page.goto(f"{address}/?text=robot&period=Week")
    until_whole(page)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url) if request.is_navigation_request() else None)
    page.get_by_test_id("stMain").get_by_role("link").and_(page.locator('a[href^="/"]')).first.click()
    expect(page).to_have_url(re.compile(r"/(theme|topic|organization|paper)\?.*text=robot"))
    assert "period=Week" in page.url
    until_whole(page)
    assert not loaded
    assert len(page.context.pages) == 1
