"""Phrases, and anything beside them, over time: counted by eye on eleven papers, and by Python on 1,500."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from pipelines.errors import UsageError
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot, current_snapshot
from pipelines.mart.tables.explored import explorable, explored, explored_changes, papers_of
from pipelines.mart.tables.organizations import organization_activity
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.phrases import phrase_frequency
from pipelines.mart.tables.themes import theme_frequency
from pipelines.mart.tables.topics import topic_frequency
from pipelines.trends.periods import period_end, period_starts

SINCE_LISTED = Selection(since=date(2025, 9, 1))
SHARES = ["n_papers", "total", "share_pct", "share_low_pct", "share_high_pct", "complete"]


def by_month(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    rows = frame.assign(month=frame["period_start"].dt.strftime("%Y-%m"))[["month", *columns]]
    return [tuple(row) for row in rows.to_numpy().tolist()]


def test_a_phrase_is_counted_in_title_and_abstract_once_a_paper(small: Snapshot) -> None:
    frame = phrase_frequency(small, SINCE_LISTED, phrases=["grpo", "world model OR paper"])
    assert list(frame.columns)[:8] == ["period_start", "phrase", *SHARES]
    assert by_month(frame, "phrase", "n_papers", "total", "complete") == [
        ("2025-09", "grpo", 1, 3, True),
        ("2025-09", "world model OR paper", 3, 3, True),
        ("2025-10", "grpo", 3, 5, True),
        ("2025-10", "world model OR paper", 5, 5, True),
        ("2025-12", "grpo", 0, 1, False),
        ("2025-12", "world model OR paper", 1, 1, False),
    ]
    assert frame["share_pct"].round(1).to_list() == [33.3, 100, 60, 100, 0, 100]


def test_a_paper_without_an_abstract_counts_with_its_title(small: Snapshot) -> None:
    the_one = Selection(until=date(2025, 9, 29), since=date(2025, 9, 29))
    frame = phrase_frequency(small, the_one, phrases=["world model", "paper 0", "number 0"])
    assert frame[["n_papers", "total"]].to_numpy().tolist() == [[1, 2], [1, 2], [0, 2]]


def test_titles_only_leaves_abstracts_out(small: Snapshot) -> None:
    frame = phrase_frequency(small, SINCE_LISTED, phrases=["grpo", "world model"], title_only=True)
    assert frame.groupby("phrase")["n_papers"].sum().to_dict() == {"grpo": 4, "world model": 0}


def test_the_selection_says_which_papers_shares_are_of(small: Snapshot) -> None:
    frame = phrase_frequency(small, replace(SINCE_LISTED, themes=("code",)), phrases=["grpo"])
    assert by_month(frame, "n_papers", "total") == [("2025-09", 0, 1), ("2025-10", 1, 3), ("2025-12", 0, 0)]
    assert pd.isna(frame["share_pct"].iloc[-1])
    within = phrase_frequency(small, replace(SINCE_LISTED, phrase="world model"), phrases=["grpo"])
    assert by_month(within, "n_papers", "total") == [("2025-09", 1, 2), ("2025-10", 3, 5), ("2025-12", 0, 1)]


def test_no_phrase_and_a_malformed_one_are_said_and_a_repeated_one_is_one(small: Snapshot) -> None:
    for phrases in ([], ["grpo", "["]):
        with pytest.raises(UsageError, match="phrase"):
            phrase_frequency(small, phrases=phrases)
    assert len(phrase_frequency(small, SINCE_LISTED, phrases=["grpo", "grpo"])) == 3


def test_no_papers_give_an_empty_frame_with_its_columns(small: Snapshot) -> None:
    nothing = Selection(since=date(2031, 1, 1))
    full, empty = phrase_frequency(small, phrases=["grpo"]), phrase_frequency(small, nothing, phrases=["grpo"])
    assert empty.empty
    assert empty.dtypes.drop("phrase").to_dict() == full.dtypes.drop("phrase").to_dict()
    keys = ["phrase:grpo", "organization:Tolvane"]
    lines, none = explored(small, series=keys), explored(small, nothing, series=keys)
    assert none.empty
    assert none.dtypes.to_dict() == lines.dtypes.to_dict()
    changes = explored_changes(none, "month")
    assert changes.empty
    assert list(changes.columns) == list(explored_changes(lines, "month").columns)


PYTHON = {"model": r"(?<!\w)model(?!\w)", "train* OR loss": r"(?<!\w)(train\w*|loss)(?!\w)", "et": r"(?<!\w)et(?!\w)"}


@pytest.mark.parametrize("title_only", [False, True])
def test_the_counts_are_those_of_python(demo: Snapshot, title_only: bool) -> None:
    texts = demo.query("select day, title, coalesce(abstract, '') as abstract from papers where day is not null")
    months = period_starts(texts["day"], "month")
    frame = phrase_frequency(demo, phrases=list(PYTHON), title_only=title_only).set_index(["phrase", "period_start"])
    assert frame["n_papers"].groupby("phrase").sum()["model"] > 0
    for phrase, pattern in PYTHON.items():
        has = [
            any(re.search(pattern, text, re.IGNORECASE) for text in ([title] if title_only else [title, abstract]))
            for title, abstract in zip(texts["title"], texts["abstract"], strict=True)
        ]
        counts = pd.Series(has).groupby(months).sum()
        assert frame.loc[phrase, "n_papers"].to_dict() == counts.to_dict()


def test_series_of_all_kinds_stand_side_by_side(small: Snapshot) -> None:
    keys = ["phrase:GRPO", "organization:Tolvane", "theme:code", "topic:1"]
    frame = explored(small, SINCE_LISTED, series=keys)
    assert list(frame.columns)[:10] == ["period_start", "series", "kind", "name", *SHARES]
    assert by_month(frame, "kind", "name", "n_papers", "total") == [
        ("2025-09", "phrase", "GRPO", 1, 3),
        ("2025-09", "theme", "Code", 1, 3),
        ("2025-09", "topic", "tools", 0, 3),
        ("2025-10", "phrase", "GRPO", 3, 5),
        ("2025-10", "organization", "Tolvane", 1, 4),
        ("2025-10", "theme", "Code", 3, 5),
        ("2025-10", "topic", "tools", 1, 5),
        ("2025-12", "phrase", "GRPO", 0, 1),
        ("2025-12", "organization", "Tolvane", 1, 1),
        ("2025-12", "theme", "Code", 0, 1),
        ("2025-12", "topic", "tools", 0, 1),
    ]
    of_known = frame["share_of"] == "papers with a known organization"
    assert set(frame.loc[of_known, "kind"]) == {"organization"}


def test_each_kind_has_the_counts_of_its_own_table(demo: Snapshot) -> None:
    known = explorable(demo).groupby("kind").first()["series"]
    keys = known[["theme", "topic", "organization"]].to_list()
    theme, topic, organization = (key.partition(":")[2] for key in keys)
    frame = explored(demo, period="quarter", series=[*keys, "phrase:model"]).set_index("series")
    tables = [
        theme_frequency(demo, Selection(themes=(theme,)), "quarter"),
        topic_frequency(demo, Selection(topics=(int(topic),)), "quarter"),
        organization_activity(demo, Selection(organizations=(organization,)), "quarter"),
        phrase_frequency(demo, Selection(), "quarter", phrases=["model"]),
    ]
    for key, table in zip([*keys, "phrase:model"], tables, strict=True):
        columns = ["n_papers", "share_pct", "share_low_pct", "share_high_pct", "complete"]
        own = table[columns].reset_index(drop=True)
        pd.testing.assert_frame_equal(frame.loc[[key], columns].reset_index(drop=True), own)
        assert own["n_papers"].sum() > 0


def test_the_papers_behind_a_point_are_as_many_as_the_point_says(demo: Snapshot) -> None:
    keys = [*explorable(demo).groupby("kind").first()["series"], "phrase:model", "phrase:train*"]
    assert {key.partition(":")[0] for key in keys} >= {"theme", "topic", "organization", "phrase"}
    selection = Selection(since=date(2025, 9, 4), text="a")
    for title_only in (False, True):
        frame = explored(demo, selection, "quarter", series=keys, title_only=title_only)
        for row in frame.to_dict("records"):
            start = row["period_start"]
            within = selection.within(start.date(), period_end(start, "quarter").date())
            behind = papers_of(within, row["series"], title_only=title_only)
            assert headline(demo, behind)["n_papers"] == row["n_papers"]


def test_of_a_selection_only_days_and_text_matter(small: Snapshot) -> None:
    narrow = Selection(since=date(2025, 9, 1), themes=("agents",), organizations=("Tolvane",), phrase="grpo")
    keys = ["theme:code", "phrase:grpo"]
    pd.testing.assert_frame_equal(explored(small, narrow, series=keys), explored(small, SINCE_LISTED, series=keys))
    assert explored(small, Selection(text="grpo"), series=["theme:code"])["total"].sum() == 5


@pytest.mark.parametrize("key", ["theme:nothing", "topic:99", "topic:x", "organization:", "agents", "", "other:1"])
def test_a_series_of_nothing_is_said(small: Snapshot, key: str) -> None:
    with pytest.raises(UsageError, match="called"):
        explored(small, series=[key])


def test_parents_are_listed_where_they_are_more_than_one_organization(demo: Snapshot) -> None:
    listed = explorable(demo)
    assert not listed["series"].duplicated().any()
    owners = demo.query("select parent, count(*) as n from organizations group by parent having n > 1")["parent"]
    alone = demo.query("select parent from organizations group by parent having max(organization) <> parent")["parent"]
    assert set(owners) <= set(listed.loc[listed["kind"] == "parent", "name"]) <= {*owners, *alone}


def test_changes_are_between_the_first_and_the_last_complete_period(small: Snapshot) -> None:
    keys = ["phrase:GRPO", "organization:Tolvane"]
    frame = explored(small, SINCE_LISTED, series=keys)
    changes = explored_changes(frame.assign(weekdays_fetched=frame["weekdays"]), "month").set_index("series")
    grpo, tolvane = changes.loc["phrase:GRPO"], changes.loc["organization:Tolvane"]
    assert grpo[["n_papers", "first_n", "first_total", "last_n", "last_total"]].to_list() == [4, 1, 3, 3, 5]
    assert grpo[["first_start", "last_start"]].to_list() == [pd.Timestamp("2025-09-01"), pd.Timestamp("2025-10-01")]
    assert grpo["change_pp"] == pytest.approx(100 * (3 / 5 - 1 / 3))
    low, high = confint_proportions_2indep(3, 5, 1, 3, method="newcomb", compare="diff")
    assert [grpo["change_low_pp"], grpo["change_high_pp"]] == pytest.approx([100 * low, 100 * high])
    assert tolvane[["first_pct", "last_pct"]].to_list() == [25, 25]
    assert tolvane[["change_pp", "change_low_pp", "change_high_pp", "p_value"]].isna().all()


def test_changes_leave_out_periods_that_were_fetched_in_part(demo: Snapshot) -> None:
    frame = explored(demo, series=["theme:agents"])
    months = frame["period_start"]
    part = frame.assign(weekdays_fetched=frame["weekdays_fetched"].where(months > months.min(), 1))
    (change,) = explored_changes(part, "month").to_dict("records")
    (without,) = explored_changes(frame[months > months.min()], "month").to_dict("records")
    assert change["first_start"] == months.unique()[1]
    compared = ["first_start", "first_pct", "change_pp", "n_periods", "slope_pp", "p_value"]
    assert [change[name] for name in compared] == [without[name] for name in compared]
    (never,) = explored_changes(frame.assign(weekdays_fetched=0), "month").to_dict("records")
    assert never["first_start"] == months.min()


def test_the_order_of_rows_never_matters_to_changes(demo: Snapshot) -> None:
    frame = explored(demo, series=["theme:agents", "phrase:model"])
    mixed = frame.iloc[np.random.default_rng(0).permutation(len(frame))]
    one, other = (explored_changes(table, "month").set_index("series").sort_index() for table in (frame, mixed))
    pd.testing.assert_frame_equal(one, other)
    assert one["change_pp"].notna().all()
    assert one["p_value"].notna().all()


@pytest.mark.shared
def test_grpo_and_world_models_in_the_real_days(real_warehouse: Path) -> None:
    frame = phrase_frequency(
        current_snapshot(real_warehouse), Selection(), "quarter", phrases=["GRPO", "world model", "fusion"]
    )
    counts = frame.pivot(index="period_start", columns="phrase", values="n_papers")
    assert counts["GRPO"].to_list() == [0, 0, 0, 10, 60, 49, 66, 60]
    assert counts["world model"].to_list() == [3, 1, 4, 7, 12, 5, 24, 34]
    assert counts["fusion"].sum() == 142  # 1,259 papers have "diffusion"
    assert frame.drop_duplicates("period_start")["total"].to_list() == [375, 810, 1017, 791, 1031, 866, 1251, 1273]
