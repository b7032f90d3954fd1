"""What else there is of series over time than their papers: attention, places among their kind, and bursts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.explored import papers_of, without_series
from pipelines.mart.tables.organizations import organization_activity
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.themes import theme_frequency
from pipelines.mart.tables.topics import topic_frequency
from pipelines.trends.attention import attention_summary
from pipelines.trends.bursts import COLUMNS, find_bursts
from pipelines.trends.periods import PeriodName, period_starts
from pipelines.trends.ranks import rank_by_period

_RECEIVED = CHOSEN + "select day, upvotes, attention_pct from chosen where day is not null and upvotes is not null"
_ATTENTION = ["n_papers", "attention_pct", "attention_low_pct", "attention_high_pct"]
_PLACES = {
    "period_start": "datetime64[us]", "series": "object",
    "rank": "Int64", "rank_low": "Int64", "rank_high": "Int64", "n_ranked": "Int64",
}  # fmt: skip


def attention_of_series(
    snapshot: Snapshot,
    selection: Selection = ANY,
    period: PeriodName | None = "month",
    *,
    series: str,
    title_only: bool = False,
) -> pd.DataFrame:
    """Attention that the papers of one series got over time; see `attention_summary`.

    Parameters
    ----------
    period : None for all periods at once: one row, without period_start
    title_only : a phrase must stand in the title

    Returns
    -------
    One row per period with such papers: period_start, series, n_papers (with known upvotes), attention_pct,
    attention_low_pct, attention_high_pct.

    Raises
    ------
    UsageError : a key of no known kind, or a malformed phrase.
    """
    asked = papers_of(selection, series, title_only=title_only).parameters()
    papers = snapshot.query(_RECEIVED, asked).assign(series=series)
    keys = ["series"] if period is None else ["period_start", "series"]
    if period is not None:
        papers["period_start"] = period_starts(papers["day"], period)
    return attention_summary(papers, keys)[[*keys, *_ATTENTION]]


def with_attention(frame: pd.DataFrame, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Attention in place of the counts of a frame of `explored`.

    Parameters
    ----------
    parts : of `attention_of_series`, one for each series

    Returns
    -------
    period_start, series, kind, name, n_papers (with known upvotes), attention_pct, attention_low_pct,
    attention_high_pct (absent without such papers), n_all (with or without), complete, weekdays, weekdays_fetched.
    """
    told = ["period_start", "series", "kind", "name", "n_papers", "complete", "weekdays", "weekdays_fetched"]
    own = frame[told].rename(columns={"n_papers": "n_all"})
    joined = own.merge(pd.concat(parts, ignore_index=True), on=["period_start", "series"], how="left")
    joined["n_papers"] = joined["n_papers"].fillna(0).astype("int64")
    return joined[[*told[:4], *_ATTENTION, "n_all", *told[5:]]]


def places_of_kind(
    snapshot: Snapshot, selection: Selection = ANY, period: PeriodName = "month", *, kind: str
) -> pd.DataFrame:
    """The place by papers of every theme, topic, organization or parent among all of its kind over time.

    Returns
    -------
    One row per period and series of the kind: period_start, series, rank (1 is the most papers; absent without
    papers), rank_low, rank_high (95%; see `rank_by_period`), n_ranked (of its kind, with or without papers). No row
    for phrases, of which there is no list to stand in.
    """
    if kind not in _COUNTS:
        return pd.DataFrame(columns=list(_PLACES)).astype(_PLACES)
    counts = _COUNTS[kind](snapshot, without_series(selection), period)
    ranked = counts if "rank" in counts else rank_by_period(counts)
    return pd.DataFrame(
        {
            "period_start": ranked["period_start"],
            "series": kind + ":" + ranked["key"].astype("str"),
            **{column: ranked[column] for column in ("rank", "rank_low", "rank_high")},
            "n_ranked": ranked.groupby("period_start")["key"].transform("size"),
        }
    ).astype(_PLACES)


def with_places(frame: pd.DataFrame, places: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """A frame of `explored` with the columns of `places_of_kind`; absent where there is no place."""
    every = pd.concat([pd.DataFrame(columns=list(_PLACES)).astype(_PLACES), *places], ignore_index=True)
    return frame.merge(every, on=["period_start", "series"], how="left")


_COUNTS: dict[str, Callable[[Snapshot, Selection, PeriodName], pd.DataFrame]] = {
    "theme": lambda *asked: theme_frequency(*asked).rename(columns={"theme": "key"}),
    "topic": lambda *asked: topic_frequency(*asked).rename(columns={"topic_id": "key"}),
    "organization": lambda *asked: organization_activity(*asked).rename(columns={"organization": "key"}),
    "parent": lambda *asked: organization_activity(*asked, by="parent").rename(columns={"organization": "key"}),
}


def explored_bursts(frame: pd.DataFrame, period: PeriodName) -> pd.DataFrame:
    """When each series was in far more papers than usual; see `find_bursts`.

    Parameters
    ----------
    frame : as `explored` gives it

    Returns
    -------
    Columns of `find_bursts`, with series in place of name.
    """
    found = [pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)]
    for _, part in frame.groupby("share_of", sort=False):
        found.append(find_bursts(part.rename(columns={"series": "name", "name": "_"}), _calendar(part), period))
    return pd.concat(found, ignore_index=True).rename(columns={"name": "series"})


def _calendar(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop_duplicates("period_start")


def with_bursts(frame: pd.DataFrame, bursts: pd.DataFrame) -> pd.DataFrame:
    """The frame with the burst that each period of a series lies in.

    Parameters
    ----------
    frame : columns period_start, series
    bursts : as `explored_bursts` gives them

    Returns
    -------
    The frame with burst_level (0 outside bursts), burst_start, burst_end (absent outside), burst_share_pct and
    burst_usual_pct (its share, and that of all other periods).
    """
    level = np.zeros(len(frame), dtype="int64")
    columns = {name: np.full(len(frame), np.datetime64("NaT", "us")) for name in ("burst_start", "burst_end")}
    shares = {name: np.full(len(frame), np.nan) for name in ("burst_share_pct", "burst_usual_pct")}
    for row in bursts.to_dict("records"):
        inside = (
            (frame["series"] == row["series"]) & frame["period_start"].between(row["start"], row["end"])
        ).to_numpy()
        level[inside] = row["level"]
        columns["burst_start"][inside], columns["burst_end"][inside] = row["start"], row["end"]
        shares["burst_share_pct"][inside] = row["share_pct"]
        shares["burst_usual_pct"][inside] = row["usual_share_pct"]
    return frame.assign(burst_level=level, **columns, **shares)
