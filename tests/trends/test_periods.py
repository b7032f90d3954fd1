"""Weeks, months, quarters: what is complete, what is a gap."""

from datetime import date

import pandas as pd
import pytest

from pipelines.trends.periods import (
    calendar,
    covered_until,
    missing_weekdays,
    mostly_fetched,
    period_end,
    period_starts,
)


def days(*texts: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(texts)).astype("datetime64[us]"))


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("week", "2025-12-29", "2026-01-04"),
        ("month", "2026-01-01", "2026-01-31"),
        ("quarter", "2026-01-01", "2026-03-31"),
    ],
)
def test_a_day_lies_in_its_iso_week_month_and_quarter(period: str, start: str, end: str) -> None:
    assert list(period_starts(days("2026-01-01"), period)) == [pd.Timestamp(start)]
    assert period_end(pd.Timestamp(start), period) == pd.Timestamp(end)


@pytest.mark.parametrize(
    ("last", "covered"),
    [
        ("2026-03-26", "2026-03-26"),
        ("2026-03-27", "2026-03-29"),
        ("2026-03-28", "2026-03-29"),
        ("2026-03-29", "2026-03-29"),
    ],
)
def test_a_friday_covers_its_weekend(last: str, covered: str) -> None:
    assert covered_until(days("2026-03-02", last)) == pd.Timestamp(covered)


def test_the_running_period_is_not_complete_and_one_that_ends_on_a_weekend_is() -> None:
    fetched = days("2025-05-29", "2025-05-30", "2025-06-02")  # 31 May 2025 is a Saturday
    months = calendar(fetched, fetched, "month")
    assert months["complete"].to_list() == [True, False]
    assert months["weekdays_fetched"].to_list() == [2, 1]
    assert months["weekdays"].to_list() == [22, 21]


def test_a_period_never_fetched_is_missing_and_one_fetched_without_papers_is_there() -> None:
    months = calendar(days("2025-01-15"), days("2025-01-15", "2025-04-10"), "month")
    assert months["period_start"].to_list() == [pd.Timestamp("2025-01-01"), pd.Timestamp("2025-04-01")]


def test_a_range_that_cuts_a_period_leaves_it_incomplete() -> None:
    fetched = days("2025-01-02", "2025-01-31", "2025-02-28", "2025-03-31")
    months = calendar(fetched, fetched, "month", until=date(2025, 2, 10))
    assert months["complete"].to_list() == [True]
    assert calendar(fetched, fetched, "month", until=date(2025, 2, 28))["complete"].to_list() == [True, True]


def test_a_first_day_that_cuts_a_period_leaves_it_incomplete_and_one_where_the_data_begins_does_not() -> None:
    fetched = days("2025-01-13", "2025-01-31", "2025-02-28")
    assert calendar(fetched, fetched, "month", since=date(2025, 1, 20))["complete"].to_list() == [False, True]
    assert calendar(fetched, fetched, "month", since=date(2025, 1, 13))["complete"].to_list() == [True, True]


def test_a_missing_last_day_of_the_range_is_covered_when_later_days_are_held() -> None:
    fetched = days("2025-12-30", "2026-01-02")  # 31 December was never fetched
    assert calendar(fetched, fetched, "month", until=date(2025, 12, 31))["complete"].to_list() == [True]


def test_papers_that_were_never_listed_have_periods_too() -> None:
    months = calendar(days("2018-03-05", "2019-07-31"), days(), "month")
    assert months["complete"].to_list() == [True, True]
    assert months["weekdays_fetched"].to_list() == [0, 0]


def test_nothing_at_all_gives_the_columns_and_no_row() -> None:
    empty = calendar(days(), days(), "week")
    assert empty.empty
    assert list(empty) == [
        "period_start", "period_end", "weekdays", "weekdays_fetched", "complete", "days_capped",
    ]  # fmt: skip


def test_missing_weekdays_are_those_between_first_and_last_without_weekends() -> None:
    assert missing_weekdays(days("2026-01-02", "2026-01-06")) == [pd.Timestamp("2026-01-05")]
    assert missing_weekdays(days()) == []


def test_days_cut_at_their_page_limit_are_counted_and_a_day_outside_the_range_is_not() -> None:
    fetched = days("2025-09-29", "2025-09-30", "2025-10-01", "2025-10-31")
    months = calendar(fetched, fetched, "month", until=date(2025, 10, 15), capped=days("2025-09-30", "2025-10-31"))
    assert months["days_capped"].to_list() == [1, 0]


def test_the_first_day_that_there_is_can_be_asked_for() -> None:
    fetched = days("2025-01-02", "2025-01-31")
    assert calendar(fetched, fetched, "month", since=date.min)["complete"].to_list() == [True]


def test_mostly_fetched_is_four_days_in_five_and_says_nothing_of_papers_never_listed() -> None:
    frame = pd.DataFrame({"weekdays": [20, 20, 20], "weekdays_fetched": [16, 15, 0]})
    assert mostly_fetched(frame).to_list() == [True, False, False]
    assert mostly_fetched(frame.tail(1)).to_list() == [True]
