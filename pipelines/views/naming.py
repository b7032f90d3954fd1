"""Finds what a person named: a theme by its id or name, an organization or parent by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import process

from pipelines.errors import UsageError
from pipelines.mart.selection import GROUPINGS, Grouping
from pipelines.mart.tables.organizations import organizations
from pipelines.mart.tables.themes import themes
from pipelines.views.view import Reader

_NEAR = 60  # of 100: how like a name must be to be suggested
_LISTS = {"theme": "themes list", "organization": "organizations list", "parent": "organizations list"}


def theme_ids(read: Reader, asked: Iterable[str]) -> tuple[str, ...]:
    """Ids of themes, from ids or names, case aside.

    Raises
    ------
    UsageError : there is no such theme; says which is nearest.
    """
    rows = read(themes).to_dict("records")
    known = {str(row[word]).casefold(): str(row["theme"]) for word in ("name", "theme") for row in rows}
    return tuple(dict.fromkeys(_found("theme", one, known) for one in asked))


def organization_names(read: Reader, asked: Iterable[str], by: Grouping | None = None) -> tuple[str, ...]:
    """Names of organizations, or of parents, or else of either, as the data writes them, case aside.

    Raises
    ------
    UsageError : there is none; says which is nearest.
    """
    held = read(organizations)
    names = list(dict.fromkeys(str(name) for kind in ([by] if by else GROUPINGS) for name in held[kind]))
    known = {name.casefold(): name for name in reversed(names)} | {name: name for name in names}
    return tuple(dict.fromkeys(_found(by or "organization", one, known) for one in asked))


def _found(kind: str, asked: str, known: Mapping[str, str]) -> str:
    exact = known.get(asked) or known.get(" ".join(asked.split()).casefold())
    if exact:
        return exact
    near = process.extractOne(asked.casefold(), known.keys(), score_cutoff=_NEAR)
    meant = f"did you mean {known[near[0]]!r}?" if near else f"papertide {_LISTS[kind]} names those that there are"
    raise UsageError(f"no {kind} is called {asked[:60]!r} in this data; {meant}")
