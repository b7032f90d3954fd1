"""Who is who among the papers that a warehouse holds now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipelines.organizations.registry import Registry, registry_for
from pipelines.organizations.who_is_who import who_is_who
from pipelines.store.warehouse import open_warehouse

_NAMED = """
    SELECT organization AS organization_handle, organization_name
    FROM papers WHERE organization IS NOT NULL ORDER BY paper_id
"""
_SYNTHETIC = "SELECT coalesce(bool_or(source = 'demo'), false) FROM papers"


@dataclass(frozen=True)
class HeldOrganizations:
    """What the files of organizations make of the papers in the store, built or not."""

    named: pd.DataFrame  # columns organization_handle, organization_name: one row per paper with a handle
    synthetic: bool  # whether any paper is of the demo
    registry: Registry

    @property
    def handles(self) -> pd.DataFrame:
        """The rows of `who_is_who`."""
        return who_is_who(self.named, self.registry)


def held_organizations(warehouse: Path) -> HeldOrganizations:
    """Read papers and files.

    Raises
    ------
    PapertideError : no warehouse, one that cannot be opened, or a malformed file of organizations.
    """
    with open_warehouse(warehouse, read_only=True) as connection:
        named = connection.execute(_NAMED).df()
        (synthetic,) = connection.execute(_SYNTHETIC).fetchone() or (False,)
    return HeldOrganizations(named, bool(synthetic), registry_for(warehouse, synthetic=bool(synthetic)))
