"""Reads the store's SQL files; the text is all there is, nothing is ever pasted into it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Migration:
    """One numbered step of the schema: `0001_facts.sql` is version 1, named "facts"."""

    version: int
    name: str
    sql: str


@cache
def statement(name: str) -> str:
    """The SQL of `queries/NAME.sql`."""
    return (_HERE / "queries" / f"{name}.sql").read_text(encoding="utf-8")


@cache
def migrations() -> tuple[Migration, ...]:
    """Every step of the schema, oldest first."""
    steps = []
    for path in sorted((_HERE / "migrations").glob("*.sql")):
        number, _, name = path.stem.partition("_")
        steps.append(Migration(int(number), name, path.read_text(encoding="utf-8")))
    return tuple(steps)
