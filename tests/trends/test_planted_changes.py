"""The rises and falls that the demo plan plants are found, and what it leaves alone is not, over fifty corpora."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from pipelines.sources.demo import DemoSource
from pipelines.trends.change_points import level_changes
from pipelines.trends.momentum import theme_momentum
from pipelines.trends.slope import trend_slopes
from tests.trends.planted import PLAN, SEEDS, planned_shares_pct, planted_papers, theme_counts

PLANTED = {item.theme: item for item in PLAN.planted if item.kind in ("rise", "fall")}
UNJUDGED = {"diffusion"}  # the plan adds it to papers of diffusion-language, beside its planned share
Q = 0.05
# The plan scales what it does not plant by a common factor; a planned change of less than this part of the share
# before is taken for none, and finding it for a false discovery.
TOLERANCE = 0.02
# Standard errors that a planned change must measure to be asked for: 3.2 for q < 0.05 among 38 themes, 1.3 for 9 in 10.
SEEN = 4.5


def compared(window: int, last_month: str) -> pd.DataFrame:
    """Every theme of every seed: theme, q_value, change_pp, and what the plan says of it: before_pct, planned_pp,
    errors (the planned change over its standard error)."""
    month = pd.Timestamp(last_month)
    first, middle = month - pd.DateOffset(months=2 * window - 1), month - pd.DateOffset(months=window - 1)
    before = planned_shares_pct(first, middle - pd.Timedelta(days=1)) / 100
    now = planned_shares_pct(middle, month + pd.offsets.MonthEnd()) / 100
    results = []
    for seed in SEEDS:
        counts = theme_counts(seed)
        frame = theme_momentum(counts[counts["period_start"] <= month], window=window).set_index("theme")
        totals = frame[["n_before", "n_now"]].to_numpy() / (frame[["share_before_pct", "share_now_pct"]] / 100)
        papers = totals.median()
        error = np.sqrt(before * (1 - before) / papers.iloc[0] + now * (1 - now) / papers.iloc[1])
        plan = {"before_pct": 100 * before, "planned_pp": 100 * (now - before), "errors": (now - before).abs() / error}
        results.append(frame[["q_value", "change_pp"]].assign(**plan).drop(index=list(UNJUDGED)).reset_index())
    return pd.concat(results, ignore_index=True)


def false_discoveries(frame: pd.DataFrame) -> float:
    """Part of what was found that the plan did not change, or changed the other way."""
    found = frame[frame["q_value"] < Q]
    planned = found["planned_pp"] * np.sign(found["change_pp"])
    return float((planned <= TOLERANCE * found["before_pct"]).mean())


def test_the_papers_are_those_of_the_demo() -> None:
    truth = DemoSource(seed=3, n_papers=300).truth()
    papers = planted_papers(3, 300)
    expected = truth.groupby("paper_id", sort=False).agg(day=("listed_on", "first"), themes=("theme", list))
    assert papers["day"].dt.date.to_list() == expected["day"].to_list()
    assert papers["themes"].to_list() == expected["themes"].to_list()
    known = papers.loc[papers["day"].dt.date >= PLAN.known_from, "organization"].notna()
    assert not papers.loc[papers["day"].dt.date < PLAN.known_from, "organization"].notna().any()
    assert known.mean() == pytest.approx(PLAN.settings["organizations"]["known_share"], abs=0.1)


def test_a_year_against_the_year_before_shows_every_planted_rise_and_fall() -> None:
    frame = compared(12, "2026-02-01")
    planted = frame[frame["theme"].isin(PLANTED)]
    right = (planted["q_value"] < Q) & (np.sign(planted["change_pp"]) == np.sign(planted["planned_pp"]))
    recall = right.groupby(planted["theme"]).mean()
    assert right.mean() >= 0.9, f"recall {right.mean():.3f}: {recall.round(2).to_dict()}"
    assert false_discoveries(frame) <= 0.1, f"false discoveries {false_discoveries(frame):.3f}"


@pytest.mark.parametrize(
    ("window", "months"),
    [
        (3, ["2025-09-01", "2026-01-01", "2026-02-01"]),
        (6, ["2025-09-01", "2026-02-01"]),
    ],
)
def test_planted_changes_that_are_large_enough_for_the_windows_are_found(window: int, months: list[str]) -> None:
    frame = pd.concat([compared(window, month) for month in months])
    asked = frame[frame["theme"].isin(PLANTED) & (frame["errors"] >= SEEN)]
    recall = float((asked["q_value"] < Q).mean())
    assert recall >= 0.9, f"recall {recall:.3f} of {len(asked)}"
    assert false_discoveries(frame) <= 0.1, f"false discoveries {false_discoveries(frame):.3f}"


def test_rises_and_falls_that_last_are_trends_and_the_slope_lies_in_its_interval() -> None:
    signs = {
        theme: 1 if item.kind == "rise" else -1
        for theme, item in PLANTED.items()
        if item.end - item.start > timedelta(days=250)  # a few months at the end of 26 are no steady trend
    }
    straight = PLANTED["finetuning-adaptation"]  # falls in a straight line nearly from first to last day
    passed = [straight.share_on(pd.Timestamp(day).date()) for day in ("2024-06-01", "2025-06-01")]
    a_month = 100 * (passed[1] - passed[0]) / 12
    found, inside = [], []
    for seed in SEEDS:
        tests = trend_slopes(theme_counts(seed), period="month").set_index("theme")
        found += [
            tests.loc[theme, "q_value"] < Q and tests.loc[theme, "slope_pp"] * sign > 0 for theme, sign in signs.items()
        ]
        row = tests.loc[straight.theme]
        inside.append(row["slope_low_pp"] <= a_month <= row["slope_high_pp"])
    assert len(signs) == 5
    assert np.mean(found) >= 0.9, f"recall {np.mean(found):.3f}"
    assert np.mean(inside) >= 0.85, f"coverage {np.mean(inside):.3f}"


def test_a_burst_is_dated_by_its_changes_of_level() -> None:
    """A share that quadruples for six weeks, seen by the week: up where it begins and down where it ends."""
    burst = next(item for item in PLAN.planted if item.kind == "burst" and item.theme == "speech-audio")
    edges = [pd.Timestamp(burst.start), pd.Timestamp(burst.end) + pd.Timedelta(days=1)]
    hits = []
    for seed in SEEDS:
        counts = theme_counts(seed, "week")
        dates = level_changes(counts[counts["theme"] == burst.theme])["period_start"]
        hits += [bool((abs(dates - edge) <= pd.Timedelta(weeks=2)).any()) for edge in edges]
    assert np.mean(hits) >= 0.9, f"found {np.mean(hits):.3f}"
