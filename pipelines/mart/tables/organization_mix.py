"""What organizations write about, against each other: who is alike, and where they differ more than chance would."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines.errors import UsageError
from pipelines.mart.selection import Grouping, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organizations import KNOWN, everyone, theme_counts
from pipelines.mart.tables.periods import ANY
from pipelines.trends.differences import attention_difference, theme_differences
from pipelines.trends.likeness import likeness
from pipelines.trends.periods import PeriodName

FEWEST, MOST = 2, 6  # organizations in one comparison
_THEMES = "select organization, themes from known"
_ATTENTION = """
select organization, attention_pct from known where list_contains($names::varchar[], organization)
"""


def alike(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    *,
    by: Grouping = "organization",
    names: tuple[str, ...],
) -> pd.DataFrame:
    """For each named organization, how far the theme mixes of the others are from its own; the surest likeness first.

    The selection's themes do not filter the papers, for they are what is compared. `period` plays no part.

    Returns
    -------
    organization (one of `names`), other, divergence (0: as two halves of the same papers would be; 1: no theme in
    common), low, high (95%), n_papers, n_other (papers with a theme; both have 5 or more); see `likeness`.
    """
    everybody = replace(everyone(selection), themes=())
    return likeness(snapshot.query(KNOWN[by] + _THEMES, everybody.parameters()), names)


def differences(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    *,
    by: Grouping = "organization",
    names: tuple[str, ...],
) -> pd.DataFrame:
    """Where 2 to 6 organizations differ more than chance would, theme by theme; the surest difference first.

    The selection's themes say which rows to give; q-values are over all themes. `period` plays no part.

    Returns
    -------
    One row per theme and organization with papers, in the order of `names`: theme, organization, n_papers, total
    (papers of the organization), share_pct, share_low_pct, share_high_pct, q_value (of the theme: the same in all its
    rows); see `theme_differences`.

    Raises
    ------
    UsageError : fewer than 2 or more than 6 names.
    """
    _check(names)
    everybody = replace(everyone(selection), themes=())
    counts = theme_counts(snapshot, everybody, by)
    counts = counts[counts["organization"].isin(names)]
    counts = counts.sort_values("organization", key=lambda column: column.map(names.index), kind="stable")
    frame = theme_differences(counts[["organization", "theme", "n_papers", "total"]])
    return frame[frame["theme"].isin(selection.themes)].reset_index(drop=True) if selection.themes else frame


def attention_differences(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    *,
    by: Grouping = "organization",
    names: tuple[str, ...],
) -> pd.DataFrame:
    """Whether the attention of 2 to 6 organizations differs more than chance would (Kruskal-Wallis).

    `period` plays no part.

    Returns
    -------
    One row per organization, in the order of `names`: organization, n_papers (with known attention), attention_pct,
    attention_low_pct, attention_high_pct, h_statistic, p_value (of all together: the same in all rows; absent when
    fewer than two have papers); see `attention_difference`.

    Raises
    ------
    UsageError : fewer than 2 or more than 6 names.
    """
    _check(names)
    parameters = {**everyone(selection).parameters(), "names": list(names)}
    return attention_difference(snapshot.query(KNOWN[by] + _ATTENTION, parameters), list(dict.fromkeys(names)))


def _check(names: tuple[str, ...]) -> None:
    n = len(set(names))
    if not FEWEST <= n <= MOST:
        raise UsageError(f"{n} organizations are named; {FEWEST} to {MOST} can be compared")
