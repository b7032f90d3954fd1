"""The feeds hold to RSS 2.0 and RFC 4287, whatever the titles are, and two parsers read the same from them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.digest.feeds import ATOM, feed_id, to_atom, to_rss
from pipelines.digest.parts import Digest, Entry, Section, clean

LINK, SELF = "http://localhost:8501", "https://example.org/feed.xml"
RSS_CHANNEL = {"title", "link", "description", "language", "lastBuildDate", "item", f"{{{ATOM}}}link"}
RSS_ITEM = {"title", "link", "description", "guid", "pubDate"}


def one(parent: ET.Element, tag: str) -> ET.Element:
    """The only child of that name."""
    (child,) = parent.findall(tag)
    return child


def text_of(parent: ET.Element, tag: str) -> str:
    return one(parent, tag).text or ""


def check_rss(text: str, feed_url: str | None) -> list[ET.Element]:
    """Every rule of RSS 2.0 for the elements that are used (RSS Advisory Board, 2.0.11)."""
    root = ET.fromstring(text.encode())
    assert (root.tag, root.attrib) == ("rss", {"version": "2.0"})
    channel = one(root, "channel")
    assert {child.tag for child in channel} <= RSS_CHANNEL
    assert text_of(channel, "title")
    assert text_of(channel, "description")
    assert urlsplit(text_of(channel, "link")).scheme in ("http", "https")
    assert parsedate_to_datetime(text_of(channel, "lastBuildDate")).tzinfo is not None
    selves = [link.attrib for link in channel.findall(f"{{{ATOM}}}link")]
    assert selves == ([{"href": feed_url, "rel": "self", "type": "application/rss+xml"}] if feed_url else [])
    items = channel.findall("item")
    for item in items:
        assert {child.tag for child in item} <= RSS_ITEM
        assert text_of(item, "title") or text_of(item, "description")  # at least one
        assert one(item, "guid").attrib == {"isPermaLink": "false"}
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", text_of(item, "pubDate"))
        assert all(urlsplit(link.text or "").scheme in ("http", "https") for link in item.findall("link"))
    guids = [text_of(item, "guid") for item in items]
    assert len(set(guids)) == len(guids)
    return items


def check_atom(text: str, feed_url: str | None) -> list[ET.Element]:
    """RFC 4287: 4.1.1 (feeds) and 4.1.2 (entries), 4.2.6 (ids), 3.3 (dates), 4.2.7 (links)."""
    feed = ET.fromstring(text.encode())
    name = f"{{{ATOM}}}"
    assert feed.tag == f"{name}feed"
    assert text_of(one(feed, f"{name}author"), f"{name}name")  # no entry needs one then
    entries = feed.findall(f"{name}entry")
    for element in (feed, *entries):
        uri = text_of(element, f"{name}id")
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uri)
        assert one(element, f"{name}title").get("type", "text") == "text"
        stamp = text_of(element, f"{name}updated")
        assert datetime.fromisoformat(stamp).tzinfo == UTC
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp)
        links = [link.attrib for link in element.findall(f"{name}link")]
        alternates = [(link.get("type"), link.get("hreflang")) for link in links if link["rel"] == "alternate"]
        assert len(set(alternates)) == len(alternates)
        assert all(urlsplit(link["href"]).scheme in ("http", "https") for link in links)
    assert [link.get("href") for link in feed.findall(f"{name}link[@rel='self']")] == ([feed_url] if feed_url else [])
    for entry in entries:
        assert one(entry, f"{name}content").get("type") == "text"  # an entry without content needs a link
        assert len(entry.findall(f"{name}summary")) == 0
    ids = [text_of(element, f"{name}id") for element in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    return entries


CHECKS: list[tuple[Callable[..., str], Callable[..., list[ET.Element]], str]] = [
    (to_rss, check_rss, "rss20"),
    (to_atom, check_atom, "atom10"),
]


@pytest.mark.parametrize("feed_url", [SELF, None])
@pytest.mark.parametrize(("write", "check", "version"), CHECKS)
def test_a_feed_is_valid_and_says_what_the_digest_says(
    hostile: Digest,
    write: Callable[..., str],
    check: Callable[..., list[ET.Element]],
    version: str,
    feed_url: str | None,
) -> None:
    text = write(hostile, LINK, feed_url)
    assert len(check(text, feed_url)) == 4  # a paper that is in two sections is one item
    parsed = feedparser.parse(text.encode())
    assert parsed.bozo == 0, parsed.get("bozo_exception")
    assert parsed.version == version
    dates = [entry.get("published_parsed") or entry["updated_parsed"] for entry in parsed.entries]
    assert dates == sorted(dates, reverse=True)
    assert {entry["id"] for entry in parsed.entries} == {feed_id(entry.key) for entry in hostile.entries}
    links = {entry.get("link") for entry in parsed.entries}
    assert {f"{LINK}/theme?theme=agents", "https://example.org/a?b=1&c=(2)"} <= links


@pytest.mark.parametrize(("write", "check", "version"), CHECKS)
def test_titles_are_text_and_nothing_else(
    hostile: Digest, write: Callable[..., str], check: Callable[..., list[ET.Element]], version: str
) -> None:
    titles = {
        element.text
        for entry in check(write(hostile, LINK), None)
        for element in entry
        if element.tag.endswith("title")
    }
    assert hostile.sections[0].entries[0].title in titles
    assert not any(element for entry in check(write(hostile, LINK), None) for element in entry)  # no markup inside


@pytest.mark.parametrize(("write", "check", "version"), CHECKS)
def test_a_feed_without_news_is_valid_and_says_so(
    hostile: Digest, write: Callable[..., str], check: Callable[..., list[ET.Element]], version: str
) -> None:
    empty = replace(hostile, lead="Nothing new: no paper.", sections=(Section("Bursts", "None."),))
    text = write(empty, LINK, SELF)
    assert check(text, SELF) == []
    parsed = feedparser.parse(text.encode())
    assert parsed.bozo == 0
    assert "Nothing new" in parsed.feed["subtitle"]


def test_ids_are_those_of_the_thing_and_not_of_the_run(hostile: Digest) -> None:
    later = replace(hostile, made_at=datetime(2026, 4, 2), lead="Another lead.")
    for write, check, _ in CHECKS:
        now, then = (
            {
                element.text
                for entry in check(write(digest, LINK), None)
                for element in entry
                if element.tag.endswith(("id", "guid"))
            }
            for digest in (later, hostile)
        )
        assert now == then
    assert feed_id("paper/2603.00001") != feed_id("paper/2603.00002")


@given(st.text(), st.text())
def test_any_text_makes_a_valid_feed(title: str, told: str) -> None:
    day = datetime(2026, 3, 30)
    entries = (Entry(f"paper/{title}", clean(title) or "?", clean(told), day.date()),)
    digest = Digest(
        clean(title), clean(told), (Section("Papers", "", entries),), (), day.date(), day.date(), day, clean(told)
    )
    for write, check, _ in CHECKS:
        if write is to_atom or clean(told):
            assert len(check(write(digest, LINK, SELF), SELF)) == 1
