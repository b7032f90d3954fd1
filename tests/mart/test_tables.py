"""The tables behind charts, counted by eye on eleven papers."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pipelines.mart.selection import Selection, search_words
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.holdings import days_held
from pipelines.mart.tables.movers import momentum, windows
from pipelines.mart.tables.organizations import (
    organization_activity,
    organization_coverage,
    organizations,
)
from pipelines.mart.tables.papers import about, headline, paper_themes, papers
from pipelines.mart.tables.themes import theme_frequency
from pipelines.mart.tables.topics import topic_frequency
from pipelines.mart.tables.upvotes import organization_upvotes, theme_upvotes

SINCE_LISTED = Selection(since=date(2025, 9, 1))


def by_month(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    rows = frame.assign(month=frame["period_start"].dt.strftime("%Y-%m"))[["month", *columns]]
    return [tuple(row) for row in rows.to_numpy().tolist()]


def test_theme_frequency_counts_papers_and_leaves_the_gap_out(small: Snapshot) -> None:
    frame = theme_frequency(small, SINCE_LISTED)
    assert by_month(frame, "theme", "n_papers", "total", "complete") == [
        ("2025-09", "agents", 2, 3, True),
        ("2025-09", "code", 1, 3, True),
        ("2025-10", "agents", 3, 5, True),
        ("2025-10", "code", 3, 5, True),
        ("2025-12", "agents", 1, 1, False),
        ("2025-12", "code", 0, 1, False),
    ]
    assert frame["share_pct"].round(1).to_list() == [66.7, 33.3, 60, 60, 100, 0]


def test_a_month_tells_of_its_days_that_ended_at_a_page_limit(small: Snapshot) -> None:
    rows = by_month(theme_frequency(small, Selection(since=date(2025, 9, 1), themes=("code",))), "days_capped")
    assert rows == [("2025-09", 0), ("2025-10", 1), ("2025-12", 0)]


def test_a_paper_never_listed_lies_on_its_publication_day(small: Snapshot) -> None:
    first = theme_frequency(small).iloc[:2]
    assert by_month(first, "theme", "n_papers", "total") == [("2019-05", "agents", 0, 1), ("2019-05", "code", 1, 1)]


def test_themes_chosen_are_rows_and_do_not_change_the_denominator(small: Snapshot) -> None:
    frame = theme_frequency(small, Selection(since=date(2025, 9, 1), themes=("code",)))
    assert by_month(frame, "theme", "n_papers", "total") == [
        ("2025-09", "code", 1, 3), ("2025-10", "code", 3, 5), ("2025-12", "code", 0, 1),
    ]  # fmt: skip


def test_a_text_filter_narrows_what_shares_are_of(small: Snapshot) -> None:
    frame = theme_frequency(small, Selection(since=date(2025, 9, 1), text='grpo "world model"'))
    assert by_month(frame, "theme", "n_papers", "total")[:2] == [("2025-09", "agents", 1, 1), ("2025-09", "code", 0, 1)]


def test_topics_count_main_topics(small: Snapshot) -> None:
    frame = topic_frequency(small, SINCE_LISTED)
    assert by_month(frame, "label", "n_papers", "total") == [
        ("2025-09", "tools", 0, 3), ("2025-10", "tools", 1, 5), ("2025-12", "tools", 0, 1),
    ]  # fmt: skip


def test_organizations_of_one_name_are_not_merged_silently(small: Snapshot) -> None:
    frame = organizations(small)
    assert frame[["organization", "n_papers"]].to_numpy().tolist() == [
        ["Tolvane", 3], ["Northlight", 2], ["northlight (nl)", 1],
    ]  # fmt: skip


def test_months_without_known_organizations_are_absent_and_those_with_are_zero_filled(small: Snapshot) -> None:
    frame = organization_activity(small, SINCE_LISTED)
    assert by_month(frame, "organization", "n_papers", "known_total", "total") == [
        ("2025-10", "Tolvane", 1, 4, 5),
        ("2025-10", "Northlight", 2, 4, 5),
        ("2025-10", "northlight (nl)", 1, 4, 5),
        ("2025-12", "Tolvane", 1, 1, 1),
        ("2025-12", "Northlight", 0, 1, 1),
        ("2025-12", "northlight (nl)", 0, 1, 1),
    ]
    assert frame["share_pct"].to_list() == [25, 50, 25, 100, 0, 0]


def test_coverage_is_known_over_all(small: Snapshot) -> None:
    frame = organization_coverage(small, SINCE_LISTED)
    assert by_month(frame, "n_papers", "total", "share_pct") == [
        ("2025-09", 0, 3, 0), ("2025-10", 4, 5, 80), ("2025-12", 1, 1, 100),
    ]  # fmt: skip


def test_upvote_trends_leave_out_unknown_upvotes_and_count_the_immature(small: Snapshot) -> None:
    frame = theme_upvotes(small, SINCE_LISTED)
    columns = ("theme", "n_papers", "median_upvotes", "attention_pct", "n_immature", "complete")
    assert by_month(frame, *columns) == [
        ("2025-09", "agents", 2, 6.5, 5.0, 1, True),
        ("2025-09", "code", 1, 4.0, 0.0, 1, True),
        ("2025-10", "agents", 2, 11.5, 50.0, 2, True),
        ("2025-10", "code", 2, 4.5, 50.0, 1, True),  # one was last seen exactly 14 days after its listing
        ("2025-12", "agents", 1, 5.0, 80.0, 1, False),
    ]
    known = organization_upvotes(small, Selection(organizations=("Tolvane",)))
    assert by_month(known, "organization", "n_papers", "median_upvotes") == [
        ("2025-10", "Tolvane", 1, 7.0), ("2025-12", "Tolvane", 1, 5.0),
    ]  # fmt: skip


def test_the_headline_of_everything_and_of_nothing(small: Snapshot) -> None:
    everything = headline(small)
    assert everything[["n_papers", "n_known", "n_untagged", "n_undated", "n_upvotes", "n_immature"]].to_list() == [
        11, 6, 1, 1, 8, 6,
    ]  # fmt: skip
    nothing = headline(small, Selection(text="no such word"))
    assert nothing["n_papers"] == 0
    assert pd.isna(nothing["first_day"])


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        (Selection(until=date(2025, 9, 29)), ["2509.00001", "2509.00002", "title:1"]),
        (Selection(themes=("code",), since=date(2025, 10, 2)), ["2510.00003", "2510.00004"]),
        (
            Selection(organizations=("Tolvane", "northlight (nl)")),
            ["2510.00003", "2510.00004", "2512.00001", "title:1"],
        ),
        (Selection(topics=(1,)), ["2510.00001"]),
        (Selection(since=date(2025, 10, 2), themes=("agents",), with_upvotes=True), ["2510.00005", "2512.00001"]),
        (Selection(text="NUMBER 10."), ["title:2"]),
        (Selection(text="100%_"), []),
        (Selection(text="'; drop table papers; --"), []),
    ],
)
def test_filters_find_exactly_their_papers(small: Snapshot, selection: Selection, found: list[str]) -> None:
    assert sorted(papers(small, selection)["paper_id"]) == sorted(found)


def test_papers_come_in_the_order_asked_for(small: Snapshot) -> None:
    assert papers(small, order="most upvoted", most=2)["upvotes"].to_list() == [20, 9]
    assert papers(small, order="newest")["paper_id"].iloc[0] == "2512.00001"
    assert papers(small)["paper_id"].iloc[[0, -1]].to_list() == ["title:1", "title:2"]


def test_q_values_are_over_all_themes_whatever_is_shown(small: Snapshot) -> None:
    everything = momentum(small, SINCE_LISTED, "month", 1).set_index("theme")
    one = momentum(small, Selection(since=date(2025, 9, 1), themes=("code",)), "month", 1).set_index("theme")
    assert list(one.index) == ["code"]
    assert one.loc["code", "q_value"] == everything.loc["code", "q_value"]


def test_a_month_that_the_first_day_cuts_is_not_complete(small: Snapshot) -> None:
    frame = theme_frequency(small, Selection(since=date(2025, 9, 30), themes=("agents",)))
    assert by_month(frame, "total", "complete")[:2] == [("2025-09", 1, False), ("2025-10", 5, True)]


def test_windows_and_momentum_use_complete_periods_only(small: Snapshot) -> None:
    spans = windows(small, SINCE_LISTED, "month", 1)
    assert spans is not None
    assert (spans.before_first, spans.now_last) == (pd.Timestamp("2025-09-01"), pd.Timestamp("2025-10-31"))
    frame = momentum(small, SINCE_LISTED, "month", 1).set_index("theme")
    assert frame.loc["code", ["n_before", "n_now"]].to_list() == [1, 3]
    assert windows(small, SINCE_LISTED, "month", 2) is None


def test_what_the_snapshot_says_of_itself(small: Snapshot) -> None:
    said = about(small)
    assert said["last_fetched"] == said["last_day"] == pd.Timestamp("2025-12-01")
    assert not said["synthetic"]
    held = days_held(small)
    assert (held.n_fetched, len(held.missing_weekdays), held.capped) == (6, 40, [pd.Timestamp("2025-10-02")])
    assert paper_themes(small, Selection(text="grpo"))["paper_id"].nunique() == 5


def test_search_words_keep_quoted_phrases() -> None:
    assert search_words('"World  Model" GRPO ""') == ["world model", "grpo"]
    assert search_words('unclosed "quote') == ["unclosed", "quote"]
    assert search_words("  ") == []
