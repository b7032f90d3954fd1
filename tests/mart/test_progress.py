"""That a build is going on is told while it is, and not by what a killed one left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.cli.build import run_build
from pipelines.mart.progress import announced, going_on, progress_path
from pipelines.records import Batch
from pipelines.store.ingestion import ingest
from tests.store.sources import Given, paper


def test_a_build_is_told_for_as_long_as_it_lasts(tmp_path: Path) -> None:
    warehouse = tmp_path / "p.duckdb"
    assert going_on(warehouse) is None
    with announced(warehouse) as tell:
        tell("tagging themes")
        going = going_on(warehouse)
        assert going is not None
        assert (going.step, going.pid) == ("tagging themes", os.getpid())
        assert 0 <= going.seconds < 60
        tell("writing the mart")
        assert going_on(warehouse).step == "writing the mart"  # type: ignore[union-attr]
    assert going_on(warehouse) is None
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_build_left_is_ignored_and_replaced(tmp_path: Path) -> None:
    warehouse = tmp_path / "p.duckdb"
    code = (
        "import sys, time; from pathlib import Path; from pipelines.mart.progress import announced\n"
        "with announced(Path(sys.argv[1])) as tell: tell('tagging'); print('told', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(warehouse)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"told\n"
        assert going_on(warehouse).pid == process.pid  # type: ignore[union-attr]
        with announced(warehouse) as tell:  # another's announcement stays
            tell("mine")
            assert going_on(warehouse).step == "tagging"  # type: ignore[union-attr]
        assert going_on(warehouse) is not None
        process.kill()
    assert progress_path(warehouse).exists()
    assert going_on(warehouse) is None
    with announced(warehouse) as tell:
        tell("mine")
        assert going_on(warehouse).step == "mine"  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x", "started_at": "", "step": ""}', "\x00"])
def test_a_damaged_file_tells_nothing(tmp_path: Path, text: str) -> None:
    warehouse = tmp_path / "p.duckdb"
    progress_path(warehouse).write_text(text)
    assert going_on(warehouse) is None


def test_a_file_that_nobody_touches_is_of_a_dead_process_though_its_number_is_taken_again(tmp_path: Path) -> None:
    warehouse = tmp_path / "p.duckdb"
    now = datetime.now(UTC).replace(tzinfo=None).isoformat()
    progress_path(warehouse).write_text(json.dumps({"pid": os.getpid(), "started_at": now, "step": "x"}))
    assert going_on(warehouse) is not None
    hour_ago = time.time() - 3600
    os.utime(progress_path(warehouse), (hour_ago, hour_ago))
    assert going_on(warehouse) is None


def test_the_command_tells_its_steps_and_leaves_nothing(fresh_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(fresh_db, Given(Batch("one", [paper("2501.00001", "Reinforcement learning for agents")])), asked={})
    told: list[str] = []
    replace = os.replace

    def seen(draft: Path, path: Path) -> None:
        if path == progress_path(fresh_db):
            told.append(draft.read_text())
        replace(draft, path)

    monkeypatch.setattr(os, "replace", seen)
    run_build(fresh_db)
    steps = [json.loads(text)["step"] for text in told]
    assert steps[:2] == ["reading the facts", "tagging themes"]
    assert steps[-1] == "writing the mart"
    assert not progress_path(fresh_db).exists()
