"""What goes with the attention of a selection's papers."""

from __future__ import annotations

import pandas as pd

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY
from pipelines.trends.attention_factors import AttentionModel, attention_model

_PAPERS = (
    CHOSEN
    + """
    , sizes as (
        select listed_on, count(*) as n_listed from papers group by listed_on
    )
    select
        paper_id, listed_on, attention_pct, immature, themes, n_authors, n_listed,
        organization is not null as organization_known, github_url is not null as code_link
    from chosen join sizes using (listed_on)
    where attention_pct is not null
"""
)


def fitted_attention(snapshot: Snapshot, selection: Selection = ANY) -> AttentionModel:
    """The regression of `attention_model` on the papers of a selection; a day's size is of all its papers."""
    return attention_model(snapshot.query(_PAPERS, selection.parameters()))


def attention_factors(snapshot: Snapshot, selection: Selection = ANY) -> pd.DataFrame:
    """What goes with attention, and how good the fit is.

    Returns
    -------
    factor, coefficient, low, high, n_papers, unit as in `attention_model`; r2_cv, r2_low, r2_high: the share of the
    variance that all factors together explain in days left out, the same in each row; mature (False: of papers whose
    upvotes have not settled).
    """
    return factor_table(fitted_attention(snapshot, selection))


def factor_table(model: AttentionModel) -> pd.DataFrame:
    """The factors of a fit, and how good it is; columns of `attention_factors`."""
    return model.factors.assign(r2_cv=model.r2_cv, r2_low=model.r2_low, r2_high=model.r2_high, mature=model.mature)
