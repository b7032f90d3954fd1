"""Builds and publishes the mart: facts in, themes tagged, topics discovered, one snapshot out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines import __version__
from pipelines.errors import PapertideError
from pipelines.mart.snapshot import Snapshot, next_snapshot, publish
from pipelines.mart.write import statement, write_mart
from pipelines.store.warehouse import open_warehouse
from pipelines.topics.discovery import discover
from pipelines.topics.tagger import Tagger
from pipelines.topics.themes import load_themes
from pipelines.trends.attention import attention_percentiles

_FACTS = ("papers", "days", "runs", "rejects")


@dataclass(frozen=True)
class BuildSummary:
    """What a build did, for the terminal."""

    snapshot: Snapshot
    n_papers: int
    n_tagged: int
    n_topics: int
    n_other: int  # papers in no discovered topic


def _read_facts(warehouse: Path) -> dict[str, pa.Table]:
    """Everything a build needs, read at once, so that the warehouse is free again while themes are tagged."""
    with open_warehouse(warehouse, read_only=True) as connection:
        return {name: connection.sql(statement("facts", name)).to_arrow_table() for name in _FACTS}


def build(warehouse: Path, *, seed: int = 0, step: Callable[[str], None] = lambda _: None) -> BuildSummary:
    """Tag every paper, discover topics, and publish the mart.

    Parameters
    ----------
    warehouse : the file that holds the facts; it is only read
    seed : for topic discovery; the same store and seed give the same tables
    step : called with a line that says what is being done

    Raises
    ------
    PapertideError : no warehouse, an empty one, another build running, or a warehouse that is being written.
    """
    step("reading the facts")
    facts = _read_facts(warehouse)
    if not facts["papers"].num_rows:
        raise PapertideError(
            f"{warehouse} holds no papers; run papertide ingest hf --since DAY, or papertide ingest files PATH"
        )
    texts = facts["papers"].select(["paper_id", "title", "abstract"]).to_pandas()
    with next_snapshot(warehouse) as (draft, number):
        step("tagging themes")
        tagger = Tagger.load()
        paper_themes = tagger.tag(texts)
        step("discovering topics")
        found = discover(texts, seed=seed)
        step("writing the mart")
        dated = facts["papers"].select(["paper_id", "listed_on", "upvotes"]).to_pandas()
        frames = {
            "paper_themes": paper_themes,
            "topics": found.topics,
            "paper_topics": found.paper_topics,
            "themes": _theme_table(),
            "attention": dated[["paper_id"]].assign(attention_pct=attention_percentiles(dated)),
        }
        built_at = datetime.now(UTC).replace(tzinfo=None)
        about = {
            "number": number,
            "built_at": built_at,
            "papertide": __version__,
            "tagger": tagger.version,
            "seed": seed,
        }
        try:
            synthetic = write_mart(draft, facts, frames, about)
        except (duckdb.IOException, duckdb.TransactionException, OSError) as error:
            said = str(error).splitlines()[0]
            raise PapertideError(f"the mart cannot be written beside {warehouse} ({said}); is the disk full?") from None
        snapshot = publish(
            warehouse, draft, number, built_at=built_at.isoformat(timespec="seconds"), synthetic=synthetic
        )
    n_papers = len(texts)
    return BuildSummary(
        snapshot=snapshot,
        n_papers=n_papers,
        n_tagged=int(paper_themes["paper_id"].nunique()),
        n_topics=len(found.topics),
        n_other=n_papers - int(found.paper_topics["paper_id"].nunique()),
    )


def _theme_table() -> pd.DataFrame:
    """Columns theme, name, definition, slot (place on the colour wheel), in the vocabulary's order."""
    rows = [(theme.theme, theme.name, theme.definition, theme.colour) for theme in load_themes()]
    return pd.DataFrame(rows, columns=["theme", "name", "definition", "slot"])
