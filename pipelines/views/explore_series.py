"""The lines of the Explore chart: what they are called, their colours, and which there are when none is chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import pandas as pd

from pipelines.charts.chance import SURE
from pipelines.charts.colours import MOST, apart
from pipelines.errors import UsageError
from pipelines.mart.phrases import phrase_pattern
from pipelines.mart.tables.explored import PHRASE, explorable, kind_of, without_series
from pipelines.mart.tables.movers import momentum
from pipelines.views.filters import Filters
from pipelines.views.links import Kind
from pipelines.views.view import Reader

_SLOTS = 39  # colours there are
_DEFAULT = 3  # themes drawn when nothing is chosen
_KINDS = {"topic": " (topic)", "parent": " (parent)"}  # always told: they count otherwise than what is called alike


@dataclass(frozen=True)
class Lines:
    """The series to draw, in order; at most `MOST`."""

    names: dict[str, str]  # by key, such as theme:agents
    slots: dict[str, int]
    because: str  # why these, where the reader chose none

    @property
    def links(self) -> dict[str, tuple[Kind, str]]:
        """The pages that the things have, by their names; a phrase has none."""
        pages: dict[str, Kind] = {
            "theme": "theme", "topic": "topic", "organization": "organization", "parent": "parent",
        }  # fmt: skip
        return {
            name: (pages[kind_of(key)], key.partition(":")[2])
            for key, name in self.names.items()
            if kind_of(key) in pages
        }


def lines_for(read: Reader, filters: Filters, series: Sequence[str] = ()) -> Lines:
    """The lines of a choice, else of the themes that changed most clearly of late.

    Parameters
    ----------
    filters : those of the papers
    series : keys as in `explored`; those beyond `MOST` are left out

    Raises
    ------
    UsageError : a key of nothing that there is.
    """
    known = read(explorable)
    keys, because = (list(dict.fromkeys(series))[:MOST], "") if series else _default(read, filters, known)
    called = line_names(known)
    names = {key: f"“{key.partition(':')[2]}”" if kind_of(key) == PHRASE else called.get(key, "") for key in keys}
    for key, name in names.items():
        if not name:
            raise UsageError(f"nothing in this data is called {key!r}; write such as theme:agents or phrase:GRPO")
    return Lines(names, _slots(keys, known), because)


def line_names(known: pd.DataFrame) -> dict[str, str]:
    """What each of `explorable` is called in a chart: with its kind where that may be mistaken."""
    bare = known["name"].str.casefold().where(~known["kind"].isin(list(_KINDS)))
    twice = bare.notna() & bare.duplicated(keep=False)
    rows = zip(known["series"], known["kind"], known["name"], twice, strict=True)
    return {key: name + _KINDS.get(kind, f" ({kind})" if same else "") for key, kind, name, same in rows}


def options(known: pd.DataFrame) -> dict[str, str]:
    """What each of `explorable` is called in a list of all, by key: name and kind, those of most papers first."""
    ordered = known.sort_values("n_papers", ascending=False, kind="stable")
    called = ordered["name"] + " · " + ordered["kind"]
    called = called.where(~called.duplicated(keep=False), called + " " + ordered["series"].str.partition(":")[2])
    return dict(zip(ordered["series"], called, strict=True))


def phrases_in(text: str) -> list[str]:
    """The phrases of a text, separated by commas, but for those in quotation marks: `"sim, real", GRPO` are two."""
    parts = re.findall(r'(?:"[^"]*"|“[^”]*”|[^,])+', text)
    return list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def well_formed(phrases: Sequence[str]) -> tuple[list[str], list[str]]:
    """Keys of the phrases that can be looked for, and what is wrong with the others."""
    keys, problems = [], []
    for phrase in phrases:
        try:
            phrase_pattern(phrase)
        except UsageError as error:
            problems.append(f"{str(error)[0].upper()}{str(error)[1:]}.")
        else:
            keys.append(f"{PHRASE}:{phrase}")
    return keys, problems


def all_papers(filters: Filters) -> Filters:
    """The filters that choose papers here: what may be a line filters nothing."""
    return replace(filters, selection=without_series(filters.selection))


def _default(read: Reader, filters: Filters, known: pd.DataFrame) -> tuple[list[str], str]:
    """The themes that changed most clearly of late; where no two windows can be compared, the largest."""
    changes = read(momentum, without_series(filters.selection), filters.period)
    if len(changes):
        clearest = changes.sort_values("z", key=abs, ascending=False, kind="stable").head(_DEFAULT)
        noise = len(clearest) - int((clearest["q_value"] < SURE).sum())
        because = f"the {len(clearest)} themes with the clearest changes of late"
        return [f"theme:{theme}" for theme in clearest["theme"]], because + (
            f", {'all' if noise == len(clearest) else noise} of which may be chance" if noise else ""
        )
    largest = known[known["kind"] == "theme"].sort_values("n_papers", ascending=False, kind="stable").head(_DEFAULT)
    return largest["series"].to_list(), f"the {len(largest)} largest themes"


def _slots(keys: list[str], known: pd.DataFrame) -> dict[str, int]:
    """Colours kept apart: themes first, which have a fixed one to be known by, then in the order given."""
    own = known.set_index("series")["slot"]
    ordered = sorted(keys, key=lambda key: not key.startswith("theme:"))
    return apart({key: int(own[key]) if key in own.index else crc32(key.lower().encode()) % _SLOTS for key in ordered})
