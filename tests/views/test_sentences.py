"""Sentences of several pages: what shares are of, what is not complete, and signs."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pipelines.mart.selection import Selection
from pipelines.views.filters import Filters
from pipelines.views.sentences import in_progress_note, latest_lead, matching
from pipelines.views.words import signed

FILTERS = Filters(Selection(), "month", {"agents": "Agents"})


def frame(fetched: list[int], complete: list[bool], weekdays: list[int] | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period_start": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"][: len(fetched)]),
            "theme": "agents",
            "n_papers": 1,
            "share_pct": 10.0,
            "complete": complete,
            "weekdays": weekdays or [23, 20, 21][: len(fetched)],
            "weekdays_fetched": fetched,
        }
    )


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (frame([23, 20, 21], [True, True, True]), "All months shown are complete."),
        (
            frame([23, 20, 5], [True, True, False]),
            "March 2025 is in progress: drawn dashed, and not compared with complete months.",
        ),
        (
            frame([20, 20, 10], [False, True, False], [20, 20, 10]),
            "January 2025 and March 2025 are cut by the dates chosen: drawn dashed, and not compared with complete "
            "months.",
        ),
        (
            frame([5, 16, 21], [True, True, True]),
            "All months shown are complete. Hollow: fetched in part, on less than 80% of the weekdays (January 2025).",
        ),
        (frame([23, 20, 21], [True, True, True]).iloc[:0], "All months shown are complete."),
    ],
)
def test_the_note_tells_both_ends_and_what_was_fetched_in_part(told: pd.DataFrame, said: str) -> None:
    assert in_progress_note(told, FILTERS) == said


def test_a_cut_weekend_is_a_cut_and_without_weekdays_no_reason_is_told() -> None:
    cut = frame([23], [False], [23])  # to Thursday 30 January, had the month ended on a Saturday
    assert "January 2025 is cut by the dates chosen" in in_progress_note(cut, FILTERS)
    unknown = cut.drop(columns=["weekdays", "weekdays_fetched"])
    assert "January 2025 is not complete" in in_progress_note(unknown, FILTERS)


def test_the_lead_has_words_of_its_own_for_no_paper_and_for_no_complete_period() -> None:
    seen, names = frame([23], [True]), {"agents": "Agents"}
    assert latest_lead(seen, names, "theme", "papers", FILTERS) == (
        "Agents is in 10.0% of papers in January 2025 (1 paper)."
    )
    for nothing in (seen.iloc[:0], seen.assign(share_pct=float("nan"))):
        assert "complete" not in latest_lead(nothing, names, "theme", "papers", FILTERS)
    assert latest_lead(seen.assign(complete=False), names, "theme", "papers", FILTERS) == "No month shown is complete."


def test_dates_alone_narrow_no_papers_nor_do_the_lines_themselves() -> None:
    dated = Filters(Selection(since=date(2025, 1, 1)), "month", {"agents": "Agents"})
    themed = Filters(Selection(themes=("agents",)), "month", {"agents": "Agents"})
    assert matching("papers", dated) == "papers"
    assert matching("papers", themed, lines="theme") == "papers"
    assert matching("papers", themed) == "papers that match the filters"


@pytest.mark.parametrize(
    ("value", "decimals", "plus", "said"),
    [
        (4.13, 1, True, "+4.1"), (-1.86, 1, True, "−1.9"), (-0.01, 1, True, "+0.0"), (-0.01, 2, False, "−0.01"),
        (2.0, 1, False, "2.0"), (float("nan"), 1, True, "–"),
    ],
)  # fmt: skip
def test_signs_are_as_wide_as_each_other_and_nothing_is_minus_zero(
    value: float, decimals: int, plus: bool, said: str
) -> None:
    assert signed(value, decimals, plus=plus) == said
