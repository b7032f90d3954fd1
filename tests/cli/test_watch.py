"""`papertide watch`, as a person runs it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipelines.mart.snapshot import current_snapshot, pointer_path
from tests.cli.command_here import papertide_here as papertide


@pytest.fixture
def warehouse(demo_warehouse: Path, tmp_path: Path) -> Path:
    """The demo's mart under a name of its own, beside which a list may be made."""
    published = current_snapshot(demo_warehouse).path
    shutil.copy(published, tmp_path / published.name)
    shutil.copy(pointer_path(demo_warehouse), pointer_path(tmp_path / "mine.duckdb"))
    return tmp_path / "mine.duckdb"


def test_a_list_is_made_shown_and_changed(warehouse: Path) -> None:
    assert "nothing is followed" in papertide("watch", "list", "--db", warehouse).stdout
    added = papertide("watch", "add", "--theme", "Agents", "--phrase", "GRPO OR DAPO", "--db", warehouse)
    assert added.returncode == 0, added.stderr
    assert "themes agents; phrases GRPO OR DAPO" in added.stdout
    assert papertide("watch", "remove", "--phrase", "GRPO OR DAPO", "--db", warehouse).returncode == 0
    answer = json.loads(papertide("watch", "list", "--json", "--db", warehouse).stdout)
    assert answer == {
        "file": str(warehouse.with_suffix(".watch.toml")), "themes": ["agents"], "organizations": [], "phrases": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["add"], 2, "name what to follow with --theme, --organization or --phrase"),
        (["add", "--theme", "agnets"], 2, "no theme is called 'agnets' in this data; did you mean 'agents'?"),
        (["add", "--organization", "Nobody at all"], 2, "no organization is called 'Nobody at all'"),
        (["add", "--phrase", "*"], 2, "has no word to look for"),
        (["remove", "--theme", "agents"], 1, "does not follow 'agents' among its themes"),
    ],
)
def test_what_cannot_be_followed_is_one_line(warehouse: Path, arguments: list[str], status: int, said: str) -> None:
    done = papertide("watch", *arguments, "--db", warehouse)
    assert done.returncode == status
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not warehouse.with_suffix(".watch.toml").exists()
