"""Any phrase over time: how many papers have it in their words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipelines.errors import UsageError
from pipelines.mart.phrases import phrase_pattern, phrase_pieces
from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY, by_period, periods, totals_by_period
from pipelines.trends.frequency import share_by_period
from pipelines.trends.periods import PeriodName

# As a selection of the phrase finds them; the pieces only make it faster (7,414 papers: 25 ms instead of 50).
_PHRASE_DAYS = (
    CHOSEN
    + """
select day, count(*) as n
from chosen
where day is not null
  and list_bool_or(list_transform(
      $pieces::varchar[][],
      lambda words: list_bool_and(list_transform(words, lambda word: contains(search_text, word)))
  ))
  and (
      regexp_matches(title, $pattern::varchar, 'i')
      or (not $in_title::boolean and regexp_matches(abstract, $pattern::varchar, 'i'))
  )
group by day
"""
)


def phrase_frequency(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    *,
    phrases: Sequence[str],
    title_only: bool = False,
) -> pd.DataFrame:
    """Papers with each phrase over time, among all papers of the selection; a paper counts once.

    Parameters
    ----------
    phrases : as `phrase_pattern` reads them
    title_only : the phrase must stand in the title; else in the title or in the abstract, where a paper has one

    Returns
    -------
    One row per period and phrase, columns of `share_by_period` for `phrase`.

    Raises
    ------
    UsageError : no phrase, or a malformed one; see `phrase_pattern`.
    """
    names = list(dict.fromkeys(phrases))
    if not names:
        raise UsageError('phrase_frequency needs a phrase, such as GRPO or "world model"')
    found = [phrase_days(snapshot, selection, phrase, title_only) for phrase in names]
    counts = by_period(pd.concat(found, ignore_index=True), period, "phrase", "n_papers")
    totals = totals_by_period(snapshot, selection, period)
    return share_by_period(counts, totals, periods(snapshot, selection, period), names, name="phrase")


def phrase_days(snapshot: Snapshot, selection: Selection, phrase: str, title_only: bool) -> pd.DataFrame:
    """Papers of each day that have the phrase: day, n, phrase."""
    sought = {"pattern": phrase_pattern(phrase), "pieces": phrase_pieces(phrase), "in_title": title_only}
    return snapshot.query(_PHRASE_DAYS, selection.parameters() | sought).assign(phrase=phrase)
