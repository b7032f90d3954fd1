"""A report as HTML and as Markdown: contents lead to the chapters, no network, and hostile text stays text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
from playwright.sync_api import Page, expect

from pipelines.report.markdown import to_markdown
from pipelines.report.page import to_html
from pipelines.report.parts import Chapter, Chart, Link, Part, Report, Table
from pipelines.views.provenance import Provenance
from pipelines.views.view import View
from tests.browser.serving import CHROMIUM, chromium

HOSTILE = "1. </script><script>document.title='run'</script> <img src=x onerror=a()> | `a` [b](javascript:c) “ü” $y"


class Parsed(HTMLParser):
    """The tags, their attributes, and the words of a page outside its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif not self._inside:
            self.words.append(data)

    def attributes(self, name: str) -> list[str]:
        return [str(attributes[name]) for _, attributes in self.tags if name in attributes]


@pytest.fixture(scope="module")
def parsed(whole: Report) -> Parsed:
    return Parsed(to_html(whole).decode())


@pytest.fixture
def hostile() -> Report:
    figure = go.Figure(go.Scatter(x=[1, 2], y=[1, 3], name=HOSTILE), {"height": 300})
    figure.update_layout(margin={"l": 56, "r": 24, "t": 76, "b": 72})
    view = View("movers", HOSTILE, figure, pd.DataFrame({"x": [1]}), HOSTILE)
    table = Table(HOSTILE, ({"Paper": Link(HOSTILE, "https://example.org/a(b)"), HOSTILE: HOSTILE},), ("Paper",))
    part = Part(HOSTILE, HOSTILE, (HOSTILE,), Chart(view, figure, "papertide chart"), table, (HOSTILE,), (HOSTILE,))
    told = Provenance(HOSTILE, HOSTILE, "month", 1)
    return Report(told, "month", (("Filters", HOSTILE),), (Chapter("hostile", HOSTILE, HOSTILE, (part,)),), ())


def test_contents_lead_to_the_chapters_in_their_order(whole: Report, parsed: Parsed) -> None:
    leads = [href for href in parsed.attributes("href") if href.startswith("#")]
    assert leads == [f"#{one.name}" for one in (*whole.chapters, *whole.background)]
    assert [attributes["id"] for tag, attributes in parsed.tags if tag == "section"] == [lead[1:] for lead in leads]
    headings = [tag for tag, _ in parsed.tags if re.fullmatch("h[1-6]", tag)]
    assert headings[:3] == ["h1", "h2", "h2"]
    assert set(headings) == {"h1", "h2", "h3"}
    assert headings.count("h1") == 1


def test_nothing_is_fetched(whole: Report, parsed: Parsed) -> None:
    assert not {"link", "img", "iframe", "object", "embed", "base", "form"} & {tag for tag, _ in parsed.tags}
    assert parsed.attributes("src") == []
    assert not [name for _, attributes in parsed.tags for name in attributes if name.startswith("on")]
    assert "@import" not in (page := to_html(whole).decode())
    assert "url(" not in page.split("<style>")[1].split("</style>")[0]
    policy = next(a["content"] for tag, a in parsed.tags if tag == "meta" and "http-equiv" in a) or ""
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy.split("script-src")[1].split(";")[0]
    data, *run = parsed.scripts
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in run]
    assert len(run) == 2
    assert all(f"'sha256-{one}'" in policy for one in hashes)
    assert len(json.loads(data)) == sum(
        part.chart is not None for one in (*whole.chapters, *whole.background) for part in one.parts
    )


def test_every_chart_has_words_and_every_table_heads(whole: Report, parsed: Parsed) -> None:
    labels = [attributes["aria-label"] for tag, attributes in parsed.tags if attributes.get("role") == "img"]
    views = [part.chart.view for one in (*whole.chapters, *whole.background) for part in one.parts if part.chart]
    assert labels == [f"{view.title}. {view.summary}" for view in views]
    tables = [part.table for one in (*whole.chapters, *whole.background) for part in one.parts if part.table]
    assert sum(tag == "caption" for tag, _ in parsed.tags) == len(tables)
    scopes = parsed.attributes("scope")
    assert scopes.count("col") == sum(len(table.columns) for table in tables)
    assert scopes.count("row") == sum(len(table.rows) for table in tables)


def test_the_same_report_gives_the_same_bytes(hostile: Report) -> None:
    assert to_html(hostile) == to_html(hostile)


def test_hostile_text_stays_text_in_html(hostile: Report) -> None:
    page = Parsed(to_html(hostile).decode())
    assert [tag for tag, _ in page.tags if tag in ("script", "img")] == ["script"] * 3
    assert " ".join(page.words).count(HOSTILE) >= 8
    assert json.loads(page.scripts[0])["chart-hostile-0"]["light"]["data"][0]["name"] == HOSTILE


def test_hostile_text_stays_text_in_markdown(hostile: Report) -> None:
    text = to_markdown(hostile)
    prose = re.sub(r"^(`{3,})\n.*?\n\1$", "", text, flags=re.M | re.S)
    bare = re.sub(r"\\.", "", prose)
    assert "<" not in bare
    assert "`" not in bare
    assert re.findall(r"\]\((?!#)([^)]*)\)", bare) == ["https://example.org/a%28b%29"]
    assert not re.search(r"^1\.", bare, flags=re.M)
    rows = [line for line in bare.splitlines() if line.startswith("|")]
    assert len({row.count("|") for row in rows}) == 1


def test_markdown_names_each_chart_by_its_command_and_has_the_same_chapters(whole: Report) -> None:
    text = to_markdown(whole)
    headings = re.findall(r"^## (.*)$", text, flags=re.M)
    chapters = (*whole.chapters, *whole.background)
    assert headings == ["Contents", *(one.heading for one in chapters)]
    commands = [part.chart.command for one in chapters for part in one.parts if part.chart]
    assert re.findall(r"^papertide chart .*$", text, flags=re.M) == commands
    anchors = re.findall(r"^- \[.*?\]\(#(.*?)\)", text, flags=re.M)
    assert anchors == [heading.lower().replace(" ", "-").replace(",", "") for heading in headings[1:]]
    assert "![" not in text
    blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("| ")]
    assert len(blocks) == sum(part.table is not None for one in chapters for part in one.parts)
    for lines in blocks:
        assert len({re.sub(r"\\\|", "", line).count("|") for line in lines}) == 1


@pytest.fixture
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium (Debian: apt-get install chromium)")
    with chromium() as browser:
        yield browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="dark")


@pytest.mark.browser
def test_charts_are_drawn_in_the_readers_mode_and_light_when_printed(
    whole: Report, hostile: Report, page: Page, tmp_path: Path
) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    file = tmp_path / "report.html"
    file.write_bytes(to_html(replace(whole, chapters=(*whole.chapters[:2], *hostile.chapters))))
    page.goto(file.as_uri())
    charts = page.locator(".chart .main-svg:first-of-type")
    expect(page.locator(".chart.js-plotly-plot")).to_have_count(4)
    assert said == []
    assert asked == [file.as_uri()]
    assert page.title() == whole.provenance.title
    mode = "getComputedStyle(document.querySelector('.chart .main-svg')).backgroundColor"
    assert page.evaluate(mode) == "rgb(18, 23, 30)"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(mode) == "rgb(255, 255, 255)"
    assert charts.first.bounding_box()["width"] == 700
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator("#chart-themes-0 .main-svg").first).to_have_css("width", "350px")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
