"""The watch list: themes, organizations and phrases that a person follows, in a TOML file beside the warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import tomlkit
from filelock import FileLock, Timeout
from tomlkit.exceptions import TOMLKitError

from pipelines.errors import PapertideError
from pipelines.mart.phrases import phrase_pattern
from pipelines.views.naming import organization_names, theme_ids
from pipelines.views.view import Reader
from pipelines.writing import whole_file

_KINDS = ("themes", "organizations", "phrases")
_HEADER = "What the digest and the overview follow: ids of themes, names of organizations or parents, phrases."


@dataclass(frozen=True)
class WatchList:
    """What a person follows; nothing of it is twice there."""

    themes: tuple[str, ...] = ()  # ids
    organizations: tuple[str, ...] = ()  # names of organizations, or of parents
    phrases: tuple[str, ...] = ()  # as `phrase_pattern` reads them

    def __bool__(self) -> bool:
        return bool(self.themes or self.organizations or self.phrases)


NOTHING = WatchList()


def watch_list_path(warehouse: Path) -> Path:
    """Where the watch list of a warehouse lies: `NAME.watch.toml` beside `NAME.duckdb`; there may be none."""
    return Path(warehouse).with_suffix(".watch.toml")


def read_watch_list(warehouse: Path) -> WatchList | None:
    """The watch list beside a warehouse, as it is written; None where there is no such file.

    Raises
    ------
    PapertideError : the file cannot be read, or is not of this form.
    """
    path = watch_list_path(warehouse)
    text = _text(path)
    return None if text is None else _listed(_parsed(text, path), path)


def checked(asked: WatchList, read: Reader) -> WatchList:
    """The same list with ids of themes and names of organizations as the mart has them, case and names of themes aside.

    Raises
    ------
    UsageError : the data has no such theme, organization or parent; says which is nearest. Or a phrase is malformed,
        see `phrase_pattern`.
    """
    for phrase in asked.phrases:
        phrase_pattern(phrase)
    return WatchList(
        theme_ids(read, asked.themes),
        organization_names(read, asked.organizations),
        _unique(" ".join(phrase.split()) for phrase in asked.phrases),
    )


def change_watch_list(warehouse: Path, added: WatchList = NOTHING, removed: WatchList = NOTHING) -> WatchList:
    """Add to the watch list and take from it, keeping its comments; all or nothing, one writer at a time.

    Returns
    -------
    The list from now on.

    Raises
    ------
    PapertideError : the file is malformed, lacks what is to be removed, or cannot be written.
    """
    path = watch_list_path(warehouse).resolve()  # what a link names is written, and the link stays
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=10)
    try:
        with lock:
            text = _text(path)
            document = _parsed(text or f"# {_HEADER}\n", path)
            before = _listed(document, path)
            for kind in _KINDS:
                _change(document, kind, getattr(before, kind), getattr(added, kind), getattr(removed, kind), path)
            with whole_file(path) as draft:
                draft.write_text(tomlkit.dumps(document), encoding="utf-8")
            return _listed(document, path)
    except Timeout:
        raise PapertideError(f"{path} is being written by somebody else; try again") from None
    except OSError as error:
        raise PapertideError(f"{path} cannot be written ({error.strerror}); make its folder writable") from None


def _change(
    document: tomlkit.TOMLDocument,
    kind: str,
    before: Sequence[str],
    added: Sequence[str],
    removed: Sequence[str],
    path: Path,
) -> None:
    if missing := [one for one in removed if one not in before]:
        raise PapertideError(f"{path.name} does not follow {missing[0]!r} among its {kind}; see papertide watch list")
    new = [one for one in added if one not in before]
    if not new and not removed:
        return
    if kind not in document:
        document.add(kind, tomlkit.array())
    items = cast(Any, document[kind])
    for one in removed:
        items.remove(one)
    for one in new:
        items.append(one)


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PapertideError(f"{path} cannot be read ({error.strerror}); check its permissions") from None
    except UnicodeDecodeError:
        raise PapertideError(f"{path} is not UTF-8 text; save it as UTF-8") from None


def _parsed(text: str, path: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        said = " ".join(str(error).split())
        raise PapertideError(f"{path} is not TOML: {said}; mend it, or delete it and use papertide watch add") from None


def _listed(document: tomlkit.TOMLDocument, path: Path) -> WatchList:
    """What the document follows."""
    held: dict[str, Any] = document.unwrap()
    if unknown := [key for key in held if key not in _KINDS]:
        raise PapertideError(f"{path}: {unknown[0]!r} is not understood; the lists are {', '.join(_KINDS)}")
    for kind, items in held.items():
        if not isinstance(items, list) or not all(isinstance(one, str) and one.strip() for one in items):
            raise PapertideError(f'{path}: {kind} must be a list of texts, such as {kind} = ["..."]')
    return WatchList(**{kind: _unique(items) for kind, items in held.items()})


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
