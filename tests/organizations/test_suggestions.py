"""Suggestions for a person: what is near, in which order, and for whom."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.organizations.registry import Organization, Registry
from pipelines.organizations.suggestions import COLUMNS, suggested, unmatched
from pipelines.organizations.who_is_who import who_is_who

PAPERS = {
    ("galdermoor", "Galdermoor Systems"): 4,
    ("GaldermoorVision", "Vision"): 3,
    ("ostrelle-lab", "Ostrelle Laboratory of Vision"): 2,
    ("ostrele", "Ostrele Labratory"): 2,
    ("kessarine", "Kessarine"): 1,
}


def registry() -> Registry:
    found = Registry()
    entries = [Organization("Galdermoor", "Moor Group", ("galdermoor",)), Organization("Ostrelle Laboratory")]
    found.add(entries, Path("f.toml"), "listed")
    return found


def handles() -> pd.DataFrame:
    rows = [pair for pair, n in PAPERS.items() for _ in range(n)]
    return who_is_who(pd.DataFrame(rows, columns=["organization_handle", "organization_name"]), registry())


def test_unmatched_are_those_that_no_file_lists_most_papers_first() -> None:
    assert unmatched(handles())["organization_handle"].to_list() == [
        "GaldermoorVision", "ostrele", "ostrelle-lab", "kessarine",
    ]  # fmt: skip
    assert unmatched(handles(), min_papers=3)["organization_handle"].to_list() == ["GaldermoorVision"]


def test_the_closest_organizations_come_with_their_parents_best_first() -> None:
    frame = suggested(handles(), registry())
    assert frame.columns.to_list() == list(COLUMNS)
    assert frame["score"].between(85, 100).all()
    by_handle = frame.groupby("organization_handle", sort=False)["organization"].agg(list).to_dict()
    assert list(by_handle) == ["GaldermoorVision", "ostrele", "ostrelle-lab"]  # nothing is like Kessarine
    assert by_handle["GaldermoorVision"][0] == "Galdermoor"
    assert by_handle["ostrelle-lab"][0] == "Ostrelle Laboratory"
    assert frame.loc[0, ["source_name", "n_papers", "parent", "score"]].to_list() == ["Vision", 3, "Moor Group", 100]


def test_nobody_is_suggested_to_itself_and_unlisted_organizations_are_suggested_too() -> None:
    rows = [("sun-lab", "Sun Lab"), ("sunlab", "Sun Lab Research")]
    frame = who_is_who(pd.DataFrame(rows, columns=["organization_handle", "organization_name"]))
    assert suggested(frame, Registry())[["organization_handle", "organization"]].to_numpy().tolist() == [
        ["sun-lab", "Sun Lab Research"], ["sunlab", "Sun Lab"],
    ]  # fmt: skip


def test_no_handles_give_no_suggestions_with_the_right_columns() -> None:
    frame = suggested(handles().head(0), registry())
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == COLUMNS
