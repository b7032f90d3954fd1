"""The map of papers: where each lies, what its parts are about, and what a region holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipelines.mart.region import INSIDE, Region, region_parameters
from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY, by_period, periods, totals_by_period
from pipelines.trends.frequency import share_by_period
from pipelines.trends.momentum import log_odds_change
from pipelines.trends.periods import PeriodName
from pipelines.trends.subjects import without_repeats

LEAST_PAPERS = 3  # of a region, with a term that it is said to be about
_PLACED = (
    CHOSEN
    + ", placed as (select paper_id, day, themes, "
    + INSIDE
    + " as inside from chosen join paper_map using (paper_id))\n"
)
_MAP = (
    CHOSEN
    + """
select paper_id, x, y, title, day, themes[1] as theme, topic, organization, upvotes, attention_pct
from chosen join paper_map using (paper_id)
order by day nulls first, paper_id
"""
)
_LABELS = (
    CHOSEN
    + """
select topic_id, any_value(topic) as label, median(x) as x, median(y) as y, count(*) as n_papers
from chosen join paper_map using (paper_id)
where topic_id is not null
group by topic_id
order by n_papers desc, topic_id
limit $most
"""
)
_TERMS = (
    _PLACED
    + """
, counts as (
    select term_id, count(*) filter (inside) as n_inside, count(*) filter (not inside) as n_outside
    from (select inside, unnest(term_ids) as term_id from placed join paper_terms using (paper_id))
    group by term_id
)
select term as name, idea, n_inside, n_outside
from counts join terms using (term_id)
where telling and n_inside >= $least
"""
)
_THEMES = (
    _PLACED
    + """
select theme as name, count(*) filter (inside) as n_inside, count(*) filter (not inside) as n_outside
from (select inside, unnest(themes) as theme from placed)
group by theme
having n_inside > 0
"""
)
_SIZES = _PLACED + "select count(*) filter (inside) as n_inside, count(*) filter (not inside) as n_outside from placed"
_DAYS = (
    _PLACED + "select day, 'region' as region, count(*) as n from placed where inside and day is not null group by day"
)


def paper_map(snapshot: Snapshot, selection: Selection = ANY) -> pd.DataFrame:
    """The selection's papers on the map, oldest first, so that the newest are drawn on top.

    Returns
    -------
    paper_id, x, y (no unit; near means about the same thing, how far apart distant ones are says little), title, day,
    theme (its strongest), topic, organization, upvotes, attention_pct; what a source did not say is absent. A paper
    whose words the topics' last fit did not know is not on the map.
    """
    return snapshot.query(_MAP, selection.parameters())


def map_labels(snapshot: Snapshot, selection: Selection = ANY, *, most: int = 30) -> pd.DataFrame:
    """The largest topics of the selection and the middle of their papers on the map: topic_id, label, x, y (medians),
    n_papers; largest first."""
    return snapshot.query(_LABELS, selection.parameters() | {"most": most})


def region_terms(snapshot: Snapshot, selection: Selection = ANY, *, region: Region, most: int = 12) -> pd.DataFrame:
    """What a region is about: the terms that tell its papers from the other papers of the selection.

    Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008), as for movers, see
    `log_odds_change`; of terms that say the same, the most telling.

    Returns
    -------
    term, n_inside, share_inside_pct, n_outside, share_outside_pct, log_odds, z; largest z first.
    """
    found = _compared(snapshot, selection, region, _TERMS, {"least": LEAST_PAPERS})
    found = found[found["z"] > 0].reset_index(drop=True)
    kept = without_repeats(
        found["name"].to_list(), found["idea"].to_list(), found["n_inside"].to_list(), lambda one, other: True
    )
    return found.iloc[kept].drop(columns="idea").rename(columns={"name": "term"}).head(most).reset_index(drop=True)


def region_themes(snapshot: Snapshot, selection: Selection = ANY, *, region: Region) -> pd.DataFrame:
    """The themes of a region's papers against the other papers of the selection, in the columns of `region_terms` for
    `theme`; most papers first. A paper may carry several."""
    found = _compared(snapshot, selection, region, _THEMES, {}).rename(columns={"name": "theme"})
    return found.sort_values(["n_inside", "theme"], ascending=[False, True], ignore_index=True)


def region_frequency(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", *, region: Region
) -> pd.DataFrame:
    """Papers of a region over time, among all papers of the selection; columns of `share_by_period` for `region`,
    which is "region"."""
    counts = by_period(snapshot.query(_DAYS, _asked(selection, region)), period, "region", "n_papers")
    totals = totals_by_period(snapshot, selection, period)
    return share_by_period(counts, totals, periods(snapshot, selection, period), ["region"], name="region")


def _asked(selection: Selection, region: Region) -> dict[str, Any]:
    return selection.parameters() | region_parameters(region)


def _compared(
    snapshot: Snapshot, selection: Selection, region: Region, sql: str, further: dict[str, int]
) -> pd.DataFrame:
    """Counts inside and outside with shares, log odds and z, largest z first."""
    asked = _asked(selection, region)
    sizes = snapshot.query(_SIZES, asked).iloc[0]
    found = snapshot.query(sql, asked | further)
    inside, outside = int(sizes["n_inside"]), int(sizes["n_outside"])
    shares = {
        "share_inside_pct": 100 * found["n_inside"] / max(inside, 1),
        "share_outside_pct": 100 * found["n_outside"] / outside if outside else np.nan,
    }
    found = found.assign(**shares, log_odds=np.nan, z=np.nan)
    if inside and outside:
        n_inside, n_outside = found["n_inside"].to_numpy("float64"), found["n_outside"].to_numpy("float64")
        found["log_odds"], spread = log_odds_change(n_outside, outside, n_inside, inside)
        found["z"] = found["log_odds"] / spread
    return found.sort_values(["z", "n_inside", "name"], ascending=[False, False, True], ignore_index=True)
