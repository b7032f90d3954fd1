"""Every page, run without a browser: what it shows, what it says when empty, and that hostile links harm nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot, pointer_path
from pipelines.mart.tables.movers import momentum
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.topics import topic_frequency
from pipelines.mart.tables.upvotes import theme_upvotes
from pipelines.views.links import cell
from pipelines.views.papers import web_link
from pipelines.views.words import safe
from tests.dashboard.conftest import picked, shown_papers, table_with

APP = Path(__file__).parents[2] / "dashboard" / "app.py"
PAGES = sorted(page.stem for page in (APP.parent / "app_pages").glob("*.py"))
WITHOUT_CHARTS = {"about", "browse", "changes", "data", "organization", "paper", "papers", "theme", "topic"}

UNFILTERED = ["about", "data", "paper"]
OF_ONE = {
    "theme": {"theme": "agents"},
    "topic": {"topic": "1"},
    "organization": {"organization": "Varrowmere Institute"},
}


def figures(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def words(app: AppTest) -> str:
    parts = [*app.title, *app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.subheader]
    return "\n".join(part.value for part in parts)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_and_says_that_the_demo_is_synthetic(open_page: Any, page: str) -> None:
    app = open_page(page)
    assert app.title[0].value
    assert "Synthetic demo data" in words(app)


@pytest.mark.parametrize("page", [page for page in PAGES if page not in WITHOUT_CHARTS])
def test_charts_have_title_source_and_data(open_page: Any, page: str) -> None:
    charts = figures(open_page(page))
    assert charts
    for chart in charts:
        assert chart["layout"]["title"]["text"].startswith("<b>")
        assert any("synthetic demo data" in note["text"] for note in chart["layout"]["annotations"])
        assert any(len(trace["x"]) for trace in chart["data"])


def test_chosen_themes_are_the_lines(open_page: Any) -> None:
    app = open_page("topics", themes=["Agents", "Robotics and embodied AI"])
    chart = figures(app)[0]
    assert {trace["name"] for trace in chart["data"] if trace.get("name")} == {"Agents", "Robotics and embodied AI"}
    assert app.multiselect(key="themes").value == ["agents", "robotics"]


def test_the_period_and_measure_of_a_link_are_obeyed(open_page: Any) -> None:
    app = open_page("topics", period="Quarter", **{"as": "Count"})
    assert figures(app)[0]["layout"]["title"]["text"] == "<b>Papers by theme, per quarter</b>"


def test_a_point_in_the_link_shows_exactly_its_papers(open_page: Any) -> None:
    app = open_page("topics", themes=["Agents"], at=picked("topics.frequency", "2025-06-01", theme="agents"))
    heading = next(part.value for part in app.subheader if "Agents, June 2025" in part.value)
    shown = int(heading.split(" ")[0].replace(",", ""))
    behind = table_with(app, "theme_2")
    assert len(behind) == shown > 0
    assert behind.filter(like="theme").eq(cell("Agents", "theme", "agents")).any(axis=1).all()


def test_a_point_of_a_discovered_topic_shows_exactly_its_papers(open_page: Any, demo: Snapshot) -> None:
    frame = topic_frequency(demo)
    row = frame.sort_values("n_papers").iloc[-1]
    at = picked("topics.frequency", row["period_start"], topic=int(row["topic_id"]))
    app = open_page("topics", show="Discovered topics", topics=[row["label"]], at=at)
    behind = table_with(app, "theme_2")
    assert len(behind) == row["n_papers"]
    assert set(behind["topic"]) == {cell(row["label"], "topic", int(row["topic_id"]))}


def test_a_point_of_the_upvotes_page_shows_the_papers_whose_upvotes_are_known(open_page: Any, demo: Snapshot) -> None:
    row = theme_upvotes(demo, Selection(themes=("agents",))).iloc[-2]
    at = picked("upvotes.upvote-trends", row["period_start"], theme="agents", with_upvotes=True)
    app = open_page("upvotes", themes=["Agents"], at=at)
    assert len(app.dataframe[0].value) == row["n_papers"]


def test_a_point_of_one_page_filters_every_other_page_and_the_chip_removes_it(open_page: Any) -> None:
    at = picked("topics.frequency", "2025-06-01", theme="agents")
    here, there = open_page("topics", at=at), open_page("papers", at=at)
    (heading,) = (part.value for part in here.subheader if "Agents, June 2025" in part.value)
    shown = int(heading.split(" ")[0])
    assert f"{shown} papers match the filters" in words(there)
    chip = next(button for button in there.button if "Agents, June 2025" in button.label)
    chip.click().run()
    assert f"{shown} papers match the filters" not in words(there)
    assert "at" not in there.query_params


def test_a_bar_of_the_overview_shows_the_papers_of_the_later_window(open_page: Any, demo: Snapshot) -> None:
    row = momentum(demo).iloc[0]
    app = open_page("overview", at=f"overview.movers!theme:{row['theme']};2025-12-01~2026-02-28")
    heading = next(part.value for part in app.subheader if "1 Dec 2025 to 28 Feb 2026" in part.value)
    assert heading.startswith(f"{row['n_now']} paper")


@pytest.mark.parametrize(
    ("url", "link"),
    [("https://x.org/a", "https://x.org/a"), ("javascript:alert(1)", None), ("file:///etc/passwd", None), (None, None)],
)
def test_only_addresses_of_the_web_are_links(url: str | None, link: str | None) -> None:
    assert web_link(url) == link


def test_text_of_a_source_is_no_markup() -> None:
    assert safe("![p](http://x) <b>$x$ **y**") == r"\!\[p\]\(http\://x\) \<b\>\$x\$ \*\*y\*\*"
    assert ":material" not in safe("Labs :material/home: Ltd")


def test_a_damaged_mart_is_said_to_be_damaged(demo_warehouse: Path, tmp_path: Path, monkeypatch: Any) -> None:
    pointer_path(tmp_path / "w.duckdb").write_text('{"file": "da')
    monkeypatch.setenv("PAPERTIDE_DB", str(tmp_path / "w.duckdb"))
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    assert app.title[0].value == "These papers cannot be read"
    assert "is damaged" in words(app)


@pytest.mark.parametrize(
    "parameters",
    [
        {"at": "topics.frequency!theme:agents;not-a-day"},
        {"at": "topics.frequency!theme:<script>;2025-06-01~"},
        {"at": "overview.movers!topic:99999999999999999999"},
        {"at": "||||"},
        {"since": "31-12-2025"},
        {"since": "1900-01-01", "until": "9999-12-31"},
        {"period": "century"},
        {"themes": "no-such-theme"},
        {"organizations": "'; drop table papers; --"},
        {"text": '"unclosed <script>alert(1)</script> %_'},
        {"order": "__import__('os')"},
    ],
)
@pytest.mark.parametrize("page", ["topics", "papers"])
def test_a_senseless_link_falls_back_to_the_default(open_page: Any, page: str, parameters: dict[str, str]) -> None:
    assert open_page(page, **parameters).title[0].value


def test_the_wrong_way_round_range_says_so(open_page: Any) -> None:
    app = open_page("papers", since="2025-06-01", until="2025-05-01")
    assert "is after" in app.error[0].value


@pytest.mark.parametrize("page", ["overview", "topics", "organizations", "upvotes", "papers"])
def test_no_match_says_why_and_offers_to_widen(open_page: Any, page: str) -> None:
    app = open_page(page, text="zyzzyva", themes=["Agents"])
    assert "No paper matches" in app.warning[0].value
    labels = [button.label for button in app.button]
    assert any("Without" in label and "zyzzyva" in label and "0 papers" not in label for label in labels)


def test_a_chip_removes_its_filter(open_page: Any) -> None:
    app = open_page("papers", text="reinforcement", themes=["Agents"])
    fewer = shown_papers(app)
    chip = next(button for button in app.button if button.key == "chip-1")
    assert "reinforcement" in chip.label
    chip.click().run()
    assert app.text_input(key="text").value == ""
    assert len(shown_papers(app)) > len(fewer) > 0


def test_papers_are_found_by_words_in_title_and_abstract(open_page: Any) -> None:
    app = open_page("papers", text='"synthetic demo text"')
    assert "1,500 papers match" in words(app)
    assert "0 papers" not in words(open_page("papers", text="reinforcement"))


def test_discovered_topics_can_be_drawn(open_page: Any) -> None:
    app = open_page("topics", show="Discovered topics")
    assert len({trace["name"] for trace in figures(app)[0]["data"] if trace.get("name")}) == 5


def test_months_without_known_organizations_are_absent_not_zero(open_page: Any) -> None:
    activity, coverage = figures(open_page("organizations"))[:2]
    assert min(min(trace["x"]) for trace in activity["data"] if trace.get("name")) >= "2024-10"
    assert min(coverage["data"][0]["x"]) < "2024-02"


def test_without_a_mart_the_page_says_how_to_get_papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERTIDE_DB", str(tmp_path / "none.duckdb"))
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    assert not app.exception
    assert app.title[0].value == "No papers yet"
    assert "nothing is published" in words(app).lower()
    assert any("papertide ingest hf" in code.value for code in app.code)


def test_no_two_controls_with_other_options_share_a_place_in_the_address(open_page: Any) -> None:
    options: dict[str, set[tuple[str, ...]]] = {}
    for page in PAGES:
        app = open_page(page)
        for control in app.get("button_group"):
            options.setdefault(control.key, set()).add(tuple(option.content for option in control.proto.options))
        for box in app.selectbox:
            options.setdefault(box.key, set()).add(tuple(box.options))
    assert len(options) > 10
    assert {key: lists for key, lists in options.items() if len(lists) > 1} == {}


@pytest.mark.parametrize("parameter", ["group", "period", "view", "measure", "kind", "window", "bursts", "smooth"])
@pytest.mark.parametrize("page", ["overview", "upvotes", "explore"])
def test_an_empty_parameter_is_no_choice(open_page: Any, page: str, parameter: str) -> None:
    assert open_page(page, **{parameter: ""}).title[0].value


@pytest.mark.parametrize("page", [page for page in PAGES if page not in UNFILTERED])
def test_dates_without_papers_are_said_to_be_empty(open_page: Any, page: str) -> None:
    app = open_page(page, **OF_ONE.get(page, {}), since="2024-01-06", until="2024-01-07")  # a weekend
    assert app.title[0].value
    none = r"None of its [\d,]+ papers? matches" if page == "organization" else "No paper matches all of these filters"
    assert re.search(none, words(app))


@pytest.mark.parametrize("page", UNFILTERED)
def test_pages_that_filters_do_not_narrow_are_the_same_for_dates_without_papers(
    open_page: Any, demo: Snapshot, page: str
) -> None:
    asked = {"paper": papers(demo, order="newest", most=1)["paper_id"].iloc[0]} if page == "paper" else {}
    narrowed = open_page(page, **asked, since="2024-01-06", until="2024-01-07")
    assert words(narrowed) == words(open_page(page, **asked))
    assert "No paper matches" not in words(narrowed)


@pytest.mark.parametrize("page", PAGES)
def test_papers_without_dates_can_be_looked_at(open_page: Any, altered: Any, page: str) -> None:
    undated = altered(
        ("update papers set day = null, listed_on = null, published_on = null", {}),
        ("update about set first_day = null, last_day = null, last_fetched = null", {}),
        ("delete from days", {}),
    )
    assert open_page(page, warehouse=undated).title[0].value


def test_names_of_the_address_that_the_data_lacks_are_told(open_page: Any) -> None:
    app = open_page("overview", themes=["zzz<b>", "Agents"], **{"without-organizations": ["Nobody"]})
    (said,) = [toast.value for toast in app.toast]
    assert said == f"The address asks for what this data does not have, left out here: {safe('“zzz<b>”, “Nobody”')}."
    assert app.multiselect(key="themes").value == ["agents"]
    assert not open_page("overview", themes=["Agents"], since="2025-01-06", period="Week", group="By parent").toast


def test_days_and_choices_of_the_address_that_cannot_be_are_told(open_page: Any) -> None:
    app = open_page("overview", since="1999-01-01", until="someday", period="zzz", group="q", text='"')
    (said,) = [toast.value for toast in app.toast]
    assert said.endswith(f"left out here: {safe('“1999-01-01”, “someday”, “zzz”, “q”')}.")
    assert not [button for button in app.button if str(button.key).startswith("chip-")], "no filter is in force"
