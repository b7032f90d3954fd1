"""Which organization each handle of a source stands for, and whose that is."""

from __future__ import annotations

import pandas as pd


def who_is_who(named: pd.DataFrame) -> pd.DataFrame:
    """The organization and its parent of each handle.

    Parameters
    ----------
    named : columns organization_handle, organization_name (absent where the source gave none); one row per paper

    Returns
    -------
    One row per handle, sorted: organization_handle, organization (name for people), parent (name of the owner; the
    organization itself when it has none).
    """
    names = named.groupby("organization_handle")["organization_name"].agg(
        lambda told: told.mode().iloc[0] if told.notna().any() else None
    )
    frame = names.rename("organization").reset_index()
    frame["organization"] = frame["organization"].fillna(frame["organization_handle"])
    sizes = named.groupby("organization_handle").size().rename("n")
    frame = frame.join(sizes, on="organization_handle").sort_values(
        ["n", "organization_handle"], ascending=[False, True]
    )
    repeated = frame["organization"].str.lower().duplicated()
    frame.loc[repeated, "organization"] += " (" + frame.loc[repeated, "organization_handle"] + ")"
    frame["parent"] = frame["organization"]
    return frame.sort_values("organization_handle", ignore_index=True)[
        ["organization_handle", "organization", "parent"]
    ]
