"""Reads JSON: what the API answered (a list, an envelope around one, a single record) and JSON Lines.

Real dumps are damaged in one way that can be repaired: records written as Python text ("{'paper': ...}").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BufferedReader, BytesIO, RawIOBase
from typing import cast

from pipelines.sources.daily_papers import is_daily_paper
from pipelines.sources.flat_records import has_needed_columns
from pipelines.sources.reading import (
    MAX_RECORD_CHARS,
    OpenFile,
    Read,
    UnreadableError,
    bounded_lines,
    kind,
    python_literal,
    read_record,
    read_whole,
    rejected,
)

# Where envelopes keep their list; `data` is what real dumps use, `dailyPapers` what saved pages use.
_LIST_KEYS = ("data", "dailyPapers", "papers", "results", "items", "records")
# JSON quotes its first name with ", Python's repr with '.
_PYTHON_TEXT = re.compile(r"\s*[\[{][\[{(\s]*'")
_LONG_LINE = 16_000  # characters of 4 bytes that fill what is looked at to recognise a format


def read_dump(file: OpenFile) -> Iterator[Read]:
    """Every record of one JSON document."""
    content = read_whole(file)
    text = decoded(content)
    if _is_lines(text):
        file.stream = BufferedReader(cast(RawIOBase, BytesIO(content)))
        yield from read_json_lines(file)
        return
    items = records_of(_document(file, text))
    if not items:  # what the API answers for a day without papers
        file.api_records = True
    yield from read_items(file, items)


def read_json_lines(file: OpenFile) -> Iterator[Read]:
    """Every record of a file with one JSON object a line."""
    n_text = 0
    for number, line in bounded_lines(file):
        position = f"line {number}"
        if line is None:
            yield rejected(file.origin, position, ValueError("the line is longer than any record"), "")
            continue
        if not line.strip():
            continue
        try:
            item, is_text = _line_value(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except (ValueError, RecursionError) as error:
            yield rejected(file.origin, position, _json_error(error), line.decode("utf-8", "replace"))
            continue
        n_text += is_text
        yield read_record(file, position, item)
    if n_text:
        file.note(f"{n_text:,} lines are Python text, not JSON, and were read as such")


def read_items(file: OpenFile, items: list[object]) -> Iterator[Read]:
    """The records of a list; those written as Python text are recovered, and a note says how many."""
    n_text = n_recovered = 0
    for number, item in enumerate(items, start=1):
        position = f"record {number}"
        if not isinstance(item, str):
            yield read_record(file, position, item)
            continue
        n_text += 1
        try:
            found = python_literal(item)
        except ValueError as error:
            yield rejected(file.origin, position, error, item)
            continue
        record = read_record(file, position, found)
        n_recovered += not hasattr(record, "reason")
        yield record
    if n_text:
        file.note(f"records are Python text; {n_recovered} of {n_text} recovered")


def records_of(document: object) -> list[object]:
    """The list of records in a document: itself, in an envelope, or a single record.

    Raises
    ------
    UnreadableError : there is no such list; names what was found.
    """
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        raise UnreadableError(f"holds {kind(document)}; a dump is a list of records, or an object with a list `data`")
    if is_daily_paper(document) or has_needed_columns(document):
        return [document]
    for key in _LIST_KEYS:
        inner = document.get(key)
        if isinstance(inner, str) and inner.lstrip().startswith("["):
            try:
                inner = python_literal(inner)
            except ValueError as error:
                raise UnreadableError(f"`{key}`: {error}") from None
        if isinstance(inner, list):
            return inner
    found = ", ".join(sorted(map(str, document))[:8]) or "nothing"
    raise UnreadableError(f"is an object without a list of records (it has {found}); such a list is called `data`")


def parse_json(text: str) -> object:
    """The document; UnreadableError with the position where it stops being JSON."""
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(str(_json_error(error))) from None
    return document


def decoded(content: bytes) -> str:
    """UTF-8 text, with or without a byte order mark."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"is not UTF-8 text (byte {error.start:,}); save it as UTF-8") from None


def _document(file: OpenFile, text: str) -> object:
    """The document: JSON, or what Python writes for the same, which a note tells."""
    try:
        return parse_json(text)
    except UnreadableError:
        if not _PYTHON_TEXT.match(text):
            raise
        if len(text) > MAX_RECORD_CHARS:
            raise UnreadableError(
                f"is Python text of {len(text):,} characters, not JSON; more than {MAX_RECORD_CHARS:,} are not read"
            ) from None
        try:
            found = python_literal(text)
        except ValueError:
            raise UnreadableError("is Python text, not JSON, and not a whole literal; write it as JSON") from None
    file.note("is Python text, not JSON, and was read as such")
    return found


def _is_lines(text: str) -> bool:
    """Whether this is JSON Lines after all: a first line longer than what formats are recognised by hides the next."""
    end = text.find("\n")
    if end < _LONG_LINE or not text.startswith("{") or not re.compile(r"\s*\{").match(text, end):
        return False
    try:
        return isinstance(json.loads(text[:end]), dict)
    except (ValueError, RecursionError):
        return False


def _line_value(line: str) -> tuple[object, bool]:
    """The record in a line, and whether it was Python text; what is neither fails as JSON does."""
    try:
        return json.loads(line), False
    except ValueError:
        if not _PYTHON_TEXT.match(line):
            raise
        try:
            return python_literal(line), True
        except ValueError:
            pass
        raise


def _json_error(error: Exception) -> ValueError:
    if isinstance(error, json.JSONDecodeError):
        line = f"line {error.lineno:,}, " if error.lineno > 1 else ""
        return ValueError(f"is not whole JSON: {error.msg.removesuffix(' at')} at {line}character {error.pos:,}")
    if isinstance(error, UnicodeDecodeError):
        return ValueError("is not UTF-8 text")
    if isinstance(error, RecursionError | MemoryError):
        return ValueError("is nested too deeply")
    return ValueError(f"is not JSON: {error}")
