"""Writes the tables of a mart into one file; what each row and column is stands in the SQL files beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.mart.topic_state import as_table, write_state
from pipelines.topics.discovered.model import TopicState

_FRAMES = (
    "paper_themes", "themes", "topics", "paper_topics", "broad_topics", "topic_events", "builds",
    "organization_handles",
)  # fmt: skip
# In this order: each needs those before it.
_DERIVED = ("organizations", "papers", "topic_themes", "about")


@cache
def statement(folder: str, name: str) -> str:
    """The SQL of `sql/<folder>/<name>.sql`."""
    return (files("pipelines.mart") / "sql" / folder / f"{name}.sql").read_text(encoding="utf-8")


def write_mart(
    path: Path,
    facts: dict[str, pa.Table],
    frames: dict[str, pd.DataFrame],
    later: Callable[[], Mapping[str, pd.DataFrame | pa.Table]],
    about: dict[str, object],
    lineage: TopicState,
) -> bool:
    """Write all tables and close the file.

    Parameters
    ----------
    path : a file that is not there yet
    facts : tables papers, observations, days, runs, rejects as `sql/facts` gives them
    frames : paper_themes and themes as `ThemeTags` has them, topics, paper_topics and broad_topics as `ShownTopics`
        has them, topic_events and builds as in `earlier`, organization_handles as `who_is_who` gives them, attention
        (paper_id, attention_pct)
    later : gives the tables that were made meanwhile, asked for when everything else is written: those of
        `term_frames` and `word_tables`, synonyms, paper_vectors and paper_map
    about : number, built_at (naive UTC), papertide and tagger (versions), own_themes, embeddings, seed
    lineage : what the topics of the next build go on from

    Returns
    -------
    Whether the mart holds synthetic papers.
    """
    with duckdb.connect(str(path)) as connection:
        for name in ("observations", "days", "runs", "rejects"):
            connection.from_arrow(facts[name]).create(name)
        for name in _FRAMES:
            connection.from_arrow(as_table(frames[name])).create(name)
        connection.register("facts", facts["papers"])
        connection.register("attention", pa.Table.from_pandas(frames["attention"], preserve_index=False))
        for name in _DERIVED:
            connection.execute(statement("mart", name), about if name == "about" else None)
        write_state(connection, lineage)
        for name, frame in later().items():
            connection.register(f"counted_{name}", frame if isinstance(frame, pa.Table) else as_table(frame))
            connection.execute(statement("mart", name))
        (synthetic,) = connection.execute("select synthetic from about").fetchone() or (False,)
        connection.execute("checkpoint")
    return bool(synthetic)
