"""Themes, topics, organizations, their parents and phrases over time, side by side in one frame.

Each series has a key that says what it is: `theme:agents`, `topic:12`, `organization:Google`, `parent:Google`,
`phrase:world model`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from pipelines.errors import UsageError
from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organizations import organizations
from pipelines.mart.tables.periods import ANY, PAPER_DAYS, by_period, periods, totals_by_period
from pipelines.mart.tables.phrases import phrase_days
from pipelines.mart.tables.themes import themes
from pipelines.mart.tables.topics import topics
from pipelines.trends.frequency import share_by_period
from pipelines.trends.momentum import difference_interval
from pipelines.trends.periods import PeriodName, mostly_fetched
from pipelines.trends.slope import trend_slopes

PHRASE = "phrase"
OF_KNOWN = ("organization", "parent")  # kinds whose shares are of the papers with a known organization
_KNOWN_DAYS = (
    CHOSEN + "select day, count(*) as n from chosen where day is not null and organization is not null group by day"
)


def kind_of(series: str) -> str:
    """theme, topic, organization, parent or phrase."""
    return series.partition(":")[0]


def explorable(snapshot: Snapshot) -> pd.DataFrame:
    """Every series there is but phrases: series, kind, name, n_papers, slot (what fixes its colour).

    Themes in the vocabulary's order, then topics, organizations, and parents (except one whose only organization bears
    its name), each with most papers first.
    """
    topic, owner, alone = topics(snapshot), organizations(snapshot, "parent"), organizations(snapshot)
    owner = owner[~owner["organization"].isin(alone.loc[~alone["parent"].duplicated(keep=False), "organization"])]
    parts = [
        _listed("theme", themes(snapshot), "theme", "name"),
        _listed("topic", topic.assign(slot=topic["topic_id"]), "topic_id", "label"),
        _listed("organization", alone, "organization", "organization"),
        _listed("parent", owner, "organization", "organization"),
    ]
    return pd.concat(parts, ignore_index=True)


def _listed(kind: str, frame: pd.DataFrame, key: str, name: str) -> pd.DataFrame:
    keys = kind + ":" + frame[key].astype("str")
    columns = {"series": keys, "kind": kind, "name": frame[name], "n_papers": frame["n_papers"], "slot": frame["slot"]}
    return pd.DataFrame(columns)


def without_series(selection: Selection) -> Selection:
    """Of a selection, what filters the papers here: the themes, topics, organizations and phrase chosen are series."""
    return replace(
        selection, themes=(), topics=(), organizations=(), parents=(), phrase="", title_only=False, with_upvotes=False
    )


def papers_of(selection: Selection, series: str, *, title_only: bool = False) -> Selection:
    """The papers behind a series, among those that `without_series` leaves.

    Raises
    ------
    UsageError : a key of no known kind.
    """
    base = without_series(selection)
    kind, _, what = series.partition(":")
    if kind == "theme":
        return replace(base, themes=(what,))
    if kind == "topic" and what.isdecimal():
        return replace(base, topics=(int(what),))
    if kind == "organization":
        return replace(base, organizations=(what,))
    if kind == "parent":
        return replace(base, parents=(what,))
    if kind == PHRASE:
        return replace(base, phrase=what, title_only=title_only)
    raise UsageError(f"no series is called {series!r}; write such as theme:agents, topic:12, phrase:world model")


def explored(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName = "month",
    *,
    series: Sequence[str],
    title_only: bool = False,
) -> pd.DataFrame:
    """Papers of each series over time; what a series may be filters nothing (`without_series`).

    Parameters
    ----------
    series : keys as in `explorable`, or `phrase:` and a phrase
    title_only : phrases must stand in the title

    Returns
    -------
    One row per period and series, in order of time, then of `series`: period_start, series, kind, name, and the
    other columns of `share_by_period`; last share_of, which says in words what `total` counts: papers, or, for
    organizations and parents, papers with a known organization. These have no row in periods without any such paper.

    Raises
    ------
    UsageError : a key of nothing that there is, or a malformed phrase.
    """
    wanted = list(dict.fromkeys(series))
    names, base = _names(snapshot, wanted), without_series(selection)
    counts = by_period(_days(snapshot, base, wanted, title_only), period, "series", "n_papers")
    totals = totals_by_period(snapshot, base, period)
    known = by_period(snapshot.query(_KNOWN_DAYS, base.parameters()), period, None, "total")
    calendar = periods(snapshot, base, period)
    of_known = [one for one in wanted if kind_of(one) in OF_KNOWN]
    of_all = [one for one in wanted if one not in of_known]
    shares = share_by_period(counts, totals, calendar, of_all, name="series")
    known_shares = share_by_period(counts, known, calendar, of_known, name="series")
    known_shares = known_shares[known_shares["total"] > 0]
    parts = [shares.assign(share_of="papers"), known_shares.assign(share_of="papers with a known organization")]
    frame = pd.concat(parts, ignore_index=True)
    frame.insert(2, "kind", frame["series"].map(kind_of).astype("str"))
    frame.insert(3, "name", frame["series"].map(names).astype("str"))
    places = {one: place for place, one in enumerate(wanted)}
    order = frame["series"].map(places).to_numpy()
    return frame.iloc[np.lexsort((order, frame["period_start"]))].reset_index(drop=True)


def _names(snapshot: Snapshot, wanted: list[str]) -> dict[str, str]:
    known = explorable(snapshot).set_index("series")["name"]
    names = {one: one.partition(":")[2] if kind_of(one) == PHRASE else known.get(one) for one in wanted}
    unknown = [one for one, name in names.items() if name is None]
    if unknown:
        raise UsageError(f"nothing in this data is called {unknown[0]!r}; write such as theme:agents or phrase:GRPO")
    return {one: str(name) for one, name in names.items()}


def _days(snapshot: Snapshot, base: Selection, wanted: list[str], title_only: bool) -> pd.DataFrame:
    """Papers of each series by day: day, n, series."""
    found = [pd.DataFrame({"day": pd.Series(dtype="datetime64[us]"), "n": pd.Series(dtype="int64"), "series": ""})]
    for one in wanted:
        if kind_of(one) == PHRASE:
            days = phrase_days(snapshot, base, one.partition(":")[2], title_only)
        else:
            days = snapshot.query(PAPER_DAYS, papers_of(base, one).parameters())
        found.append(days[["day", "n"]].assign(series=one))
    return pd.concat(found, ignore_index=True)


def explored_changes(frame: pd.DataFrame, period: PeriodName) -> pd.DataFrame:
    """How each series moved from its first to its last complete period with papers, and steadily or not.

    Complete periods that were fetched in part only (`mostly_fetched`) are left out.

    Parameters
    ----------
    frame : as `explored` gives it

    Returns
    -------
    One row per series with any rows, in order of appearance: series, name, share_of, n_papers (of all periods);
    first_start, first_n, first_total, first_pct, and the same of the last; change_pp with its 95% interval
    change_low_pp, change_high_pp (`difference_interval`); n_periods, slope_pp, tau, p_value (`trend_slopes`). What
    needs two periods, or for the trend four, is absent with fewer.
    """
    all_of = frame.groupby("series", sort=False).agg(
        name=("name", "first"), share_of=("share_of", "first"), n_papers=("n_papers", "sum")
    )
    frame = frame.assign(complete=frame["complete"].astype(bool) & mostly_fetched(frame))
    done = frame[frame["complete"] & (frame["total"] > 0)].sort_values("period_start", kind="stable")
    ends: dict[str, pd.Series[Any]] = {}
    for end, one in (("first", done.groupby("series").head(1)), ("last", done.groupby("series").tail(1))):
        rows = one.set_index("series").reindex(all_of.index)
        columns = {"start": "period_start", "n": "n_papers", "total": "total", "pct": "share_pct"}
        ends |= {f"{end}_{short}": rows[column] for short, column in columns.items()}
    table = all_of.assign(**ends)
    two = table["first_start"] < table["last_start"]
    counted = [table[column].where(two) for column in ("first_n", "first_total", "last_n", "last_total")]
    low, high = difference_interval(*counted)
    table["change_pp"] = (table["last_pct"] - table["first_pct"]).where(two)
    table["change_low_pp"], table["change_high_pp"] = 100 * np.asarray(low), 100 * np.asarray(high)
    slopes = trend_slopes(frame, period=period, by="series")[["series", "n_periods", "slope_pp", "tau", "p_value"]]
    return table.reset_index().merge(slopes, on="series", how="left")
