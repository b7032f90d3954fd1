"""What every command has in common: how it ends, and what it says when it cannot go on."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.mart.progress import progress_path
from pipelines.mart.snapshot import pointer_path
from tests.cli.command import REPO
from tests.cli.command_here import papertide_here


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["nonsense"], "No such command 'nonsense'."),
        (["export", "papers", "--zzz"], "No such option: --zzz"),
        (["export", "papers"], "Missing option '--out'."),
        (["export", "papers", "--out", "x.csv", "--window", "0"], "Invalid value for '--window': "),
    ],
)
def test_wrong_usage_is_told_in_one_line(asked: list[str], said: str) -> None:
    done = papertide_here(*asked)
    assert done.returncode == 2
    assert done.stderr.startswith(f"papertide: {said}")
    assert done.stderr.count("\n") == 1


def test_a_bare_command_shows_what_there_is() -> None:
    done = papertide_here()
    assert done.returncode == 2
    assert "refresh" in done.stdout
    assert not done.stderr


def test_a_build_that_is_stopped_says_so_and_leaves_nothing(demo_warehouse: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    shutil.copy(demo_warehouse, copy)
    # Where the tests run in the background, the shell lets them ignore Ctrl-C.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    start = f"{heard}; from pipelines.cli.app import main; main()"
    command = [sys.executable, "-c", start, "build", "--db", str(copy)]
    with subprocess.Popen(command, cwd=REPO, stderr=subprocess.PIPE, text=True) as build:
        while not progress_path(copy).exists():
            assert build.poll() is None
            time.sleep(0.02)
        build.send_signal(signal.SIGINT)
        said = build.communicate(timeout=60)[1]
    assert build.returncode == 130
    assert said.splitlines()[-1] == "papertide: stopped; what was committed is kept"
    assert "Traceback" not in said
    assert not pointer_path(copy).exists()
    assert not progress_path(copy).exists()
