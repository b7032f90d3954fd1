"""Every chart that a page draws is in the catalogue, and `papertide chart` draws the same for the same filters."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from pipelines.cli.app import app
from pipelines.views.catalogue import CHARTS
from pipelines.views.view import View

DATES = {"since": "2025-01-01", "period": "Quarter"}
DATED = ["--since", "2025-01-01", "--period", "quarter"]
OFTEN = "Varrowmere Institute"
# page, what its address says, and each chart that it draws: what the command is asked
PAGES: list[tuple[str, dict[str, Any], dict[str, list[str]]]] = [
    ("overview", {"movers": "Topics", "window": "6"}, {"movers": ["--of", "topic", "--window", "6"]}),
    ("bursts", {"without-themes": ["Agents"]}, {"theme-bursts": ["--without-theme", "agents"]}),
    ("forecast", {"themes": ["Agents"]}, {"forecast": ["--theme", "agents"]}),
    (
        "topics",
        {**DATES, "as": "Count", "themes": ["Agents", "Robotics and embodied AI"]},
        {"frequency": [*DATED, "--as", "count", "--theme", "Agents", "--theme", "robotics and embodied ai"]},
    ),
    ("upvotes", DATES, {"upvote-trends": DATED, "ranking": DATED}),
    (
        "upvotes",
        {"kind": "Organization", "group": "By parent", "upvotes": "Upper quartile"},
        {
            "upvote-trends": ["--of", "organization", "--by", "parent", "--as", "upper-quartile"],
            "ranking": ["--of", "organization", "--by", "parent", "--as", "upper-quartile"],
        },
    ),
    ("upvotes", {"view": "Distribution", "of": "GitHub stars"}, {"distribution": ["--of", "github-stars"]}),
    ("upvotes", {"view": "What goes with it"}, {"factors": []}),
    ("upvotes", {"view": "By age", "text": "model"}, {"trajectories": ["--text", "model"]}),
    (
        "explore",
        {"series": ["theme:agents"], "measure": "Rank"},
        {"explore": ["--series", "theme:agents", "--as", "rank"]},
    ),
    ("theme", {"theme": "agents"}, {"theme": ["--theme", "agents"]}),
    ("topic", {"topic": "1"}, {"topic": ["--topic", "1"]}),
    ("compare", {}, {name: [] for name in ("differences", "topics", "likeness")}),
    (
        "organizations",
        {"organizations": [OFTEN]},
        {name: ["--organization", OFTEN.lower()] for name in ("activity", "coverage", "mix", "attention")},
    ),
]


@pytest.mark.parametrize(("page", "parameters", "charts"), PAGES, ids=lambda one: one if isinstance(one, str) else "")
def test_the_command_draws_what_the_page_draws(
    open_page: Callable[..., AppTest],
    demo_warehouse: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    parameters: dict[str, Any],
    charts: dict[str, list[str]],
) -> None:
    names: set[str] = set()
    made = View.__init__
    monkeypatch.setattr(
        View, "__init__", lambda self, *values, **named: (made(self, *values, **named), names.add(self.name))[0]
    )
    drawn = [json.loads(chart.proto.spec) for chart in open_page(page, **parameters).get("plotly_chart")]
    assert names <= set(CHARTS), "a chart of a page that papertide chart does not know"
    assert drawn
    for name, asked in charts.items():
        file = tmp_path / f"{name}.json"
        words = ["chart", name, *asked, "--db", str(demo_warehouse), "--out", str(file)]
        assert CliRunner().invoke(app, words, catch_exceptions=False).exit_code == 0
        told = json.loads(file.read_text())
        assert told["layout"].pop("meta")["papertide"]["n"]
        assert any(_same(told, chart) for chart in drawn), f"{page} does not draw {name} as papertide chart does"


def _same(told: dict[str, Any], drawn: dict[str, Any]) -> bool:
    """Whether the figures are the same but for what dragging does, which is the page's."""
    return bool(told["data"] == drawn["data"]) and _undragged(told["layout"]) == _undragged(drawn["layout"])


def _undragged(layout: dict[str, Any]) -> dict[str, Any]:
    """The layout without what a drag does, and without whether it moves the axes."""
    kept = {key: value for key, value in layout.items() if key != "dragmode"}
    for axis in (key for key in kept if key.startswith(("xaxis", "yaxis"))):
        kept[axis] = {key: value for key, value in kept[axis].items() if key != "fixedrange"}
    return kept
