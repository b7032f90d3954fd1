"""Keeps the sentence vectors of papers: a cache by the text that was embedded and the model that did it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.store.merge import transaction
from pipelines.store.statements import statement
from pipelines.store.warehouse import paper_texts, utc_now

Vectors = NDArray[np.float32]

_EMBEDDED = "SELECT text_sha256 FROM embeddings WHERE model = $model"


def embedded_texts(papers: pd.DataFrame) -> list[str]:
    """The text of each paper that is embedded: its title, and its abstract where there is one.

    Parameters
    ----------
    papers : columns title, abstract (may be null)
    """
    pairs = zip(papers["title"], papers["abstract"], strict=True)
    return [f"{title}. {abstract}" if isinstance(abstract, str) else str(title) for title, abstract in pairs]


def texts_to_embed(connection: duckdb.DuckDBPyConnection, model: str) -> list[str]:
    """The distinct texts of the store's papers that have no vector of the model yet, by paper id."""
    embedded = {key for (key,) in connection.execute(_EMBEDDED, {"model": model}).fetchall()}
    return [text for text in dict.fromkeys(embedded_texts(paper_texts(connection))) if _sha256(text) not in embedded]


def keep_vectors(connection: duckdb.DuckDBPyConnection, model: str, texts: Sequence[str], vectors: Vectors) -> None:
    """Store the vectors of texts, all of them or none.

    Parameters
    ----------
    model : id of the model
    vectors : (n_texts, n_dimensions), rows of length 1

    Raises
    ------
    PapertideError : DuckDB could not store them (a full disk, say).
    """
    rows = pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), vectors.shape[1])
    incoming = pa.table({"text_sha256": [_sha256(text) for text in texts], "vector": rows})
    connection.register("incoming_vectors", incoming)
    with transaction(connection):
        connection.execute(statement("keep_vectors"), {"model": model, "embedded_at": utc_now()})
    connection.unregister("incoming_vectors")


def vectors_of(connection: duckdb.DuckDBPyConnection, model: str, papers: pd.DataFrame) -> Vectors:
    """The vectors of papers by one model, (n_papers, n_dimensions); nan where a paper's text has none yet.

    Parameters
    ----------
    papers : columns title, abstract (may be null)
    """
    keys = [_sha256(text) for text in embedded_texts(papers)]
    places = pa.array(range(len(keys)), pa.int64())
    connection.register("wanted", pa.table({"place": places, "text_sha256": pa.array(keys, pa.string())}))
    found = connection.sql(statement("vectors"), params={"model": model}).to_arrow_table()
    connection.unregister("wanted")
    numbers = found["vector"].combine_chunks().flatten().to_numpy()
    vectors = np.full((len(keys), len(numbers) // max(found.num_rows, 1)), np.nan, dtype=np.float32)
    vectors[found["place"].to_numpy()] = numbers.reshape(found.num_rows, vectors.shape[1])
    return vectors


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
