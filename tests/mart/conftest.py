"""A mart small enough to count by eye, with tags given by hand."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pyarrow as pa
import pytest

from pipelines.mart.earlier import BUILD_COLUMNS, EVENT_COLUMNS
from pipelines.mart.snapshot import Snapshot, next_snapshot, publish
from pipelines.mart.terms import term_frames
from pipelines.mart.topic_state import synonym_frame
from pipelines.mart.word_index import word_tables
from pipelines.mart.write import write_mart
from pipelines.organizations.who_is_who import who_is_who
from pipelines.topics import layout, meaning
from pipelines.topics.discovered.description import no_topics
from pipelines.topics.discovered.rules import Rules

# paper, listed, published, handle, name, upvotes, seen, themes
PAPERS = [
    ("2509.00001", "2025-09-29", "2025-09-26", None, None, 4, "2025-09-29", ["agents", "code"]),
    ("2509.00002", "2025-09-29", "2025-09-25", None, None, 9, "2025-10-29", ["agents"]),
    ("2509.00003", "2025-09-30", "2025-09-29", None, None, 1, "2025-09-30", []),
    ("2510.00001", "2025-10-01", "2025-09-30", "north", "Northlight", 20, "2025-10-01", ["agents"]),
    ("2510.00002", "2025-10-01", "2025-09-30", "north", "Northlight", 2, "2025-10-01", ["code"]),
    ("2510.00003", "2025-10-02", "2025-10-01", "nl", "northlight", None, None, ["agents", "code"]),
    ("2510.00004", "2025-10-31", "2025-10-30", "tol", "Tolvane", 7, "2025-11-14", ["code"]),
    ("2510.00005", "2025-10-31", "2025-10-30", None, None, 3, "2025-11-13", ["agents"]),
    ("2512.00001", "2025-12-01", "2025-11-28", "tol", "Tolvane", 5, "2025-12-01", ["agents"]),
    ("title:1", None, "2019-05-04", "tol", "Tolvane", None, None, ["code"]),
    ("title:2", None, None, None, None, None, None, ["code"]),
]
BUILD = {
    "number": 1,
    "built_at": "2025-12-02",
    "how": "fitted",
    "why": "by hand",
    "n_papers": 11,
    "n_topics": 1,
    "n_other": 10,
    "moved_pct": None,
    "seed": 0,
}
DAYS = ["2025-09-29", "2025-09-30", "2025-10-01", "2025-10-02", "2025-10-31", "2025-12-01"]  # November is a gap


def paper_facts() -> pd.DataFrame:
    columns = [
        "paper_id",
        "listed_on",
        "published_on",
        "organization_handle",
        "organization_name",
        "upvotes",
        "upvotes_at",
    ]
    frame = pd.DataFrame([row[:-1] for row in PAPERS], columns=columns)
    for column in ("listed_on", "published_on", "upvotes_at"):
        frame[column] = pd.to_datetime(frame[column])
    frame["upvotes"] = frame["upvotes"].astype("Int64")
    frame["day"] = frame["listed_on"].fillna(frame["published_on"])
    frame["title"] = [f'Paper {i} on "GRPO"' if i % 2 else f"Paper {i}" for i in range(len(frame))]
    frame["abstract"] = [None if i == 0 else f"About a World Model, number {i}." for i in range(len(frame))]
    frame["n_listings"] = frame["listed_on"].notna().astype(int)
    frame["source"] = "files"
    empty = ["n_authors", "comments", "github_stars", "keywords", "url", "github_url", "project_url"]
    return frame.assign(**dict.fromkeys(empty))


def observation_facts() -> pd.DataFrame:
    """One look at each paper whose upvotes are known."""
    known = paper_facts().dropna(subset="upvotes").rename(columns={"upvotes_at": "observed_at"})
    return known[["paper_id", "observed_at", "upvotes", "comments", "github_stars"]]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Eleven papers of three organizations and two themes; two were never listed, one has no date."""

    warehouse = tmp_path_factory.mktemp("small") / "small.duckdb"
    days = pd.DataFrame({"day": pd.to_datetime(DAYS), "source": "files", "n_papers": 1, "capped": False})
    days["fetched_at"], days["capped"] = days["day"], days["day"] == "2025-10-02"
    facts = {
        "papers": pa.Table.from_pandas(paper_facts(), preserve_index=False),
        "days": pa.Table.from_pandas(days, preserve_index=False),
        "runs": pa.table({"run_id": pa.array([1])}),
        "observations": pa.Table.from_pandas(observation_facts(), preserve_index=False),
        "rejects": pa.table({"origin": pa.array([], pa.string())}),
    }
    tags = [(row[0], theme, 0.9 - i / 10) for row in PAPERS for i, theme in enumerate(row[-1])]
    frames = {
        "paper_themes": pd.DataFrame(tags, columns=["paper_id", "theme", "score"]),
        "themes": pd.DataFrame(
            {
                "theme": ["agents", "code"],
                "name": ["Agents", "Code"],
                "definition": ["", ""],
                "slot": [0, 1],
                "own": [False, False],
                **{figure: [None, 0.5] for figure in ("support", "precision", "recall", "f1")},
            }
        ),
        "topics": pd.DataFrame(
            {
                "topic_id": [1],
                "label": ["tools"],
                "found_label": ["tools"],
                "terms": [["tool"]],
                "n_papers": [1],
                "npmi": [0.5],
                "belonging": [0.8],
                "broad_id": [1],
            }
        ),
        "paper_topics": pd.DataFrame({"paper_id": ["2510.00001"], "topic_id": [1], "place": [1], "weight": [0.8]}),
        "broad_topics": pd.DataFrame(
            {"broad_id": [1], "label": ["making"], "terms": [["make"]], "n_papers": [1], "n_topics": [1]}
        ),
        "topic_events": pd.DataFrame(columns=list(EVENT_COLUMNS)).astype(EVENT_COLUMNS),
        "builds": pd.DataFrame([BUILD]).astype(BUILD_COLUMNS),
        "organization_handles": who_is_who(paper_facts().dropna(subset="organization_handle")),
        "attention": paper_facts()[["paper_id"]].assign(attention_pct=[10.0 * i for i in range(len(PAPERS))]),
    }
    about = {
        "number": 1,
        "built_at": pd.Timestamp("2025-12-02"),
        "papertide": "0",
        "tagger": "t",
        "own_themes": "",
        "embeddings": "",
        "seed": 0,
    }
    with next_snapshot(warehouse) as (draft, number):
        synthetic = write_mart(draft, facts, frames, partial(_later, facts), about, no_topics(0, Rules()))
        return publish(warehouse, draft, number, built_at="2025-12-02T00:00:00", synthetic=synthetic)


def _later(facts: dict[str, pa.Table]) -> dict[str, pd.DataFrame]:
    """The tables that a build makes beside its other work; without topics no paper has a place or a direction."""
    empty = {
        name: pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in columns.items()})
        for name, columns in {"paper_vectors": meaning.COLUMNS, "paper_map": layout.COLUMNS}.items()
    }
    words = {**word_tables(facts["papers"]), "synonyms": synonym_frame(Rules())}
    return {**term_frames(paper_facts(), Rules(), ()), **words, **empty}
