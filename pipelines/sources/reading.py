"""What the readers of all file formats share: the file being read, and a record or why it is none."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BufferedReader
from typing import Any, TypeAlias

from pydantic import ValidationError

from pipelines.records import Paper, Reject
from pipelines.sources import values
from pipelines.sources.daily_papers import daily_paper, is_daily_paper
from pipelines.sources.flat_records import flat_paper

MAX_RECORD_CHARS = 4_000_000  # the longest real records have 40,000; beyond this it is no paper
MAX_DOCUMENT_BYTES = 512_000_000  # of a file that has to be read whole (JSON, HTML, gzipped Parquet)
_EXCERPT = 500

Read: TypeAlias = Paper | Reject


class UnreadableError(Exception):
    """A file, or the rest of it, that cannot be read; its text says why, with the file as the subject."""


class UnknownFormatError(UnreadableError):
    """A file that looks like nothing Papertide reads."""


@dataclass
class OpenFile:
    """A file while it is read: what its name and age tell, and what its reader found out."""

    origin: str  # for people: relative to what was named on the command line
    stream: BufferedReader[Any]  # decompressed
    day: date | None  # the day in its name: of a dump, the day asked for
    observed_at: datetime  # naive UTC; a reader that finds a better one in the content replaces it
    captured_on: date | None = None  # --captured-on
    packed: bool = False  # gzipped on the disk
    api_records: bool = False  # set when a record has the shape of the API's
    flat_records: bool = False  # set when a paper was read from a row or another flat record
    day_in_content: bool = False  # set when observed_at was found in the content
    notes: list[str] = field(default_factory=list)

    @property
    def observed_on_file_time(self) -> bool:
        """Whether nothing better than the file's age told when it was captured."""
        return not (self.captured_on or self.day or self.day_in_content)

    def note(self, text: str) -> None:
        self.notes.append(f"{self.origin}: {text}")


def read_whole(file: OpenFile) -> bytes:
    """All of the file, which must not be a bomb."""
    content = file.stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(content) > MAX_DOCUMENT_BYTES:
        raise UnreadableError(
            f"is larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB when unpacked; split it, or make it JSON Lines"
        )
    return content


def bounded_lines(file: OpenFile) -> Iterator[tuple[int, bytes | None]]:
    """Number (from 1) and bytes of each line; None for one that is longer than any record."""
    number = 0
    while line := file.stream.readline(MAX_RECORD_CHARS):
        number += 1
        if len(line) < MAX_RECORD_CHARS or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = file.stream.readline(MAX_RECORD_CHARS)
        yield number, None


def read_record(file: OpenFile, position: str, item: object) -> Read:
    """The paper that a record of any shape describes, or the reason why it is none."""
    try:
        if is_daily_paper(item):
            assert isinstance(item, dict)
            file.api_records = True
            return daily_paper(item, day=file.day, observed_at=file.observed_at)
        if isinstance(item, dict):
            paper = flat_paper(item, day=None, observed_at=file.observed_at)
            file.flat_records = True
            return paper
        raise ValueError(f"the record is {kind(item)}, not an object")
    except (ValueError, RecursionError) as error:
        return rejected(file.origin, position, error, item)


def rejected(origin: str, position: str, error: Exception, item: object) -> Reject:
    """A record that could not be read, with the reason in one line and the beginning of the record."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        field_name = ".".join(str(part) for part in first["loc"])
        reason = f"{field_name}: {first['msg'].removeprefix('Value error, ')}"
    elif isinstance(error, RecursionError):
        reason = "the record is nested too deeply"
    else:
        reason = str(error)
    return Reject(origin=origin, position=position, reason=values.shown(reason, 300), excerpt=_excerpt(item))


def python_literal(written: str) -> object:
    """The value of text written by Python's repr; literals only, nothing is executed.

    Raises
    ------
    ValueError : longer than a record, nested too deeply, or no literal.
    """
    if len(written) > MAX_RECORD_CHARS:
        raise ValueError(f"text of {len(written):,} characters is longer than any record")
    try:
        value: object = ast.literal_eval(written.strip())
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        raise ValueError("the record is text, and not of a Python literal") from None
    return value


def kind(value: object) -> str:
    """What a JSON value is, for people."""
    names = {type(None): "null", bool: "true or false", str: "text", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")


def day_in(name: str) -> date | None:
    """The first day written as YYYY-MM-DD in a file's name."""
    for found in re.finditer(r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)", name):
        try:
            return date.fromisoformat(found[0])
        except ValueError:
            continue
    return None


def _excerpt(item: object) -> str:
    try:
        written = item if isinstance(item, str) else json.dumps(item, ensure_ascii=False, default=str)
    except (RecursionError, ValueError, TypeError):
        written = values.shown(item, _EXCERPT)
    return values.shown(written, _EXCERPT)
