"""Reads who is who: `organizations.toml`, and on top of it the file of a warehouse's owner."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.errors import PapertideError
from pipelines.shipped import shipped

_FIELDS = ("name", "parent", "handles", "spellings")
_TABLE = re.compile(r"\s*\[\[\s*organization\s*\]\]")
_ACCENTS = re.compile("[\u0300-\u036f]")  # not the marks of other scripts, where they are letters


@dataclass(frozen=True)
class Organization:
    """What one [[organization]] of a file says."""

    name: str
    parent: str | None = None  # whose it is
    handles: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()  # full names by which sources call it
    line: int = 0


@dataclass
class Registry:
    """Which organization handles and names stand for, and whose organizations are."""

    handles: dict[str, tuple[str, str]] = field(default_factory=dict)  # handle -> organization, "listed" or "own"
    names: dict[str, str] = field(default_factory=dict)  # spelling key -> organization
    owners: dict[str, str] = field(default_factory=dict)  # organization -> whose it is

    def called(self, name: str) -> str | None:
        """The organization that a source calls by this name; None when no file says so."""
        return self.names.get(spelling_key(name))

    def parent(self, organization: str) -> str:
        """Whose the organization is at last; itself when it is nobody's."""
        while organization in self.owners:
            organization = self.owners[organization]
        return organization

    def add(self, entries: Sequence[Organization], path: Path, how: str) -> None:
        """Add what a file says, in the place of what earlier ones say.

        Raises
        ------
        PapertideError : the file says two things of a handle, a spelling or whose an organization is, spells one as
            another is named, or parents go in a circle.
        """
        names = [self._named(entry.name) for entry in entries]
        owners = [self._named(entry.parent) if entry.parent else None for entry in entries]
        said: dict[tuple[str, str], str] = {}
        for entry, name, owner in zip(entries, names, owners, strict=True):
            claims = [("handle", handle, name) for handle in entry.handles]
            claims += [("spelling", spelling_key(text), name) for text in entry.spellings]
            claims += [("parent of", name, owner)] if owner else []
            for what, one, value in claims:
                other = said.setdefault((what, one), value)
                if what == "spelling" and spelling_key(self.names.get(one, "")) == one:
                    other = self.names[one]
                if other != value:
                    raise _fault(path, entry, f"the {what} {one!r} is {value!r} here and {other!r} elsewhere; keep one")
            self.handles.update(dict.fromkeys(entry.handles, (name, how)))
            self.names.update(dict.fromkeys(map(spelling_key, entry.spellings), name))
            if owner:
                self._give(name, owner, path, entry)

    def _named(self, name: str) -> str:
        """The organization of that name or spelling; a new one when there is none."""
        return self.names.setdefault(spelling_key(name), name)

    def _give(self, name: str, owner: str, path: Path, entry: Organization) -> None:
        """Set whose the organization is; its own name as parent takes the owner of an earlier file away."""
        self.owners.pop(name, None)
        if owner == name:
            return
        if self.parent(owner) == name:
            raise _fault(path, entry, f"it cannot belong to {owner!r}, which belongs to it; take one parent out")
        self.owners[name] = owner


def spelling_key(name: str) -> str:
    """What is the same in all spellings of a name: "The École, Inc." -> "ecole inc".

    Case, accents, punctuation, spaces and a leading "The" do not count; all else does.
    """
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", name)).casefold()
    words = "".join(sign if unicodedata.category(sign)[0] in "LMNS" else " " for sign in plain).split()
    return " ".join(words).removeprefix("the ")


def own_organizations_path(warehouse: Path) -> Path:
    """Where the decisions of a warehouse's owner lie: `NAME.organizations.toml` beside `NAME.duckdb`."""
    return warehouse.with_name(f"{warehouse.stem}.organizations.toml")


def registry_for(warehouse: Path, *, synthetic: bool = False) -> Registry:
    """Who is who for a warehouse: the shipped file, and on top the one that lies beside the warehouse, if any.

    Parameters
    ----------
    synthetic : the warehouse holds the demo's papers; then the demo's invented organizations count too

    Raises
    ------
    PapertideError : as `read_organizations`, or as `Registry.add`.
    """
    found = shipped_registry(synthetic=synthetic)
    own = own_organizations_path(warehouse)
    if own.exists():
        found.add(read_organizations(own), own, "own")
    return found


def shipped_registry(*, synthetic: bool = False) -> Registry:
    """What the shipped file says, and for the demo's papers that of its invented organizations too."""
    found = Registry()
    for name in ("organizations.toml", "demo/who_is_who.toml") if synthetic else ("organizations.toml",):
        try:
            path = shipped(name)
        except FileNotFoundError as error:
            raise PapertideError(str(error)) from None
        found.add(read_organizations(path), path, "listed")
    return found


def read_organizations(path: Path) -> tuple[Organization, ...]:
    """The organizations of a file, in its order.

    Raises
    ------
    PapertideError : the file cannot be read, is no TOML, or an entry is wrong; names the file, the line and the cure.
    """
    return parsed(text_of(path), path)


def text_of(path: Path) -> str:
    """The text of a file.

    Raises
    ------
    PapertideError : it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PapertideError(f"{path} cannot be read ({error}); make it a readable file in UTF-8") from None


def parsed(text: str, path: Path) -> tuple[Organization, ...]:
    """As `read_organizations`, of a text; the path is named in errors."""
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise PapertideError(f"{path} is not TOML: {error}; mend that line") from None
    entries = content.pop("organization", [])
    if content:
        raise PapertideError(f"{path} holds {min(content)!r} outside of any [[organization]]; move it under one")
    if not isinstance(entries, list):
        raise PapertideError(f"{path} holds one [organization]; write [[organization]], in double brackets")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _TABLE.match(line)]
    lines += [1] * (len(entries) - len(lines))  # written as one inline array
    return tuple(_organization(entry, path, line) for entry, line in zip(entries, lines, strict=False))


def _organization(entry: Any, path: Path, line: int) -> Organization:
    """One entry, checked."""
    said = entry if isinstance(entry, dict) else {}
    name, parent = said.get("name"), said.get("parent")
    handles, spellings = said.get("handles", []), said.get("spellings", [])
    at = Organization(str(name), line=line)
    if unknown := sorted(said.keys() - set(_FIELDS)):
        raise _fault(path, at, f"has the unknown field {unknown[0]!r}; the fields are {', '.join(_FIELDS)}")
    for field_name, value in (("name", name), ("parent", parent)):
        if not (_is_name(value) or (field_name == "parent" and value is None)):
            raise _fault(path, at, f"its {field_name} is {value!r}; write it in quotes, with a letter or digit")
    for field_name, values in (("handles", handles), ("spellings", spellings)):
        if not isinstance(values, list) or not all(_is_name(value) for value in values):
            raise _fault(path, at, f'{field_name} is {values!r}; write a list of texts, such as ["a", "b"]')
    owner = parent.strip() if parent else None
    return Organization(at.name.strip(), owner, tuple(handles), tuple(spellings), line)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable() and any(map(str.isalnum, value))


def _fault(path: Path, entry: Organization, fault: str) -> PapertideError:
    return PapertideError(f"{path}, the organization {entry.name!r} at line {entry.line}: {fault}")
