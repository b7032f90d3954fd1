"""The README is true: its commands exist, its tables have those columns, its pictures and folders are there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from pipelines.cli.app import app
from pipelines.mart.exports import EXPORTS, Asked, export
from pipelines.mart.snapshot import Snapshot
from pipelines.views.glossary import Metric, metrics

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_are_the_ones_promised() -> None:
    assert "\n    pip install -e . && papertide demo " in README
    assert '\n    pip install -e ".[dev]" && pytest ' in README


def test_every_command_exists() -> None:
    group = typer.main.get_command(app)
    for line in re.findall(r"papertide ((?:[a-z]+ ?)+)", README):
        words = line.split()
        command = group.commands.get(words[0])
        assert command is not None, line
        if words[0] in ("ingest", "evaluate", "themes", "organizations", "watch"):
            assert words[1] in command.commands, line


@pytest.mark.parametrize("name", EXPORTS)
def test_exported_columns_are_those_listed(demo: Snapshot, name: str) -> None:
    listed = re.findall(rf"^\| `{name}` \| (.+) \|$", README, re.MULTILINE)[-1]
    given = {"phrases": ("model",), "names": ("Varrowmere Institute", "Tolvane Software Research")}
    asked = Asked(**{needed: given[needed] for needed in EXPORTS[name].needs})
    columns = list(export(demo, name, asked))
    told = re.sub(r"\([^)]*\)|;.*", "", listed)
    assert [word.strip() for word in told.split(",")] == columns


@pytest.mark.parametrize("metric", metrics().values(), ids=lambda metric: metric.name)
def test_metrics_mean_what_the_pages_say(metric: Metric) -> None:
    source = f" ({metric.source})" if metric.source else ""
    assert f"| {metric.name} | {metric.definition}{source} |\n" in README


def test_pictures_and_folders_are_there() -> None:
    for path in re.findall(r"\]\(([^)]+)\)", README) + re.findall(r"^\| `([a-z/]+/)` \|", README, re.MULTILINE):
        assert (ROOT / path).exists(), path


def test_help_answers_quickly_loaded() -> None:
    code = (
        "import sys, pipelines.cli.app; print(sorted({'pandas', 'duckdb', 'sklearn', 'streamlit'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert answer.stdout.strip() == "[]"  # a command loads what it needs, and help needs none of these
