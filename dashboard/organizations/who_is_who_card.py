"""Who is who: which handles count as one organization, which organizations have a parent, and who decided it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.mart import read
from dashboard.take_away import table_downloads
from pipelines.mart.tables.handles import organization_handles
from pipelines.views.links import SHOWN, cell
from pipelines.views.organization_facts import HOW
from pipelines.views.words import count, safe


def who_is_who_card() -> None:
    """One sentence on all handles, and row by row what was put together."""
    handles = read(organization_handles)
    if handles.empty:
        st.markdown("No source named an organization.")
        return
    handles = handles.assign(counted=handles["how"].map(HOW))
    owned = handles[handles["parent"] != handles["organization"]]
    ways = handles["counted"].value_counts()
    counted = ", ".join(f"{count(ways[way])} {way}" for way in HOW.values() if way in ways)
    organizations = count(handles["organization"].nunique(), "organization")
    belonging = f"{count(owned['organization'].nunique())} belong to {count(owned['parent'].nunique(), 'parent')}"
    st.markdown(
        safe(
            f"{count(len(handles), 'handle')} stand for {organizations}, of which {belonging}. "
            f"How handles came to their organization: {counted}."
        )
    )
    together, parents = st.tabs(["Several handles, one organization", "Organizations with a parent"])
    with together:
        _several_handles(handles)
    with parents:
        _with_parents(owned)
    st.caption(
        "Nothing is put together because it looks similar: a file lists the handle, or the source calls it by a full "
        "name that a file gives. To decide more: `papertide organizations suggest` and `confirm`."
    )


def _several_handles(handles: pd.DataFrame) -> None:
    """The handles of organizations that have more than one, and those that a rule or the user decided."""
    rows = handles[(handles["n_handles"] > 1) | handles["how"].isin(["own", "spelling"])]
    if rows.empty:
        st.markdown("Every organization has one handle.")
        return
    links = [cell(name, "organization", name) for name in rows["organization"]]
    st.dataframe(
        rows[["organization_handle", "source_name", "counted", "n_papers"]].assign(organization=links),
        hide_index=True,
        column_order=["organization", "organization_handle", "source_name", "counted", "n_papers"],
        column_config={
            "organization": st.column_config.LinkColumn("Organization", display_text=SHOWN),
            "organization_handle": "Handle",
            "source_name": "Full name in the source",
            "counted": "How",
            "n_papers": st.column_config.NumberColumn("Papers", format="localized", width="small"),
        },
    )
    files = rows.drop(columns="how").rename(columns={"counted": "how"})
    table_downloads(files, "Several handles, one organization", None, key="handles", n=count(len(rows), "handle"))


def _with_parents(owned: pd.DataFrame) -> None:
    """Organizations with their parent, the parents with most papers of such organizations first."""
    if owned.empty:
        st.markdown("No organization has a parent.")
        return
    rows = owned.groupby(["parent", "organization"], as_index=False).agg(
        handles=("organization_handle", ", ".join), n_papers=("n_papers", "sum")
    )
    rows["of_parent"] = rows.groupby("parent")["n_papers"].transform("sum")
    rows = rows.sort_values(["of_parent", "parent", "n_papers", "organization"], ascending=[False, True, False, True])
    links = {kind: [cell(name, kind, name) for name in rows[kind]] for kind in ("parent", "organization")}
    st.dataframe(
        rows[["parent", "organization", "handles", "n_papers"]].assign(**links),
        hide_index=True,
        column_config={
            "parent": st.column_config.LinkColumn("Parent", display_text=SHOWN),
            "organization": st.column_config.LinkColumn("Organization", display_text=SHOWN),
            "handles": "Handles",
            "n_papers": st.column_config.NumberColumn("Papers", format="localized", width="small"),
        },
    )
    table_downloads(rows, "Organizations with a parent", None, key="parents", n=count(len(rows), "organization"))
