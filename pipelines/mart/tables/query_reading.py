"""How a search understands what a person typed: its words, its quoted phrases, and where it lies among the papers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from pipelines.mart.phrases import LONGEST
from pipelines.mart.selection import search_words
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.topic_state import read_meaning
from pipelines.topics.discovered.rules import fold

_QUOTE = r'["“”„«»]'
_PIECE, _LEFT_OUT = r'-?"[^"]+"|[^\s"]+|"', r'-["\w]'


@dataclass(frozen=True)
class Reading:
    """How a query is understood.

    words : looked for, without plural endings
    phrases : quoted ones, which every paper found must have
    unknown : words that no paper has
    meaning : whether there is something to search by meaning with
    note : what a reader should know of it, one sentence; else empty
    """

    words: tuple[str, ...]
    phrases: tuple[str, ...]
    unknown: tuple[str, ...]
    meaning: bool
    note: str


def read_query(snapshot: Snapshot, query: str) -> Reading:
    """How `search` understands a query: cut after `LONGEST` characters, without words that say nothing ("the")."""
    query, without = left_out(query)
    words, phrases = query_parts(query)
    known = set(_known(snapshot, words))
    unknown = tuple(word for word in words if word not in known)
    vector = query_vector(snapshot, query)
    note = ""
    if vector is None and query:
        few = read_meaning(snapshot) is None
        why = "there are too few papers to learn meanings from" if few else "no word of the query tells topics apart"
        note = f"Found by words alone: {why}."
    if unknown:
        note = " ".join([note, f"No paper has {', '.join(unknown[:5])}{' and others' if unknown[5:] else ''}."]).strip()
    if without:
        note = f"{note} Papers that have any of {', '.join(search_words(without, left_out=True))} are left out.".strip()
    return Reading(words, phrases, unknown, vector is not None, note)


def left_out(query: str) -> tuple[str, str]:
    """What a query seeks, and what it leaves out: its -words and -"phrases", as `Selection.text` has them.

    `planning -"world model" long-horizon` -> (`planning long-horizon`, `-"world model"`)
    """
    pieces = re.findall(_PIECE, re.sub(_QUOTE, '"', clean(query)))
    without = [piece for piece in pieces if re.match(_LEFT_OUT, piece)]
    return " ".join(piece for piece in pieces if piece not in without), " ".join(without)


def query_vector(snapshot: Snapshot, query: str) -> list[float] | None:
    """Where a query lies in the space of the papers; None where it has no known term, or there is no such space."""
    meaning = read_meaning(snapshot)
    vector = meaning.vectors([""], [clean(query)])[0] if meaning else np.zeros(0)
    return [float(part) for part in vector] if vector.any() else None


def query_parts(query: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a query, without plural endings, and its quoted phrases of more than one word, each once."""
    pieces = re.split(_QUOTE, clean(query).lower())
    within = [piece for at, piece in enumerate(pieces) if at % 2 and at < len(pieces) - 1]  # between two marks
    phrases = [" ".join(words) for piece in within if len(words := re.findall(r"\w+", piece)) > 1]
    rest = [piece for piece in pieces if " ".join(re.findall(r"\w+", piece)) not in phrases]
    words = [word for piece in rest for word in re.findall(r"\w+", piece)]
    telling = [word for word in words if word not in ENGLISH_STOP_WORDS] or words
    return tuple(dict.fromkeys(map(fold, telling))), tuple(dict.fromkeys(phrases))


def clean(query: str) -> str:
    """As much of the query as is read, without lone surrogates."""
    return query[:LONGEST].encode(errors="replace").decode()


def _known(snapshot: Snapshot, words: tuple[str, ...]) -> list[str]:
    sql = "select word from words where list_contains($sought::varchar[], word)"
    return snapshot.query(sql, {"sought": list(words)})["word"].to_list()
