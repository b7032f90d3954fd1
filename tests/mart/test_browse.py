"""Papers by day, week and month, on the small mart counted by eye."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.browse import (
    BROWSE_ORDERS,
    Stretch,
    fetched_days,
    listed_papers,
    paper_cards,
    stretch_of,
    stretches,
)


@pytest.mark.parametrize(
    ("day", "by", "expected"),
    [
        (date(2025, 10, 1), "day", (date(2025, 10, 1), date(2025, 10, 1))),
        (date(2025, 10, 1), "week", (date(2025, 9, 29), date(2025, 10, 5))),  # a Wednesday: Monday to Sunday
        (date(2024, 2, 29), "month", (date(2024, 2, 1), date(2024, 2, 29))),
        (date(2024, 12, 31), "week", (date(2024, 12, 30), date(2025, 1, 5))),
    ],
)
def test_a_stretch_is_the_day_week_or_month_around_a_day(day: date, by: Stretch, expected: tuple[date, date]) -> None:
    assert stretch_of(day, by) == expected


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("day", {"2025-09-29": 2, "2025-09-30": 1, "2025-10-01": 2, "2025-10-02": 1, "2025-10-31": 2}),
        ("week", {"2025-09-29": 6, "2025-10-27": 2}),
        ("month", {"2025-09-01": 3, "2025-10-01": 5}),
    ],
)
def test_stretches_with_papers_are_listed_in_order(small: Snapshot, by: Stretch, expected: dict[str, int]) -> None:
    autumn = Selection(since=date(2025, 9, 1), until=date(2025, 11, 30))
    found = stretches(small, autumn, by=by)
    assert dict(zip(found["start"].dt.strftime("%Y-%m-%d"), found["n_papers"], strict=True)) == expected


def test_papers_are_ordered_by_what_is_asked(small: Snapshot) -> None:
    october = Selection(since=date(2025, 10, 1), until=date(2025, 10, 31))
    assert listed_papers(small, october) == [
        "2510.00001", "2510.00004", "2510.00005", "2510.00002", "2510.00003",
    ]  # 20, 7, 3, 2 upvotes, and unknown  # fmt: skip
    assert listed_papers(small, october, order="time")[0] == "2510.00005"
    by_attention = paper_cards(small, listed_papers(small, october, order="attention"))["attention_pct"].dropna()
    assert by_attention.is_monotonic_decreasing
    for order in BROWSE_ORDERS:
        assert listed_papers(small, Selection(text="zyzzyva"), order=order) == []


def test_cards_come_in_the_order_of_the_ids(small: Snapshot) -> None:
    asked = ["2510.00004", "2509.00003", "none", "title:2"]
    cards = paper_cards(small, asked)
    assert cards["paper_id"].to_list() == ["2510.00004", "2509.00003", "title:2"]
    assert cards["organization"].to_list()[0] == "Tolvane"
    assert cards["upvotes"].to_list()[:2] == [7, 1]
    assert pd.isna(cards["upvotes"].iloc[2])
    assert pd.isna(cards["day"].iloc[2])
    assert list(paper_cards(small, [])) == list(cards)


def test_days_never_fetched_are_missing_and_weekends_are_not(small: Snapshot) -> None:
    november = fetched_days(small, date(2025, 11, 1), date(2025, 11, 30))
    assert november.n_days == 0
    assert len(november.missing) == 20  # its weekdays
    assert not fetched_days(small, date(2025, 10, 4), date(2025, 10, 5)).missing  # Saturday and Sunday
    assert fetched_days(small, date(2025, 10, 1), date(2025, 10, 1)).n_days == 1
    assert fetched_days(small, date(2026, 1, 1), date(2026, 1, 1)).after
    assert not fetched_days(small, date(2025, 12, 1), date(2025, 12, 1)).after
