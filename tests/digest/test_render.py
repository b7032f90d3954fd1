"""A digest as Markdown, text and HTML: the same words, and nothing of a title becomes markup."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from pipelines.digest.parts import Digest, Entry, Section, web_address
from pipelines.digest.render import section_markdown, to_html, to_markdown, to_text
from pipelines.views.words import safe

LINK = "http://localhost:8501/"


class Page(HTMLParser):
    """The tags, links and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_html_holds_the_words_and_no_tag_of_a_title(hostile: Digest) -> None:
    text = to_html(hostile, LINK)
    page = Page(text)
    assert not {"script", "img", "b", "link", "iframe"} & set(page.tags)
    names = {name for name, _ in page.attributes}
    assert not any(name.startswith("on") or name == "src" for name in names)
    words = " ".join(page.words)
    for section in hostile.sections:
        assert section.heading in words
        for entry in section.entries:
            assert entry.title in words
            assert entry.told in words
    hrefs = {value for name, value in page.attributes if name == "href"}
    assert hrefs == {"http://localhost:8501/theme?theme=agents", "https://example.org/a?b=1&c=%282%29"}
    assert not re.search(r"url\(|@import|https?://(?!localhost|example)", text)  # nothing is fetched
    assert "prefers-color-scheme: dark" in text
    assert text.isprintable() or set(re.findall(r"[^\x20-\x7e\xa0-\U0010ffff]", text)) == {"\n"}


def test_markdown_escapes_what_could_be_markup(hostile: Digest) -> None:
    text = to_markdown(hostile, LINK)
    unescaped = re.sub(r"\\.", "", text)
    assert "<b" not in unescaped
    assert "`" not in unescaped
    assert set(re.findall(r"\]\(([^)]+)\)", unescaped)) == {
        "http://localhost:8501/theme?theme=agents", "https://example.org/a?b=1&c=%282%29",
    }  # fmt: skip
    assert "## [Agents](http://localhost:8501/theme?theme=agents)\n\n29.4% of papers.\n\n- [" in text
    assert "\n2 more. A note.\n" in text
    assert text.rstrip().endswith("Data to 31 Mar 2026.")


def test_text_needs_no_escapes_and_tells_addresses(hostile: Digest) -> None:
    text = to_text(hostile, LINK)
    assert "AGENTS\n29.4% of papers.\n* <b onload=x>" in text
    assert "\n  https://example.org/a?b=1&c=(2)\n" in text
    assert "\n  http://localhost:8501/theme?theme=agents\n" in text


def test_a_section_of_a_page_links_within_the_dashboard() -> None:
    entry = Entry("burst/theme/agents", "Agents", "in 5.1%", date(2026, 3, 30), "theme?theme=agents")
    assert section_markdown(Section("Bursts", "", (entry,)), "", safe) == "- [Agents](/theme?theme=agents): in 5\\.1%"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "", None, 3, "//example.org"])
def test_only_the_web_is_linked(address: object) -> None:
    assert web_address(address) is None
    assert web_address("https://example.org/a b\x00") == "https://example.org/a%20b"
