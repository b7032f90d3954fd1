"""A build looks at sentence vectors where it is told to, and at words alone where it is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from pipelines.mart.build import build
from pipelines.mart.snapshot import current_snapshot
from pipelines.mart.topic_state import read_state
from pipelines.store.embeddings import embedded_texts, keep_vectors, vectors_of
from pipelines.store.warehouse import open_warehouse, paper_texts
from pipelines.topics.discovered.rules import rules_for
from pipelines.topics.discovered.vector_topics import vectors_in
from pipelines.topics.themes.tagger import Tagger, shipped_tagger
from pipelines.topics.themes.vector_themes import VECTORS_FILE, VectorThemes


@pytest.fixture
def embedded(demo_warehouse: Path, tmp_path: Path) -> Path:
    """A copy of the demo whose papers have vectors of two models: what they say of agents, and noise."""
    for path in demo_warehouse.parent.glob("demo.*"):
        shutil.copy(path, tmp_path / path.name)
    warehouse = tmp_path / "demo.duckdb"
    random = np.random.default_rng(0)
    with open_warehouse(warehouse) as connection:
        texts = list(dict.fromkeys(embedded_texts(paper_texts(connection))))
        for model in ("one", "two"):
            vectors = random.normal(size=(len(texts), 8)).astype(np.float32)
            vectors[:, 0] = ["agent" in text.lower() for text in texts]
            keep_vectors(connection, model, texts, vectors)
    return warehouse


def test_topics_are_refitted_for_other_vectors_and_kept_for_the_same(embedded: Path) -> None:
    said = [build(embedded, embeddings=model) for model in ("one", "one", "two", "")]
    assert [summary.topics_how for summary in said] == ["refitted", "kept", "refitted", "refitted"]
    assert said[0].topics_why == "the sentence vectors are others"
    assert all(summary.moved_pct is not None and summary.moved_pct < 5 for summary in said)


def test_papers_are_placed_by_the_vectors_that_the_fit_looked_at(embedded: Path) -> None:
    build(embedded, embeddings="one", refit=True)
    state = read_state(current_snapshot(embedded))
    assert state is not None
    assert state.model is not None
    assert state.fit.embeddings == "one"
    assert state.model.voters.meaning is not None
    with open_warehouse(embedded, read_only=True) as connection:
        papers = paper_texts(connection).head(300)
        papers = papers.assign(vector=list(vectors_of(connection, "one", papers)))
    assert vectors_in(papers) is not None
    main = state.main_topics().reindex(papers["paper_id"], fill_value=0).to_numpy()
    agreed = {}
    for seen, frame in (("with", papers), ("without", papers.drop(columns="vector"))):
        belongs = state.model.belonging(frame, rules_for(embedded))
        agreed[seen] = float((state.model.topic_ids[belongs.argmax(axis=1)] == main)[main > 0].mean())
    assert agreed["with"] >= 0.9
    assert agreed["with"] > agreed["without"]


def test_themes_listen_to_vectors_once_they_were_trained_on_them(
    embedded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tagger = Tagger.load()
    build(embedded, embeddings="one")
    before = current_snapshot(embedded).query("select paper_id from paper_themes where theme = 'agents'")
    weights = np.zeros((8, len(tagger.themes)))
    weights[0, tagger.themes.index("agents")] = 200.0
    thresholds = tagger.thresholds.astype(np.float64)
    learned = VectorThemes(weights, np.zeros(len(tagger.themes)), thresholds, "one", tagger.version)
    model = tmp_path / "tagger"
    shutil.copytree(shipped_tagger(), model)
    learned.save(model / VECTORS_FILE)
    monkeypatch.setattr("pipelines.mart.tagging.shipped_tagger", lambda: model)
    build(embedded, embeddings="one")
    snapshot = current_snapshot(embedded)
    after = snapshot.query("select paper_id from paper_themes where theme = 'agents'")
    assert len(after) > len(before), "the vectors say agents of every paper that names one"
    assert snapshot.query("select embeddings from about")["embeddings"][0] == f"one {learned.version}"
    build(embedded)
    again = current_snapshot(embedded).query("select paper_id from paper_themes where theme = 'agents'")
    assert set(again["paper_id"]) == set(before["paper_id"])
