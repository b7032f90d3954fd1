"""Takes the README's screenshots, and on request one of every page in light and dark.

papertide demo --no-serve
python -m tests.browser.screenshots data/demo.duckdb                    the README's
python -m tests.browser.screenshots data/demo.duckdb --all FOLDER       every page, both modes, two sizes
        [--first-screen] [--only PAGE...]                               not the whole length; some pages
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from pipelines.mart.snapshot import current_snapshot
from tests.browser.serving import chromium, pages, served, until_whole

README_PICTURES = Path(__file__).parent / "screenshots"
README_SIZE = (1280, 960)
README_VIEWS = {
    "overview": ("/", "light"),
    "explore": (
        "/explore?series=theme%3Aagents&series=theme%3Areasoning&series=theme%3Adiffusion&phrases=world+model",
        "light",
    ),
    "map": ("/map", "dark"),
    "compare": ("/compare", "light"),
}
SIZES = {"wide": (1280, 720), "phone": (390, 844)}


def take(browser: Browser, address: str, file: Path, *, mode: str, size: tuple[int, int], whole: bool = False) -> None:
    """One page, once everything on it is drawn."""
    viewport = {"width": size[0], "height": size[1]}
    with browser.new_context(viewport=viewport, color_scheme=mode, device_scale_factor=1) as context:
        page = context.new_page()
        page.goto(address)
        until_drawn(page)
        if whole:
            height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
            page.set_viewport_size({"width": size[0], "height": height})
            until_drawn(page)
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file)


def until_drawn(page: Page) -> None:
    """Wait until nothing is still on its way, cards that come last among it."""
    until_whole(page)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    until_whole(page)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    parser.add_argument("--first-screen", action="store_true")
    parser.add_argument("--only", nargs="+", metavar="PAGE")
    asked = parser.parse_args()
    warehouse = asked.warehouse.resolve()
    with served(warehouse) as address, chromium() as browser:
        if asked.all is None:
            for name, (where, mode) in README_VIEWS.items():
                take(browser, address + where, README_PICTURES / f"{name}.png", mode=mode, size=README_SIZE)
            return
        for name, where in pages(current_snapshot(warehouse)).items():
            if asked.only and name not in asked.only:
                continue
            for mode in ("light", "dark"):
                for width, size in SIZES.items():
                    file = asked.all / f"{name}-{mode}-{width}.png"
                    take(browser, address + where, file, mode=mode, size=size, whole=not asked.first_screen)


if __name__ == "__main__":
    main()
