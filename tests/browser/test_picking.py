"""Points picked in a chart filter every page, a chip lets go of them, and the browser's buttons go back and forward."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from pipelines.mart.picks import picks_in
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import headline

pytestmark = pytest.mark.browser
CHART = ".st-key-card-frequency .js-plotly-plot"


def settled(page: Page) -> None:
    """Wait until the page is drawn and nothing runs any more."""
    page.wait_for_timeout(400)
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(300)


def drag_over(page: Page, left: float, right: float) -> None:
    """Take the box tool and draw over the whole height of the chart's plot, between two parts of its width."""
    page.locator(CHART).hover()
    page.locator(f'{CHART} .modebar-btn[data-title="Box Select"]').click()
    plot = page.locator(f"{CHART} .nsewdrag").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + left * box["width"], box["y"] + 3)
    page.mouse.down()
    page.mouse.move(box["x"] + right * box["width"], box["y"] + box["height"] - 3, steps=6)
    page.mouse.up()


def test_a_box_is_a_filter_on_every_page_until_its_chip_is_removed(page: Page, address: str, demo: Snapshot) -> None:
    page.goto(f"{address}/topics?themes=Agents&themes=Reasoning")
    expect(page.locator(CHART)).to_be_visible()
    settled(page)
    drag_over(page, 0.3, 0.5)
    expect(page).to_have_url(re.compile("at=topics.frequency"))
    (at,) = parse_qs(urlsplit(page.url).query)["at"]
    picks = picks_in(at.partition("!")[2])
    assert {pick.theme for pick in picks} == {"agents", "reasoning"}
    counted = headline(demo, Selection(themes=("agents", "reasoning"), picks=picks))["n_papers"]
    expect(page.get_by_role("heading", name=re.compile(f"^{counted} papers: "))).to_be_visible()

    page.get_by_role("link", name="Papers", exact=True).click()
    expect(page.get_by_role("heading", name="Papers", exact=True)).to_be_visible()
    settled(page)  # chips are drawn one by one: the last of them is the picks' only when all are there
    expect(page.get_by_text(f"{counted} papers")).to_be_visible()
    expect(page).to_have_url(re.compile("at=topics.frequency"))
    page.locator(".st-key-chips").get_by_role("button").last.click()
    expect(page).not_to_have_url(re.compile("at="))
    without = headline(demo, Selection(themes=("agents", "reasoning")))["n_papers"]
    expect(page.get_by_text(f"{without:,} papers")).to_be_visible()


def test_back_and_forward_bring_every_view_again(page: Page, address: str) -> None:
    page.goto(f"{address}/topics")
    expect(page.locator(CHART)).to_be_visible()
    settled(page)
    seen = [page.url]
    for step in (
        lambda: page.get_by_role("radio", name="Quarter").click(),
        lambda: page.get_by_role("radio", name="Count").click(),
        lambda: page.get_by_role("link", name="Upvotes").click(),
        lambda: page.get_by_role("radio", name="Week").click(),
    ):
        step()
        settled(page)
        seen.append(page.url)
    assert len(set(seen)) == 5
    for url in reversed(seen[:-1]):
        page.go_back()
        settled(page)
        assert page.url == url
    expect(page.get_by_role("radio", name="Month")).to_be_checked()
    for url in seen[1:]:
        page.go_forward()
        settled(page)
        assert page.url == url
    expect(page.get_by_role("radio", name="Week")).to_be_checked()


def test_a_choice_of_one_page_is_there_again_after_another_page(page: Page, address: str) -> None:
    page.goto(f"{address}/theme?theme=agents")
    settled(page)
    page.get_by_role("radio", name="Count").click()
    expect(page).to_have_url(re.compile("as=Count"))
    settled(page)
    page.get_by_role("link", name="Open in Explore").click()
    expect(page).to_have_url(re.compile("/explore"))
    settled(page)
    page.go_back()
    expect(page).to_have_url(re.compile("/theme.*as=Count"))
    settled(page)
    expect(page).to_have_url(re.compile("/theme.*as=Count"))
    expect(page.get_by_role("radio", name="Count")).to_be_checked()


def test_a_chart_is_taken_away_in_every_format_with_what_it_is(page: Page, address: str) -> None:
    page.goto(f"{address}/topics?themes=Agents")
    expect(page.locator(CHART)).to_be_visible()
    settled(page)
    link = page.url
    page.locator(".st-key-card-frequency").get_by_role("button", name="Table, files, citation").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Take this chart with you")).to_be_visible()

    def saved(button: int, name: str) -> bytes:
        with page.expect_download() as download:
            dialog.get_by_role("button", name=name, exact=True).nth(button).click()
        return Path(download.value.path()).read_bytes()

    standalone = saved(0, "HTML").decode()
    assert "Share of papers by theme, per month" in standalone
    assert not re.search(r"<(script|link)[^>]+(src|href)=.http", standalone)
    figure = json.loads(saved(0, "JSON"))
    assert figure["layout"]["meta"]["papertide"]["link"] == link
    told = json.loads(saved(1, "JSON"))
    assert told["about"]["filters"] == "Agents"
    rows = pd.DataFrame(told["rows"])
    parquet = pd.read_parquet(io.BytesIO(saved(0, "Parquet")))
    assert parquet["n_papers"].to_list() == rows["n_papers"].to_list()
    book = openpyxl.load_workbook(io.BytesIO(saved(0, "XLSX")))
    assert link in {cell.value for row in book["About"].iter_rows() for cell in row}
    expect(dialog.get_by_text("@misc{")).to_be_visible()
    expect(dialog.get_by_text(link, exact=True)).to_be_visible()
