"""A digest as a feed: RSS 2.0 (RSS Advisory Board, version 2.0.11) and Atom (RFC 4287)."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from pipelines.digest.parts import Digest, clean
from pipelines.digest.render import address

ATOM = "http://www.w3.org/2005/Atom"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "papertide")


def feed_id(name: str) -> str:
    """The id of a thing, the same in every feed: a name-based UUID (RFC 9562), which needs no domain of one's own."""
    return uuid.uuid5(_NAMESPACE, clean(name)).urn


def to_rss(digest: Digest, link: str, feed_url: str | None = None) -> str:
    """The digest as RSS 2.0, an item per entry.

    Parameters
    ----------
    link : where the dashboard is
    feed_url : where the feed will be found, if that is known; readers may go there for the next one
    """
    rss = ET.Element("rss", {"version": "2.0"})
    if feed_url:
        rss.set("xmlns:atom", ATOM)
    channel = ET.SubElement(rss, "channel")
    _add(channel, "title", _name(digest))
    _add(channel, "link", link)
    _add(channel, "description", escape(_summary(digest), quote=False))
    _add(channel, "language", "en")
    _add(channel, "lastBuildDate", format_datetime(digest.made_at.replace(tzinfo=UTC)))
    if feed_url:
        ET.SubElement(channel, "atom:link", {"href": feed_url, "rel": "self", "type": "application/rss+xml"})
    for entry in digest.entries:
        item = ET.SubElement(channel, "item")
        _add(item, "title", entry.title)
        if url := address(entry.url, link):
            _add(item, "link", url)
        _add(item, "description", escape(entry.told, quote=False))  # readers take it for HTML
        _add(item, "guid", feed_id(entry.key)).set("isPermaLink", "false")
        _add(item, "pubDate", format_datetime(_moment(entry.day)))
    return _text(rss)


def to_atom(digest: Digest, link: str, feed_url: str | None = None) -> str:
    """The digest as Atom, an entry per entry; parameters as for `to_rss`."""
    feed = ET.Element("feed", {"xmlns": ATOM})
    _add(feed, "id", feed_id(f"feed: {digest.about}"))
    _add(feed, "title", _name(digest))
    _add(feed, "subtitle", _summary(digest))
    _add(feed, "updated", _rfc3339(digest.made_at.replace(tzinfo=UTC)))
    _add(ET.SubElement(feed, "author"), "name", "Papertide")
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": link})
    if feed_url:
        ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": feed_url})
    for one in digest.entries:
        entry = ET.SubElement(feed, "entry")
        _add(entry, "id", feed_id(one.key))
        _add(entry, "title", one.title)
        _add(entry, "updated", _rfc3339(_moment(one.day)))
        if url := address(one.url, link):
            ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": url})
        _add(entry, "content", one.told).set("type", "text")
    return _text(feed)


def _name(digest: Digest) -> str:
    return f"Papertide: {digest.about}" if digest.about else "Papertide: what changed"


def _summary(digest: Digest) -> str:
    return " ".join([digest.lead, *digest.notes])


def _add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = clean(text)
    return element


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _rfc3339(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(root: ET.Element) -> str:
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
