"""Writes what a person decides into the file of own organizations beside the warehouse."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.errors import PapertideError
from pipelines.organizations.registry import (
    Organization,
    Registry,
    own_organizations_path,
    parsed,
    shipped_registry,
    text_of,
)

_HEADER = """\
# Who is who, as decided here; `papertide build` applies it. Of the form of Papertide's own organizations.toml:
# [[organization]] with a name, and any of parent, handles and spellings.
"""


def confirm(
    warehouse: Path, handles: Sequence[str], organization: str, parent: str | None = None, *, synthetic: bool = False
) -> Registry:
    """Say which organization handles stand for, below what the warehouse's own file says already; all or nothing.

    Returns
    -------
    Who is who from now on.

    Raises
    ------
    PapertideError : the file lists a handle already, is malformed, or would be (an empty name, parents in a
        circle); or it cannot be written.
    """
    path = own_organizations_path(warehouse).resolve()  # what a link names is written, and the link stays
    lock = FileLock(warehouse.with_name(f".{warehouse.stem}.organizations.lock"), timeout=10)
    try:
        with lock:
            return _confirmed(path, handles, organization, parent, synthetic)
    except Timeout:
        raise PapertideError(f"{path} is being written by somebody else; try again") from None
    except OSError as error:
        raise PapertideError(
            f"{path} cannot be written ({error.strerror}); make its folder writable, or name another with --db"
        ) from None


def _confirmed(path: Path, handles: Sequence[str], organization: str, parent: str | None, synthetic: bool) -> Registry:
    before = text_of(path) if path.exists() else _HEADER
    for entry in parsed(before, path):
        if twice := sorted({*handles} & {*entry.handles}):
            raise PapertideError(
                f"{path} lists {twice[0]} under {entry.name!r} at line {entry.line}; take it out there first"
            )
    fields = {"name": organization, "parent": parent, "handles": list(handles)}
    lines = [f"{name} = {_value(value)}" for name, value in fields.items() if value is not None]
    after = "\n".join([before.rstrip("\n"), "", "[[organization]]", *lines, ""])
    registry = shipped_registry(synthetic=synthetic)
    registry.add(_appended(before, after, path), path, "own")
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_text(after, encoding="utf-8")
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return registry


def _appended(before: str, after: str, path: Path) -> tuple[Organization, ...]:
    try:
        return parsed(after, path)
    except PapertideError:
        if "[[organization]]" in before or not parsed(before, path):
            raise
        raise PapertideError(
            f"{path} writes organizations as one list (organization = [...]), to which nothing can be added; write "
            "each as an [[organization]] of its own, and confirm again"
        ) from None


def _value(value: object) -> str:
    """A JSON string or list of strings is one of TOML too, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
