"""Reads a saved Daily Papers page as HTML: it carries the API's records as JSON in an attribute."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from pipelines.sources.daily_papers import is_daily_paper
from pipelines.sources.dumps import decoded, parse_json, read_items
from pipelines.sources.reading import OpenFile, Read, UnreadableError, read_whole

_CARDS = '[data-target="DailyPapers"]'


def read_page_html(file: OpenFile) -> Iterator[Read]:
    """Every record in `data-props` of the element with `data-target="DailyPapers"`."""
    element = LexborHTMLParser(decoded(read_whole(file))).css_first(_CARDS)
    written = element.attributes.get("data-props") if element else None
    if not written:
        raise UnreadableError(
            'is HTML without the data of Daily Papers (an element with data-target="DailyPapers"); '
            "save the page https://huggingface.co/papers as HTML"
        )
    props = parse_json(written)
    yield from read_items(file, _records(props))


def _records(props: object) -> list[object]:
    """The list under `dailyPapers`, else under any key that holds API records."""
    found = props if isinstance(props, dict) else {}
    named = found.get("dailyPapers")
    if isinstance(named, list):
        return named
    for value in found.values():
        if isinstance(value, list) and value and is_daily_paper(value[0]):
            return value
    raise UnreadableError(f"holds data without a list of papers (it has {', '.join(map(str, found)) or 'nothing'})")
