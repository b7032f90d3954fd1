"""The map in the mart: built once, kept from build to build, and read by selection and by region."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines.mart.build import build
from pipelines.mart.picks import Pick
from pipelines.mart.region import Region
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot, current_snapshot
from pipelines.mart.tables.paper_map import (
    map_labels,
    paper_map,
    region_frequency,
    region_terms,
    region_themes,
)
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.periods import totals_by_period
from pipelines.records import Paper
from pipelines.sources.demo import DemoSource
from pipelines.store.ingestion import ingest
from pipelines.topics.meaning import DIMENSIONS
from pipelines.trends.momentum import PRIOR_PAPERS
from tests.store.sources import Given, batch, paper

TABLES = ("paper_vectors", "paper_map", "words", "word_uses", "word_counts", "synonyms")


@pytest.fixture
def copy(demo_warehouse: Path, tmp_path: Path) -> Path:
    """A copy of the demo's warehouse with its published mart."""
    for path in demo_warehouse.parent.glob("demo.*"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / "demo.duckdb"


def tables(snapshot: Snapshot) -> dict[str, pd.DataFrame]:
    return {name: snapshot.query(f"select * from {name}") for name in TABLES}


def new_day(n_papers: int) -> list[Paper]:
    every = [one for part in DemoSource(n_papers=1700, seed=3).batches() for one in part.papers][-n_papers:]
    day = max(one.listed_on for one in every if one.listed_on) + timedelta(days=1)
    return [one.model_copy(update={"paper_id": f"demo:new-{i}", "listed_on": day}) for i, one in enumerate(every)]


def test_a_new_day_moves_nobody_and_a_refit_little(copy: Path) -> None:
    before = paper_map(current_snapshot(copy)).set_index("paper_id")[["x", "y"]]
    vectors = tables(current_snapshot(copy))["paper_vectors"].set_index("paper_id")["vector"]
    ingest(copy, Given(batch(*new_day(30)), name="demo"), asked={})
    grown = build(copy)
    assert grown.topics_how == "kept"
    after = paper_map(grown.snapshot).set_index("paper_id")[["x", "y"]]
    pd.testing.assert_frame_equal(after.loc[before.index], before, check_exact=True)
    assert len(after) == len(before) + 30
    now = tables(grown.snapshot)["paper_vectors"].set_index("paper_id")["vector"]
    assert all(np.array_equal(now[paper_id], vectors[paper_id]) for paper_id in vectors.index)
    refitted = build(copy, refit=True)
    again = paper_map(refitted.snapshot).set_index("paper_id").loc[before.index, ["x", "y"]]
    moved = np.hypot(*(again - before).to_numpy().T)
    radius = np.sqrt(((before - before.mean()) ** 2).sum(axis=1).mean())
    assert 0 < np.median(moved) < 0.15 * radius


def test_the_same_store_gives_the_same_tables_and_a_build_without_news_none_others(copy: Path) -> None:
    first = tables(current_snapshot(copy))
    for name, table in tables(build(copy).snapshot).items():
        pd.testing.assert_frame_equal(table, first[name], check_exact=True, obj=name)
    fresh = copy.with_name("fresh.duckdb")
    shutil.copy(copy, fresh)
    for name, table in tables(build(fresh).snapshot).items():
        pd.testing.assert_frame_equal(table, first[name], check_exact=True, obj=name)


def test_a_mart_that_had_no_map_gets_one_and_keeps_its_topics(copy: Path) -> None:
    mart = current_snapshot(copy).path
    draft = mart.with_name("draft.duckdb")
    shutil.copy(mart, draft)
    with duckdb.connect(str(draft)) as connection:
        for name in TABLES:
            connection.execute(f"drop table {name}")
    draft.replace(mart)
    summary = build(copy)
    assert (summary.topics_how, summary.notes) == ("kept", [])
    assert len(paper_map(summary.snapshot)) == summary.n_papers


def test_every_vector_has_a_place_and_length_one(demo: Snapshot) -> None:
    found = tables(demo)
    vectors = np.stack(found["paper_vectors"]["vector"].tolist())
    assert vectors.shape == (len(papers(demo)), DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    assert found["paper_map"]["paper_id"].tolist() == found["paper_vectors"]["paper_id"].tolist()
    assert np.isfinite(found["paper_map"][["x", "y"]].to_numpy()).all()


def test_words_are_counted_as_python_counts_them(demo: Snapshot) -> None:
    uses = demo.query("""
        select word, sum(in_title)::int as in_title, sum(uses.in_abstract)::int as in_abstract, count(*) as n_papers
        from words join word_uses as uses using (word_id) where word in ('agent', 'reasoning') group by word
    """).set_index("word")
    titles, abstracts = (
        demo.query(f"select lower({part}) t from papers")["t"].fillna("") for part in ("title", "abstract")
    )
    for word, pattern in {"agent": r"\bagents?\b", "reasoning": r"\breasonings?\b"}.items():
        told = uses.loc[word]
        assert told["in_title"] == titles.str.count(pattern).sum() > 0
        assert told["in_abstract"] == abstracts.str.count(pattern).sum()
        assert told["n_papers"] == (titles.str.contains(pattern) | abstracts.str.contains(pattern)).sum()
    sizes = demo.query("select sum(in_title)::int t, sum(in_abstract)::int a from word_counts").iloc[0]
    assert (sizes["t"], sizes["a"]) == (titles.str.count(r"\w+").sum(), abstracts.str.count(r"\w+").sum())


def test_the_map_is_of_the_selection_with_each_papers_strongest_theme(demo: Snapshot) -> None:
    narrow = Selection(since=date(2025, 9, 1), until=date(2025, 10, 31))
    shown, listed = paper_map(demo, narrow), papers(demo, narrow)
    assert sorted(shown["paper_id"]) == sorted(listed["paper_id"])
    strongest = listed.set_index("paper_id")["themes"].map(lambda themes: themes[0] if len(themes) else None)
    theme = shown.set_index("paper_id")["theme"]
    assert (theme.fillna("") == strongest[theme.index].fillna("")).all()
    assert shown["day"].is_monotonic_increasing
    nobody = Selection(since=date(2100, 1, 1))
    assert [*paper_map(demo, nobody).columns] == [*shown.columns]
    assert map_labels(demo, nobody).empty


def test_labels_stand_in_the_middle_of_their_papers(demo: Snapshot) -> None:
    shown, labels = paper_map(demo), map_labels(demo, most=5)
    assert len(labels) == 5
    assert labels["n_papers"].is_monotonic_decreasing
    for row in labels.itertuples():
        own = shown[shown["topic"] == row.label]
        assert (row.n_papers, row.x, row.y) == (len(own), own["x"].median(), own["y"].median())


@pytest.fixture(scope="module")
def region(demo: Snapshot) -> Region:
    """A box around the largest topic."""
    label, shown = map_labels(demo, most=1).iloc[0], paper_map(demo)
    own = shown[shown["topic"] == label["label"]]
    (left, right), (low, high) = (own[axis].quantile([0.2, 0.8]) for axis in "xy")
    return ((left, low), (right, low), (right, high), (left, high))


def boxed(demo: Snapshot, region: Region) -> pd.DataFrame:
    shown = paper_map(demo)
    (left, low), _, (right, high), _ = region
    return shown[shown["x"].between(left, right) & shown["y"].between(low, high)]


def papers_in(snapshot: Snapshot, region: Region) -> set[str]:
    return set(papers(snapshot, Selection(picks=(Pick(region=region),)))["paper_id"])


def test_a_region_holds_the_papers_within(demo: Snapshot, region: Region) -> None:
    inside = set(boxed(demo, region)["paper_id"])
    assert len(inside) > 10
    on_the_border = 2  # a quantile may be a paper's own place
    assert len(inside ^ papers_in(demo, region)) <= on_the_border


def test_a_regions_themes_and_terms_are_counted_against_the_rest(demo: Snapshot, region: Region) -> None:
    inside = papers_in(demo, region)
    listed = papers(demo)
    within = listed["paper_id"].isin(inside)
    themes = region_themes(demo, region=region)
    assert themes["n_inside"].is_monotonic_decreasing
    for row in themes.itertuples():
        carries = listed["themes"].map(lambda some, theme=row.theme: theme in some)
        assert (row.n_inside, row.n_outside) == ((carries & within).sum(), (carries & ~within).sum())
        assert row.share_inside_pct == pytest.approx(100 * (carries & within).sum() / len(inside))
    terms = region_terms(demo, region=region, most=8)
    assert 0 < len(terms) <= 8
    assert terms["z"].is_monotonic_decreasing
    top = terms.iloc[0]
    uses = demo.query(
        "select paper_id from paper_terms, terms where term = $term and list_contains(term_ids, term_id)",
        {"term": top["term"]},
    )["paper_id"]
    assert (top["n_inside"], top["n_outside"]) == (uses.isin(inside).sum(), (~uses.isin(inside)).sum())
    n, total = np.array([top["n_outside"], top["n_inside"]]), np.array([len(listed) - len(inside), len(inside)])
    share = n.sum() / total.sum()
    a, b = n + PRIOR_PAPERS * share, total - n + PRIOR_PAPERS * (1 - share)  # by hand, Monroe et al., equation 15
    assert top["log_odds"] == pytest.approx(np.diff(np.log(a / b))[0])
    assert top["z"] == pytest.approx(top["log_odds"] / np.sqrt((1 / a + 1 / b).sum()))


def test_a_regions_papers_by_period_are_among_all(demo: Snapshot, region: Region) -> None:
    frame = region_frequency(demo, Selection(), "quarter", region=region)
    dated = boxed(demo, region)["day"].notna().sum()
    assert abs(frame["n_papers"].sum() - dated) <= 2
    assert frame["total"].sum() == totals_by_period(demo, Selection(), "quarter")["total"].sum()


def test_nothing_is_in_no_region(demo: Snapshot) -> None:
    assert region_terms(demo, region=()).empty
    assert region_themes(demo, region=()).empty
    assert not region_frequency(demo, region=())["n_papers"].any()


def test_one_paper_is_too_few_for_a_map(tmp_path: Path) -> None:
    warehouse = tmp_path / "one.duckdb"
    ingest(warehouse, Given(batch(paper(title="Alone"))), asked={})
    snapshot = build(warehouse).snapshot
    assert paper_map(snapshot).empty
    assert map_labels(snapshot).empty
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    assert papers_in(snapshot, square) == set()
    assert region_terms(snapshot, region=square).empty
    assert region_themes(snapshot, region=square).empty
    assert build(warehouse).snapshot.number == 2
