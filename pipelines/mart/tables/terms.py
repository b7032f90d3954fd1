"""Bursts of themes and of terms, and the terms that emerge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.movers import WINDOW
from pipelines.mart.tables.periods import ANY, periods, totals_by_period
from pipelines.mart.tables.themes import theme_frequency
from pipelines.trends.bursts import find_bursts
from pipelines.trends.emerging import COLUMNS, risen_terms
from pipelines.trends.emerging import emerging_terms as distinct_terms
from pipelines.trends.periods import PeriodName
from pipelines.trends.subjects import stand_for_subjects, without_repeats

# The papers of complete periods, and whether each is in the window.
_PLACED = (
    CHOSEN
    + """
, placed as (
    select *, day >= $now_first::date as now from chosen
    where list_contains($starts::date[], date_trunc($period, day)::date)
)
"""
)
_TERM_COUNTS = (
    _PLACED
    + """
select term as name, idea, names_theme is not null as names_theme, period_start, n_papers
from (
    select term_id, period_start, count(*) as n_papers
    from (
        select date_trunc($period, day) as period_start, unnest(term_ids) as term_id
        from placed join paper_terms using (paper_id)
    )
    group by term_id, period_start
)
join terms using (term_id)
where telling
"""
)
_WINDOW_COUNTS = (
    _PLACED
    + """
select term, idea, names_theme, theme, n_before, n_now
from (
    select term_id, count(*) filter (not now) as n_before, count(*) filter (now) as n_now
    from (select now, unnest(term_ids) as term_id from placed join paper_terms using (paper_id))
    group by term_id
)
join terms using (term_id)
where telling
"""
)
_WINDOW_TOTALS = (
    _PLACED + "select count(*) as n, count(*) filter (not now) as before, count(*) filter (now) as now from placed"
)
_THEME_SIZES = (
    _PLACED
    + "select theme, count(*) as n from (select unnest(themes) as theme from placed) group by theme order by theme"
)
_USES = (
    _PLACED
    + """
select term, paper_id, day, now, themes
from (select paper_id, day, now, themes, unnest(term_ids) as term_id from placed join paper_terms using (paper_id))
join terms using (term_id)
where list_contains($terms::varchar[], term)
"""
)


def emerging_terms(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", window: int | None = None
) -> pd.DataFrame:
    """Terms that were rare before the last complete periods and are not rare in them; see `trends.emerging`.

    The last `window` complete periods (unless told, `WINDOW`) are compared with all complete ones before. Terms that
    merely name a theme are left out; `theme` tells of which theme a term is a phrase already.
    """
    known = periods(snapshot, selection, period)
    window = window or WINDOW[period]
    if known["complete"].sum() <= window:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    asked = _of_periods(known, period, selection, window)
    totals = snapshot.query(_WINDOW_TOTALS, asked).iloc[0]
    counts = snapshot.query(_WINDOW_COUNTS, asked)
    risen = risen_terms(counts, total_before=int(totals["before"]), total_now=int(totals["now"]))
    risen = risen[_stand_for_subjects(snapshot, risen["term"], asked, selection)]
    return distinct_terms(risen, snapshot.query(_USES, asked | {"terms": risen["term"].to_list()}))


def bursts(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Bursts of themes, then of terms, each with the greatest weight first: kind, and the columns of `find_bursts`.

    The selection's themes say which themes to give, and whose papers to look for terms in.
    """
    parts = [theme_bursts(snapshot, selection, period), term_bursts(snapshot, selection, period)]
    return pd.concat(parts, ignore_index=True)


def theme_bursts(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Bursts of the selection's themes among all papers that match the other filters; kind is "theme"."""
    counts = theme_frequency(snapshot, selection, period).rename(columns={"theme": "name"})
    calendar = counts.drop_duplicates("period_start")
    return _of_kind("theme", find_bursts(counts, calendar, period))


def term_bursts(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Bursts of terms among the selection's papers; kind is "term".

    Only those of terms that stand for a subject, each once, and not of those that merely name a theme: the theme's own
    bursts tell of it.
    """
    known = periods(snapshot, selection, period).merge(
        totals_by_period(snapshot, selection, period), on="period_start", how="left"
    )
    asked = _of_periods(known, period, selection)
    counts = snapshot.query(_TERM_COUNTS, asked)
    found = find_bursts(counts, known.fillna({"total": 0}), period)
    words = counts.drop_duplicates("name").set_index("name").loc[found["name"]]
    start, end = found["start"].to_numpy(), found["end"].to_numpy()
    kept = without_repeats(
        found["name"].to_list(),
        words["idea"].to_list(),
        found["n_papers"].to_list(),
        lambda one, other: bool(start[one] <= end[other] and start[other] <= end[one]),
    )
    names_theme = words["names_theme"].to_numpy(bool)
    found = found.iloc[[at for at in kept if not names_theme[at]]]
    return _of_kind("term", found[_stand_for_subjects(snapshot, found["name"], asked, selection, found)])


def _stand_for_subjects(
    snapshot: Snapshot,
    terms: pd.Series[str],
    asked: dict[str, Any],
    selection: Selection,
    spans: pd.DataFrame | None = None,
) -> NDArray[np.bool_]:
    """Whether terms stand for subjects, as all papers of the days use them: within one theme none leans towards it.

    Parameters
    ----------
    spans : start and end of the days to look at, row by row; None: all
    """
    everywhere = asked | Selection(since=selection.since, until=selection.until).parameters()
    uses = snapshot.query(_USES, everywhere | {"terms": terms.unique().tolist()})
    by_term = {str(term): rows for term, rows in uses.groupby("term")}
    own = [by_term[term] for term in terms]
    if spans is not None:
        own = [
            rows[rows["day"].between(*span)] for rows, span in zip(own, spans[["start", "end"]].to_numpy(), strict=True)
        ]
    sizes = snapshot.query(_THEME_SIZES, everywhere).set_index("theme")["n"]
    return stand_for_subjects(terms.to_list(), own, sizes, int(snapshot.query(_WINDOW_TOTALS, everywhere)["n"].iloc[0]))


def _of_periods(known: pd.DataFrame, period: PeriodName, selection: Selection, window: int = 0) -> dict[str, Any]:
    """Values for `_PLACED`: the complete periods, of which the last `window` are now."""
    starts = [start.date() for start in known.loc[known["complete"], "period_start"]]
    now_first = starts[-window] if window else None
    return {"period": period, "starts": starts, "now_first": now_first} | selection.parameters()


def _of_kind(kind: str, found: pd.DataFrame) -> pd.DataFrame:
    frame = found.reset_index(drop=True)
    frame.insert(0, "kind", pd.Series(kind, frame.index, dtype="object"))
    return frame
