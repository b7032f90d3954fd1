"""The tables of organizations: counted by eye on eleven papers, and what must hold on the demo's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import UsageError
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organization_firsts import first_mover_scores, first_movers
from pipelines.mart.tables.organization_mix import alike, attention_differences, differences
from pipelines.mart.tables.organization_profile import (
    organization_changes,
    organization_profile,
    organization_theme_changes,
)
from pipelines.mart.tables.organizations import (
    known_papers,
    names_chosen,
    organization_activity,
    organization_coverage,
    organization_sizes,
    organization_themes,
    organizations,
)
from pipelines.mart.tables.papers import headline, papers
from pipelines.store.warehouse import open_warehouse

LARGEST = ("Tolvane", "Northlight")
SINCE_LISTED = Selection(since=date(2025, 9, 1))
TABLES: list[Callable[..., pd.DataFrame]] = [
    organization_activity, organization_themes, organization_profile, organization_changes, first_movers,
    partial(first_movers, kind="theme"), first_mover_scores, partial(first_mover_scores, kind="theme"),
    partial(organization_theme_changes, names=LARGEST), partial(alike, names=LARGEST),
    partial(differences, names=LARGEST), partial(attention_differences, names=LARGEST),
]  # fmt: skip


def rows(frame: pd.DataFrame, *columns: str) -> list[list[object]]:
    return frame[list(columns)].to_numpy().tolist()


@pytest.fixture(scope="module")
def largest(demo: Snapshot) -> tuple[str, ...]:
    return tuple(organizations(demo)["organization"].head(3))


def test_ranks_of_a_month_are_among_all_whoever_is_chosen(small: Snapshot) -> None:
    everybody = organization_activity(small, SINCE_LISTED)
    october = everybody[everybody["period_start"] == pd.Timestamp("2025-10-01")]
    assert rows(october, "organization", "rank") == [["Tolvane", 2], ["Northlight", 1], ["northlight (nl)", 2]]
    december = everybody[everybody["period_start"] == pd.Timestamp("2025-12-01")]
    assert december["rank"].to_list() == [1, pd.NA, pd.NA]
    chosen = organization_activity(small, Selection(since=date(2025, 9, 1), organizations=("Tolvane",)))
    pd.testing.assert_frame_equal(chosen, everybody[everybody["organization"] == "Tolvane"].reset_index(drop=True))


def test_themes_of_organizations_by_hand(small: Snapshot) -> None:
    frame = organization_themes(small)
    figures = ("organization", "theme", "n_papers", "total", "share_pct")
    assert rows(frame, *figures) == [
        ["Tolvane", "agents", 1, 3, pytest.approx(100 / 3)], ["Tolvane", "code", 2, 3, pytest.approx(200 / 3)],
        ["Northlight", "agents", 1, 2, 50], ["Northlight", "code", 1, 2, 50],
        ["northlight (nl)", "agents", 1, 1, 100], ["northlight (nl)", "code", 1, 1, 100],
    ]  # fmt: skip
    assert frame["field_share_pct"].to_list() == pytest.approx([50, 400 / 6] * 3)
    assert frame["q_value"].isna().all()  # nobody has five papers
    only = organization_themes(small, Selection(organizations=("Northlight",), themes=("code",)))
    assert rows(only, *figures) == [["Northlight", "code", 1, 2, 50]]
    assert only["specialisation"].iloc[0] == frame["specialisation"].iloc[3]


def test_profiles_by_hand(small: Snapshot) -> None:
    frame = organization_profile(small)
    figures = ("organization", "parent", "n_papers", "known_total", "share_pct", "n_upvotes", "rank", "breadth")
    assert rows(frame, *figures) == [
        ["Tolvane", "Tolvane", 3, 6, 50, 2, 1, pytest.approx(2)],
        ["Northlight", "Northlight", 2, 6, pytest.approx(100 / 3), 2, 2, pytest.approx(2)],
        ["northlight (nl)", "northlight (nl)", 1, 6, pytest.approx(100 / 6), 0, 3, pytest.approx(2)],
    ]
    assert frame["median_upvotes"].iloc[:2].to_list() == [6, 11]
    assert frame["attention_pct"].iloc[:2].to_list() == [70, 35]
    assert frame["attention_pct"].iloc[2:].isna().all()
    assert frame["first_day"].to_list() == [pd.Timestamp(day) for day in ("2019-05-04", "2025-10-01", "2025-10-02")]
    assert frame["last_day"].iloc[0] == pd.Timestamp("2025-12-01")
    assert frame[["breadth_low", "breadth_high"]].isna().all(axis=None)
    assert rows(organization_profile(small, Selection(organizations=("Northlight",))), *figures) == rows(
        frame.iloc[[1]], *figures
    )


def test_first_papers_count_the_unknown_before_them(small: Snapshot) -> None:
    frame = first_movers(small, SINCE_LISTED, kind="theme")
    assert rows(frame, "theme", "place", "organization", "paper_id", "n_unknown_before", "n_papers") == [
        ["agents", 1, "Northlight", "2510.00001", 2, 1], ["agents", 2, "northlight (nl)", "2510.00003", 2, 1],
        ["agents", 3, "Tolvane", "2512.00001", 3, 1],
        ["code", 1, "Northlight", "2510.00002", 1, 1], ["code", 2, "northlight (nl)", "2510.00003", 1, 1],
        ["code", 3, "Tolvane", "2510.00004", 1, 1],
    ]  # fmt: skip
    topics = first_movers(small)
    assert rows(topics, "topic_id", "topic", "place", "organization") == [[1, "tools", 1, "Northlight"]]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("by", ["organization", "parent"])
def test_papers_of_nobody_give_the_columns(small: Snapshot, table: Callable[..., pd.DataFrame], by: str) -> None:
    nobody = table(small, Selection(text="no such word"), by=by)
    assert list(nobody) == list(table(small, by=by))
    counts = nobody.columns.intersection(["n_papers", "n_before"])
    assert nobody.empty or (nobody[counts] == 0).all(axis=None)


@pytest.mark.parametrize("names", [(), ("a",), ("a", "a"), tuple("abcdefg")])
def test_two_to_six_can_be_compared(small: Snapshot, names: tuple[str, ...]) -> None:
    for table in (differences, attention_differences):
        with pytest.raises(UsageError, match=f"{len(set(names))} organizations are named; 2 to 6"):
            table(small, names=names)


@pytest.mark.parametrize("by", ["organization", "parent"])
def test_each_paper_counts_once_and_shares_of_a_period_add_up_to_100(
    demo: Snapshot, demo_warehouse: Path, by: str
) -> None:
    twice = demo.query("select count(*) as n from papers where n_listings > 1 and n_authors > 1")
    assert twice["n"].iloc[0] > 0  # papers listed on two days, and of several authors, count once all the same
    with open_warehouse(demo_warehouse, read_only=True) as store:
        stored = store.execute("select count(*), count(organization) from papers").fetchone()
    assert stored == (headline(demo)["n_papers"], headline(demo)["n_known"])
    activity = organization_activity(demo, by=by)
    sums = activity.groupby("period_start")[["n_papers", "share_pct"]].sum()
    known = organization_coverage(demo).set_index("period_start")["n_papers"]
    assert sums["n_papers"].to_list() == known[known > 0].to_list()
    assert sums["share_pct"].to_numpy() == pytest.approx(np.full(len(sums), 100))
    profile = organization_profile(demo, by=by)
    assert profile["n_papers"].sum() == profile["known_total"].iloc[0] == headline(demo)["n_known"]
    assert profile["share_pct"].sum() == pytest.approx(100)
    assert profile["rank"].is_monotonic_increasing


def test_field_shares_are_the_mean_of_organizations_shares_weighed_by_size(demo: Snapshot) -> None:
    frame = organization_themes(demo)
    weighed = (frame["share_pct"] * frame["total"]).groupby(frame["theme"]).sum() / headline(demo)["n_known"]
    field = frame.drop_duplicates("theme").set_index("theme")["field_share_pct"]
    assert weighed.to_dict() == pytest.approx(field.to_dict())


def test_changes_are_those_of_the_two_windows_counted_apart(demo: Snapshot, largest: tuple[str, ...]) -> None:
    changes = organization_changes(demo, window=2).set_index("organization")
    activity = organization_activity(demo)
    starts = np.sort(activity.loc[activity["complete"], "period_start"].unique())[-4:]
    now = activity[activity["period_start"].isin(starts[2:])].groupby("organization")["n_papers"].sum()
    assert changes["n_now"].to_dict() == now[changes.index].to_dict()
    assert changes["rank_now"].to_dict() == now[now > 0].rank(method="min", ascending=False)[changes.index].to_dict()

    within = organization_theme_changes(demo, names=largest, window=2)
    sizes = within.drop_duplicates("organization").set_index("organization")
    assert sizes.index.to_list() == [
        name for name in largest if name in sizes.index
    ]  # others have no theme of 5 papers
    assert sizes["total_now"].to_dict() == now[sizes.index].to_dict()
    assert (within["n_before"] + within["n_now"] >= 5).all()
    one = within.iloc[0]
    days = Selection(
        since=pd.Timestamp(starts[2]).date(), until=(pd.Timestamp(starts[3]) + pd.offsets.MonthEnd()).date()
    )
    themes = organization_themes(demo, days).set_index(["organization", "theme"])
    assert one["n_now"] == themes.loc[(one["organization"], one["theme"]), "n_papers"]
    assert one["share_now_pct"] == pytest.approx(themes.loc[(one["organization"], one["theme"]), "share_pct"])


def test_comparisons_agree_with_the_tables_that_they_come_from(demo: Snapshot, largest: tuple[str, ...]) -> None:
    themes = organization_themes(demo).set_index(["theme", "organization"])
    compared = differences(demo, names=largest).set_index(["theme", "organization"])
    for column in ("n_papers", "total", "share_pct"):
        assert compared[column].to_dict() == pytest.approx(themes.loc[compared.index, column].to_dict())
    assert compared.loc[compared.index[0][0]].index.to_list() == list(largest)
    only = differences(demo, Selection(themes=("code",)), names=largest)
    assert only["q_value"].to_list() == compared.loc["code", "q_value"].to_list()

    profile = organization_profile(demo).set_index("organization")
    attention = attention_differences(demo, names=largest).set_index("organization")
    assert attention.index.to_list() == list(largest)
    assert attention["attention_pct"].to_dict() == pytest.approx(profile.loc[list(largest), "attention_pct"].to_dict())

    every = papers(demo)
    tagged = every[every["themes"].map(len) > 0]["organization"].value_counts()
    likes = alike(demo, names=largest[:1]).set_index("other")["n_other"]
    assert likes.to_dict() == tagged[tagged >= 5].drop(largest[0]).to_dict()


def test_scores_have_the_sizes_of_the_profiles(demo: Snapshot) -> None:
    profile = organization_profile(demo).set_index("organization")["n_papers"]
    scores = first_mover_scores(demo).set_index("organization")["n_papers"]
    assert scores.to_dict() == profile[profile >= 5].to_dict()


def test_filters_on_organizations_choose_rows_of_either_grouping(small: Snapshot) -> None:
    assert names_chosen(small, Selection(), "parent") == ["Tolvane", "Northlight", "northlight (nl)"]
    chosen = Selection(organizations=("Tolvane", "Northlight"), parents=("Northlight",))
    assert names_chosen(small, chosen, "organization") == names_chosen(small, chosen, "parent") == ["Northlight"]
    assert names_chosen(small, Selection(parents=("nobody",)), "organization") == []


def test_a_name_has_one_colour_and_the_largest_have_hues_of_their_own(demo: Snapshot) -> None:
    alone, owners = (organizations(demo, by).set_index("organization") for by in ("organization", "parent"))
    both = alone.index.intersection(owners.index)
    assert len(both)
    assert alone.loc[both, "slot"].to_dict() == owners.loc[both, "slot"].to_dict()
    for frame in (alone, owners):
        assert frame["slot"].is_unique
        assert frame["slot"].head(5).max() < 13  # of 13 hues
    assert owners["slot"].iloc[0] == 0 or alone["slot"].iloc[0] == 0


def test_known_papers_count_from_the_first_day_that_any_is_known(small: Snapshot) -> None:
    every = papers(small)
    dated = every.assign(day=every["listed_on"].fillna(every["published_on"])).dropna(subset=["day"])
    known = known_papers(small)
    first = dated.loc[dated["organization"].notna(), "day"].min()
    assert known["since"] == first
    assert known["n_papers"] == (dated["organization"].notna()).sum()
    assert known["total"] == (dated["day"] >= first).sum()
    assert known["n_before"] == (dated["day"] < first).sum()
    nobody = known_papers(small, Selection(text="no such word"))
    assert nobody["since"] == first
    assert not nobody[["n_papers", "total", "n_before"]].any()
    assert organization_sizes(small, by="organization")[["organization", "n_papers"]].to_numpy().tolist() == [
        ["Tolvane", 3], ["Northlight", 2], ["northlight (nl)", 1],
    ]  # fmt: skip
