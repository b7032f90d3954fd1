"""Points of charts as filters: the papers behind them, and how an address writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, unquote

from pipelines.errors import UsageError
from pipelines.mart.phrases import phrase_pattern
from pipelines.mart.region import Region, region_of, region_text

MOST = 200  # picks that an address may hold
PHRASES = 8  # different ones among them
# What a pick is in SQL.
PICKS = """struct(
    since date, until date, theme varchar, topic bigint, organization varchar, parent varchar, said integer,
    with_upvotes boolean, paper varchar, counted varchar, least bigint, most bigint
)[]"""
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)?~(\d{4}-\d\d-\d\d)?")
_NAMED = ("theme", "topic", "organization", "parent", "phrase", "paper")
_COUNTED = ("upvotes", "comments", "github_stars")
_RANGE = re.compile(r"(\d{1,12})?~(\d{1,12})?")
_FLAGS = {"title": "title_only", "upvotes": "with_upvotes"}
_FIRST_YEAR, _LAST_YEAR = 1900, 2199  # of what a period of pandas can be
_PLAIN = " '+&*,"  # what may stand in an address as it is, and says nothing in one of picks


@dataclass(frozen=True, kw_only=True)
class Pick:
    """The papers behind a point of a chart: all that is given must hold."""

    since: date | None = None
    until: date | None = None
    theme: str | None = None
    topic: int | None = None
    organization: str | None = None
    parent: str | None = None
    phrase: str | None = None
    title_only: bool = False  # the phrase must stand in the title
    with_upvotes: bool = False  # only papers whose upvotes a source told
    paper: str | None = None  # its id
    counted: str | None = None  # upvotes, comments or github_stars: those with `least` to `most` of them
    least: int | None = None
    most: int | None = None
    region: Region = ()  # of the map; of several picks only the first one's is looked at, by `Selection`


def parameters_of(picks: Iterable[Pick]) -> dict[str, Any]:
    """Values for `PICKS` and `SAID`: a pick names the place of its phrase among those that are looked for.

    So that each pattern is the same for all papers: the database compiles it once, and not for every paper.
    """
    picks = tuple(picks)
    phrases = list(dict.fromkeys((pick.phrase, pick.title_only) for pick in picks if pick.phrase))
    values: dict[str, Any] = {f"said_{place}": None for place in range(1, PHRASES + 1)}
    values |= {f"said_in_title_{place}": False for place in range(1, PHRASES + 1)}
    for place, (phrase, title_only) in enumerate(phrases, start=1):
        values |= {f"said_{place}": phrase_pattern(phrase), f"said_in_title_{place}": title_only}
    told = [field.name for field in fields(Pick) if field.name not in ("phrase", "title_only", "region")]
    places = {pair: place for place, pair in enumerate(phrases, start=1)}
    values["picks"] = [
        {name: getattr(pick, name) for name in told} | {"said": places.get((pick.phrase or "", pick.title_only))}
        for pick in picks
    ]
    return values


# Which of the phrases a paper says, as a list.
SAID = (
    "["
    + ", ".join(
        f"($said_{place}::varchar is not null and (regexp_matches(title, $said_{place}::varchar, 'i') or "
        f"(not $said_in_title_{place}::boolean and "
        f"coalesce(regexp_matches(abstract, $said_{place}::varchar, 'i'), false))))"
        for place in range(1, PHRASES + 1)
    )
    + "]"
)


def merged(picks: Iterable[Pick]) -> tuple[Pick, ...]:
    """The same papers in fewer picks: of the same thing, stretches of days that meet or overlap become one."""
    result: list[Pick] = []
    ordered = sorted(set(picks), key=lambda pick: (_of(pick), pick.since or date.min, pick.until or date.max))
    for pick in ordered:
        last = result[-1] if result and _of(result[-1]) == _of(pick) else None
        if last is None or not _meet(last, pick):
            result.append(pick)
        elif last.until is not None:
            until = None if pick.until is None else max(last.until, pick.until)
            result[-1] = replace(last, until=until)
    return tuple(result)


def _of(pick: Pick) -> tuple[str, ...]:
    """What a pick is of, whatever its days."""
    return tuple(f"{key}:{value}" for key, value in vars(pick).items() if key not in ("since", "until"))


def _meet(earlier: Pick, later: Pick) -> bool:
    return earlier.until is None or later.since is None or later.since <= earlier.until + timedelta(days=1)


def picks_text(picks: Iterable[Pick]) -> str:
    """Picks as an address writes them: `theme:agents;2026-03-01~2026-03-31|theme:reasoning;2026-03-01~2026-03-31`."""
    return "|".join(_text(pick) for pick in picks)


def picks_in(text: str) -> tuple[Pick, ...]:
    """The picks of an address.

    Raises
    ------
    UsageError : what is there is no pick, or there are more than `MOST`.
    """
    parts = [part for part in text.split("|") if part]
    if len(parts) > MOST:
        raise UsageError(f"a link may hold {MOST} points of a chart, and this one holds {len(parts)}; choose fewer")
    picks = tuple(_pick(part) for part in parts)
    if len({(pick.phrase, pick.title_only) for pick in picks if pick.phrase}) > PHRASES:
        raise UsageError(f"a link may hold points of {PHRASES} phrases; choose fewer")
    if len({pick.region for pick in picks}) > 1:
        raise UsageError("a link may hold one region of the map, and no other points beside it; draw one")
    return picks


def _text(pick: Pick) -> str:
    told = {key: value for key in _NAMED if (value := getattr(pick, key)) is not None}
    named = [f"{key}:{quote(str(value), safe=_PLAIN)}" for key, value in told.items()]
    flags = [word for word, key in _FLAGS.items() if getattr(pick, key)]
    days = [f"{pick.since or ''}~{pick.until or ''}"] if pick.since or pick.until else []
    if pick.counted:
        named.append(
            f"{pick.counted}:{'' if pick.least is None else pick.least}~{'' if pick.most is None else pick.most}"
        )
    if pick.region:
        named.append(f"region:{region_text(pick.region)}")
    return ";".join([*named, *flags, *days])


def _pick(text: str) -> Pick:
    values: dict[str, Any] = {}
    try:
        for part in text.split(";"):
            key, _, value = part.partition(":")
            if days := _DAYS.fullmatch(part):
                for end, day in zip(("since", "until"), days.groups(), strict=True):
                    if day:
                        values[end] = date.fromisoformat(day)
                        if not _FIRST_YEAR <= values[end].year <= _LAST_YEAR:
                            raise ValueError(day)
            elif part in _FLAGS:
                values[_FLAGS[part]] = True
            elif key == "topic" and value.isdecimal() and len(value) < 19:  # fits into a bigint
                values[key] = int(value)
            elif key in _COUNTED and (ends := _RANGE.fullmatch(value)):
                least, most = (int(end) if end else None for end in ends.groups())
                values |= {"counted": key, "least": least, "most": most}
            elif key == "region" and (region := region_of(value)):
                values["region"] = region
            elif key in _NAMED and key != "topic" and value:
                values[key] = unquote(value)
            else:
                raise ValueError(part)
        if not values.keys() - set(_FLAGS.values()):
            raise ValueError(text)
        pick = Pick(**values)
        parameters_of([pick])  # a phrase must be one
    except (ValueError, UsageError):
        raise UsageError(
            f"{text[:60]!r} is no point of a chart; write such as theme:agents;2026-03-01~2026-03-31"
        ) from None
    return pick
