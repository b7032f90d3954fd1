"""The mart that is small enough to count by eye, and a digest with hostile words in it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from pipelines.digest.parts import Digest, Entry, Section, clean
from tests.mart.conftest import small

__all__ = ["small"]

HOSTILE = "<b onload=x>]]>&amp; [a](javascript:x) `*_#|\x00\x0b\ud800\ufffe\nBcc: eve@example.org"


@pytest.fixture
def hostile() -> Digest:
    """A digest of one theme that is followed, three papers, one of them twice, and an event."""
    day = date(2026, 3, 30)
    papers = (
        Entry("paper/2603.00001", clean(HOSTILE), clean(f"told {HOSTILE}"), day, "https://example.org/a?b=1&c=(2)"),
        Entry("paper/2603.00002", "Plain", "2 upvotes (early)", date(2026, 3, 29)),
    )
    sections = (
        Section(
            "Agents", "29.4% of papers.", papers, 2, "theme?theme=agents", "A note.", "followed/theme/agents/2026-03-23"
        ),
        Section(
            "Bursts", "", (Entry("burst/theme/agents", "Agents: a burst began", "in 5.1%", day, "theme?theme=agents"),)
        ),
        Section("Best received", "", papers),
        Section("Discovered topics", "None has its first papers."),
    )
    return Digest(
        f"Papertide digest: {clean(HOSTILE)}", f"The lead {clean(HOSTILE)}.", sections, ("Data to 31 Mar 2026.",),
        date(2026, 3, 25), date(2026, 3, 31), datetime(2026, 4, 1, 6, 30), clean(HOSTILE),
    )  # fmt: skip
