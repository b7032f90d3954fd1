"""Reads what people decided: the stop words, stop terms, synonyms, names and merges of `topics.toml`."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from pipelines.errors import PapertideError
from pipelines.shipped import shipped


@dataclass(frozen=True)
class Rules:
    """What people decided in `topics.toml`; words are folded as texts are."""

    stop_words: frozenset[str] = frozenset()  # no term starts or ends with one
    weak_words: frozenset[str] = frozenset()  # no term consists of these alone
    stop_terms: frozenset[str] = frozenset()  # never a term
    synonyms: dict[tuple[str, ...], str] = field(default_factory=dict)  # folded words -> the idea's one name

    names: dict[str, str] = field(default_factory=dict)  # label or id of a topic -> the name that a person gave it
    merges: tuple[tuple[str, ...], ...] = ()  # labels or ids of topics that are one; the first gives its name

    def __or__(self, other: Rules) -> Rules:
        """Both together; where they differ, the other's."""
        return Rules(
            self.stop_words | other.stop_words,
            self.weak_words | other.weak_words,
            self.stop_terms | other.stop_terms,
            self.synonyms | other.synonyms,
            self.names | other.names,
            self.merges + other.merges,
        )

    def words_key(self) -> str:
        """Names these rules: the same text for rules that read texts the same way."""
        said = [
            sorted(self.stop_words),
            sorted(self.weak_words),
            sorted(self.stop_terms),
            sorted(self.synonyms.items()),
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """The word in lower case without its plural ending: "Agents" -> "agent", "bias" -> "bias"."""
    word = word.lower()
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is", "as")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]


_KEYS = ("stop_words", "weak_words", "stop_terms", "synonyms", "names", "merges")


def load_rules(path: Path | None = None) -> Rules:
    """The rules of a `topics.toml`, by default the shipped one.

    Raises
    ------
    PapertideError : the file cannot be read, is no TOML, or has a key or value that is not understood.
    """
    path = path or shipped("topics.toml")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise PapertideError(f"{path}: {error}; correct the file, or take it away") from None
    if unknown := sorted(raw.keys() - set(_KEYS)):
        raise PapertideError(f"{path}: unknown key {unknown[0]!r}; the keys are {', '.join(_KEYS)}")
    stop, weak, phrases = (_phrases(raw, key, path) for key in ("stop_words", "weak_words", "stop_terms"))
    synonyms = {}
    for group in _groups(raw, "synonyms", path):
        ways = _phrases({"synonyms": group}, "synonyms", path)
        synonyms.update({tuple(way.split()): ways[0] for way in ways})
    names = raw.get("names", {})
    if not isinstance(names, dict) or not all(isinstance(name, str) and name.strip() for name in names.values()):
        raise PapertideError(f'{path}: [names] gives topics names, such as "Web and agents" = "Web agents"')
    english = {fold(word) for word in ENGLISH_STOP_WORDS}
    merges = tuple(tuple(group) for group in _groups(raw, "merges", path))
    return Rules(frozenset(stop) | english, frozenset(weak), frozenset(phrases), synonyms, names, merges)


def own_rules_path(warehouse: Path) -> Path:
    """Where the topic rules of a warehouse's owner lie: `NAME.topics.toml` beside `NAME.duckdb`."""
    return warehouse.with_name(f"{warehouse.stem}.topics.toml")


def rules_for(warehouse: Path) -> Rules:
    """The shipped rules and, on top, those that lie beside the warehouse, if any.

    Raises
    ------
    PapertideError : as `load_rules`.
    """
    own = own_rules_path(warehouse)
    return load_rules() | load_rules(own) if own.exists() else load_rules()


def _groups(raw: dict[str, Any], key: str, path: Path) -> list[list[str]]:
    """A list of lists of two or more texts each."""
    groups = raw.get(key, [])
    if not isinstance(groups, list) or not all(isinstance(group, list) and len(group) > 1 for group in groups):
        raise PapertideError(f"{path}: {key} is a list of lists, each of two or more ways to write one idea")
    if not all(isinstance(text, str) for group in groups for text in group):
        raise PapertideError(f"{path}: {key} must be texts in quotes")
    return groups


def _phrases(raw: dict[str, Any], key: str, path: Path) -> list[str]:
    """A list of words or phrases, folded."""
    values = raw.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise PapertideError(f"{path}: {key} must be a list of words in quotes")
    phrases = [" ".join(fold(word) for word in re.findall(r"[^\W_]+", value)) for value in values]
    if "" in phrases:
        raise PapertideError(f"{path}: {key} holds an empty text; remove it")
    return phrases
