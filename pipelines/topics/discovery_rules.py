"""Reads what people decided about words: the stop words, stop terms and synonyms of `topics.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from pipelines.errors import PapertideError
from pipelines.shipped import shipped


@dataclass(frozen=True)
class Rules:
    """What people decided about words in `topics.toml`, folded as texts are."""

    stop_words: frozenset[str] = frozenset()  # no term starts or ends with one
    weak_words: frozenset[str] = frozenset()  # no term consists of these alone
    stop_terms: frozenset[str] = frozenset()  # never a term
    synonyms: dict[tuple[str, ...], str] = field(default_factory=dict)  # folded words -> the idea's one name


def fold(word: str) -> str:
    """The word in lower case without its plural ending: "Agents" -> "agent", "bias" -> "bias"."""
    word = word.lower()
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is", "as")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]


def load_rules(path: Path | None = None) -> Rules:
    """The rules of a `topics.toml`, by default the shipped one.

    Raises
    ------
    PapertideError : the file cannot be read, is no TOML, or has a key or value that is not understood.
    """
    path = path or shipped("topics.toml")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PapertideError(f"{path}: {error}; correct the file or restore the shipped one") from None
    known = {"stop_words", "weak_words", "stop_terms", "synonyms"}
    if unknown := sorted(raw.keys() - known):
        raise PapertideError(f"{path}: unknown key {unknown[0]!r}; the keys are {', '.join(sorted(known))}")
    stop, weak, phrases = (_phrases(raw, key, path) for key in ("stop_words", "weak_words", "stop_terms"))
    groups = raw.get("synonyms", [])
    if not isinstance(groups, list) or not all(isinstance(g, list) and len(g) > 1 for g in groups):
        raise PapertideError(f"{path}: synonyms is a list of lists, each of two or more ways to write one idea")
    synonyms = {}
    for group in groups:
        ways = _phrases({"synonyms": group}, "synonyms", path)
        synonyms.update({tuple(way.split()): ways[0] for way in ways})
    english = {fold(word) for word in ENGLISH_STOP_WORDS}
    return Rules(frozenset(stop) | english, frozenset(weak), frozenset(phrases), synonyms)


def _phrases(raw: dict[str, Any], key: str, path: Path) -> list[str]:
    """A list of words or phrases, folded."""
    values = raw.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise PapertideError(f"{path}: {key} must be a list of words in quotes")
    phrases = [" ".join(fold(word) for word in re.findall(r"[^\W_]+", value)) for value in values]
    if "" in phrases:
        raise PapertideError(f"{path}: {key} holds an empty text; remove it")
    return phrases
