"""What belongs to a warehouse: its file, what people wrote beside it, and the published mart."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from pipelines.digest.watch_list import watch_list_path
from pipelines.mart.snapshot import pointer_path
from pipelines.organizations.registry import own_organizations_path
from pipelines.topics.discovered.rules import own_rules_path
from pipelines.topics.themes.own_themes import own_themes_path

# Names of files in a backup, whatever the warehouse is called.
FACTS, LOG, POINTER = "facts.duckdb", "facts.duckdb.wal", "mart.json"
BY_PEOPLE = {
    "organizations.toml": own_organizations_path, "themes.toml": own_themes_path, "topics.toml": own_rules_path,
    "watch.toml": watch_list_path,
}  # fmt: skip
_MART = re.compile(r"mart\.([1-9]\d{0,8})\.duckdb")


def mart_name(number: int) -> str:
    """What a snapshot of the mart is called in a backup."""
    return f"mart.{number}.duckdb"


def place(name: str, warehouse: Path) -> Path | None:
    """Where a file of a backup belongs; None for a name that no backup has."""
    snapshot = _MART.fullmatch(name)
    if snapshot:
        return warehouse.with_name(f"{warehouse.stem}.{snapshot[1]}.duckdb")
    if name in BY_PEOPLE:
        return BY_PEOPLE[name](warehouse)
    return {FACTS: warehouse, LOG: log_path(warehouse), POINTER: pointer_path(warehouse)}.get(name)


def log_path(warehouse: Path) -> Path:
    """Where DuckDB keeps what was committed since it last put the file in order."""
    return warehouse.with_name(f"{warehouse.name}.wal")


def rows_of(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each table has."""
    names = [str(name) for (name,) in connection.execute("show tables").fetchall()]
    return {name: len(connection.table(name)) for name in names}
