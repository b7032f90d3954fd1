"""A real dashboard, served by the real command, and a real Chromium: for tests, screenshots and timings."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, expect, sync_playwright

from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organizations import organizations
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.themes import themes
from pipelines.mart.tables.topics import topics

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
CHROMIUM = shutil.which("chromium")
APP_PAGES = Path(__file__).parents[2] / "dashboard" / "app_pages"


def pages(snapshot: Snapshot) -> dict[str, str]:
    """Every page by the name of its file, and its address; pages of one thing show the first that there is."""
    first = {
        "theme": themes(snapshot)["theme"],
        "topic": topics(snapshot)["topic_id"],
        "organization": organizations(snapshot)["organization"],
        "paper": papers(snapshot, most=1)["paper_id"],
    }
    names = sorted(file.stem for file in APP_PAGES.glob("*.py"))
    told = {name: f"?{name}={quote(str(first[name].iloc[0]))}" if name in first else "" for name in names}
    return {name: "/" if name == "overview" else f"/{name}{query}" for name, query in told.items()}


def until_whole(page: Page) -> None:
    """Wait until the page runs no more and all on it is drawn."""
    expect(page.locator("[data-testid=stMain] h1")).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=60_000)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=60_000)
    page.wait_for_function("[...document.querySelectorAll('.stPlotlyChart')].every(c => c.querySelector('.main-svg'))")
    page.wait_for_timeout(800)  # the end of fading in


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a screen."""
    assert CHROMIUM is not None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served(warehouse: Path) -> Iterator[str]:
    """The address at which `papertide serve` shows that warehouse."""
    port = free_port()
    command = [Path(sys.executable).with_name("papertide"), "serve", "--no-browser", "--port", str(port)]
    environment = {**os.environ, "PAPERTIDE_DB": str(warehouse)}
    with subprocess.Popen(command, env=environment, cwd=warehouse.parent) as server:
        try:
            until_it_answers(f"http://localhost:{port}/_stcore/health", server)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until_it_answers(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            assert server.poll() is None, "the dashboard ended by itself"
            assert time.monotonic() < deadline, "the dashboard did not answer within 60 s"
            time.sleep(0.1)
