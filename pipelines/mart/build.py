"""Builds and publishes the mart: facts in, themes tagged, topics kept up, one snapshot out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines import __version__
from pipelines.errors import PapertideError
from pipelines.mart.earlier import Earlier, earlier
from pipelines.mart.history import builds, topic_events
from pipelines.mart.snapshot import Snapshot, next_snapshot, publish
from pipelines.mart.tagging import ThemeTags, tag_themes
from pipelines.mart.terms import term_frames
from pipelines.mart.topic_state import synonym_frame
from pipelines.mart.word_index import word_tables
from pipelines.mart.write import statement, write_mart
from pipelines.organizations.registry import registry_for
from pipelines.organizations.who_is_who import matched_note, who_is_who
from pipelines.store.embeddings import vectors_of
from pipelines.store.warehouse import open_warehouse
from pipelines.topics.among import among
from pipelines.topics.discovered.choices import ShownTopics, shown_topics
from pipelines.topics.discovered.model import TopicState
from pipelines.topics.discovered.rules import Rules, rules_for
from pipelines.topics.discovered.upkeep import Upkeep, keep_topics
from pipelines.topics.layout import paper_points
from pipelines.topics.meaning import paper_vectors
from pipelines.topics.themes.own_themes import own_themes_of
from pipelines.trends.attention import attention_percentiles

_FACTS = ("papers", "observations", "days", "runs", "rejects")


@dataclass(frozen=True)
class BuildSummary:
    """What a build did, for the terminal."""

    snapshot: Snapshot
    n_papers: int
    n_new: int  # papers tagged and placed by this build; the others kept what they had
    n_tagged: int
    n_topics: int
    n_other: int  # papers in no discovered topic
    topics_how: str  # "fitted", "refitted" or "kept"
    topics_why: str
    moved_pct: float | None  # papers that were there and changed topic, in percent; None at a first fit
    notes: list[str]


def _read_facts(warehouse: Path, embeddings: str) -> tuple[dict[str, pa.Table], pd.DataFrame]:
    """Everything a build needs, read at once, so that the warehouse is free again while themes are tagged.

    The facts, and what is tagged: paper_id, title, abstract, and vector where there are any.
    """
    with open_warehouse(warehouse, read_only=True) as connection:
        facts = {name: connection.sql(statement("facts", name)).to_arrow_table() for name in _FACTS}
        texts = facts["papers"].select(["paper_id", "title", "abstract"]).to_pandas()
        if embeddings:
            vectors = vectors_of(connection, embeddings, texts)
            known = ~np.isnan(vectors).any(axis=1) & (vectors.shape[1] > 0)
            texts["vector"] = [vector if told else None for vector, told in zip(vectors, known, strict=True)]
    return facts, texts


def build(
    warehouse: Path,
    *,
    seed: int | None = None,
    refit: bool = False,
    embeddings: str = "",
    step: Callable[[str], None] = lambda _: None,
) -> BuildSummary:
    """Tag papers, bring topics up to date, and publish the mart.

    What the last build found of papers whose words are the same is kept; see `keep_topics`.

    Parameters
    ----------
    warehouse : the file that holds the facts; it is only read
    seed : for topic discovery; another one than the last build's is an experiment. None: that of the last build. The
        same store, last build and seed give the same tables
    refit : fit topics from scratch; those found again keep id and label
    embeddings : id of the model whose sentence vectors themes and topics look at beside the words; empty for none
    step : called with a line that says what is being done

    Raises
    ------
    PapertideError : no warehouse, an empty one, another build running, a warehouse that is being written, or a
        malformed file of own themes, topics or organizations.
    """
    step("reading the facts")
    facts, texts = _read_facts(warehouse, embeddings)
    if not facts["papers"].num_rows:
        raise PapertideError(
            f"{warehouse} holds no papers; run papertide ingest hf --since DAY, or papertide ingest files PATH"
        )
    rules = rules_for(warehouse)
    handles = who_is_who(_named(facts["papers"]), registry_for(warehouse, synthetic=_synthetic(facts["papers"])))
    with next_snapshot(warehouse) as (draft, number), ThreadPoolExecutor(max_workers=3) as aside:
        # Beside the other work: the database writes most tables meanwhile.
        words = aside.submit(word_tables, facts["papers"])
        terms = aside.submit(term_frames, texts, rules, own_themes_of(warehouse))
        before = earlier(warehouse, facts["papers"].select(["paper_id", "words"]).to_pandas())
        step("tagging themes")
        tags = tag_themes(warehouse, texts, before, embeddings)
        kept = keep_topics(
            texts, before.topics, before.unchanged, rules, seed=seed, anew=refit, embeddings=embeddings, step=step
        )
        vectors, points = _on_the_map(texts, kept, before, rules, aside)
        shown = shown_topics(kept.state, rules)
        step("writing the mart")
        built_at = datetime.now(UTC).replace(tzinfo=None)
        about = {
            "number": number,
            "built_at": built_at,
            "papertide": __version__,
            "seed": kept.state.fit.seed,
            **asdict(tags.tagged_by),
        }
        frames = {
            **_tagged(tags, shown),
            "topic_events": topic_events(before, kept, shown, number),
            "builds": builds(before, kept, shown, number, built_at, len(texts)),
            "attention": _attention(facts["papers"]),
            "organization_handles": handles,
        }

        def later() -> dict[str, pd.DataFrame | pa.Table]:
            read = {"synonyms": synonym_frame(rules), "paper_vectors": vectors, "paper_map": points.result()}
            return {**read, **words.result(), **terms.result()}

        snapshot = _published(warehouse, draft, facts, frames, later, about, kept.lineage)
    return BuildSummary(
        snapshot=snapshot,
        n_papers=len(texts),
        n_new=len(texts) - int(among(texts["paper_id"], before.unchanged).sum()),
        n_tagged=int(tags.paper_themes["paper_id"].nunique()),
        n_topics=len(shown.topics),
        n_other=len(texts) - int(shown.paper_topics["paper_id"].nunique()),
        topics_how=kept.how,
        topics_why=kept.why,
        moved_pct=kept.moved_pct,
        notes=[note for note in (before.note, *shown.notes, matched_note(handles)) if note],
    )


def _tagged(tags: ThemeTags, shown: ShownTopics) -> dict[str, pd.DataFrame]:
    """The tables of themes and topics."""
    return {
        "paper_themes": tags.paper_themes,
        "themes": tags.themes,
        "topics": shown.topics,
        "paper_topics": shown.paper_topics,
        "broad_topics": shown.broad_topics,
    }


def _on_the_map(
    texts: pd.DataFrame, kept: Upkeep, before: Earlier, rules: Rules, aside: ThreadPoolExecutor
) -> tuple[pd.DataFrame, Future[pd.DataFrame]]:
    """The papers' vectors, and their places on the map, which are found meanwhile.

    Both are of the lineage's fit: an experiment with another seed leaves them as they were.
    """
    same_fit = before.topics is not None and kept.lineage.model is before.topics.model
    vectors = paper_vectors(texts, kept, before.vectors if same_fit else None, before.unchanged, rules)
    seed = kept.lineage.fit.seed
    return vectors, aside.submit(
        paper_points, vectors, before.points, keep=same_fit, unchanged=before.unchanged, seed=seed
    )


def _synthetic(papers: pa.Table) -> bool:
    return "demo" in papers["source"].unique().to_pylist()


def _named(papers: pa.Table) -> pd.DataFrame:
    """Columns organization_handle, organization_name: one row per paper whose organization the source named."""
    named: pd.DataFrame = papers.select(["organization_handle", "organization_name"]).to_pandas()
    return named[named["organization_handle"].notna()]


def _attention(papers: pa.Table) -> pd.DataFrame:
    """Columns paper_id, attention_pct."""
    dated: pd.DataFrame = papers.select(["paper_id", "listed_on", "upvotes"]).to_pandas()
    return dated[["paper_id"]].assign(attention_pct=attention_percentiles(dated))


def _published(
    warehouse: Path,
    draft: Path,
    facts: dict[str, pa.Table],
    frames: dict[str, pd.DataFrame],
    later: Callable[[], dict[str, pd.DataFrame | pa.Table]],
    about: dict[str, Any],
    lineage: TopicState,
) -> Snapshot:
    try:
        synthetic = write_mart(draft, facts, frames, later, about, lineage)
    except (duckdb.IOException, duckdb.TransactionException, OSError) as error:
        said = str(error).splitlines()[0]
        raise PapertideError(f"the mart cannot be written beside {warehouse} ({said}); is the disk full?") from None
    built_at = about["built_at"].isoformat(timespec="seconds")
    return publish(warehouse, draft, about["number"], built_at=built_at, synthetic=synthetic)
