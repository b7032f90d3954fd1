"""Takes the README's screenshot, and on request one of every page in light and dark.

papertide demo --no-serve
python -m tests.browser.screenshots data/demo.duckdb                    the README's
python -m tests.browser.screenshots data/demo.duckdb --all FOLDER       every page, both modes, two sizes
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.serving import chromium, served

README_PICTURE = Path(__file__).parent / "screenshots" / "topics.png"
README_VIEW = (
    "topics?themes=Agents&themes=Image+generation+and+editing&themes=Reasoning&themes=Robotics+and+embodied+AI"
)
PAGES = sorted(page.stem for page in (Path(__file__).parents[2] / "dashboard" / "app_pages").glob("*.py"))
SIZES = {"wide": (1280, 720), "phone": (390, 844)}


def take(browser: Browser, address: str, file: Path, *, mode: str, size: tuple[int, int], whole: bool = False) -> None:
    """One page, once everything on it is drawn."""
    viewport = {"width": size[0], "height": size[1]}
    with browser.new_context(viewport=viewport, color_scheme=mode, device_scale_factor=1) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.locator(".js-plotly-plot .main-svg, [data-testid=stDataFrame]").first).to_be_visible(timeout=60_000)
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=60_000)
        page.wait_for_timeout(800)  # the end of fading in
        if whole:
            height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
            page.set_viewport_size({"width": size[0], "height": height})
            page.wait_for_timeout(800)
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    with served(asked.warehouse.resolve()) as address, chromium() as browser:
        if asked.all is None:
            take(browser, f"{address}/{README_VIEW}", README_PICTURE, mode="light", size=(1280, 800))
            return
        for page in PAGES:
            for mode in ("light", "dark"):
                for name, size in SIZES.items():
                    file = asked.all / f"{page}-{mode}-{name}.png"
                    take(browser, f"{address}/{page.replace('overview', '')}", file, mode=mode, size=size, whole=True)


if __name__ == "__main__":
    main()
