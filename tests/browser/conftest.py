"""Fixtures of the browser tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import CHROMIUM, chromium, served

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium (Debian: apt-get install chromium)")
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True) as context:
        yield context.new_page()


@pytest.fixture(scope="session")
def address(browser: Browser, demo_warehouse: Path) -> Iterator[str]:
    """Where `papertide serve` shows the synthetic papers; the browser comes first, so that its absence skips."""
    with served(demo_warehouse) as where:
        yield where
