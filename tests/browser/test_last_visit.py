"""The browser, and nobody else, remembers how far the data went at the last visit."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
KEY = "papertide-last-visit-demo"


def test_what_is_new_since_the_last_visit_is_shown_again_and_again(page: Page, address: str) -> None:

    def remembered() -> object:
        return json.loads(page.evaluate("key => localStorage.getItem(key)", KEY) or "{}")

    page.goto(f"{address}/changes")
    expect(page.get_by_text("These are the last 7 days of the data")).to_be_visible()
    page.wait_for_function("key => localStorage.getItem(key)", arg=KEY)
    assert remembered() == {"day": "2026-03-18"}
    page.evaluate("([key, seen]) => localStorage.setItem(key, seen)", [KEY, json.dumps({"day": "2026-03-02"})])
    for _ in range(2):  # a second look at the same data still shows what was new in it
        page.reload()
        expect(page.get_by_text("Since your last visit: the data then ended on 2 Mar 2026")).to_be_visible()
        expect(page.get_by_text("from 2 Mar 2026 to 18 Mar 2026").first).to_be_visible()
        assert remembered() == {"day": "2026-03-18", "before": "2026-03-02"}
    page.evaluate("([key, seen]) => localStorage.setItem(key, seen)", [KEY, "not JSON"])
    page.reload()
    expect(page.get_by_text("These are the last 7 days of the data")).to_be_visible()
    page.wait_for_function("([key, seen]) => localStorage.getItem(key) === seen", arg=[KEY, '{"day":"2026-03-18"}'])
