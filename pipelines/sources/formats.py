"""Recognises a file's format from its content; a name may lie, the first bytes do not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from pipelines.sources.dumps import read_dump, read_json_lines
from pipelines.sources.flat_records import column_key
from pipelines.sources.page_html import read_page_html
from pipelines.sources.page_text import DATE_LINE, DOT, read_page_text
from pipelines.sources.reading import OpenFile, Read, UnknownFormatError
from pipelines.sources.tables import DELIMITERS, delimiter_of, read_csv, read_parquet

READERS: dict[str, Callable[[OpenFile], Iterator[Read]]] = {
    "dump": read_dump,
    "jsonl": read_json_lines,
    "csv": read_csv,
    "parquet": read_parquet,
    "page-text": read_page_text,
    "page-html": read_page_html,
}
HEAD_BYTES = 65_536  # as much of a file is looked at
_CSV_NAMES = {"id", "paperid", "arxivid", "title", "abstract"}


def recognised(head: bytes) -> str:
    """The format of a file that begins with these bytes.

    Raises
    ------
    UnknownFormatError : none of READERS.
    """
    if head.startswith(b"PAR1"):
        return "parquet"
    # The last character may be cut in the middle.
    text = head.decode("utf-8-sig", "ignore").lstrip()
    if "\x00" in text:
        raise UnknownFormatError(_unknown("holds binary data"))
    if text.startswith("["):
        return "dump"
    if text.startswith("{"):
        return "jsonl" if _is_json_lines(text) else "dump"
    if text.startswith("<"):
        return "page-html"
    lines = [line.replace("\xa0", " ").strip() for line in text.splitlines()]
    if _is_page(lines):
        return "page-text"
    if _is_header(lines[0] if lines else ""):
        return "csv"
    raise UnknownFormatError(_unknown("looks like nothing known"))


def _is_json_lines(text: str) -> bool:
    """Whether a second line begins another object; the first may be damaged, but is not only an opening."""
    first, _, rest = text.partition("\n")
    following = rest.lstrip()
    if not following.startswith("{"):
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return len(first.strip()) > 1 and first.rstrip()[-1] not in "{[,:"
    return True


def _is_page(lines: list[str]) -> bool:
    """Whether some line is a card's date below a middle dot, as on saved pages, or the page names itself."""
    filled = [line for line in lines if line]
    dated = any(dot == DOT and DATE_LINE.fullmatch(line) for dot, line in pairwise(filled))
    return dated or "Daily Papers" in filled[:20]


def _is_header(line: str) -> bool:
    """Whether a line names columns: some that a paper has, or several words with a delimiter between them."""
    cells = [column_key(cell.strip('"')) for cell in line.split(delimiter_of(line))]
    if _CSV_NAMES.intersection(cells):
        return True
    return len(cells) > 1 and any(d in line for d in DELIMITERS) and all(re.fullmatch(r"\w{1,40}", c) for c in cells)


def _unknown(why: str) -> str:
    return f"{why}; readable are JSON, JSON Lines, CSV, Parquet and saved pages, also .gz (--format says which)"
