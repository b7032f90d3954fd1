"""The sidebar's filters: the same on every page, in the same order, and all of them in the page's address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import cast

import pandas as pd
import streamlit as st

from dashboard.mart import read
from dashboard.picking import forget_picks, picks_in_force, picks_of_another_page
from pipelines.charts.colours import MOST
from pipelines.mart.selection import GROUPINGS, Grouping, Selection, search_words
from pipelines.mart.tables.organizations import organizations
from pipelines.mart.tables.papers import about
from pipelines.trends.periods import PERIODS, PeriodName
from pipelines.views.filters import Filters, filters_for
from pipelines.views.words import safe, span

_STATE = "papertide-filters"
_LONG = 60  # letters of a name of the address that are told
_GROUPS = {"organization": "Each", "parent": "By parent"}
_CHOICES = ("since", "until", "period", "themes", "organizations", "parents", "group")
_LEFT_OUT = ("without-themes", "without-organizations", "without-parents")
KEPT = (*_CHOICES, "text", *_LEFT_OUT, "at")  # what every link to a page carries on


def filters_in_force() -> Filters:
    """What the reader chose in the sidebar that `draw_filters` drew, and the points of charts of other pages."""
    chosen: Filters = st.session_state[_STATE]
    return replace(chosen, selection=replace(chosen.selection, picks=picks_of_another_page()))


def draw_filters() -> None:
    """Draw the sidebar and keep what it holds; stops the page when the days are the wrong way round."""
    held = read(about)
    first, last = (held[end].date() if held.notna()[end] else None for end in ("first_day", "last_day"))
    named = filters_for(read, Selection())
    _tell_unknown(named, first, last)
    with st.sidebar:
        since, until = (
            st.date_input(
                label, None, min_value=first, max_value=last, key=key, bind="query-params", format="YYYY-MM-DD"
            )
            for label, key in (("From", "since"), ("To", "until"))
        )
        period = st.segmented_control(
            "Period", PERIODS, default="month", key="period", bind="query-params", required=True,
            format_func=str.capitalize, width="stretch",
        )  # fmt: skip
        chosen_themes = _themes(
            "Themes", "themes", named, "All themes",
            "Charts of themes show those chosen; elsewhere, papers carrying any of them.",
        )  # fmt: skip
        by = _grouping()
        chosen_organizations = _organizations(
            "Organizations", "organizations", by, f"All {by}s",
            "Charts of organizations show those chosen; elsewhere, papers of any of them.",
        )  # fmt: skip
        text = st.text_input(
            "Text", key="text", bind="query-params", placeholder='GRPO or "world model"',
            help="Papers with every word, and every “quoted phrase”, in title or abstract; -word leaves out.",
        )  # fmt: skip
        with st.expander("Leave out", expanded=any(st.session_state.get(key) for key in _LEFT_OUT)):
            no_themes = _themes("Themes", "without-themes", named, "No theme", "Papers carrying none of them.")
            no_organizations = _organizations(
                "Organizations", "without-organizations", by, f"No {by}",
                "Papers of none of them; those whose organization is unknown stay.",
            )  # fmt: skip
    if since and until and since > until:
        st.error(f"“From” ({since}) is after “To” ({until}): swap them, or clear one.", icon=":material/error:")
        st.stop()
    filters = replace(named, period=cast(PeriodName, period or "month"), by=by)
    if not search_words(text) and not search_words(text, left_out=True):
        text = ""  # nothing but a quotation mark
    selection = Selection(
        since=since, until=until, themes=tuple(chosen_themes), without_themes=tuple(no_themes), text=text.strip()
    )
    selection = filters.with_organizations(selection, tuple(chosen_organizations))
    selection = filters.leaving_out(selection, tuple(no_organizations))
    st.session_state[_STATE] = replace(filters, selection=selection)


def _tell_unknown(named: Filters, first: date | None, last: date | None) -> None:
    """Say what of the address this data does not have: Streamlit takes it out without a word."""
    known = read(organizations)
    days = set(pd.date_range(first, last).strftime("%Y-%m-%d")) if first and last else set()
    there = {
        "since": days,
        "until": days,
        "period": {period.capitalize() for period in PERIODS},
        "group": set(_GROUPS.values()),
        "themes": set(named.theme_names.values()),
        "organizations": set(known["organization"]),
        "parents": set(known["parent"]),
    }
    unknown = [
        name
        for key in (*_CHOICES, *_LEFT_OUT)
        for name in st.query_params.get_all(key)
        if name not in there[key.removeprefix("without-")]
    ]
    if unknown:
        names = ", ".join(f"“{name[:_LONG]}”" for name in unknown[:MOST])
        st.toast(
            f"The address asks for what this data does not have, left out here: {safe(names)}.",
            icon=":material/link_off:",
            duration="long",
        )


def _themes(label: str, key: str, named: Filters, placeholder: str, meaning: str) -> list[str]:
    return st.multiselect(
        label, list(named.theme_names), format_func=lambda theme: named.theme_names[theme], key=key,
        bind="query-params", max_selections=MOST, placeholder=placeholder, filter_mode="contains", select_all=False,
        help=meaning,
    )  # fmt: skip


def _grouping() -> Grouping:
    grouped = st.segmented_control(
        "Organizations", GROUPINGS, default="organization", key="group", bind="query-params", required=True,
        format_func=_GROUPS.__getitem__, width="stretch",
        help="Each organization by itself, or together with all that belong to the same owner.",
    )  # fmt: skip
    return cast(Grouping, grouped or "organization")


def _organizations(label: str, key: str, by: Grouping, placeholder: str, meaning: str) -> list[str]:
    """Draw the choice of organizations, the largest first, or of parents."""
    known = read(organizations)
    sizes = known.groupby(by)["n_papers"].sum().sort_values(ascending=False, kind="stable")
    return st.multiselect(
        label, sizes.index.to_list(), key=_key(key, by), bind="query-params", max_selections=MOST,
        disabled=known.empty, label_visibility="visible" if "without" in key else "collapsed",
        placeholder="None known in this data" if known.empty else placeholder, filter_mode="contains",
        select_all=False, help=meaning,
    )  # fmt: skip


def _key(key: str, by: Grouping) -> str:
    """Where the address holds organizations; parents have a place of their own."""
    return key.replace("organizations", "parents") if by == "parent" else key


def choice(label: str, key: str, options: list[str]) -> str:
    """One of a few ways to show a chart, kept in the address; the first is the default."""
    chosen = st.segmented_control(
        label, options, default=options[0], key=key, bind="query-params", required=True, width="content"
    )
    return chosen or options[0]


def chips(filters: Filters) -> None:
    """The filters in force, each with a button that removes it; points of this page's charts among them."""
    shown = replace(filters, selection=replace(filters.selection, picks=picks_in_force()))
    removals = widenings(shown)
    if not removals:
        return
    with st.container(horizontal=True, gap="small", key="chips"):
        for number, (label, _, remove) in enumerate(removals):
            st.button(safe(label), icon=":material/close:", key=f"chip-{number}", on_click=remove, width="content")


