"""Where the user's warehouse lives when none is named."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from pipelines.shipped import CHECKOUT, in_checkout


def default_folder() -> Path:
    """`data/` of a checkout, else the user's data folder."""
    return CHECKOUT / "data" if in_checkout() else Path(platformdirs.user_data_dir("papertide", appauthor=False))


def default_warehouse() -> Path:
    """The warehouse that `PAPERTIDE_DB` names, else `papertide.duckdb` in the default folder."""
    named = os.environ.get("PAPERTIDE_DB")
    return Path(named) if named else default_folder() / "papertide.duckdb"


def demo_warehouse() -> Path:
    """The demo's warehouse when none is named: synthetic papers never share a file with real ones."""
    named = os.environ.get("PAPERTIDE_DB")
    return Path(named) if named else default_folder() / "demo.duckdb"


def warehouse_to_read() -> Path:
    """The default warehouse, or the demo's as long as there is no other."""
    warehouse, demo = default_warehouse(), demo_warehouse()
    # Unlike Path.exists, this says no where a folder may not be looked into.
    return demo if os.path.exists(demo) and not os.path.exists(warehouse) else warehouse
