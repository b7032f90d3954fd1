"""One reader's way through the dashboard: filter, click, see the papers, take chart and data away, pass the link on."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.themes import theme_frequency

pytestmark = pytest.mark.browser
CHART = ".st-key-card-frequency .js-plotly-plot"


def click_point(page: Page, trace: int, number: int) -> None:
    """Click a marker of the chart, as a reader does: with the mouse, where it is drawn."""
    marker = page.locator(f"{CHART} .scatterlayer .trace:has(.points path)").nth(trace).locator(".points path")
    marker.nth(number).scroll_into_view_if_needed()
    box = marker.nth(number).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def saved(page: Page, button: str) -> tuple[str, bytes]:
    """The name and content of what a button under the chart downloads."""
    with page.expect_download() as download:
        page.locator(".st-key-card-frequency").get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_reader_filters_clicks_downloads_and_passes_the_link_on(
    page: Page, browser: Browser, address: str, demo: Snapshot
) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="Where AI research is moving")).to_be_visible()
    expect(page.get_by_text("Synthetic demo data").first).to_be_visible()

    page.get_by_role("link", name="Topics").click()
    expect(page.locator(CHART)).to_be_visible()
    themes = page.get_by_role("combobox", name="Themes")
    themes.fill("Robotics")
    themes.press("Enter")
    themes.press("Escape")
    expect(page).to_have_url(re.compile("themes=Robotics"))
    expect(page.locator(f"{CHART} .annotation-text", has_text="Robotics and embodied AI")).to_be_visible()

    # the tenth point is October 2024: the papers shown are exactly those that the mart counts there
    click_point(page, 0, 9)
    heading = page.get_by_role("heading", name=re.compile(r"papers?: Robotics and embodied AI, October 2024"))
    expect(heading).to_be_visible()
    month = Selection(date(2024, 10, 1), date(2024, 10, 31), themes=("robotics",))
    counted = headline(demo, month)["n_papers"]
    assert heading.inner_text().startswith(f"{counted} paper")
    expect(page).to_have_url(re.compile("at=topics.frequency"))

    name, picture = saved(page, "SVG")
    assert re.fullmatch(r"papertide-frequency-robotics-and-embodied-ai-data-2026-03-18\.svg", name)
    text = " ".join(ElementTree.fromstring(picture).itertext())
    assert "Share of papers by theme, per month" in text
    assert "synthetic demo data" in text
    assert "data to 18 Mar 2026" in text
    assert page.url in text  # the link to the view, in its metadata
    name, picture = saved(page, "PNG")
    assert name.endswith(".png")
    with Image.open(io.BytesIO(picture)) as opened:
        opened.load()  # whole, and what was added to it is sound
        assert opened.text["Title"] == "Share of papers by theme, per month"
        assert opened.text["URL"] == page.url

    name, content = saved(page, "CSV")
    assert name.endswith(".csv")
    lines = content.decode().splitlines()
    assert "# filters: Robotics and embodied AI" in lines
    assert f"# link: {page.url}" in lines
    rows = list(csv.DictReader(io.StringIO("\n".join(line for line in lines if not line.startswith("#")))))
    expected = theme_frequency(demo, Selection(themes=("robotics",)))
    assert [int(row["n_papers"]) for row in rows] == expected["n_papers"].to_list()
    assert [float(row["share_pct"]) for row in rows] == pytest.approx(expected["share_pct"].to_list())
    assert next(row for row in rows if row["period_start"] == "2024-10-01")["n_papers"] == str(counted)

    link = page.url
    assert parse_qs(urlsplit(link).query)["themes"] == ["Robotics and embodied AI"]
    with browser.new_context(viewport={"width": 1280, "height": 720}) as elsewhere:
        second = elsewhere.new_page()
        second.goto(link)
        expect(second.get_by_role("heading", name=heading.inner_text())).to_be_visible()
        expect(second.locator(f"{CHART} .annotation-text", has_text="Robotics and embodied AI")).to_be_visible()
        assert second.url == link


def test_filters_travel_from_page_to_page(page: Page, address: str) -> None:
    page.goto(f"{address}/papers?text=manipulation&period=Week")
    expect(page.get_by_role("heading", name="Papers", exact=True)).to_be_visible()
    page.wait_for_timeout(3_000)  # Streamlit takes a moment to own what a link gave; nobody reads a page faster
    page.get_by_role("link", name="Upvotes").click()
    expect(page.get_by_role("heading", name="Upvotes", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("text=manipulation"))
    expect(page.get_by_role("textbox", name="Text")).to_have_value("manipulation")


def test_nothing_is_loaded_from_elsewhere(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(page.get_by_role("heading", name="Where AI research is moving")).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    strangers = [url for url in asked if not url.startswith((address, "data:", "blob:", "ws://localhost"))]
    assert not strangers


def test_what_stands_below_the_first_chart_follows_it(page: Page, address: str) -> None:
    page.add_init_script("""
        window.seen = [];
        const look = () => {
            for (const part of [".js-plotly-plot .main-svg", ".stDataFrame"])
                if (!seen.includes(part) && document.querySelector(part)) seen.push(part);
        };
        addEventListener("DOMContentLoaded", () => new MutationObserver(look).observe(
            document.body, { childList: true, subtree: true }));
    """)
    page.goto(address)
    expect(page.get_by_role("heading", name="Newest papers")).to_be_visible()
    expect(page.locator(".stDataFrame").first).to_be_visible()
    assert page.evaluate("window.seen") == [".js-plotly-plot .main-svg", ".stDataFrame"]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_charts_follow_the_readers_mode(browser: Browser, address: str, mode: str) -> None:
    with browser.new_context(color_scheme=mode) as context:
        page = context.new_page()
        page.goto(f"{address}/topics")
        paper = page.locator(f"{CHART} .main-svg").first
        expect(paper).to_be_visible()
        colours = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 23, 30)"}
        expect(paper).to_have_css("background-color", colours[mode])
