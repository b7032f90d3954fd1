"""The curated themes: what they are, how sure their tags are, and how they move."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY, frequency
from pipelines.trends.periods import PeriodName

_THEME_DAYS = (
    CHOSEN
    + """
select day, theme, count(*) as n
from (select day, unnest(themes) as theme from chosen where day is not null)
group by day, theme
"""
)


def themes(snapshot: Snapshot) -> pd.DataFrame:
    """The vocabulary, in order of place.

    Returns
    -------
    theme, name, definition, slot (on the colour wheel), own (whether it is the user's), n_papers, place; and on
    labelled papers that the tagger never saw: support (papers with the theme), precision, recall, f1; absent where
    not measured.
    """
    return snapshot.query("""
        select themes.theme, name, definition, slot, own, support, precision, recall, f1,
            count(paper_id) as n_papers, themes.rowid as place
        from themes left join paper_themes using (theme)
        group by all order by place
    """)


def theme_frequency(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Papers with each theme over time; columns of `share_by_period` for `theme`.

    The selection's themes say which to give; they do not filter the papers that shares are of.
    """
    names = list(selection.themes) or themes(snapshot)["theme"].to_list()
    return frequency(snapshot, replace(selection, themes=()), period, _THEME_DAYS, "theme", names)


def theme_certainty(snapshot: Snapshot, selection: Selection = ANY) -> pd.DataFrame:
    """How sure the tags of each theme are, in the vocabulary's order; of the selection's papers.

    Returns
    -------
    theme, n_papers, mean_score (calibrated: the share of its tags expected to be right), n_sure (score 0.8 or more),
    n_likely (0.5 to 0.8), n_doubtful (below 0.5).
    """
    sql = """
        select theme, count(score) as n_papers, avg(score) as mean_score,
            count(*) filter (where score >= 0.8) as n_sure,
            count(*) filter (where score >= 0.5 and score < 0.8) as n_likely,
            count(*) filter (where score < 0.5) as n_doubtful
        from themes left join (select theme, score from paper_themes join chosen using (paper_id)) using (theme)
        group by theme, themes.rowid order by themes.rowid
    """
    return snapshot.query(CHOSEN + sql, selection.parameters())


def theme_examples(snapshot: Snapshot, theme: str, selection: Selection = ANY, *, most: int = 5) -> pd.DataFrame:
    """The selection's papers that carry a theme most surely: paper_id, title, url, day, upvotes, score."""
    sql = """
        select paper_id, title, url, day, upvotes, score
        from paper_themes join chosen using (paper_id)
        where theme = $theme
        order by score desc, upvotes desc nulls last, paper_id
        limit $most
    """
    return snapshot.query(CHOSEN + sql, {**selection.parameters(), "theme": theme, "most": most})
