"""Keeps in a mart what the next build's topics go on from, in its schema `model`, and reads queries by it.

Arrays are kept as `.npy`; nothing is unpickled.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines.mart.snapshot import OtherMartError, Snapshot
from pipelines.topics.discovered.clusters import Voters
from pipelines.topics.discovered.model import FitFacts, TopicModel, TopicState
from pipelines.topics.discovered.rules import Rules
from pipelines.topics.discovered.vector_topics import VectorDirections
from pipelines.topics.meaning import Meaning

_FRAMES = ("topics", "paper_topics", "broad_topics")
_LISTS = ("terms", "known_as")


def as_table(frame: pd.DataFrame) -> pa.Table:
    """A frame for DuckDB; columns without any value keep their type."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for at, field in enumerate(table.schema):
        if pa.types.is_null(field.type):
            kind = pa.list_(pa.string()) if field.name in _LISTS else pa.string()
            table = table.set_column(at, field.name, table.column(at).cast(kind))
    return table


def write_state(connection: duckdb.DuckDBPyConnection, state: TopicState) -> None:
    """Write a state into an open mart."""
    connection.execute("create schema model")
    for name in _FRAMES:
        connection.from_arrow(as_table(getattr(state, name))).create(f"model.{name}")
    values = {"fit": json.dumps(asdict(state.fit)).encode()} | _model_values(state.model)
    connection.execute("create table model.contents (name text, value blob)")
    for name, value in values.items():
        connection.execute("insert into model.contents values ($name, $value)", {"name": name, "value": value})


def read_state(snapshot: Snapshot) -> TopicState | None:
    """The state in a mart; None in one of a Papertide that kept none, or of one that kept other things.

    Raises
    ------
    PapertideError : the mart is gone or damaged.
    """
    try:
        contents = snapshot.query("select name, value from model.contents")
        values = {name: bytes(value) for name, value in zip(contents["name"], contents["value"], strict=True)}
        topics, paper_topics, broad_topics = (
            snapshot.query("select topic_id, label, terms, npmi, n_papers, broad_id, known_as from model.topics"),
            snapshot.query("select paper_id, topic_id, place, weight from model.paper_topics"),
            snapshot.query("select broad_id, label, terms from model.broad_topics"),
        )
        fit = FitFacts(**json.loads(values["fit"]))
        model = _model(values) if "terms" in values else None
    except (OtherMartError, KeyError, TypeError, ValueError):
        return None
    for frame, column in ((topics, "terms"), (topics, "known_as"), (broad_topics, "terms")):
        frame[column] = [list(texts) for texts in frame[column]]
    return TopicState(topics, paper_topics, broad_topics, model, fit)


@lru_cache(maxsize=2)
def read_meaning(snapshot: Snapshot) -> Meaning | None:
    """What reads a query into the space of the papers' vectors; None where there are too few papers for one.

    Raises
    ------
    PapertideError : the mart is gone, damaged, or of another Papertide.
    """
    contents = snapshot.query(
        "select name, value from model.contents where name in ('fit', 'terms', 'idf', 'directions')"
    )
    synonyms = snapshot.query("select way, idea from synonyms")
    values = {name: bytes(value) for name, value in zip(contents["name"], contents["value"], strict=True)}
    if "terms" not in values:
        return None
    ways = {tuple(way.split()): idea for way, idea in zip(synonyms["way"], synonyms["idea"], strict=True)}
    idf, directions = (np.load(io.BytesIO(values[name]), allow_pickle=False) for name in ("idf", "directions"))
    n_papers = int(json.loads(values["fit"])["n_papers"])
    return Meaning.of(json.loads(values["terms"]), idf, directions, n_papers, Rules(synonyms=ways))


def synonym_frame(rules: Rules) -> pd.DataFrame:
    """The synonyms, as the mart holds them: way, idea."""
    return pd.DataFrame({"way": map(" ".join, rules.synonyms), "idea": rules.synonyms.values()}, dtype="str")


def _model_values(model: TopicModel | None) -> dict[str, bytes]:
    if model is None:
        return {}
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "idf": model.idf,
        "directions": model.voters.directions,
        "centres": model.voters.centres,
        "depths": model.voters.depths,
        "shares": model.shares,
        "topic_ids": model.topic_ids,
    }
    if model.voters.meaning:
        arrays |= {f"vector_{name}": np.asarray(value) for name, value in vars(model.voters.meaning).items()}
    return {"terms": json.dumps(model.terms).encode()} | {name: _npy(array) for name, array in arrays.items()}


def _model(values: dict[str, bytes]) -> TopicModel:
    arrays = {name: np.load(io.BytesIO(values[name]), allow_pickle=False) for name in values.keys() - {"fit", "terms"}}
    meaning = None
    if "vector_share" in arrays:
        share = float(arrays["vector_share"])
        meaning = VectorDirections(arrays["vector_centre"], arrays["vector_directions"], share)
    voters = Voters(arrays["directions"], arrays["centres"], arrays["depths"], meaning)
    return TopicModel(json.loads(values["terms"]), arrays["idf"], voters, arrays["shares"], arrays["topic_ids"])


def _npy(array: np.ndarray[Any, Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
