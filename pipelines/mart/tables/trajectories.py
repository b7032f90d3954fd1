"""How the upvotes of a selection's papers grew, from the looks that were taken at them."""

from __future__ import annotations

import pandas as pd

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY
from pipelines.trends.trajectories import seen_before_listing, trajectories

_LOOKS = (
    CHOSEN
    + """
    select paper_id, chosen.listed_on, observations.observed_at, observations.upvotes
    from observations join chosen using (paper_id)
    where observations.upvotes is not null and chosen.listed_on is not null
"""
)


def upvote_trajectories(snapshot: Snapshot, selection: Selection = ANY) -> pd.DataFrame:
    """Upvotes by hours since listing: one row per paper and look; columns and rules of `trajectories`.

    Papers of the same age are those of the selection.
    """
    return trajectories(snapshot.query(_LOOKS, selection.parameters()))


def looks_before_listing(snapshot: Snapshot, selection: Selection = ANY) -> int:
    """How many looks are left out because they came before the listing day."""
    return seen_before_listing(snapshot.query(_LOOKS, selection.parameters()))
