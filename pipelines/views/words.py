"""Numbers, dates and texts as people read them."""

from __future__ import annotations

import math
import re
from datetime import date

import pandas as pd

_NO_XML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def day(value: date | pd.Timestamp | None) -> str:
    """12 Mar 2026; a dash when absent."""
    return "–" if value is None or pd.isna(value) else f"{value.day} {value:%b %Y}"


def some_days(days: list[pd.Timestamp], most: int = 12) -> str:
    """3 (1 Jan 2025, 16 Jan 2025, 14 Nov 2025), at most that many by name; none when there are none."""
    if not days:
        return "none"
    named = ", ".join(day(one) for one in days[:most])
    return f"{len(days):,} ({named}{f' and {len(days) - most:,} more' if len(days) > most else ''})"


def count(value: float, noun: str = "", plural: str = "") -> str:
    """1,234 papers, 1 paper; a dash when absent."""
    if math.isnan(value):
        return "–"
    number = f"{value:,.0f}"
    return f"{number} {noun if value == 1 else plural or noun + 's'}" if noun else number


def percent(value: float, decimals: int = 0) -> str:
    """17.2%; a dash when absent."""
    return "–" if math.isnan(value) else f"{value:.{decimals}f}%"


def signed(value: float, decimals: int = 1, *, plus: bool = True) -> str:
    """+4.1, −1.9, +0.0 (4.1 without the plus), with a minus as wide as the plus; a dash when absent."""
    if math.isnan(value):
        return "–"
    return (f"{value:+z.{decimals}f}" if plus else f"{value:z.{decimals}f}").replace("-", "−")


def span(since: date | None, until: date | None) -> str:
    """since 1 Jan 2025, until 3 Feb 2025, or 1 Jan 2025 to 3 Feb 2025; empty when neither is given."""
    if since and until:
        return f"{day(since)} to {day(until)}"
    return f"since {day(since)}" if since else f"until {day(until)}" if until else ""


def joined(*parts: str) -> str:
    """The parts that say something, one after the other: a; b."""
    return "; ".join(part for part in parts if part)


def safe(text: str) -> str:
    """Text of a source for Markdown: every character that could be markup is escaped, and names no icon."""
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=\"'])", r"\\\1", " ".join(text.split()))
    # Streamlit finds :material/home: behind the escape, too.
    return re.sub(r":(?=material/|[\w+-]+\\:)", ":\u2060", escaped)


def commonmark(text: str) -> str:
    """Text of a source for a file of Markdown: in one line, and no markup unless it begins a line."""
    return re.sub(r"([\\`*_\[\]<>&~|#$])", r"\\\1", " ".join(text.split()))


def for_xml(text: str) -> str:
    """Text without the characters that XML 1.0 (section 2.2) forbids or discourages, such as lone surrogates."""
    return _NO_XML.sub("", text)


def file_name(*parts: str) -> str:
    """A file name from parts: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", "_".join(parts).lower().replace("_", " ")).strip("-")[:120]
