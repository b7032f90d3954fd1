"""Takes the README's screenshot, and on request one of every page in light and dark.

papertide demo --no-serve
python -m tests.browser.screenshots data/demo.duckdb                    the README's
python -m tests.browser.screenshots data/demo.duckdb --all FOLDER       every page, both modes, two sizes
        [--first-screen] [--only PAGE...]                               not the whole length; some pages
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Browser

from pipelines.mart.snapshot import current_snapshot
from tests.browser.serving import chromium, pages, served, until_whole

README_PICTURE = Path(__file__).parent / "screenshots" / "topics.png"
README_VIEW = (
    "/topics?themes=Agents&themes=Image+generation+and+editing&themes=Reasoning&themes=Robotics+and+embodied+AI"
)
SIZES = {"wide": (1280, 720), "phone": (390, 844)}


def take(browser: Browser, address: str, file: Path, *, mode: str, size: tuple[int, int], whole: bool = False) -> None:
    """One page, once everything on it is drawn."""
    viewport = {"width": size[0], "height": size[1]}
    with browser.new_context(viewport=viewport, color_scheme=mode, device_scale_factor=1) as context:
        page = context.new_page()
        page.goto(address)
        until_whole(page)
        if whole:
            height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
            page.set_viewport_size({"width": size[0], "height": height})
            until_whole(page)
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file)


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
            take(browser, address + README_VIEW, README_PICTURE, mode="light", size=(1280, 800))
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
