"""Looks a warehouse over: what is wrong with it, and what to do; mends what can be made anew from the facts."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from pipelines.digest.watch_list import read_watch_list
from pipelines.errors import PapertideError
from pipelines.mart.build import build
from pipelines.mart.snapshot import current_snapshot
from pipelines.organizations.registry import registry_for
from pipelines.store.warehouse import open_warehouse, utc_now
from pipelines.topics.discovered.rules import rules_for
from pipelines.topics.themes.own_themes import own_themes_of
from pipelines.upkeep.belongings import rows_of

_ROOM = 3  # times the size of facts and mart: what a build may need on the disk
_LEFT = r"\.{0}\..*\.(?:part|tmp)|{0}\..*\.tmp(?:\.wal)?"  # drafts of a warehouse with that name
_STALE = 600  # seconds after which nobody writes a draft any more
_ASTRAY = {
    "listings": "select count(*) from listings anti join papers using (paper_id)",
    "observations": "select count(*) from observations anti join papers using (paper_id)",
}
_LATEST = """
select max(seen) from (select max(observed_at) as seen from observations union all select max(fetched_at) from days)
"""
_LEFT_RUNNING = "select count(*) from runs where status = 'running'"


@dataclass(frozen=True)
class Finding:
    """What was looked at and how it is.

    fault : what is wrong and what to do, one line; empty where all is well
    told : what was seen where all is well
    """

    what: str
    fault: str = ""
    told: str = ""


def examine(warehouse: Path) -> list[Finding]:
    """Look over facts, what people wrote, mart, left-overs and the disk; every row is read, nothing is changed."""
    checks = {
        "facts": _facts, "files beside it": _written, "mart": _mart, "left-overs": _left_overs, "disk": _disk,
    }  # fmt: skip
    return [_looked_at(what, check, Path(warehouse)) for what, check in checks.items()]


def repair(warehouse: Path, step: Callable[[str], None] = lambda _: None) -> None:
    """Remove what killed processes left, and build the mart anew from the facts.

    Raises
    ------
    PapertideError : the facts cannot be read, or another build is running; see `pipelines.mart.build.build`.
    """
    for path in _drafts(Path(warehouse)):
        path.unlink(missing_ok=True)
    build(warehouse, step=step)


def _looked_at(what: str, check: Callable[[Path], str], warehouse: Path) -> Finding:
    try:
        return Finding(what, told=check(warehouse))
    except PapertideError as error:
        return Finding(what, fault=str(error))


def _facts(warehouse: Path) -> str:
    with open_warehouse(warehouse, read_only=True) as connection:
        _read_all(connection)
        rows = rows_of(connection)
        for table, sql in _ASTRAY.items():
            if n := _one(connection, sql):
                raise PapertideError(f"{n:,} {table} of papers that are not there; restore a backup, or ingest again")
        (latest,) = connection.execute(_LATEST).fetchone() or (None,)
        if latest is not None and latest > utc_now() + timedelta(days=1):
            raise PapertideError(f"facts are dated {latest:%Y-%m-%d}, after today: set this machine's clock right")
        left = _one(connection, _LEFT_RUNNING)
    unfinished = f"; {left} run left unfinished, which the next ingestion closes" if left else ""
    return f"{rows['papers']:,} papers, {rows['listings']:,} listings, every row read{unfinished}"


def _read_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every block: DuckDB compares each with its checksum."""
    for name in rows_of(connection):
        connection.table(name).aggregate("bit_xor(hash(columns(*)))").fetchall()


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _written(warehouse: Path) -> str:
    registry_for(warehouse, synthetic=False)
    own_themes_of(warehouse)
    rules_for(warehouse)
    read_watch_list(warehouse)
    return "all can be read"


def _mart(warehouse: Path) -> str:
    snapshot = current_snapshot(warehouse)
    try:
        with duckdb.connect(str(snapshot.path), read_only=True) as connection:
            _read_all(connection)
            held = rows_of(connection).get("papers", 0)
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise PapertideError(f"{snapshot.path.name} is damaged ({said}); --repair builds it anew") from None
    with open_warehouse(warehouse, read_only=True) as connection:
        n = rows_of(connection)["papers"]
    if n != held:
        raise PapertideError(f"{snapshot.path.name} has {held:,} papers and the facts {n:,}; run papertide build")
    return f"{snapshot.path.name} of {snapshot.built_at} UTC, every row read"


def _left_overs(warehouse: Path) -> str:
    if drafts := list(_drafts(warehouse)):
        size = sum(path.stat().st_size for path in drafts) / 1e6
        raise PapertideError(f"{drafts[0].name} and others, {size:,.1f} MB, of killed processes; --repair removes them")
    return "none"


def _drafts(warehouse: Path) -> Iterator[Path]:
    """What killed processes left: not written for a while, and no build is going on."""
    before, name = time.time() - _STALE, re.compile(_LEFT.format(re.escape(warehouse.stem)))
    lock = FileLock(warehouse.with_name(f".{warehouse.stem}.build.lock"), timeout=0)
    try:
        with lock:
            for path in sorted(warehouse.parent.iterdir()):
                if name.fullmatch(path.name) and path.is_file() and path.stat().st_mtime < before:
                    yield path
    except (Timeout, OSError):
        return


def _disk(warehouse: Path) -> str:
    folder = warehouse.parent
    if not os.access(folder, os.W_OK):
        raise PapertideError(f"{folder} cannot be written; make it writable, or name a warehouse elsewhere with --db")
    size = sum(path.stat().st_size for path in folder.glob(f"{warehouse.stem}.*duckdb"))
    free = shutil.disk_usage(folder).free
    if free < _ROOM * size:
        raise PapertideError(f"{free / 1e6:,.0f} MB are free in {folder}, a build may need {_ROOM * size / 1e6:,.0f}")
    return f"{free / 1e9:,.1f} GB free"
