"""The lines of the Explore page: what the reader chose, what they are called, and their colours."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import pandas as pd
import streamlit as st

from dashboard.mart import read
from pipelines.charts.chance import SURE
from pipelines.charts.colours import MOST, apart
from pipelines.errors import UsageError
from pipelines.mart.phrases import phrase_pattern
from pipelines.mart.tables.explored import PHRASE, days_and_text, explorable
from pipelines.mart.tables.movers import momentum
from pipelines.views.filters import Filters

_KEY = "series"  # of the widget, and in the address
_SEEN = "papertide-series"  # what the address said when the page was last drawn
_SLOTS = 39  # colours there are
_DEFAULT = 3  # themes drawn when nothing is chosen
_KINDS = {"topic": " (topic)", "parent": " (parent)"}  # always told: they count otherwise than what is called alike
PHRASES_HELP = (
    "Any words, separated by commas: “GRPO, world model”. Whole words, case ignored: fusion is not found in diffusion. "
    "OR between words finds either: “GRPO OR DAPO”. A * at a word’s end finds all its endings: “agent*”. A phrase with "
    "a comma in it stands in quotation marks; other marks change nothing."
)


@dataclass(frozen=True)
class Lines:
    """The series to draw, in order."""

    names: dict[Any, str]  # by key, such as theme:agents
    slots: dict[Any, int]
    because: str  # why these, where the reader chose none
    problems: tuple[str, ...]  # what could not be drawn, one line each


def chosen_lines(filters: Filters) -> Lines:
    """Draw the choice of series and phrases; tells the lines, which are never none.

    Themes and organizations of the sidebar are lines, too: charts of themes show those chosen.
    """
    known = read(explorable)
    labels = _labels(known)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked, strange = _picked(labels)
        typed = st.text_input(
            "Phrases", key="phrases", bind="query-params", placeholder="GRPO OR DAPO, world model, agent*",
            help=PHRASES_HELP, width="stretch",
        )  # fmt: skip
    phrases, malformed = _well_formed(phrases_in(typed))
    keys = list(dict.fromkeys([*picked, *_of_the_sidebar(filters, labels), *phrases]))
    problems = [*(f"Nothing in this data is called {key}." for key in strange), *malformed]
    if len(keys) > MOST:
        left_out = ", ".join(labels.get(key, key.partition(":")[2]) for key in keys[MOST:])
        problems.append(f"A chart keeps {MOST} lines apart; left out: {left_out}.")
    because = ""
    if not keys:
        keys, because = _default(filters, known)
    names = {key: labels.get(key) or f"“{key.partition(':')[2]}”" for key in keys[:MOST]}
    return Lines(names, _slots(list(names), known), because, tuple(problems))


def phrases_in(text: str) -> list[str]:
    """The phrases of a text, separated by commas, but for those in quotation marks: `"sim, real", GRPO` are two."""
    parts = re.findall(r'(?:"[^"]*"|“[^”]*”|[^,])+', text)
    return list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def _well_formed(phrases: list[str]) -> tuple[list[str], list[str]]:
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


def _labels(known: pd.DataFrame) -> dict[str, str]:
    """What each series is called; with its kind where that may be mistaken."""
    bare = known["name"].str.casefold().where(~known["kind"].isin(list(_KINDS)))
    twice = bare.notna() & bare.duplicated(keep=False)
    rows = zip(known["series"], known["kind"], known["name"], twice, strict=True)
    return {key: name + _KINDS.get(kind, f" ({kind})" if same else "") for key, kind, name, same in rows}


def _picked(labels: dict[str, str]) -> tuple[list[str], list[str]]:
    """Draw the choice of themes, topics and organizations; tells the keys chosen, and those asked for in vain.

    Streamlit's own binding would write labels, which are no keys, into the address.
    """
    asked, seen = st.query_params.get_all(_KEY), st.session_state.get(_SEEN, [])
    opened = _KEY not in st.session_state  # by a link, or anew after another page
    if opened or asked != seen:
        wanted = asked or (seen if opened else [])
        st.session_state[_KEY] = list(dict.fromkeys(key for key in wanted if key in labels))[:MOST]
    picked = st.multiselect(
        "Themes, topics and organizations", list(labels), format_func=labels.__getitem__, key=_KEY,
        max_selections=MOST, placeholder="Type to find any", filter_mode="contains", select_all=False, width="stretch",
    )  # fmt: skip
    if picked != asked:
        if picked:
            st.query_params[_KEY] = picked
        else:
            st.query_params.pop(_KEY, None)
    st.session_state[_SEEN] = picked
    return picked, [key for key in asked if key not in labels]


def _of_the_sidebar(filters: Filters, labels: dict[str, str]) -> list[str]:
    """Keys of its themes and organizations; a parent that is one organization is listed as that."""
    keys = [f"theme:{theme}" for theme in filters.selection.themes]
    for name in filters.organizations:
        key = f"{filters.by}:{name}"
        keys.append(key if key in labels else f"organization:{name}")
    return [key for key in keys if key in labels]


def _default(filters: Filters, known: pd.DataFrame) -> tuple[list[str], str]:
    """The themes that changed most clearly of late; where no two windows can be compared, the largest."""
    changes = read(momentum, days_and_text(filters.selection), filters.period)
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


def all_papers(filters: Filters) -> Filters:
    """The filters that choose papers here: days and text; the rest are lines."""
    return replace(filters, selection=days_and_text(filters.selection))
