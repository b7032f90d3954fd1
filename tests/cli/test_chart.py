"""`papertide chart`: what it lists, the files that it writes, its filters, and what it says when it cannot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines.charts.look import DARK
from pipelines.cli.app import app
from pipelines.cli.filter_options import filters_from
from pipelines.errors import PapertideError, UsageError
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.movers import momentum
from pipelines.views.catalogue import CHARTS
from pipelines.views.filters import Filters
from pipelines.views.reading import reader

OFTEN = "Varrowmere Institute"


def run(*words: object) -> Any:
    return CliRunner().invoke(app, ["chart", *map(str, words)])


def test_the_list_tells_every_chart_its_question_and_its_options() -> None:
    lines = run().stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(CHARTS)
    assert all(chart.question in line for chart, line in zip(CHARTS.values(), lines, strict=True))
    rows = {row["name"]: row for row in json.loads(run("--list", "--json").stdout)}
    assert rows["upvote-trends"]["options"]["--as"] == ["attention", "median", "upper-quartile"]
    assert rows["theme"]["needs"] == ["--theme"]


def test_a_file_holds_the_chart_with_what_it_shows(demo_warehouse: Path, demo: Snapshot, tmp_path: Path) -> None:
    file = tmp_path / "movers.json"
    done = run("movers", "--without-theme", "agents", "--dark", "--width", 1200, "--out", file, "--db", demo_warehouse)
    assert done.exit_code == 0
    layout = json.loads(file.read_text())["layout"]
    assert (layout["width"], layout["paper_bgcolor"]) == (1200, DARK.background)
    told = layout["meta"]["papertide"]
    assert told["filters"].startswith("without Agents; ")
    assert told["source"] == "synthetic demo data"
    assert told["summary"] in done.stdout
    answer = json.loads(run("movers", "--out", file, "--json", "--db", demo_warehouse).stdout)
    assert answer["file"] == str(file)
    first = momentum(demo).iloc[0]
    assert f"{first['share_now_pct']:.1f}% of papers" in answer["summary"]
    page = tmp_path / "mix.html"
    assert run("mix", "--organization", OFTEN, "--out", page, "--db", demo_warehouse).exit_code == 0
    assert OFTEN in page.read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pie", "--out", "x.svg"], "no chart is called 'pie'; there are movers, "),
        (["movers"], "movers: say where it goes with --out FILE"),
        (["movers", "--out", "x.gif"], "x.gif does not end with .svg, .png, .html, .json"),
        (["movers", "--phrase", "GRPO", "--out", "x.svg"], "movers does not take --phrase; these do: explore"),
        (["topic", "--out", "x.svg"], "topic needs --topic"),
        (["topic", "--topic", 999, "--out", "x.svg"], "no topic has the id 999"),
        (["explore", "--shape", "pie", "--out", "x.svg"], "'pie' is unknown to explore; it is one of lines, area, "),
        (["mix", "--theme", "agnts", "--out", "x.svg"], "no theme is called 'agnts' in this data; did you mean "),
        (["mix", "--text", "zyzzyva", "--out", "x.svg"], "mix: no papers (text: zyzzyva); the data holds "),
        (["mix", "--out", "no such folder/x.json"], "cannot write no such folder/x.json: No such file"),
    ],
)
def test_what_it_cannot_do_is_one_line(demo_warehouse: Path, words: list[object], said: str) -> None:
    error = run(*words, "--db", demo_warehouse).exception
    assert isinstance(error, PapertideError)
    assert said in str(error)
    assert "\n" not in str(error)


@pytest.fixture(scope="module")
def asked(demo: Snapshot) -> Any:
    read = reader(demo)

    def filters(**options: Any) -> Filters:
        return filters_from(read, **options)

    return filters


def test_options_name_what_the_sidebar_names(asked: Any) -> None:
    filters = asked(
        since="2025-01-01", period="week", themes=["Agents", "agents"], without_themes=["ROBOTICS"],
        organizations=[OFTEN.upper()], text=" GRPO ",
    )  # fmt: skip
    selection = filters.selection
    assert (selection.themes, selection.without_themes) == (("agents",), ("robotics",))
    assert (filters.organizations, filters.by, filters.period) == ((OFTEN,), "organization", "week")
    assert (str(selection.since), selection.until, selection.text) == ("2025-01-01", None, "GRPO")
    by_parent = asked(parents=[OFTEN], without_organizations=None)
    assert (by_parent.by, by_parent.selection.parents, by_parent.selection.organizations) == ("parent", (OFTEN,), ())
    also = asked(by="parent", organizations=[OFTEN], without_organizations=["Tolvane Software Research"])
    assert also.selection.parents == by_parent.selection.parents
    assert also.selection.without_parents == ("Tolvane Software Research",)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"organizations": ["Varrowmere Institut"]}, "did you mean 'Varrowmere Institute'?"),
        ({"parents": [OFTEN], "organizations": [OFTEN]}, "name parents only, or organizations only"),
        ({"by": "country"}, "--by 'country' is unknown"),
        ({"period": "year"}, "--period 'year' is unknown"),
        ({"since": "2025-02-01", "until": "2025-01-01"}, "swap them"),
    ],
)
def test_options_that_make_no_sense_say_so(asked: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        asked(**options)
