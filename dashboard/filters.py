"""The sidebar's filters: the same on every page, in the same order, and all of them in the page's address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

import pandas as pd
import streamlit as st

from dashboard.mart import read
from dashboard.words import joined, safe, span
from pipelines.charts.colours import MOST
from pipelines.mart.selection import GROUPINGS, Grouping, Selection
from pipelines.mart.tables.organizations import organizations
from pipelines.mart.tables.papers import about
from pipelines.mart.tables.themes import themes
from pipelines.trends.periods import PERIODS, PeriodName

_STATE = "papertide-filters"


@dataclass(frozen=True)
class Filters:
    """What the reader chose."""

    selection: Selection
    period: PeriodName
    theme_names: dict[str, str]  # every theme's id and name, in the vocabulary's order
    by: Grouping = "organization"  # whether organizations stand for themselves or for their parents

    @property
    def organizations(self) -> tuple[str, ...]:
        """The organizations chosen, or the parents where papers are counted by parent."""
        return self.selection.parents if self.by == "parent" else self.selection.organizations

    def with_organizations(self, selection: Selection, names: tuple[str, ...]) -> Selection:
        """The selection with those organizations, or parents, in place of the ones it has."""
        own, whole = ((), names) if self.by == "parent" else (names, ())
        return replace(selection, organizations=own, parents=whole)

    def words(self, *, of: str = "") -> str:
        """The filters in one line; without those of the lines themselves ("theme", "organization"), when told."""
        chosen = self.selection
        parts = [
            span(chosen.since, chosen.until),
            "" if of == "theme" else ", ".join(self.theme_names[theme] for theme in chosen.themes),
            "" if of == "organization" else ", ".join(self.organizations),
            f"text: {chosen.text}" if chosen.text else "",
        ]
        return joined(*parts)


def filters_in_force() -> Filters:
    """What the reader chose in the sidebar that `draw_filters` drew before the page."""
    chosen: Filters = st.session_state[_STATE]
    return chosen


def draw_filters() -> None:
    """Draw the sidebar and keep what it holds; stops the page when the days are the wrong way round."""
    held = read(about)
    vocabulary = {row["theme"]: str(row["name"]) for row in read(themes).to_dict("records")}
    known = read(organizations)
    first, last = (held[end].date() if held.notna()[end] else None for end in ("first_day", "last_day"))
    with st.sidebar:
        since = st.date_input(
            "From",
            None,
            min_value=first,
            max_value=last,
            key="since",
            bind="query-params",
            format="YYYY-MM-DD",
        )
        until = st.date_input(
            "To", None, min_value=first, max_value=last, key="until", bind="query-params", format="YYYY-MM-DD"
        )
        period = st.segmented_control(
            "Period", PERIODS, default="month", key="period", bind="query-params", required=True,
            format_func=str.capitalize, width="stretch",
        )  # fmt: skip
        chosen_themes = st.multiselect(
            "Themes", list(vocabulary), format_func=lambda theme: vocabulary[theme], key="themes", bind="query-params",
            max_selections=MOST, placeholder="All themes", filter_mode="contains", select_all=False,
            help="Charts of themes show those chosen; elsewhere, papers carrying any of them.",
        )  # fmt: skip
        by, chosen_organizations = _organizations(known)
        text = st.text_input(
            "Text", key="text", bind="query-params", placeholder='GRPO or "world model"',
            help="Papers with every word, and every “quoted phrase”, in title or abstract.",
        )  # fmt: skip
    if since and until and since > until:
        st.error(f"“From” ({since}) is after “To” ({until}): swap them, or clear one.", icon=":material/error:")
        st.stop()
    selection = Selection(since=since, until=until, themes=tuple(chosen_themes), text=text.strip())
    filters = Filters(selection, cast(PeriodName, period or "month"), vocabulary, by)
    selection = filters.with_organizations(selection, tuple(chosen_organizations))
    st.session_state[_STATE] = replace(filters, selection=selection)


def _organizations(known: pd.DataFrame) -> tuple[Grouping, list[str]]:
    """Draw what organizations are grouped by and which are chosen; parents are called by the largest first, too."""
    grouped = st.segmented_control(
        "Organizations", GROUPINGS, default="organization", key="group", bind="query-params", required=True,
        format_func={"organization": "Each", "parent": "By parent"}.__getitem__, width="stretch",
        help="Each organization by itself, or together with all that belong to the same owner.",
    )  # fmt: skip
    by = cast(Grouping, grouped or "organization")
    sizes = known.groupby(by)["n_papers"].sum().sort_values(ascending=False, kind="stable")
    chosen = st.multiselect(
        "Organizations", sizes.index.to_list(), key="parents" if by == "parent" else "organizations",
        bind="query-params", max_selections=MOST, disabled=known.empty, label_visibility="collapsed",
        placeholder="None known in this data" if known.empty else f"All {by}s", filter_mode="contains",
        select_all=False,
        help="Charts of organizations show those chosen; elsewhere, papers of any of them.",
    )  # fmt: skip
    return by, chosen


def choice(label: str, key: str, options: list[str]) -> str:
    """One of a few ways to show a chart, kept in the address; the first is the default."""
    chosen = st.segmented_control(
        label, options, default=options[0], key=key, bind="query-params", required=True, width="content"
    )
    return chosen or options[0]


def chips(filters: Filters) -> None:
    """The filters in force, each with a button that removes it."""
    removals = widenings(filters)
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
    for theme in chosen.themes:
        rest = tuple(other for other in chosen.themes if other != theme)
        removals.append((filters.theme_names[theme], replace(chosen, themes=rest), _setter("themes", list(rest))))
    key = "parents" if filters.by == "parent" else "organizations"
    for name in filters.organizations:
        rest = tuple(other for other in filters.organizations if other != name)
        removals.append((name, filters.with_organizations(chosen, rest), _setter(key, list(rest))))
    if chosen.text:
        removals.append((f"text: {chosen.text}", replace(chosen, text=""), _setter("text", "")))
    return removals


def _setter(key: str, value: object) -> Callable[[], None]:
    return lambda: _set({key: value})


def _set(values: dict[str, object | date | None]) -> None:
    st.session_state.update(values)
