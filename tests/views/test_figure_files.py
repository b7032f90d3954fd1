"""Charts as files: what each says of itself, that no network is asked, and what is said where nothing can draw."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import plotly.graph_objects as go
import plotly.io
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from pipelines.errors import PapertideError, UsageError
from pipelines.views.figure_files import FIGURE_FORMATS, figure_bytes, pictures, write_figure
from pipelines.views.provenance import Provenance
from tests.browser.serving import CHROMIUM, chromium

HOSTILE = "R&D </script><script>document.title='run'</script> “ü” {x}"
PROVENANCE = Provenance(
    HOSTILE, "Agents", "month", 1382, data_day=date(2026, 3, 31), link="http://localhost:8501/topics"
)
SAID = (
    "filters: Agents; period: month; n: 1,382 papers; Daily Papers, data to 31 Mar 2026; http://localhost:8501/topics"
)
draws = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium (Debian: apt-get install chromium)")


@pytest.fixture
def figure() -> go.Figure:
    return go.Figure(go.Scatter(x=["2026-01", "2026-02"], y=[1, 3], name=HOSTILE), {"width": 300, "height": 200})


@pytest.fixture
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium (Debian: apt-get install chromium)")
    with chromium() as browser:
        yield browser.new_page()


@draws
def test_svg_says_what_it_is_and_is_the_same_each_time(figure: go.Figure) -> None:
    before = figure.to_dict()
    content = figure_bytes(figure, "svg", PROVENANCE, summary="Agents rise")
    root = ElementTree.fromstring(content)
    names = {name: f"{{http://www.w3.org/2000/svg}}{name}" for name in ("title", "desc", "metadata")}
    assert [child.tag for child in root][:3] == list(names.values())
    assert root.findtext(names["title"]) == HOSTILE
    assert root.findtext(names["desc"]) == f"Agents rise; {SAID}"
    core = {one.tag.split("}")[1]: one.text for one in root.find(names["metadata"]).iter() if "purl.org" in one.tag}
    assert core == {
        "title": HOSTILE, "description": "Agents", "source": "Daily Papers", "date": "2026-03-31",
        "identifier": "http://localhost:8501/topics", "creator": f"Papertide {PROVENANCE.version}",
    }  # fmt: skip
    assert figure_bytes(figure, "svg", PROVENANCE, summary="Agents rise") == content
    assert figure.to_dict() == before


@draws
def test_png_is_drawn_twice_as_large_and_says_what_it_is(figure: go.Figure) -> None:
    with Image.open(io.BytesIO(figure_bytes(figure, "png", PROVENANCE))) as image:
        assert image.size == (600, 400)
        assert image.text == {
            "Title": HOSTILE, "Description": SAID, "Source": "Daily Papers, data to 31 Mar 2026",
            "URL": "http://localhost:8501/topics", "Software": f"Papertide {PROVENANCE.version}",
        }  # fmt: skip
        assert len(image.convert("RGB").getcolors(10_000)) > 2, "something is drawn"


@draws
def test_several_pictures_come_from_one_browser_in_their_order(figure: go.Figure) -> None:
    other = go.Figure(figure).update_layout(width=500)
    widths = [re.search(rb'width="(\d+)"', picture)[1] for picture in pictures([figure, other], "svg")]
    assert widths == [b"300", b"500"]


@pytest.mark.browser
def test_a_page_opens_by_itself_and_says_what_it_is(figure: go.Figure, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "chart.html"
    write_figure(figure, file, "html", PROVENANCE, summary="Agents <b>rise</b>")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.locator("figcaption")).to_have_text("Agents <b>rise</b>")
    assert page.title() == HOSTILE
    assert page.locator("dd").all_inner_texts()[:4] == [HOSTILE, "Agents", "month", "1,382 papers"]
    assert page.get_by_role("link").get_attribute("href") == "http://localhost:8501/topics"
    assert "Cite as: Papertide" in page.inner_text("main")
    assert asked == [file.as_uri()]


def test_a_page_follows_no_other_link_than_one_of_the_web(figure: go.Figure) -> None:
    page = figure_bytes(figure, "html", Provenance("x", link="javascript:alert(1)")).decode()
    assert "<p>javascript:alert(1)</p>" in page
    assert "href=" not in page.split("</figure>")[1]


def test_json_is_plotlys_with_the_provenance_in_it(figure: go.Figure) -> None:
    figure.update_layout(meta={"kept": 1})
    told = json.loads(figure_bytes(figure, "json", PROVENANCE, summary="Agents rise"))
    assert told["layout"]["meta"] == {"kept": 1, "papertide": PROVENANCE.items() | {"summary": "Agents rise"}}
    read = plotly.io.from_json(json.dumps(told))
    assert list(read.data[0].y) == [1, 3]
    assert figure.layout.meta == {"kept": 1}


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_without_a_browser_it_says_what_to_do(
    figure: go.Figure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))
    with pytest.raises(PapertideError, match=f"{kind} is drawn by a Chromium or Chrome, and there is none"):
        write_figure(figure, tmp_path / f"chart.{kind}", kind, PROVENANCE)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_named(figure: go.Figure) -> None:
    assert FIGURE_FORMATS == ("svg", "png", "html", "json")
    with pytest.raises(UsageError, match="format 'gif' is unknown; it is one of svg, png, html, json"):
        figure_bytes(figure, "gif", PROVENANCE)
