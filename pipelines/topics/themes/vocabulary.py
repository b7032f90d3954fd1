"""The curated themes: read from `themes.toml`, checked, and refused with the line that is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import PapertideError
from pipelines.shipped import shipped
from pipelines.topics.themes.features import LONGEST_TERM, as_term

THEME_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_COLOURS = 1000  # places on the colour wheel
_FIELDS = frozenset({"id", "name", "definition", "phrases"})
_OPTIONAL = frozenset({"colour"})


@dataclass(frozen=True)
class Theme:
    """A theme that a paper can carry."""

    theme: str  # its id: lower-case words joined by hyphens
    name: str
    definition: str  # what a paper must be about to carry it
    phrases: tuple[str, ...]  # evidence that the tagger counts in title and abstract; not rules
    colour: int = 0  # place on the charts' colour wheel


def load_themes(path: Path | None = None) -> tuple[Theme, ...]:
    """The themes of a TOML file, in its order; without a path the shipped ones.

    Raises
    ------
    PapertideError : the file is missing, is not TOML, or an entry is wrong; names the file and the line.
    """
    try:
        path = path or shipped("themes.toml")
    except FileNotFoundError as error:
        raise PapertideError(str(error)) from None
    themes: list[Theme] = []
    for line, entry in read_theme_tables(path, "id, name, definition and phrases"):
        fault = name_fault(entry, _FIELDS, _OPTIONAL) or phrases_fault(entry) or _id_fault(entry["id"], themes)
        if fault:
            raise PapertideError(f"{path}, the theme at line {line}: {fault}")
        colour = entry.get("colour", len(themes))
        themes.append(Theme(entry["id"], entry["name"], entry["definition"], tuple(entry["phrases"]), colour))
    return tuple(themes)


def read_theme_tables(path: Path, fields: str, *, may_be_empty: bool = False) -> Iterator[tuple[int, Any]]:
    """The [[theme]] tables of a TOML file, each with the line that it starts at; `fields` says what they need.

    Raises
    ------
    PapertideError : the file is missing, cannot be read, is not TOML, or holds no or another table.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text)
    except FileNotFoundError:
        raise PapertideError(f"{path} does not exist; name a themes file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PapertideError(f"{path} cannot be read ({error}); name a readable themes file in UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise PapertideError(f"{path} is not TOML: {error}; mend that line") from None
    entries = content.get("theme", [])
    if not isinstance(entries, list) or not (entries or may_be_empty):
        raise PapertideError(f"{path} holds no [[theme]]; add at least one with {fields}")
    strangers = sorted(content.keys() - {"theme"})
    if strangers:
        raise PapertideError(f"{path} holds {strangers[0]!r} outside of any [[theme]]; move it under one, or delete it")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*theme\s*\]\]", line)]
    lines += [1] * (len(entries) - len(lines))  # themes written as one inline array
    yield from zip(lines, entries, strict=False)


def name_fault(entry: Any, required: frozenset[str], optional: frozenset[str]) -> str | None:
    """What is wrong with the fields of one entry that hold text or a colour, or None."""
    if not isinstance(entry, dict):
        return "is not a table; write it under [[theme]]"
    unknown, absent = sorted(entry.keys() - required - optional), sorted(required - entry.keys())
    if unknown:
        return f"has the unknown field {unknown[0]!r}; known are {', '.join(sorted(required | optional))}"
    if absent:
        return f"has no {absent[0]!r}; add it"
    for name in ("id", "name", "definition"):
        if name in entry and (not isinstance(entry[name], str) or not entry[name].strip()):
            return f"{name} is {entry[name]!r}; write it as text"
        if name != "definition" and not entry.get(name, "").isprintable():
            return f"{name} {entry[name][:60]!r} holds a line break or another control character; take it out"
    colour = entry.get("colour", 0)
    if not isinstance(colour, int) or isinstance(colour, bool) or not 0 <= colour < MOST_COLOURS:
        return f"colour is {str(colour)[:20]}; write it as a whole number from 0 to {MOST_COLOURS - 1}"
    return None


def phrases_fault(entry: dict[str, Any]) -> str | None:
    """What is wrong with the phrases of one entry, or None."""
    if not isinstance(entry["phrases"], list) or not entry["phrases"]:
        return "phrases is not a list of texts; give at least one"
    for phrase in entry["phrases"]:
        if not isinstance(phrase, str) or not as_term(phrase):
            return f"the phrase {phrase!r} holds no word; write one, or take it out"
        if len(as_term(phrase).split()) > LONGEST_TERM:
            return f"the phrase {phrase!r} is longer than {LONGEST_TERM} words; shorten it"
    return None


def _id_fault(theme: str, before: list[Theme]) -> str | None:
    if not THEME_ID.fullmatch(theme):
        return f"id {theme!r} is not lower-case words joined by hyphens; write it so"
    return f"id {theme!r} is used twice; ids are distinct" if any(t.theme == theme for t in before) else None
