from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import PapertideError
from pipelines.store import statements
from pipelines.store import warehouse as warehouse_module
from pipelines.store.embeddings import embedded_texts, keep_vectors, texts_to_embed, vectors_of
from pipelines.store.ingestion import ingest
from pipelines.store.warehouse import open_warehouse, paper_texts
from tests.store.sources import NOON, Given, batch, paper

PAPERS = (
    paper("2501.00003", "Ebb", abstract="Low water."),
    paper("2501.00001", "Flow", abstract=None),
    paper("2501.00002", "Ebb", abstract="Low water.", keywords=["tides"]),
)
TEXTS = ["Flow", "Ebb. Low water."]
VECTORS = np.array([(0.6, 0.8), (0, 1)], dtype=np.float32)


@pytest.fixture
def store(fresh_db: Path) -> Path:
    ingest(fresh_db, Given(batch(*PAPERS)), asked={})
    return fresh_db


def test_texts_are_title_and_abstract_each_once_until_they_have_a_vector(store: Path) -> None:
    with open_warehouse(store) as connection:
        assert texts_to_embed(connection, "small") == TEXTS
        keep_vectors(connection, "small", TEXTS[1:], VECTORS[1:])
        assert texts_to_embed(connection, "small") == ["Flow"]
        assert texts_to_embed(connection, "large") == TEXTS


def test_vectors_come_back_in_the_order_of_the_papers(store: Path) -> None:
    with open_warehouse(store) as connection:
        keep_vectors(connection, "small", TEXTS, VECTORS)
        keep_vectors(connection, "large", TEXTS[:1], np.ones((1, 3), dtype=np.float32))
        papers = paper_texts(connection)
        backwards = papers.iloc[::-1]
        small, turned = vectors_of(connection, "small", papers), vectors_of(connection, "small", backwards)
        large, none = vectors_of(connection, "large", papers), vectors_of(connection, "none", papers)
        nobody = vectors_of(connection, "small", papers[:0])
    np.testing.assert_array_equal(small, VECTORS[[0, 1, 1]])
    np.testing.assert_array_equal(turned, VECTORS[[1, 1, 0]])
    np.testing.assert_array_equal(np.isnan(large), [[False] * 3, [True] * 3, [True] * 3])
    assert (none.shape, nobody.shape) == ((3, 0), (0, 0))


def test_a_paper_whose_text_changed_is_to_be_embedded_anew(store: Path) -> None:
    with open_warehouse(store) as connection:
        keep_vectors(connection, "small", TEXTS, VECTORS)
    later = paper("2501.00003", "Ebb", abstract="Low water, twice a day.", observed_at=NOON.replace(year=2026))
    ingest(store, Given(batch(later)), asked={})
    with open_warehouse(store) as connection:
        assert texts_to_embed(connection, "small") == ["Ebb. Low water, twice a day."]
        found = vectors_of(connection, "small", paper_texts(connection))
    assert np.isnan(found).any(axis=1).tolist() == [False, False, True]


def test_a_text_keeps_its_first_vector(store: Path) -> None:
    with open_warehouse(store) as connection:
        keep_vectors(connection, "small", TEXTS, VECTORS)
        keep_vectors(connection, "small", TEXTS, VECTORS[::-1])
        np.testing.assert_array_equal(vectors_of(connection, "small", paper_texts(connection))[0], VECTORS[0])


def test_what_cannot_be_stored_is_not_stored_in_part(store: Path) -> None:
    with open_warehouse(store) as connection:
        connection.execute("ALTER TABLE embeddings RENAME TO away")
        with pytest.raises(PapertideError, match="could not store this"):
            keep_vectors(connection, "small", TEXTS, VECTORS)
        connection.execute("ALTER TABLE away RENAME TO embeddings")
        keep_vectors(connection, "small", TEXTS, VECTORS)
        assert texts_to_embed(connection, "small") == []


def test_texts_of_papers_without_an_abstract() -> None:
    papers = pd.DataFrame({"title": ["Ebb", "Flow"], "abstract": ["Low water.", np.nan]})
    assert embedded_texts(papers) == ["Ebb. Low water.", "Flow"]


def test_a_warehouse_of_before_embeddings_keeps_its_papers(fresh_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warehouse_module, "migrations", lambda: statements.migrations()[:1])
    ingest(fresh_db, Given(batch(*PAPERS)), asked={})
    monkeypatch.undo()
    with open_warehouse(fresh_db, read_only=True) as connection:
        assert texts_to_embed(connection, "small") == TEXTS
