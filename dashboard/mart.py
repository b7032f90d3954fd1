"""The dashboard's one door to the mart: opens the published snapshot for a query, and caches what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from pipelines.errors import PapertideError
from pipelines.mart.snapshot import Snapshot, current_snapshot
from pipelines.mart.tables.topics import builds
from pipelines.places import warehouse_to_read

T = TypeVar("T")


def data() -> Snapshot:
    """The current snapshot; asked anew each time, so that a new build shows at the next click."""
    return current_snapshot(warehouse_to_read())


def why_no_data() -> str | None:
    """Why there is no snapshot to read, in one line; None when there is one."""
    try:
        data()
        read(builds)  # a table that marts of earlier versions lack
    except (PapertideError, OSError) as error:
        return str(error)
    return None


def read(table: Callable[..., T], *arguments: Any, **options: Any) -> T:
    """What `table(snapshot, *arguments)` returns, kept as long as the same data is published."""
    snapshot = data()
    name = f"{table.__module__}.{table.__qualname__}"
    result: T = _kept(snapshot.version, name, arguments, options, _table=table, _snapshot=snapshot)
    return result


@st.cache_data(max_entries=400, show_spinner="Counting papers…")
def _kept(
    version: str,
    name: str,
    arguments: tuple[Any, ...],
    options: dict[str, Any],
    _table: Callable[..., Any],
    _snapshot: Snapshot,
) -> Any:
    return _table(_snapshot, *arguments, **options)
