"""Trend tests, changes of level, and risers and fallers of themes, topics and organizations, as tables of a mart."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.movers import FEW, momentum, organization_momentum, topic_momentum, windows
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.themes import theme_frequency
from pipelines.mart.tables.topics import topics
from pipelines.mart.tables.trend_tests import change_points, trend_tests
from pipelines.trends import change_points as levels
from pipelines.trends import slope
from pipelines.trends.momentum import COLUMNS

NOTHING = Selection(text="no such word")


def test_every_theme_is_tested_over_the_complete_periods(demo: Snapshot) -> None:
    tests, counts = trend_tests(demo), theme_frequency(demo)
    assert list(tests) == [*slope.COLUMNS, "n_changes", "last_change"]
    assert tests["theme"].nunique() == len(tests) == 38
    assert set(tests["n_periods"]) == {counts.loc[counts["complete"], "period_start"].nunique()}
    falling = tests.set_index("theme").loc["finetuning-adaptation"]  # planted over nearly all of the time
    assert falling["slope_high_pp"] < 0
    assert falling["q_value"] < 0.05


def test_changes_of_level_are_counted_and_the_last_one_is_dated(demo: Snapshot) -> None:
    tests, changes = trend_tests(demo).set_index("theme"), change_points(demo)
    assert list(changes) == levels.COLUMNS
    assert len(changes) == tests["n_changes"].sum() > 0
    for theme, own in changes.groupby("theme"):
        assert tests.loc[theme, "last_change"] == own["period_start"].max()
    assert tests.loc[~tests.index.isin(changes["theme"]), "last_change"].isna().all()


def test_themes_chosen_are_rows_and_q_values_are_over_all(demo: Snapshot) -> None:
    chosen = Selection(themes=("agents", "reasoning"))
    some, every = trend_tests(demo, chosen), trend_tests(demo)
    expected = every[every["theme"].isin(chosen.themes)].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, expected)
    assert set(change_points(demo, chosen)["theme"]) <= set(chosen.themes)


@pytest.mark.parametrize("selection", [NOTHING, Selection(since=date(2025, 6, 2), until=date(2025, 6, 2))])
def test_too_few_periods_leave_the_tests_absent(demo: Snapshot, selection: Selection) -> None:
    tests = trend_tests(demo, selection)
    assert len(tests) == 38
    assert tests["p_value"].isna().all()
    assert tests["n_changes"].eq(0).all()
    assert change_points(demo, selection).empty


def test_topics_are_compared_by_their_main_papers(demo: Snapshot) -> None:
    frame, spans = topic_momentum(demo), windows(demo)
    assert spans is not None
    assert list(frame) == ["topic_id", *COLUMNS[1:], "label"]
    row = frame.iloc[0]
    assert topics(demo).set_index("topic_id").loc[row["topic_id"], "label"] == row["label"]
    later = Selection(topics=(int(row["topic_id"]),)).within(spans.now_first.date(), spans.now_last.date())
    assert headline(demo, later)["n_papers"] == row["n_now"]
    assert (frame["n_before"] + frame["n_now"]).min() >= FEW
    one = topic_momentum(demo, Selection(topics=(int(row["topic_id"]),)))
    assert one["q_value"].to_list() == [row["q_value"]]


def test_organizations_are_compared_among_the_papers_that_name_one(demo: Snapshot) -> None:
    frame, spans = organization_momentum(demo, window=6), windows(demo, window=6)
    assert spans is not None
    assert list(frame) == ["organization", *COLUMNS[1:]]
    for first, last, which in (
        (spans.before_first, spans.before_last, "before"),
        (spans.now_first, spans.now_last, "now"),
    ):
        known = headline(demo, Selection(since=first.date(), until=last.date()))["n_known"]
        shares = 100 * frame[f"n_{which}"] / known
        assert frame[f"share_{which}_pct"].to_list() == pytest.approx(shares.to_list())
    chosen = frame["organization"].iloc[-1]
    one = organization_momentum(demo, Selection(organizations=(chosen,)), window=6)
    pd.testing.assert_frame_equal(one, frame[frame["organization"] == chosen].reset_index(drop=True))


def test_parents_are_compared_in_place_of_their_organizations(small: Snapshot) -> None:
    known = Selection(since=date(2025, 9, 1))
    assert organization_momentum(small, known, window=1, by="parent").empty  # fewer than five papers
    assert list(organization_momentum(small, known, by="parent")) == ["organization", *COLUMNS[1:]]


def test_a_window_before_organizations_were_named_compares_nobody(demo: Snapshot) -> None:
    """The demo names organizations from October 2024 on: a month without them is absent, not zero."""
    early = Selection(until=date(2025, 1, 31))
    assert not momentum(demo, early, window=3).empty
    assert organization_momentum(demo, early, window=3).empty
    assert not organization_momentum(demo, early, window=2).empty


def test_nothing_gives_the_columns_and_no_row(demo: Snapshot) -> None:
    for table, by in ((momentum, "theme"), (topic_momentum, "topic_id"), (organization_momentum, "organization")):
        frame = table(demo, NOTHING)
        assert frame.empty
        assert list(frame)[: len(COLUMNS)] == [by, *COLUMNS[1:]]
