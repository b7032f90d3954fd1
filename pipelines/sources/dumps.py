"""Reads JSON: what the API answered (a list, an envelope around one, a single record) and JSON Lines.

Real dumps are damaged in one way that can be repaired: records written as Python text ("{'paper': ...}").
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from pipelines.sources.daily_papers import is_daily_paper
from pipelines.sources.flat_records import has_needed_columns
from pipelines.sources.reading import (
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


def read_dump(file: OpenFile) -> Iterator[Read]:
    """Every record of one JSON document."""
    items = records_of(parse_json(decoded(read_whole(file))))
    if not items:  # what the API answers for a day without papers
        file.api_records = True
    yield from read_items(file, items)


def read_json_lines(file: OpenFile) -> Iterator[Read]:
    """Every record of a file with one JSON object a line."""
    for number, line in bounded_lines(file):
        position = f"line {number}"
        if line is None:
            yield rejected(file.origin, position, ValueError("the line is longer than any record"), "")
            continue
        if not line.strip():
            continue
        try:
            item = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except (ValueError, RecursionError) as error:
            yield rejected(file.origin, position, _json_error(error), line.decode("utf-8", "replace"))
            continue
        yield read_record(file, position, item)


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


def _json_error(error: Exception) -> ValueError:
    if isinstance(error, json.JSONDecodeError):
        line = f"line {error.lineno:,}, " if error.lineno > 1 else ""
        return ValueError(f"is not whole JSON: {error.msg.removesuffix(' at')} at {line}character {error.pos:,}")
    if isinstance(error, UnicodeDecodeError):
        return ValueError("is not UTF-8 text")
    if isinstance(error, RecursionError | MemoryError):
        return ValueError("is nested too deeply")
    return ValueError(f"is not JSON: {error}")
