"""Reads a saved Daily Papers search page as text: cards of title, abstract, authors or organization, date.

    A Title

    The abstract, one line or several paragraphs.

      • 3 authors            or: handle Name of the organization
    ·
    Feb 17, 2024 2           the year is left out for the year of capture; the number is that of the comments

Some cards have neither the third part nor a date and end where the next title begins. There are no ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from pipelines.records import Paper
from pipelines.sources import values
from pipelines.sources.dumps import decoded
from pipelines.sources.reading import OpenFile, Read, UnreadableError, read_whole, rejected

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DATE_LINE = re.compile(rf"(?:·\s*)?({'|'.join(_MONTHS)}) (\d{{1,2}})(?:, (\d{{4}}))?(?:\s+(\d{{1,6}}))?")
_AUTHORS = re.compile(r"•?\s*(\d[\d,]*) authors?")
DOT = "·"
# Titles on Daily Papers reach 150 characters; a shorter text that ends in a full stop is an abstract too.
_LONGEST_TITLE = 250
_LONGEST_ORGANIZATION = 120


@dataclass(frozen=True)
class Card:
    """One card as shown; month and day without a year belong to the year of capture."""

    title: str
    abstract: str | None
    authors: str | None = None  # "3 authors", or handle and name of an organization
    month: int | None = None
    day: int | None = None
    year: int | None = None
    comments: int | None = None


def read_page_text(file: OpenFile) -> Iterator[Read]:
    """Every card as a paper without an id; a note says which year cards without one were given."""
    lines = [line for raw in decoded(read_whole(file)).splitlines() if (line := _plain(raw))]
    cards = list(cards_of(lines))
    if not cards:
        raise UnreadableError("holds no cards (title, abstract, a line with ·, a date) as Daily Papers pages do")
    year = _year_of_capture(file, cards)
    _set_observed_at(file, lines, year)
    for number, card in enumerate(cards, start=1):
        try:
            yield _paper(card, year, file.observed_at)
        except ValueError as error:
            yield rejected(file.origin, f"card {number}", error, card.title)


def cards_of(lines: list[str]) -> Iterator[Card]:
    """The cards among a page's lines (blank ones left out), in order."""
    block: list[str] = []  # lines since the last date: cards without a date, then the one that the date closes
    for previous, line in zip(["", *lines], lines, strict=False):
        date_line = DATE_LINE.fullmatch(line)
        if date_line is None or not (previous == DOT or line.startswith(DOT)):
            if line != DOT:
                block.append(line)
            continue
        authors = block.pop() if block and _is_authors(block) else None
        *undated, last = _titled(block) or [_last_of(block)]
        yield from (Card(title, abstract) for title, abstract in undated)
        month, day, year, comments = date_line.groups()
        yield Card(
            *last,
            authors,
            _MONTHS.index(month) + 1,
            int(day),
            int(year) if year else None,
            int(comments or 0),  # the page shows no number when there are none
        )
        block = []
    yield from (Card(title, abstract) for title, abstract in _titled(block))


def _plain(line: str) -> str:
    """The line without the spaces and marks that browsers leave in copied text."""
    return " ".join(line.replace("\u200b", "").split())


def _titled(block: list[str]) -> list[tuple[str, str | None]]:
    """Titles and abstracts among paragraphs: a title before a text begins a card; more text continues it."""
    cards: list[tuple[str, str | None]] = []
    for line, following in zip(block, [*block[1:], ""], strict=False):
        if _is_title(line):
            if following and not _is_title(following):
                cards.append((line, None))
        elif cards:
            title, abstract = cards[-1]
            cards[-1] = (title, f"{abstract} {line}" if abstract else line)
    return cards


def _last_of(block: list[str]) -> tuple[str, str | None]:
    """Title and abstract of a dated card whose shape tells nothing: the last two paragraphs above its date."""
    if len(block) >= 2:
        return block[-2], block[-1]
    return (block[0] if block else ""), None


def _is_title(line: str) -> bool:
    return len(line) <= _LONGEST_TITLE and not line.endswith((".", "…"))


def _is_authors(block: list[str]) -> bool:
    """Whether a block's last line is "N authors", or an organization, which only follows an abstract."""
    line = block[-1]
    if _AUTHORS.fullmatch(line):
        return True
    return len(block) >= 3 and len(line) <= _LONGEST_ORGANIZATION and not _is_title(block[-2])


def _paper(card: Card, year: int, observed_at: datetime) -> Paper:
    title = values.text(card.title, "title", longest=values.LONGEST_TITLE)
    if title is None:
        raise ValueError("the card has a date and nothing above it")
    n_authors, organization, organization_name = _authors(card.authors)
    return Paper(
        title=title,
        abstract=values.text(card.abstract, "abstract"),
        published_on=date(card.year or year, card.month, card.day) if card.month and card.day else None,
        n_authors=n_authors,
        organization=organization,
        organization_name=organization_name,
        observed_at=observed_at,
        comments=card.comments,
    )


def _authors(shown: str | None) -> tuple[int | None, str | None, str | None]:
    """Number of authors, or handle and name of the organization: the page shows one or the other."""
    if shown is None:
        return None, None, None
    if counted := _AUTHORS.fullmatch(shown):
        return int(counted[1].replace(",", "")), None, None
    handle, _, name = shown.removeprefix("•").strip().partition(" ")
    return None, handle, name or None


def _year_of_capture(file: OpenFile, cards: list[Card]) -> int:
    """The year of the cards that show none."""
    undated = sum(card.month is not None and card.year is None for card in cards)
    named = [card.year for card in cards if card.year]
    if file.captured_on:
        year, why = file.captured_on.year, "that of --captured-on"
    elif named:
        year, why = max(named) + 1, "the year after the latest that the page names; --captured-on DAY sets it"
    else:
        year, why = (
            file.observed_at.year,
            "that of the file, as the page names none; --captured-on DAY sets it",
        )
    if undated:
        file.note(f"{undated} cards show no year and were given {year}: {why}")
    return year


def _set_observed_at(file: OpenFile, lines: list[str], year: int) -> None:
    """Unless --captured-on or the file's name tells it, the page was captured on the day that its head shows."""
    if file.captured_on or file.day:
        return
    head = DATE_LINE.fullmatch(next((line for line in lines if DATE_LINE.fullmatch(line)), ""))
    if head is None or head[4] or (head[3] and int(head[3]) != year) or _is_below_dot(lines, head[0]):
        return
    try:
        shown = date(year, _MONTHS.index(head[1]) + 1, int(head[2]))
    except ValueError:
        return
    file.observed_at, file.day_in_content = datetime.combine(shown, time()), True
    file.note(f"its comments were observed on {shown}, the day at the head of the page; --captured-on DAY sets it")


def _is_below_dot(lines: list[str], line: str) -> bool:
    at = lines.index(line)
    return line.startswith(DOT) or (at > 0 and lines[at - 1] == DOT)
