"""What the plan plants is in the synthetic corpus, and the shipped tagger can see it."""

from __future__ import annotations

import math
import random
from collections import Counter
from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines.records import Paper
from pipelines.sources.demo import DemoSource
from pipelines.sources.demo_plan import DemoPlan, Planted, ThemeDraw
from pipelines.topics.themes.tagger import Tagger

PLANTED = DemoPlan().planted


@pytest.fixture(scope="module")
def source() -> DemoSource:
    return DemoSource()


@pytest.fixture(scope="module")
def truth(source: DemoSource) -> pd.DataFrame:
    return source.truth()


@pytest.fixture(scope="module")
def papers(source: DemoSource) -> dict[str, list[Paper]]:
    """Every paper's records in order of time, by id."""
    records: dict[str, list[Paper]] = {}
    for batch in source.batches():
        for record in batch.papers:
            records.setdefault(record.paper_id or "", []).append(record)
    return records


def test_truth_has_one_to_three_of_the_plan_s_themes_for_each_paper(truth: pd.DataFrame) -> None:
    assert set(truth["theme"]) == set(DemoPlan().themes)
    assert len(DemoPlan().themes) == 38
    assert not truth.duplicated(["paper_id", "theme"]).any()
    assert set(truth.groupby("paper_id").size()) == {1, 2, 3}
    assert truth.groupby("theme")["subtopic"].nunique().between(2, 4).all()


def test_a_diffusion_language_model_is_a_diffusion_model(truth: pd.DataFrame) -> None:
    themes = truth.groupby("paper_id")["theme"].agg(set)
    assert all("diffusion" in paper for paper in themes if "diffusion-language" in paper)


def test_the_plan_has_enough_of_each_kind() -> None:
    kinds = Counter(item.kind for item in PLANTED)
    assert kinds["rise"] >= 4
    assert kinds["fall"] >= 3
    assert kinds["burst"] >= 3
    assert kinds["speciality"] >= 4
    organizations = {item.organization for item in PLANTED if item.organization}
    assert organizations <= set(DemoPlan().organizations)
    assert {item.theme for item in PLANTED if item.theme} <= set(DemoPlan().themes)


@pytest.mark.parametrize(
    "item", [item for item in PLANTED if item.kind in ("rise", "fall")], ids=lambda item: item.theme
)
def test_rises_and_falls_are_there(item: Planted, truth: pd.DataFrame) -> None:
    listed = truth.groupby("paper_id").agg(day=("listed_on", "first"), has=("theme", lambda x: item.theme in set(x)))
    expected = listed["day"].map(item.share_on)
    for at in np.array_split(np.arange(len(listed)), 6):
        share, wanted = listed["has"].iloc[at].mean(), expected.iloc[at].mean()
        assert abs(share - wanted) < 4 * math.sqrt(wanted * (1 - wanted) / len(at))


@pytest.mark.parametrize("item", [item for item in PLANTED if item.kind == "burst"], ids=lambda item: item.theme)
def test_bursts_are_there(item: Planted, truth: pd.DataFrame) -> None:
    during = (truth["listed_on"] >= item.start) & (truth["listed_on"] <= item.end)
    shares = [
        (part["theme"] == item.theme).sum() / part["paper_id"].nunique() for part in (truth[during], truth[~during])
    ]
    assert shares[0] / shares[1] == pytest.approx(item.factor, rel=0.25)


@pytest.mark.parametrize(
    "item", [item for item in PLANTED if item.kind == "speciality"], ids=lambda item: item.organization
)
def test_specialities_are_there(item: Planted, truth: pd.DataFrame) -> None:
    known = truth[truth["organization"].notna()]
    own = known[known["organization"] == item.organization]
    shares = [(part["theme"] == item.theme).sum() / part["paper_id"].nunique() for part in (own, known)]
    assert shares[0] / shares[1] == pytest.approx(item.factor, rel=0.35)
    assert own["paper_id"].nunique() > 50


@pytest.mark.parametrize(
    "item",
    [item for item in PLANTED if item.kind == "attention"],
    ids=lambda item: item.theme or item.organization,
)
def test_attention_is_there(item: Planted, papers: dict[str, list[Paper]], truth: pd.DataFrame) -> None:
    upvotes = pd.DataFrame(
        {"day": [p[0].listed_on for p in papers.values()], "upvotes": [p[-1].upvotes for p in papers.values()]},
        index=list(papers),
    )
    percentile = upvotes.groupby("day")["upvotes"].rank(pct=True)
    column, value = ("theme", item.theme) if item.theme else ("organization", item.organization)
    own = percentile[list(set(truth.loc[truth[column] == value, "paper_id"]))]
    assert own.mean() > percentile.mean() + 2 * own.std() / math.sqrt(len(own))


def test_unplanted_themes_keep_their_share(truth: pd.DataFrame) -> None:
    planted = {item.theme for item in PLANTED if item.kind in ("rise", "fall", "burst")}
    n_papers = truth.groupby(truth["listed_on"] < date(2025, 3, 1))["paper_id"].nunique()
    for theme in set(truth["theme"]) - planted - {"diffusion"}:  # which follows diffusion-language
        early = (truth["theme"] == theme) & (truth["listed_on"] < date(2025, 3, 1))
        late = (truth["theme"] == theme) & ~early
        share = (truth["theme"] == theme).sum() / n_papers.sum()
        difference = early.sum() / n_papers[True] - late.sum() / n_papers[False]
        error = math.sqrt(share * (1 - share) * (1 / n_papers[True] + 1 / n_papers[False]))
        assert abs(difference) < 4 * error, theme


def test_theme_draw_reaches_the_wanted_shares() -> None:
    plan = DemoPlan()
    shares = plan.shares_on(date(2025, 3, 10))
    draw = ThemeDraw(plan, shares)
    rng = random.Random(1)
    counts = Counter(theme for _ in range(20_000) for theme in draw.draw(rng))
    assert shares.sum() == pytest.approx(plan.mean_themes)
    assert shares[plan.themes.index("video-understanding")] == pytest.approx(4 * 0.04)
    for theme, share in zip(plan.themes, shares, strict=True):
        if theme != "diffusion":
            assert counts[theme] / 20_000 == pytest.approx(share, abs=0.012)


def test_the_tagger_recognises_the_themes_it_should(papers: dict[str, list[Paper]], truth: pd.DataFrame) -> None:
    frame = pd.DataFrame(
        [(first.paper_id, first.title, first.abstract) for first, *_ in papers.values()],
        columns=["paper_id", "title", "abstract"],
    )
    found = Tagger.load().tag(frame)[["paper_id", "theme"]].assign(found=True)
    both = truth.merge(found, on=["paper_id", "theme"], how="left")
    recall = both["found"].notna().groupby(both["theme"]).mean()
    assert recall[recall < 0.7].to_dict() == {}
    assert len(truth.merge(found, on=["paper_id", "theme"])) / len(found) > 0.8
    assert 6000 - found["paper_id"].nunique() < 60
