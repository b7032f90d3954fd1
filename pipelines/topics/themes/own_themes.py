"""A user's own themes: a TOML file beside the warehouse, read, checked, and refused with the line that is wrong."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.errors import PapertideError
from pipelines.topics.themes.own_tagger import OwnTagger
from pipelines.topics.themes.tagger import Tagger
from pipelines.topics.themes.vocabulary import THEME_ID, load_themes, name_fault, phrases_fault, read_theme_tables

_FIELDS = frozenset({"name", "definition", "phrases"})
_OPTIONAL = frozenset({"id", "papers", "not_papers", "colour"})
_HEADER = (
    "# Own themes; `papertide build` applies them. `papertide themes add` writes this file anew, without its comments."
)


@dataclass(frozen=True)
class OwnTheme:
    """A theme that a person wrote."""

    theme: str  # its id, unlike that of any curated theme
    name: str
    definition: str
    phrases: tuple[str, ...]
    papers: tuple[str, ...] = ()  # ids of papers that carry it
    not_papers: tuple[str, ...] = ()  # ids of papers that do not
    colour: int = 0  # place on the charts' colour wheel


def own_themes_path(warehouse: Path) -> Path:
    """Where the own themes of a warehouse lie: `NAME.themes.toml` beside `NAME.duckdb`; there may be none."""
    return Path(warehouse).with_suffix(".themes.toml")


def own_themes_of(warehouse: Path) -> tuple[OwnTheme, ...]:
    """The own themes installed beside a warehouse; none when there is no such file, or none is left in it.

    Raises
    ------
    PapertideError : as `load_own_themes`.
    """
    path = own_themes_path(warehouse)
    try:
        there = path.exists()
    except OSError as error:
        raise PapertideError(f"{path} cannot be opened ({error.strerror}); check its permissions") from None
    return load_own_themes(path, may_be_empty=True) if there else ()


def load_own_themes(path: Path, *, may_be_empty: bool = False) -> tuple[OwnTheme, ...]:
    """The own themes of a TOML file, in its order.

    Raises
    ------
    PapertideError : the file is missing, is not TOML, or an entry is wrong (a missing or unknown field, a wrong
        value, an id used twice or taken by a curated theme); names the file, the line and the cure.
    """
    curated = {theme.theme for theme in load_themes()}
    themes: list[OwnTheme] = []
    for line, entry in read_theme_tables(path, "name, definition and phrases", may_be_empty=may_be_empty):
        fault = _fault(entry)
        if not fault:
            theme = _theme(entry, colour=len(curated) + len(themes))
            fault = _id_fault(theme.theme, curated, {one.theme for one in themes})
        if fault:
            raise PapertideError(f"{path}, the theme at line {line}: {fault}")
        themes.append(theme)
    return tuple(themes)


def tag_own(
    tagger: Tagger, own: Sequence[OwnTheme], papers: pd.DataFrame, store: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The own themes that papers carry: columns and order as `Tagger.tag`.

    Parameters
    ----------
    papers : columns paper_id, title, abstract; title and abstract may be null
    store : where the papers that themes name are looked up, same columns; None: among `papers`. Give the whole
        store when only new papers are tagged, or the same theme would be read in two ways.
    """
    return OwnTagger(tagger, own, papers if store is None else store).tag(papers)


def install_own_themes(themes: Sequence[OwnTheme], warehouse: Path) -> tuple[OwnTheme, ...]:
    """Put themes into the warehouse's file of own themes, in the place of those with the same id; all or nothing.

    Returns
    -------
    All themes that are installed now.

    Raises
    ------
    PapertideError : the installed file is damaged, or the folder cannot be written.
    """
    path = own_themes_path(warehouse)
    all_themes = {theme.theme: theme for theme in own_themes_of(warehouse)}
    for theme in themes:
        taken = {other.colour for other in all_themes.values() if other.theme != theme.theme}
        colour = theme.colour if theme.colour not in taken else max(taken) + 1
        all_themes[theme.theme] = replace(theme, colour=colour)
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_text(_as_toml(tuple(all_themes.values())), encoding="utf-8")
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise PapertideError(
            f"{path} cannot be written ({error.strerror}); make its folder writable, or name another with --db"
        ) from None
    return tuple(all_themes.values())


def _fault(entry: Any) -> str | None:
    """What is wrong with one entry, or None."""
    fault = name_fault(entry, _FIELDS, _OPTIONAL) or phrases_fault(entry)
    if fault:
        return fault
    for field in ("papers", "not_papers"):
        given = entry.get(field, [])
        if not isinstance(given, list):
            return f'{field} is {given!r}; write a list of paper ids, such as ["2503.00001"]'
        for paper in given:
            if not isinstance(paper, str) or not paper.strip():
                return f"{field} holds {paper!r}, which is not text; write paper ids in quotes"
    both = sorted(
        {paper.strip() for paper in entry.get("papers", [])} & {p.strip() for p in entry.get("not_papers", [])}
    )
    return f"{both[0]!r} is in papers and in not_papers; take it out of one" if both else None


def _id_fault(theme: str, curated: set[str], before: set[str]) -> str | None:
    if not theme:
        return "its name has no Latin letter or digit to make an id of; add an id"
    if not THEME_ID.fullmatch(theme):
        return f"id {theme!r} is not lower-case words joined by hyphens; give it such an id"
    if theme in curated:
        return f"id {theme!r} is a curated theme; give it another id or name"
    return f"id {theme!r} is used twice; give one of them another id" if theme in before else None


def _theme(entry: dict[str, Any], *, colour: int) -> OwnTheme:
    return OwnTheme(
        theme=entry.get("id", slug(entry["name"])),
        name=entry["name"],
        definition=entry["definition"],
        phrases=tuple(entry["phrases"]),
        papers=tuple(dict.fromkeys(paper.strip() for paper in entry.get("papers", []))),
        not_papers=tuple(dict.fromkeys(paper.strip() for paper in entry.get("not_papers", []))),
        colour=entry.get("colour", colour),
    )


def slug(name: str) -> str:
    """A name as an id: `Tool use (LLMs)` -> `tool-use-llms`; accents are dropped."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def _as_toml(themes: tuple[OwnTheme, ...]) -> str:
    """The themes as TOML; a JSON string or list of strings is one of TOML too, but for the delete character."""
    tables = [_HEADER]
    for theme in themes:
        fields: dict[str, Any] = {
            "id": theme.theme,
            "name": theme.name,
            "definition": theme.definition,
            "phrases": theme.phrases,
            "papers": theme.papers,
            "not_papers": theme.not_papers,
            "colour": theme.colour,
        }
        lines = [f"{name} = {_as_value(value)}" for name, value in fields.items() if value != ()]
        tables.append("\n".join(["[[theme]]", *lines]))
    return "\n\n".join(tables) + "\n"


def _as_value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