def widenings(filters: Filters) -> list[tuple[str, Selection, Callable[[], None]]]:
    """Each filter in force: what it is called, the selection without it, and what takes it away."""
    chosen = filters.selection
    removals: list[tuple[str, Selection, Callable[[], None]]] = []
    if chosen.since or chosen.until:
        wider = replace(chosen, since=None, until=None)
        removals.append((span(chosen.since, chosen.until), wider, lambda: _set({"since": None, "until": None})))
    for theme, rest in _each(chosen.themes):
        removals.append((filters.theme_names[theme], replace(chosen, themes=rest), _setter("themes", rest)))
    key = _key("organizations", filters.by)
    for name, rest in _each(filters.organizations):
        removals.append((name, filters.with_organizations(chosen, rest), _setter(key, rest)))
    for theme, rest in _each(chosen.without_themes):
        wider = replace(chosen, without_themes=rest)
        removals.append((f"without {filters.theme_names[theme]}", wider, _setter("without-themes", rest)))
    for name, rest in _each(filters.without_organizations):
        wider = filters.leaving_out(chosen, rest)
        removals.append((f"without {name}", wider, _setter(_key("without-organizations", filters.by), rest)))
    if chosen.text:
        removals.append((f"text: {chosen.text}", replace(chosen, text=""), lambda: _set({"text": ""})))
    if chosen.picks:
        removals.append((filters.picks_words(), replace(chosen, picks=()), forget_picks))
    return removals


def _each(names: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Each name, and the others."""
    return [(name, tuple(other for other in names if other != name)) for name in names]


def _setter(key: str, rest: tuple[str, ...]) -> Callable[[], None]:
    return lambda: _set({key: list(rest)})


def _set(values: dict[str, object | date | None]) -> None:
    st.session_state.update(values)
