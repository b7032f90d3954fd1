"""Which organizations are compared, and in one sentence where they differ."""

from __future__ import annotations

from typing import cast

import pandas as pd
import streamlit as st

from dashboard.filters import Filters
from dashboard.mart import read
from dashboard.words import percent
from pipelines.charts.comparison import q_words
from pipelines.charts.movers import SURE
from pipelines.mart.tables.organizations import organizations

LEAST, MOST, DEFAULT = 2, 6, 3  # organizations side by side; those shown when the reader chose none


def compared(profile: pd.DataFrame, filters: Filters) -> tuple[str, ...]:
    """Draw the box of organizations, kept in the address; tells which are compared.

    Those of the box, else those of the sidebar, else the most active; the most active fill up what is too short.

    Parameters
    ----------
    profile : the rows of `organization_profile`, whichever organizations the sidebar holds
    """
    known = read(organizations, filters.by)["organization"].to_list()
    active = profile["organization"].to_list()
    chosen = cast(
        list[str],
        st.multiselect(
            f"Compare {LEAST} to {MOST} {filters.by}s", known, key=f"compare_{filters.by}s", bind="query-params",
            max_selections=MOST, placeholder="Those of the sidebar, else the most active; type to find others",
        ),
    )  # fmt: skip
    asked = chosen or list(filters.organizations[:MOST])
    wanted = DEFAULT if not asked else max(LEAST, len(asked))
    others = [name for name in active if name not in asked]
    return tuple([*asked, *others][:wanted])


def difference_lead(frame: pd.DataFrame, names: tuple[str, ...], filters: Filters) -> str:
    """Where organizations differ most clearly, or that they do not, in words.

    Parameters
    ----------
    frame : the rows of `differences`
    """
    if frame.empty:
        return f"{listed(names)} carry no theme that could be compared."
    first = frame[frame["theme"] == frame["theme"].iloc[0]].sort_values("share_pct", kind="stable")
    low, high = first.iloc[0], first.iloc[-1]
    theme, q_value = filters.theme_names[high["theme"]], q_words(high["q_value"])
    most, least = percent(high["share_pct"]), percent(low["share_pct"])
    shares = f"{most} of the papers of {high['organization']}, {least} of those of {low['organization']} ({q_value})"
    if high["q_value"] >= SURE:
        return f"Nothing that {listed(names)} write about differs by more than chance. {theme} comes closest: {shares}."
    n_sure = frame.loc[frame["q_value"] < SURE, "theme"].nunique()
    rest = f"Themes that differ by more than chance: {n_sure} of {frame['theme'].nunique()}."
    if len(names) == LEAST:
        pair = f"{high['organization']} and {low['organization']}"
        return f"{pair} differ most clearly in {theme}: {most} against {least} of their papers ({q_value}). {rest}"
    return f"These {len(names)} {filters.by}s differ most clearly in {theme}: {shares}. {rest}"


def listed(names: tuple[str, ...]) -> str:
    """A, B and C."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def attention_words(frame: pd.DataFrame) -> str:
    """Whether the attention of organizations differs; of the rows of `attention_differences`."""
    p_value = frame["p_value"].iloc[0] if len(frame) else float("nan")
    if pd.isna(p_value):
        return "Too few upvotes are known to compare attention."
    verdict = "differs by more than chance" if p_value < SURE else "differs no more than chance would have it"
    told = "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"
    return f"Their attention {verdict} (Kruskal-Wallis, {told})."
