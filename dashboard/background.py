"""Runs the `papertide` command beside the dashboard, one at a time, for all who look at it.

The dashboard itself writes nothing: what it starts is the same command that a person would run in a terminal.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pipelines

_MOST_LINES = 200
_COMMAND = [sys.executable, "-c", "from pipelines.cli.app import main; main()"]


@dataclass
class Work:
    """Commands that run one after the other until one fails; read by many, changed by its own thread alone."""

    name: str
    warehouse: Path  # what the commands write
    commands: Sequence[Sequence[str]]
    folder: TemporaryDirectory[str] | None = None  # removed at the end
    lines: list[str] = field(default_factory=list)  # what the commands said
    failure: str = ""  # why it failed, in one line
    over: bool = False

    def run(self) -> None:
        try:
            for command in self.commands:
                status = self._run(command)
                if status:
                    said = [line for line in self.lines if line.startswith("papertide: ")] or self.lines
                    self.failure = said[-1].removeprefix("papertide: ") if said else f"it ended with status {status}"
                    return
        except OSError as error:
            self.failure = f"the command could not be started ({error.strerror or error})"
        finally:
            if self.folder:
                self.folder.cleanup()
            self.over = True

    def _run(self, command: Sequence[str]) -> int:
        known = os.pathsep.join([str(Path(pipelines.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "PYTHONPATH": known.rstrip(os.pathsep), "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}
        words = [*_COMMAND, *command, "--db", str(self.warehouse)]
        with subprocess.Popen(  # noqa: S603  our own words, and paths that are arguments of their own
            words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", errors="replace",
        ) as process:  # fmt: skip
            for line in process.stdout or ():
                self.lines = [*self.lines, self._without_folder(line.rstrip())][-_MOST_LINES:]
        return process.returncode

    def _without_folder(self, line: str) -> str:
        """A line in which files that were handed over are called by their names alone."""
        if self.folder is None:
            return line
        return re.sub(r"\buploaded/\d+/", "", line.replace(f"{self.folder.name}{os.sep}", ""))


_lock = threading.Lock()
_latest: Work | None = None


def begin(work: Work) -> bool:
    """Start the work, unless other work is going on; tells whether it was started."""
    global _latest
    with _lock:
        if _latest is not None and not _latest.over:
            if work.folder:
                work.folder.cleanup()
            return False
        _latest = work
        threading.Thread(target=work.run, daemon=True).start()
        return True


def latest() -> Work | None:
    """The work that is going on, or that was the last."""
    return _latest
