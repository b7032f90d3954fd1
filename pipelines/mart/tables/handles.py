"""Which handles of a source stand for which organization, and how that came to be."""

from __future__ import annotations

import pandas as pd

from pipelines.mart.snapshot import Snapshot


def organization_handles(snapshot: Snapshot) -> pd.DataFrame:
    """Every handle that a source named; see `who_is_who`.

    Returns
    -------
    One row per handle, organizations with most papers first: organization, parent, organization_handle, source_name,
    how, n_papers (of the handle), organization_papers, n_handles (of the organization).
    """
    return snapshot.query("""
        select organization, parent, organization_handle, source_name, how, n_papers,
            sum(n_papers) over (partition by organization)::bigint as organization_papers,
            count(*) over (partition by organization) as n_handles
        from organization_handles
        order by organization_papers desc, organization, n_papers desc, organization_handle
    """)
