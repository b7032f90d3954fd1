"""Which organization each handle of a source stands for, whose that is, and how that came to be."""

from __future__ import annotations

import pandas as pd

from pipelines.organizations.registry import Registry

COLUMNS = {
    "organization_handle": "str",
    "organization": "str",
    "parent": "str",
    "how": "str",
    "source_name": "str",
    "n_papers": "int64",
}
MOST = 5  # handles that a note names


def who_is_who(named: pd.DataFrame, registry: Registry | None = None) -> pd.DataFrame:
    """The organization and its parent of each handle.

    A handle that a file lists is what the file says. Any other one is the organization that bears its full name, when
    both are spelled alike (see `spelling_key`); else it stands for itself, under a name that nobody else has: nothing
    is merged because it looks similar.

    Parameters
    ----------
    named : columns organization_handle, organization_name (absent where the source gave none); one row per paper
    registry : what the files say; None: nothing

    Returns
    -------
    One row per handle, sorted: organization_handle, organization (name for people), parent (name of the owner; the
    organization itself when it has none), how ("listed" or "own": by handle in the shipped or the user's file;
    "spelling": by full name; "source": as the source names it), source_name (the full name that most of its papers
    give it, absent where none does), n_papers.
    """
    registry = registry or Registry()
    handles = _handles(named)
    taken = {name.casefold() for name in registry.names.values()}
    rows = []
    for handle, source_name, n_papers in handles.itertuples(index=False):
        name = handle if pd.isna(source_name) else source_name
        if handle in registry.handles:
            organization, how = registry.handles[handle]
        elif called := registry.called(name):
            organization, how = called, "spelling"
        else:
            organization, how = _free(name, handle, taken), "source"
            taken.add(organization.casefold())
        rows.append((handle, organization, registry.parent(organization), how, source_name, n_papers))
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return frame.sort_values("organization_handle", ignore_index=True)


def matched_note(handles: pd.DataFrame) -> str:
    """What the rule of spellings did among the rows of `who_is_who`, in one line for a person; empty for nothing."""
    matched = handles[handles["how"] == "spelling"]
    if matched.empty:
        return ""
    named = ", ".join(f"{row.organization_handle} as {row.organization}" for row in matched.head(MOST).itertuples())
    return (
        f"counted by full name, as no file lists the handle: {len(matched):,} ({named}"
        f"{', …' if len(matched) > MOST else ''}); papertide organizations list shows all"
    )


def _handles(named: pd.DataFrame) -> pd.DataFrame:
    """Columns organization_handle, source_name, n_papers; most papers first, so that they keep their plain name."""
    sizes = named.groupby("organization_handle").size().rename("n_papers").reset_index()
    names = named.groupby(["organization_handle", "organization_name"]).size().rename("n").reset_index()
    names = names.sort_values(["n", "organization_name"], ascending=[False, True])
    names = names.drop_duplicates("organization_handle").rename(columns={"organization_name": "source_name"})
    frame = sizes.merge(names.drop(columns="n"), on="organization_handle", how="left")
    frame = frame.sort_values(["n_papers", "organization_handle"], ascending=[False, True])
    return frame[["organization_handle", "source_name", "n_papers"]]


def _free(name: str, handle: str, taken: set[str]) -> str:
    """The name; with the handle in brackets as long as another organization is called so."""
    while name.casefold() in taken:
        name = f"{name} ({handle})"
    return name
