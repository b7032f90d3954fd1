"""Tables of upvotes, counted by eye on eleven papers and checked on the synthetic ones."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.attention_factors import attention_factors, fitted_attention
from pipelines.mart.tables.trajectories import looks_before_listing, upvote_trajectories
from pipelines.mart.tables.upvotes import (
    measured_counts,
    organization_upvotes,
    reception,
    theme_upvotes,
    topic_upvotes,
)
from pipelines.trends.periods import PeriodName
from pipelines.trends.trajectories import age_curve, half_times, typical_half_time

NOBODY = Selection(text="no such word")


def test_all_days_together_count_each_paper_once_in_each_theme(small: Snapshot) -> None:
    frame = theme_upvotes(small, period=None).set_index("theme")
    assert frame["n_papers"].to_dict() == {"agents": 5, "code": 3}
    assert frame["median_upvotes"].to_dict() == {"agents": 5, "code": 4}
    assert frame["upper_quartile_upvotes"].to_dict() == {"agents": 9, "code": 5.5}
    assert frame["n_immature"].to_dict() == {"agents": 4, "code": 2}
    assert frame["median_low"].isna().all()  # five papers are too few for an interval
    assert not {"period_start", "complete"} & set(frame)


def test_columns_of_upvotes_over_time_stand_in_their_order(small: Snapshot) -> None:
    assert list(theme_upvotes(small)) == [
        "period_start", "theme", "n_papers", "median_upvotes", "attention_pct", "attention_low_pct",
        "attention_high_pct", "complete", "n_immature", "median_low", "median_high", "upper_quartile_upvotes",
        "upper_quartile_low", "upper_quartile_high", "weekdays", "weekdays_fetched",
    ]  # fmt: skip


def test_topics_organizations_and_parents(small: Snapshot) -> None:
    topic = topic_upvotes(small, period=None)
    assert topic[["topic_id", "label", "n_papers", "median_upvotes"]].to_numpy().tolist() == [[1, "tools", 1, 20]]
    for by in ("organization", "parent"):
        frame = organization_upvotes(small, period=None, by=by).set_index("organization")
        assert frame["n_papers"].to_dict() == {"Northlight": 2, "Tolvane": 2}
        assert frame.loc["Northlight", "median_upvotes"] == 11


def test_papers_of_a_later_month_change_no_earlier_one(demo: Snapshot) -> None:
    until = theme_upvotes(demo, Selection(until=date(2025, 6, 30)))
    later = theme_upvotes(demo)
    pd.testing.assert_frame_equal(later[later["period_start"] < "2025-07-01"], until)


def test_each_measure_is_of_the_papers_of_which_it_was_told(demo: Snapshot) -> None:
    frame = reception(demo).set_index("measured")
    assert frame.loc["upvotes", ["n_papers", "n_unknown"]].to_list() == [1500, 0]
    stars = frame.loc["github_stars"]
    assert 400 < stars["n_papers"] < 700  # the synthetic papers have stars in 35 of 100
    assert stars["n_papers"] + stars["n_unknown"] == 1500
    told = demo.query("select github_stars from papers where github_stars is not null")["github_stars"]
    assert stars["median"] == told.median()
    assert stars["upper_quartile"] == told.quantile(0.75)
    assert stars["median_low"] <= stars["median"] <= stars["median_high"]
    counts = measured_counts(demo, measured="comments")
    assert counts["n_papers"].sum() == 1500
    assert frame.loc["comments", "n_zero"] == counts.loc[counts["comments"] == 0, "n_papers"].sum() > 0
    assert 0 < counts["n_immature"].sum() < 100


def test_what_nobody_told_is_absent_not_zero(small: Snapshot) -> None:
    stars = reception(small).set_index("measured").loc["github_stars"]
    assert stars[["n_papers", "n_zero", "n_unknown"]].to_list() == [0, 0, 11]
    assert pd.isna(stars["median"])
    assert pd.isna(stars["first_day"])


def test_trajectories_are_the_looks_of_the_selections_papers(small: Snapshot, demo: Snapshot) -> None:
    frame = upvote_trajectories(small, Selection(themes=("code",)))
    assert frame[["paper_id", "hours", "upvotes", "immature"]].to_numpy().tolist() == [
        ["2509.00001", 0, 4, True], ["2510.00002", 0, 2, True], ["2510.00004", 14 * 24, 7, False],
    ]  # fmt: skip
    assert looks_before_listing(small) == looks_before_listing(demo) == 0
    looks = upvote_trajectories(demo)
    assert len(looks) == demo.query("select count(*) as n from observations")["n"].iloc[0]
    assert age_curve(looks)["age_days"].to_list() == [0, 1, 3, 7, 14, 30]
    half = typical_half_time(half_times(looks))
    assert 23 < half.hours < 72  # they settle as 1 - exp(-age / 1.5 to 3.5 days), from most of a day on
    assert half.n_papers > 1300


def test_factors_of_the_synthetic_papers_are_of_the_settled_ones(demo: Snapshot) -> None:
    model = fitted_attention(demo)
    assert model.mature
    assert model.n_papers == demo.query("select count(*) as n from papers where not immature")["n"].iloc[0]
    frame = attention_factors(demo)
    assert list(frame)[:6] == ["factor", "coefficient", "low", "high", "n_papers", "unit"]
    assert (frame["low"] <= frame["high"]).all()
    assert frame["r2_cv"].eq(model.r2_cv).all()
    tagged = demo.query("select count(*) as n from papers where list_contains(themes, 'agents') and not immature")
    assert frame.set_index("factor").loc["theme: agents", "n_papers"] == tagged["n"].iloc[0]


def test_the_size_of_a_day_is_of_all_its_papers(demo: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[pd.DataFrame] = []
    monkeypatch.setattr("pipelines.mart.tables.attention_factors.attention_model", seen.append)
    fitted_attention(demo, Selection(themes=("agents",)))
    sizes = demo.query("select listed_on, count(*) as n from papers group by listed_on").set_index("listed_on")["n"]
    assert seen[0]["n_listed"].to_list() == sizes[seen[0]["listed_on"]].to_list()


def test_planted_attention_shows(demo: Snapshot) -> None:
    themes = theme_upvotes(demo, period=None).set_index("theme")
    assert themes.loc["video-generation", "attention_low_pct"] > 50
    organizations = organization_upvotes(demo, period=None).set_index("organization")
    assert organizations.loc["Varrowmere Institute", "attention_low_pct"] > 50
    coefficients = attention_factors(demo).set_index("factor")["coefficient"]
    assert coefficients["theme: video-generation"] > 0 < coefficients["theme: interpretability"]


@pytest.mark.parametrize("period", ["month", None])
def test_a_selection_of_nobody_gives_columns_and_no_rows(small: Snapshot, period: PeriodName | None) -> None:
    for table in (theme_upvotes, topic_upvotes, organization_upvotes):
        assert table(small, NOBODY, period).empty
        assert list(table(small, NOBODY, period)) == list(table(small, period=period))


def test_nobodys_trajectories_factors_and_reception_are_empty(demo: Snapshot) -> None:
    for whole in (upvote_trajectories, attention_factors):
        assert whole(demo, NOBODY).empty
        assert list(whole(demo, NOBODY)) == list(whole(demo))
    assert reception(demo, NOBODY)["n_papers"].to_list() == [0, 0, 0]
