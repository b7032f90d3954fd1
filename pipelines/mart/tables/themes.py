"""Themes and discovered topics over time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY, frequency, periods
from pipelines.trends.momentum import theme_momentum
from pipelines.trends.periods import PeriodName

WINDOW: dict[PeriodName, int] = {"week": 8, "month": 3, "quarter": 1}  # periods in each window of momentum

_THEME_DAYS = (
    CHOSEN
    + """
select day, theme, count(*) as n
from (select day, unnest(themes) as theme from chosen where day is not null)
group by day, theme
"""
)
_TOPIC_DAYS = (
    CHOSEN
    + """
select day, topic_id, count(*) as n
from chosen
where day is not null and topic_id is not null
group by day, topic_id
"""
)


def themes(snapshot: Snapshot) -> pd.DataFrame:
    """The vocabulary: theme, name, definition, slot (on the colour wheel), n_papers, place; in order of place."""
    return snapshot.query("""
        select themes.theme, name, definition, slot, count(paper_id) as n_papers, themes.rowid as place
        from themes left join paper_themes using (theme)
        group by all order by place
    """)


def theme_frequency(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Papers with each theme over time; columns of `share_by_period` for `theme`.

    The selection's themes say which to give; they do not filter the papers that shares are of.
    """
    names = list(selection.themes) or themes(snapshot)["theme"].to_list()
    return frequency(snapshot, replace(selection, themes=()), period, _THEME_DAYS, "theme", names)


def topics(snapshot: Snapshot) -> pd.DataFrame:
    """The discovered topics: topic_id, label, terms (most telling first), n_papers; largest first."""
    return snapshot.query("select topic_id, label, terms, n_papers from topics order by n_papers desc, topic_id")


def topic_frequency(snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month") -> pd.DataFrame:
    """Papers of each discovered topic over time (a paper's main topic); columns as for themes, plus label."""
    known = topics(snapshot)
    names = list(selection.topics) or known["topic_id"].to_list()
    frame = frequency(snapshot, replace(selection, topics=()), period, _TOPIC_DAYS, "topic_id", names)
    return frame.assign(label=frame["topic_id"].map(known.set_index("topic_id")["label"]))


def momentum(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", window: int | None = None
) -> pd.DataFrame:
    """Risers and fallers between the last two windows of complete periods; see `theme_momentum`.

    Unless told, a window is `WINDOW` periods. The selection's themes say which rows to give; q-values are over all.
    """
    counts = theme_frequency(snapshot, replace(selection, themes=()), period)
    frame = theme_momentum(counts, window=window or WINDOW[period])
    return frame[frame["theme"].isin(selection.themes)] if selection.themes else frame


@dataclass(frozen=True)
class Windows:
    """First and last days of the two windows that momentum compares."""

    before_first: pd.Timestamp
    before_last: pd.Timestamp
    now_first: pd.Timestamp
    now_last: pd.Timestamp


def windows(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", window: int | None = None
) -> Windows | None:
    """The windows of `momentum`; None when there are fewer than two windows of complete periods."""
    window = window or WINDOW[period]
    known = periods(snapshot, selection, period)
    done = known[known["complete"]].tail(2 * window)
    if len(done) < 2 * window:
        return None
    starts, ends = done["period_start"].to_list(), done["period_end"].to_list()
    return Windows(starts[0], ends[window - 1], starts[window], ends[-1])
