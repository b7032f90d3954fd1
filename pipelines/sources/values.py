"""Reads single values as sources write them: numbers as text, times with zones, lists as JSON or with commas.

Every reader takes the value and the field's name, answers None for what is not told (null, blank, NaN), and
raises ValueError naming field and value for what cannot be meant.
"""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, date, datetime

# No count of this field comes near; DuckDB's INTEGER ends at it.
_LARGEST_COUNT = 2**31 - 1
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_SHOWN = 80
# The longest real title has 150 characters, the longest abstract 4,000: beyond these it is another thing.
LONGEST_TITLE = 10_000
_LONGEST_TEXT = 1_000_000


def told(value: object) -> bool:
    """Whether the source says anything: null, blank text and NaN say nothing."""
    if isinstance(value, float) and math.isnan(value):
        return False
    return value is not None and not (isinstance(value, str) and not value.strip())


def text(value: object, name: str, *, longest: int = _LONGEST_TEXT) -> str | None:
    """Text as it stands, without NULs; half a surrogate pair, which no database keeps, becomes a question mark."""
    if not told(value):
        return None
    if not isinstance(value, str):
        raise _unusable(value, name, "is not text")
    if len(value) > longest:
        raise _unusable(value, name, f"is longer than {longest:,} characters")
    kept = value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return kept if kept.strip() else None


def absent(what: str, name: str, value: object) -> ValueError:
    """Why a record without a field that it must have is none: the field's name, and the value if there is one."""
    return ValueError(f"the record has no {what}" + ("" if value is None else f" ({name} is {shown(repr(value))})"))


def count(value: object, name: str) -> int | None:
    """A count written as 12, 12.0, "12" or "1,234"."""
    if not told(value):
        return None
    number: object = value
    if isinstance(value, str):
        plain = value.strip().replace(",", "")
        number = float(plain) if re.fullmatch(r"[+-]?\d{1,15}(\.\d{0,6})?", plain) else None
    if isinstance(number, bool) or not isinstance(number, int | float) or number % 1:
        raise _unusable(value, name, "is not a whole number")
    if number < 0:
        raise _unusable(value, name, "is negative")
    if number > _LARGEST_COUNT:
        raise _unusable(value, name, "is too large to be a count")
    return int(number)


def moment(value: object, name: str) -> datetime | None:
    """A moment as naive UTC, from an ISO 8601 text (no zone is UTC) or a datetime."""
    if not told(value):
        return None
    found: object = value
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value.strip())
        except ValueError:
            raise _unusable(value, name, "is not a date or time as in 2025-09-30T08:00:00Z") from None
    elif isinstance(value, date) and not isinstance(value, datetime):
        found = datetime(value.year, value.month, value.day)
    if not isinstance(found, datetime):
        raise _unusable(value, name, "is not a date or time as in 2025-09-30T08:00:00Z")
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise _unusable(value, name, "is in no year that papers are from")
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def day(value: object, name: str) -> date | None:
    """The UTC day of a date, a moment, or either as ISO 8601 text."""
    found = moment(value, name)
    return None if found is None else found.date()


def texts(value: object, name: str) -> tuple[str, ...] | None:
    """Several texts: a list (of objects with a `name`, too), JSON, or text with semicolons, else commas."""
    if not told(value):
        return None
    parts: object = value
    if isinstance(value, str):
        if value.lstrip().startswith("["):
            try:
                parts = json.loads(value)
            except (ValueError, RecursionError):
                raise _unusable(value, name, "is not a JSON list") from None
        else:
            parts = value.split(";" if ";" in value else ",")
    if not isinstance(parts, list | tuple):
        raise _unusable(value, name, "is not a list")
    names = [part.get("name") if isinstance(part, dict) else part for part in parts]
    return tuple(found for part in names if (found := text(part, name))) or None


def link(value: object, name: str) -> str | None:
    """An http(s) address; another is None: it must not be shown as a link, and is no reason to lose a paper."""
    written = text(value, name)
    if written is None:
        return None
    address = re.sub(r"\s+", "", written)
    if re.match(r"https?://[^/]", address, re.IGNORECASE):
        return address
    return f"https://{address}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", address) else None


def shown(value: object, length: int = _SHOWN) -> str:
    """A value for a message: on one line, not longer than `length`, never failing."""
    try:
        written = value if isinstance(value, str) else repr(value)
    except (RecursionError, ValueError):
        written = f"a {type(value).__name__} too large to show"
    plain = " ".join(written[: length * 4].encode("utf-8", "replace").decode("utf-8").replace("\x00", "").split())
    return plain if len(plain) <= length else plain[: length - 1] + "…"


def _unusable(value: object, name: str, why: str) -> ValueError:
    return ValueError(f"{name} {shown(repr(value))} {why}")
