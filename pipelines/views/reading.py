"""Reads the tables of one snapshot: for commands and reports, as the dashboard's cache does for its pages."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipelines.mart.snapshot import Snapshot
from pipelines.views.view import Reader


def reader(snapshot: Snapshot) -> Reader:
    """Reads tables of a snapshot, each of them once: words and chart often ask for the same."""

    @cache
    def read(table: Any, /, *arguments: Any, **options: Any) -> Any:
        return table(snapshot, *arguments, **options)

    return read
