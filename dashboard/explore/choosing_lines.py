"""The box in which the lines of the Explore page are found by typing, and the address that keeps them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import streamlit as st

from dashboard.mart import read
from pipelines.charts.colours import MOST
from pipelines.mart.tables.explored import PHRASE, explorable, kind_of
from pipelines.views.explore_series import line_names, options, phrases_in, well_formed
from pipelines.views.filters import Filters

_BOX = "explore-lines"  # the widget; the address has two parameters for what it holds:
_SERIES, _PHRASES = "series", "phrases"
_SEEN = "papertide-explore-seen"  # what the address said when the page was last drawn
_KEY = re.compile(rf"(theme|topic|organization|parent|{PHRASE}):")
_HELP = (
    "Themes, topics, organizations and parents (an organization with all that belongs to it) by name. Anything else, "
    "and whatever stands in quotation marks, is a phrase, looked for in titles and abstracts: whole words, case "
    "ignored: fusion is not found in diffusion. OR between words finds either: “GRPO OR DAPO”. A * at a word’s end "
    "finds all its endings: “agent*”. Commas separate phrases, but for one in quotation marks."
)


@dataclass(frozen=True)
class Choice:
    """What the reader wants to see."""

    series: tuple[str, ...]  # keys as in `explored`, at most `MOST`
    problems: tuple[str, ...]  # what cannot be drawn, one line each


def chosen_series(filters: Filters) -> Choice:
    """Draw the box; tells what it holds, and what is chosen in the sidebar, whose themes are lines here, too."""
    known = read(explorable)
    called, listed = line_names(known), options(known)
    problems = _follow_address(listed)
    phrases = [key for key in st.session_state[_BOX] if kind_of(key) == PHRASE]
    picked = st.multiselect(
        "Themes, topics, organizations and any phrase", [*phrases, *listed],
        format_func=lambda key: listed.get(key, _bare(key)), key=_BOX, accept_new_options=True, filter_mode="contains",
        select_all=False, placeholder="Type a name or any words, such as GRPO, and press Enter", help=_HELP,
        on_change=_taken,
    )  # fmt: skip
    keys, malformed = well_formed([_bare(key) for key in picked if key not in listed])
    well = dict(zip([_bare(key) for key in keys], keys, strict=True))
    ordered = [key if key in listed else well.get(_bare(key), "") for key in picked]
    series = list(dict.fromkeys(key for key in [*ordered, *_of_the_sidebar(filters, called)] if key))
    problems += malformed
    if len(series) > MOST:
        left_out = ", ".join(called.get(key, _bare(key)) for key in series[MOST:])
        problems.append(f"A chart keeps {MOST} lines apart; left out: {left_out}.")
    return Choice(tuple(series[:MOST]), tuple(problems))


def _follow_address(listed: dict[str, str]) -> list[str]:
    """Make the box hold what a new address says; tells what of it there is not.

    Streamlit's own binding would write labels, which are no keys, into the address.
    """
    asked = (st.query_params.get_all(_SERIES), ", ".join(st.query_params.get_all(_PHRASES)))
    seen = st.session_state.get(_SEEN)
    opened = _BOX not in st.session_state  # by a link, or anew after another page
    wanted = seen if opened and seen and asked == ([], "") else asked
    if opened or asked != seen:
        keys = [key for key in wanted[0] if key in listed] + [f"{PHRASE}:{one}" for one in phrases_in(wanted[1])]
        st.session_state[_BOX] = list(dict.fromkeys(keys))
    st.session_state[_BOX] = st.session_state[_BOX]  # told anew: a run cut short may not have told the browser
    _write_address()
    return [f"Nothing in this data is called {key}." for key in asked[0] if key not in listed]


def _taken() -> None:
    """What was typed becomes phrases, each by itself."""
    keys: list[str] = []
    for key in st.session_state[_BOX]:
        keys += [key] if _KEY.match(key) else [f"{PHRASE}:{_unquoted(one)}" for one in phrases_in(key)]
    st.session_state[_BOX] = list(dict.fromkeys(keys))
    _write_address()


def _write_address() -> None:
    keys = st.session_state[_BOX]
    series = [key for key in keys if kind_of(key) != PHRASE]
    phrases = ", ".join(_bare(key) for key in keys if kind_of(key) == PHRASE)
    for name, value, now in (
        (_SERIES, series, st.query_params.get_all(_SERIES)),
        (_PHRASES, phrases, ", ".join(st.query_params.get_all(_PHRASES))),
    ):
        if not value:
            st.query_params.pop(name, None)
        elif value != now:
            st.query_params[name] = value
    st.session_state[_SEEN] = (series, phrases)


def _unquoted(phrase: str) -> str:
    """A phrase that stands in quotation marks as a whole without them, but for one with a comma."""
    inner = re.fullmatch(r'["“]([^"“”,]*)["”]', phrase)
    return inner[1].strip() if inner and inner[1].strip() else phrase


def _bare(key: str) -> str:
    """What a key is of: the phrase itself; what was typed stays as it is."""
    return key.removeprefix(f"{PHRASE}:")


def _of_the_sidebar(filters: Filters, called: dict[str, str]) -> list[str]:
    """Keys of its themes and organizations; a parent that is one organization is listed as that."""
    keys = [f"theme:{theme}" for theme in filters.selection.themes]
    for name in filters.organizations:
        key = f"{filters.by}:{name}"
        keys.append(key if key in called else f"organization:{name}")
    return [key for key in keys if key in called]
