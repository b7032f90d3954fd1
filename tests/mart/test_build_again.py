"""A build goes on from the last one, and makes everything anew where it cannot."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines.errors import PapertideError
from pipelines.mart.build import build
from pipelines.mart.snapshot import current_snapshot, pointer_path
from pipelines.mart.tables.topics import broad_topics, builds, topic_events, topic_examples, topic_themes, topics
from pipelines.mart.topic_state import read_state
from pipelines.records import Paper
from pipelines.sources.demo import DemoSource
from pipelines.store.ingestion import ingest
from pipelines.topics.discovered.rules import own_rules_path, rules_for
from pipelines.topics.themes.own_themes import own_themes_path
from pipelines.topics.themes.tagger import Tagger
from tests.store.sources import Given, batch

DERIVED = ("papers", "paper_themes", "topics", "paper_topics", "broad_topics", "topic_themes", "themes")


@pytest.fixture
def copy(demo_warehouse: Path, tmp_path: Path) -> Path:
    """A copy of the demo's warehouse with its published mart."""
    for path in demo_warehouse.parent.glob("demo.*"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / "demo.duckdb"


def tables(warehouse: Path) -> dict[str, pd.DataFrame]:
    snapshot = current_snapshot(warehouse)
    return {name: snapshot.query(f"select * from {name}") for name in DERIVED}


def new_day(n_papers: int) -> list[Paper]:
    """The last papers of a larger demo corpus, listed the day after the store's last."""
    papers = [paper for batch in DemoSource(n_papers=1700, seed=3).batches() for paper in batch.papers][-n_papers:]
    day = max(paper.listed_on for paper in papers if paper.listed_on) + timedelta(days=1)
    return [paper.model_copy(update={"paper_id": f"demo:new-{i}", "listed_on": day}) for i, paper in enumerate(papers)]


def test_the_same_papers_are_not_tagged_again_and_give_the_same_tables(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, seen = tables(copy), []
    tag = Tagger.tag
    monkeypatch.setattr(Tagger, "tag", lambda self, papers: seen.append(len(papers)) or tag(self, papers))
    summary = build(copy)
    assert (summary.n_new, summary.topics_how, summary.moved_pct, summary.notes) == (0, "kept", 0.0, [])
    assert seen == [0]
    for name, table in tables(copy).items():
        pd.testing.assert_frame_equal(table, before[name], obj=name)


def test_a_new_day_is_tagged_and_placed_and_nothing_else_moves(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tables(copy)
    ingest(copy, Given(batch(*new_day(30)), name="demo"), asked={})
    seen: list[int] = []
    tag = Tagger.tag
    monkeypatch.setattr(Tagger, "tag", lambda self, papers: seen.append(len(papers)) or tag(self, papers))
    summary = build(copy)
    assert (summary.n_new, summary.topics_how, summary.moved_pct) == (30, "kept", 0.0)
    assert seen == [30]
    after = tables(copy)
    for name in ("paper_themes", "paper_topics"):
        old = after[name][~after[name]["paper_id"].str.contains("new-")].reset_index(drop=True)
        pd.testing.assert_frame_equal(old, before[name], obj=name)
    placed = after["papers"][after["papers"]["paper_id"].str.contains("new-")]
    assert placed["topic_id"].notna().mean() >= 0.8
    assert (placed["themes"].map(len) > 0).mean() >= 0.8


def test_asked_for_topics_are_fitted_from_scratch_and_keep_their_ids(copy: Path) -> None:
    before = current_snapshot(copy)
    summary = build(copy, refit=True)
    assert (summary.topics_how, summary.topics_why) == ("fitted", "asked for")
    assert summary.moved_pct == 0.0, "the same papers and seed give the same fit"
    pd.testing.assert_frame_equal(topics(summary.snapshot), topics(before))
    assert builds(summary.snapshot)["number"].tolist() == [2, 1]


def test_another_seed_is_an_experiment(copy: Path) -> None:
    before = tables(copy)
    experiment = build(copy, seed=4)
    assert experiment.topics_why == "an experiment with seed 4"
    fresh = copy.with_name("fresh.duckdb")
    shutil.copy(copy, fresh)
    build(fresh, seed=4)
    pd.testing.assert_frame_equal(tables(copy)["paper_topics"], tables(fresh)["paper_topics"])
    back = build(copy)
    assert (back.topics_how, back.moved_pct) == ("kept", 0.0)
    pd.testing.assert_frame_equal(tables(copy)["topics"], before["topics"])


def test_the_state_is_read_as_it_was_written(copy: Path) -> None:
    state = read_state(current_snapshot(copy))
    assert state is not None
    assert state.model is not None
    papers = current_snapshot(copy).query("select paper_id, title, abstract from papers order by paper_id")
    main = state.main_topics()
    belongs = state.model.belonging(papers.head(200), rules_for(copy))
    placed = pd.Series(state.model.topic_ids[belongs.argmax(axis=1)], index=papers["paper_id"].head(200))
    both = placed.index.intersection(main.index)
    assert (placed[both] == main[both]).mean() >= 0.97, "papers are placed where the fit had them"
    assert state.fit.next_topic_id == state.topics["topic_id"].max() + 1


@pytest.mark.parametrize(
    ("harm", "note"),
    [
        (lambda mart: mart.unlink(), "themes and topics were made anew, topics with new ids: the mart"),
        (
            lambda mart: mart.write_bytes(mart.read_bytes()[:5000]),
            "themes and topics were made anew, topics with new ids: the mart",
        ),
        (lambda mart: _drop(mart, "builds"), "the last mart is of another Papertide"),
    ],
)
def test_where_nothing_can_be_taken_over_everything_is_made_anew(copy: Path, harm: object, note: str) -> None:
    before = tables(copy)
    harm(current_snapshot(copy).path)  # type: ignore[operator]
    summary = build(copy)
    assert summary.notes[0].startswith(note)
    assert (summary.n_new, summary.topics_why) == (1500, "the first fit")
    for name, table in tables(copy).items():
        pd.testing.assert_frame_equal(table, before[name], obj=name)


def _drop(mart: Path, table: str) -> None:
    draft = mart.with_name("draft.duckdb")
    shutil.copy(mart, draft)
    with duckdb.connect(str(draft)) as connection:
        connection.execute(f"drop table {table}")
    draft.replace(mart)


def test_another_corpus_under_the_same_name_starts_anew(copy: Path) -> None:
    copy.unlink()
    ingest(copy, DemoSource(n_papers=300, seed=9), asked={})
    summary = build(copy)
    assert summary.notes == ["most papers of the last mart are gone: themes and topics were made anew"]
    assert len(builds(summary.snapshot)) == 1


def test_a_persons_names_and_merges_are_shown_and_outlive_a_refit(copy: Path) -> None:
    first, second, third = topics(current_snapshot(copy)).head(3).itertuples()
    own_rules_path(copy).write_text(
        f'merges = [["{first.label}", "{second.label}"]]\n[names]\n"{third.label}" = "Third | thing"\n"No such" = "x"\n'
    )
    summary = build(copy)
    assert summary.notes[0].startswith("names: no topic is called 'No such'")
    assert summary.topics_how == "kept"
    for snapshot in (summary.snapshot, build(copy, refit=True).snapshot):
        shown = topics(snapshot).set_index("topic_id")
        assert second.topic_id not in shown.index
        assert shown.loc[first.topic_id, "n_papers"] == first.n_papers + second.n_papers
        assert shown.loc[third.topic_id, "label"] == "Third | thing"
        assert shown.loc[third.topic_id, "found_label"] == third.label
        assert snapshot.query("select count(*) n from papers where topic = 'Third | thing'")["n"][0] == third.n_papers
    own_rules_path(copy).unlink()
    build(copy)
    back = topics(current_snapshot(copy)).head(3)
    assert back["label"].tolist() == [first.label, second.label, third.label]


def test_a_malformed_file_stops_the_build_before_anything_is_published(copy: Path) -> None:
    own_rules_path(copy).write_text("merges = 3")
    with pytest.raises(Exception, match="merges is a list of lists"):
        build(copy)
    assert pointer_path(copy).read_text().count('"number": 1') == 1


def test_leanings_count_the_topics_papers(copy: Path) -> None:
    snapshot = current_snapshot(copy)
    leanings, shown = topic_themes(snapshot), topics(snapshot)
    papers = snapshot.query("select topic_id, themes from papers")
    topic = int(shown["topic_id"][0])
    inside = papers[papers["topic_id"] == topic]["themes"]
    for row in leanings[leanings["topic_id"] == topic].itertuples():
        n = sum(row.theme in themes for themes in inside)
        everywhere = np.mean([row.theme in themes for themes in papers["themes"]])
        assert row.n_papers == n
        assert row.share_pct == pytest.approx(100 * n / len(inside))
        assert row.lift == pytest.approx(n / len(inside) / everywhere)


def test_broader_topics_and_examples_fit_the_topics(copy: Path) -> None:
    snapshot = current_snapshot(copy)
    shown, broad = topics(snapshot), broad_topics(snapshot)
    assert broad["n_topics"].sum() == len(shown)
    assert broad["n_papers"].sum() == shown["n_papers"].sum()
    assert set(shown["broad_label"]) == set(broad["label"])
    examples = topic_examples(snapshot, int(shown["topic_id"][0]))
    assert len(examples) == 5
    assert examples["weight"].is_monotonic_decreasing
    assert topic_events(snapshot).empty


def test_a_mart_of_another_version_is_refused_in_one_line(copy: Path) -> None:
    _drop(current_snapshot(copy).path, "broad_topics")
    with pytest.raises(
        PapertideError, match=r"demo\.1\.duckdb is the mart of another Papertide .*; run papertide build"
    ):
        broad_topics(current_snapshot(copy))


def test_own_themes_are_scored_anew_when_a_paper_that_they_name_arrives(copy: Path) -> None:
    new = new_day(20)
    ids = [str(paper.paper_id) for paper in new]
    own_themes_path(copy).write_text(
        f'[[theme]]\nname = "Mine"\ndefinition = "what these papers share"\nphrases = ["agents"]\npapers = {ids}\n'
    )
    build(copy)
    ingest(copy, Given(batch(*new), name="demo"), asked={})
    build(copy)
    fresh = copy.with_name("fresh.duckdb")
    shutil.copy(copy, fresh)
    shutil.copy(own_themes_path(copy), own_themes_path(fresh))
    build(fresh)
    pd.testing.assert_frame_equal(tables(copy)["paper_themes"], tables(fresh)["paper_themes"])
    assert set(ids) <= set(tables(copy)["paper_themes"].query("theme == 'mine'")["paper_id"])


def test_own_themes_that_were_all_taken_out_are_none(copy: Path) -> None:
    own_themes_path(copy).write_text("# nothing left\n")
    assert build(copy).notes == []
    assert not tables(copy)["themes"]["own"].any()
