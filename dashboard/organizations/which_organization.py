"""What the page of one organization shows where it has none to show: which there are, or why this one has no papers."""

from __future__ import annotations

from difflib import get_close_matches

import pandas as pd
import streamlit as st

from dashboard.mart import read
from dashboard.page import head
from pipelines.mart.tables.organizations import organizations
from pipelines.views.filters import Filters
from pipelines.views.links import linked
from pipelines.views.words import count, safe

LARGEST, LIKE = 12, 4  # names offered


def asked_for(filters: Filters) -> str | None:
    """The organization, or parent, that the address names; None where it names none that there is."""
    name = str(st.query_params.get("organization", ""))
    return name if name in read(organizations, filters.by)["organization"].to_list() else None


def which_organization(filters: Filters) -> None:
    """Offer the organizations that are spelled alike, and the largest."""
    asked = " ".join(str(st.query_params.get("organization", "")).split())
    known = read(organizations, filters.by)
    head(f"One {filters.by}", f"What it works on, how that moves, and who is like it: choose one of {len(known):,}.")
    if known.empty:
        st.info("No source names an organization for any paper of this data.", icon=":material/info:")
        return
    if asked:
        st.warning(f"No {filters.by} of this data is called “{safe(asked[:80])}”.", icon=":material/search_off:")
        _other_kind(asked, filters)
        if like := get_close_matches(asked, known["organization"], n=LIKE, cutoff=0.5):
            st.markdown("Spelled alike: " + " · ".join(linked(name, filters.by, name) for name in like))
    st.selectbox(
        f"Find {'a parent' if filters.by == 'parent' else 'an organization'}", known["organization"].to_list(), None,
        key="find-organization", placeholder="Type a name", on_change=_open_found,
    )  # fmt: skip
    st.subheader("Those with most papers", anchor=False)
    st.markdown(_largest(known.head(LARGEST), filters))


def _open_found() -> None:
    st.query_params["organization"] = st.session_state["find-organization"]


def _other_kind(asked: str, filters: Filters) -> None:
    """Lead to the organization that was asked for as a parent, or the other way round."""
    every = read(organizations)
    if filters.by == "organization" and asked in set(every["parent"]):
        st.markdown(f"It is a parent: {linked(f'{asked} with all that belongs to it', 'parent', asked)}.")
    elif filters.by == "parent" and asked in set(every["organization"]):
        parent = str(every.loc[every["organization"] == asked, "parent"].iloc[0])
        st.markdown(f"It belongs to {linked(parent, 'parent', parent)}.")


def _largest(known: pd.DataFrame, filters: Filters) -> str:
    return "\n".join(
        f"- {linked(row['organization'], filters.by, row['organization'])} :small[:gray[{count(row['n_papers'])}]]"
        for row in known.to_dict("records")
    )


def no_papers(name: str, filters: Filters) -> None:
    """Say why an organization has no papers here, and what to do."""
    head(safe(name), f"What {name} works on, how that moves, and who is like it.", filters)
    known = read(organizations, filters.by).set_index("organization")
    if name in filters.without_organizations:
        why = "It is left out by the filters: take that away above, or in the sidebar under “Leave out”."
    else:
        words = filters.words(of="organization")
        why = f"None of its {count(known['n_papers'][name], 'paper')} matches {words}: take a filter away above."
    st.warning(safe(why), icon=":material/search_off:")
