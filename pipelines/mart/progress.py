"""Tells that a build is going on: a small file beside the warehouse, written by the build and read by anybody.

Readers take no lock. The file of a build that was killed tells nothing: its process is gone, or, where processes of
the writer cannot be seen, nobody has touched it for a while.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_BEAT = 2.0  # s between touches
_SILENCE = 30.0  # s without a touch after which the writer is taken for dead; a busy machine delays its beats


@dataclass(frozen=True)
class Going:
    """A build that is going on."""

    pid: int
    started_at: datetime  # naive UTC
    step: str

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return max(0.0, (datetime.now(UTC).replace(tzinfo=None) - self.started_at).total_seconds())


def progress_path(warehouse: Path) -> Path:
    return warehouse.with_name(f".{warehouse.stem}.build.json")


def going_on(warehouse: Path) -> Going | None:
    """The build of that warehouse that is going on, if any; what cannot be read is none."""
    path = progress_path(warehouse)
    try:
        silent = time.time() - path.stat().st_mtime
        said = json.loads(path.read_text(encoding="utf-8"))
        going = Going(int(said["pid"]), datetime.fromisoformat(said["started_at"]), str(said["step"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return going if silent < _SILENCE and _alive(going.pid) else None


@contextmanager
def announced(warehouse: Path) -> Iterator[Callable[[str], None]]:
    """Announce a build for as long as the block lasts; yields what tells the step it is at.

    A build that another process has announced keeps its announcement. Where none can be written, the work goes on
    without.
    """
    path, started_at, pid = progress_path(warehouse), datetime.now(UTC).replace(tzinfo=None), os.getpid()
    other = going_on(warehouse)
    if other is not None and other.pid != pid:
        yield lambda _: None
        return
    draft, over = path.with_name(f"{path.name}.{pid}.tmp"), threading.Event()

    def tell(step: str) -> None:
        said = {"pid": pid, "started_at": started_at.isoformat(timespec="seconds"), "step": step}
        with suppress(OSError):
            draft.write_text(json.dumps(said), encoding="utf-8")
            os.replace(draft, path)

    def beat() -> None:
        while not over.wait(_BEAT):
            with suppress(OSError):
                os.utime(path)

    beats = threading.Thread(target=beat, daemon=True)
    beats.start()
    try:
        yield tell
    finally:
        over.set()
        beats.join()
        for left in (draft, path):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    """Whether that process runs; taken for granted on Windows, where asking by signal would end it."""
    if os.name != "posix" or pid <= 0:
        return pid > 0
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs as another user
        return True
    return True
