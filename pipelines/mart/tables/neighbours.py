"""What goes with a theme or a discovered topic: other themes, and phrases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY
from pipelines.trends.momentum import log_odds_change
from pipelines.trends.neighbours import lifts
from pipelines.trends.subjects import without_repeats

FEWEST = 5  # papers of its own that use a phrase, below which the phrase says little
CLEAR = 4.0  # z of a phrase at the least: among 3,000 phrases that nothing sets apart, one such list in ten has one
_LOOKED_AT = 200  # of the best phrases, those among which repeats are sought

_THEMES = (
    CHOSEN
    + """
, own as (select * from chosen where list_contains(themes, $theme::varchar))
select
    themes.theme, name,
    (select count(*) from own where list_contains(own.themes, themes.theme)) as n_both,
    (select count(*) from own) as n_own,
    (select count(*) from chosen where list_contains(chosen.themes, themes.theme)) as n_other,
    (select count(*) from chosen) as total
from themes
where themes.theme <> $theme::varchar
order by themes.rowid
"""
)
# A paper is of a theme that it carries, or of the topic that is its main one.
_OWN = (
    CHOSEN
    + """
, own as (
    select paper_id,
        coalesce(list_contains(themes, $theme::varchar), false) or coalesce(topic_id = $topic, false) as own
    from chosen
)
"""
)
_PHRASES = (
    _OWN
    + """
, uses as (select own, unnest(term_ids) as term_id from own join paper_terms using (paper_id))
select term, idea, count(*) filter (own) as n_papers, count(*) filter (not own) as n_elsewhere
from uses join terms using (term_id)
where telling and names_theme is distinct from $theme::varchar
group by term_id, term, idea
having count(*) filter (own) >= $fewest
order by term_id
"""
)
_SIZES = _OWN + "select count(*) filter (own) as own, count(*) filter (not own) as elsewhere from own"


def theme_neighbours(snapshot: Snapshot, theme: str, selection: Selection = ANY) -> pd.DataFrame:
    """The other themes of a theme's papers; see `lifts` for the statistics.

    Parameters
    ----------
    selection : its themes play no part

    Returns
    -------
    One row per other theme, the highest lift first: theme, name, n_both, n_own, n_other, share_pct (of the theme's
    papers), lift, q_value.
    """
    asked = replace(selection, themes=()).parameters() | {"theme": theme}
    counts = snapshot.query(_THEMES, asked)
    total = int(counts["total"].max()) if len(counts) else 0
    frame = lifts(counts.drop(columns="total"), total=total)
    return frame.sort_values("lift", ascending=False, kind="stable", ignore_index=True)


def telling_phrases(
    snapshot: Snapshot,
    selection: Selection = ANY,
    *,
    theme: str | None = None,
    topic: int | None = None,
    most: int = 12,
) -> pd.DataFrame:
    """Phrases that set the papers of a theme, or of a topic, apart from the others of the selection.

    Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008), counted in papers. Phrases
    that merely name the theme are left out, and of those that say the same only the best is kept.

    Parameters
    ----------
    selection : its themes and topics play no part
    theme, topic : one of the two

    Returns
    -------
    Columns term, n_papers (of its own that use it), n_elsewhere, z; the most telling first.
    """
    everybody = replace(selection, themes=(), topics=())
    asked = everybody.parameters() | {"theme": theme, "topic": topic}
    counts = snapshot.query(_PHRASES, asked | {"fewest": FEWEST})
    sizes = snapshot.query(_SIZES, asked).iloc[0]
    frame = counts.assign(z=pd.Series(dtype="float64"))
    if len(counts) and sizes["elsewhere"]:
        own, elsewhere = np.float64(sizes["own"]), np.float64(sizes["elsewhere"])
        change, error = log_odds_change(
            counts["n_elsewhere"].to_numpy("float64"), elsewhere, counts["n_papers"].to_numpy("float64"), own
        )
        frame["z"] = change / error
    frame = frame[frame["z"] >= CLEAR].sort_values(["z", "term"], ascending=[False, True]).head(_LOOKED_AT)
    kept = without_repeats(
        frame["term"].to_list(), frame["idea"].to_list(), frame["n_papers"].to_list(), lambda one, other: True
    )
    return frame.iloc[kept[:most]][["term", "n_papers", "n_elsewhere", "z"]].reset_index(drop=True)
