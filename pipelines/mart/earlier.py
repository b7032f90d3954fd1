"""What the last build left: tags and topics that still hold, and the history of the topics."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipelines.errors import PapertideError
from pipelines.mart.snapshot import OtherMartError, Snapshot, current_snapshot, pointer_path
from pipelines.mart.topic_state import read_state
from pipelines.topics.discovered.identity import CHANGE_COLUMNS
from pipelines.topics.discovered.model import TopicState

STILL_THERE = 0.5  # of the last build's papers, with the same words; with fewer it was another warehouse
_OTHER = "the last mart is of another Papertide: themes and topics were made anew, topics with new ids"
BUILD_COLUMNS = {
    "number": "int64", "built_at": "datetime64[us]", "how": "str", "why": "str", "n_papers": "int64",
    "n_topics": "int64", "n_other": "int64", "moved_pct": "float64", "seed": "int64",
}  # fmt: skip
EVENT_COLUMNS = {"number": "int64"} | CHANGE_COLUMNS | {"label": "str", "other_label": "str"}


@dataclass(frozen=True)
class TaggedBy:
    """What themes were given by; each empty where there is none."""

    tagger: str  # version
    own_themes: str  # names the content of the user's file
    embeddings: str  # id of the model of sentence vectors, and version of what was learned from them


@dataclass(frozen=True)
class Earlier:
    """What the last build left; all of it empty at a first one.

    unchanged : ids of papers with the same title and abstract as now
    tagged_by : what gave `paper_themes`
    topics : None where the topics start anew
    topic_events, builds : the tables of the mart so far
    vectors, points : its tables paper_vectors and paper_map; None where it has none
    note : why nothing could be taken over though there was a build, else empty
    """

    unchanged: pd.Series
    tagged_by: TaggedBy
    paper_themes: pd.DataFrame
    topics: TopicState | None
    topic_events: pd.DataFrame
    builds: pd.DataFrame
    vectors: pd.DataFrame | None = None
    points: pd.DataFrame | None = None
    note: str = ""


def earlier(warehouse: Path, words: pd.DataFrame) -> Earlier:
    """What the last build of a warehouse left. A damaged mart is no reason to fail: everything is made anew.

    Parameters
    ----------
    words : of the papers of now, columns paper_id, words (hash of title and abstract)
    """
    if not pointer_path(warehouse).exists():
        return _nothing("")
    try:
        snapshot = current_snapshot(warehouse)
        said = snapshot.query("select tagger, own_themes, embeddings from about").iloc[0]
        then = snapshot.query("select paper_id, hash(title, abstract) as words from papers")
        unchanged = then.merge(words, on=["paper_id", "words"])["paper_id"]
        if len(unchanged) < STILL_THERE * len(then):
            return _nothing("most papers of the last mart are gone: themes and topics were made anew")
        topics = read_state(snapshot)
        if topics is None:
            return _nothing(_OTHER)
        return Earlier(
            unchanged=unchanged,
            tagged_by=TaggedBy(str(said["tagger"]), str(said["own_themes"]), str(said["embeddings"])),
            paper_themes=snapshot.query("select paper_id, theme, score from paper_themes"),
            topics=topics,
            topic_events=snapshot.query("select * from topic_events")[list(EVENT_COLUMNS)],
            builds=snapshot.query("select * from builds")[list(BUILD_COLUMNS)],
            vectors=_where_there(snapshot, "select paper_id, vector from paper_vectors"),
            points=_where_there(snapshot, "select paper_id, x, y from paper_map"),
        )
    except (OtherMartError, KeyError):
        return _nothing(_OTHER)
    except PapertideError as error:
        return _nothing(f"themes and topics were made anew, topics with new ids: {error}")


def _nothing(note: str) -> Earlier:
    def empty(columns: dict[str, str]) -> pd.DataFrame:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})

    tags = empty({"paper_id": "str", "theme": "str", "score": "float64"})
    return Earlier(
        pd.Series(dtype="str"), TaggedBy("", "", ""), tags, None, empty(EVENT_COLUMNS), empty(BUILD_COLUMNS), note=note
    )


def _where_there(snapshot: Snapshot, sql: str) -> pd.DataFrame | None:
    """The rows; None in a mart of a Papertide that had no such table: its topics can be gone on from all the same."""
    try:
        return snapshot.query(sql)
    except OtherMartError:
        return None
