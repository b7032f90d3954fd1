"""Attention, places and bursts of anything: by eye on eleven papers, and against the tables of each kind."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import UsageError
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.explored import explorable, explored, kind_of
from pipelines.mart.tables.explored_measures import (
    attention_of_series,
    explored_bursts,
    places_of_kind,
    with_attention,
    with_bursts,
    with_places,
)
from pipelines.mart.tables.organizations import organization_activity
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.terms import theme_bursts
from pipelines.mart.tables.upvotes import organization_upvotes, theme_upvotes

SINCE_LISTED = Selection(since=date(2025, 9, 1))
FIGURES = ["n_papers", "attention_pct", "attention_low_pct", "attention_high_pct"]


def attention(snapshot: Snapshot, selection: Selection = ANY, *, series: list[str]) -> pd.DataFrame:
    parts = [attention_of_series(snapshot, selection, series=one) for one in series]
    return with_attention(explored(snapshot, selection, series=series), parts)


def places(snapshot: Snapshot, selection: Selection = ANY, *, series: list[str]) -> pd.DataFrame:
    kinds = [places_of_kind(snapshot, selection, kind=kind) for kind in {kind_of(one) for one in series}]
    return with_places(explored(snapshot, selection, series=series), kinds)


def test_attention_counts_papers_with_known_upvotes_only(small: Snapshot) -> None:
    frame = attention(small, SINCE_LISTED, series=["theme:code", "phrase:grpo"]).set_index(["series", "period_start"])
    october = pd.Timestamp("2025-10-01")
    # code in October: papers 5, 6 (upvotes unknown) and 7, at percentiles 40 and 60
    code = frame.loc[("theme:code", october)]
    assert code[["n_papers", "n_all", "attention_pct"]].to_list() == [2, 3, 50]
    # GRPO is in the titles of papers 1, 3, 5 (unknown) and 7 of both months
    assert frame.loc[("phrase:grpo", october), ["n_papers", "n_all"]].to_list() == [2, 3]
    assert frame.loc[("phrase:grpo", pd.Timestamp("2025-12-01")), "n_papers"] == 0
    assert pd.isna(frame.loc[("phrase:grpo", pd.Timestamp("2025-12-01")), "attention_pct"])


def test_attention_is_that_of_the_tables_of_themes_and_organizations(demo: Snapshot) -> None:
    known = explorable(demo)
    theme, organization = (known.loc[known["kind"] == kind, "series"].iloc[0] for kind in ("theme", "organization"))
    frame = attention(demo, series=[theme, organization])
    for table, column, key in (
        (theme_upvotes(demo), "theme", theme),
        (organization_upvotes(demo), "organization", organization),
    ):
        own = table[table[column] == key.partition(":")[2]].set_index("period_start")[FIGURES]
        mine = frame[(frame["series"] == key) & (frame["n_papers"] > 0)].set_index("period_start")[FIGURES]
        pd.testing.assert_frame_equal(mine, own, check_names=False)
        assert len(own) > 5
    assert attention_of_series(demo, period=None, series=theme)["n_papers"].to_list() == [
        frame.loc[frame["series"] == theme, "n_papers"].sum()
    ]


def test_places_are_among_all_of_the_kind_and_phrases_have_none(small: Snapshot) -> None:
    frame = places(small, SINCE_LISTED, series=["theme:code", "organization:Tolvane", "phrase:grpo"])
    rows = frame.set_index(["series", "period_start"])[["rank", "n_ranked"]]
    # themes: agents 2 and code 1 in September, 3 each in October; in October, Northlight 2, northlight and Tolvane 1
    assert rows.loc[("theme:code", pd.Timestamp("2025-09-01"))].to_list() == [2, 2]
    assert rows.loc[("theme:code", pd.Timestamp("2025-10-01"))].to_list() == [1, 2]
    assert rows.loc[("organization:Tolvane", pd.Timestamp("2025-10-01"))].to_list() == [2, 3]
    assert pd.isna(rows.loc[("theme:code", pd.Timestamp("2025-12-01")), "rank"])
    assert rows.loc["phrase:grpo"].isna().all(axis=None)


def test_places_of_organizations_are_those_of_their_page(demo: Snapshot) -> None:
    own = organization_activity(demo).rename(columns={"organization": "series"})
    mine = places_of_kind(demo, kind="organization").assign(series=lambda frame: frame["series"].str[13:])
    columns = ["period_start", "series", "rank", "rank_low", "rank_high"]
    pd.testing.assert_frame_equal(
        mine[columns].reset_index(drop=True), own[columns].reset_index(drop=True), check_dtype=False
    )
    assert places_of_kind(demo, kind="phrase").empty


def test_bursts_of_themes_are_those_of_their_page_and_phrases_have_theirs(demo: Snapshot) -> None:
    keys = [f"theme:{name}" for name in theme_bursts(demo)["name"].unique()][:3]
    frame = explored(demo, series=[*keys, "phrase:model"])
    found = explored_bursts(frame, "month")
    own = theme_bursts(demo).assign(series=lambda table: "theme:" + table["name"])
    for key in keys:
        columns = ["start", "end", "level", "n_papers", "weight"]
        mine = found.loc[found["series"] == key, columns].reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, own.loc[own["series"] == key, columns].reset_index(drop=True))
    assert len(keys) > 0
    assert explored_bursts(frame.iloc[:0], "month").empty


def test_a_period_tells_the_burst_that_it_lies_in() -> None:
    months = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"])
    frame = pd.DataFrame({"period_start": [*months, months[1]], "series": ["a", "a", "a", "b"]})
    burst = pd.DataFrame(
        {
            "series": ["a"], "start": [months[1]], "end": [pd.Timestamp("2025-03-31")], "level": [2],
            "share_pct": [30.0], "usual_share_pct": [np.nan],
        }
    )  # fmt: skip
    told = with_bursts(frame, burst)
    assert told["burst_level"].to_list() == [0, 2, 2, 0]
    assert told["burst_end"].isna().to_list() == [True, False, False, True]
    assert told.loc[1, "burst_share_pct"] == 30
    assert "burst_level" not in frame


def test_nothing_gives_empty_frames_with_their_columns(small: Snapshot) -> None:
    nothing, keys = Selection(since=date(2031, 1, 1)), ["theme:code", "phrase:grpo"]
    for table in (attention, places):
        empty, full = table(small, nothing, series=keys), table(small, series=keys)
        assert empty.empty
        assert list(empty.columns) == list(full.columns)
    with pytest.raises(UsageError, match="called"):
        attention_of_series(small, series="nothing:here")
