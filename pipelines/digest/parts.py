"""What a digest is made of: sections of entries, each entry a paper or an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipelines.views.words import for_xml


def clean(text: str) -> str:
    """Text of a source on one line, without characters that feeds and mails cannot hold."""
    return " ".join(for_xml(text).split())


def web_address(url: object) -> str | None:
    """The address when it is one of the web; anything else (javascript:, file:) is no link."""
    given = clean(url).replace(" ", "%20") if isinstance(url, str) else ""
    return given if given.startswith(("https://", "http://")) else None


@dataclass(frozen=True)
class Entry:
    """A paper or an event: one line of a digest, one item of a feed."""

    key: str  # the same as long as it is the same thing: "paper/2503.02130"
    title: str
    told: str  # what there is to say of it
    day: date
    url: str | None = None  # an address of the web, or a page of the dashboard, such as "theme?theme=agents"


@dataclass(frozen=True)
class Section:
    """A part of a digest with a heading."""

    heading: str
    told: str = ""  # a paragraph
    entries: tuple[Entry, ...] = ()
    n_more: int = 0  # entries that are not shown
    url: str | None = None  # the heading's page
    note: str = ""  # how to read it
    key: str = ""  # where the paragraph is news itself, as an entry's


@dataclass(frozen=True)
class Digest:
    """What changed from one day to another, in words."""

    title: str
    lead: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    since: date
    until: date | None
    made_at: datetime  # when its data was published, naive UTC
    about: str  # what is followed, as text: names the feed

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, each once, newest first; what is followed as entries of its own."""
        found = [entry for section in self.sections for entry in section.entries]
        if self.until:
            found += [Entry(one.key, one.heading, one.told, self.until, one.url) for one in self.sections if one.key]
        unique = {entry.key: entry for entry in reversed(found)}
        return tuple(sorted(unique.values(), key=lambda entry: (entry.day, entry.key), reverse=True))
