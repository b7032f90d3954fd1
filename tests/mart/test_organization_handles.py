"""A build reads who is who anew, the user's own file included, and notes what the rule of spellings did."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.errors import PapertideError
from pipelines.mart.build import build
from pipelines.mart.snapshot import Snapshot, current_snapshot
from pipelines.mart.tables.handles import organization_handles
from pipelines.organizations.registry import own_organizations_path

OWN = """
[[organization]]
name = "Tolvane"
parent = "Sky"
handles = ["tolvane"]
spellings = ["Galdermoor Systems"]
"""


@pytest.fixture
def copy(demo_warehouse: Path, tmp_path: Path) -> Path:
    for path in demo_warehouse.parent.glob("demo.*"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / "demo.duckdb"


def test_the_own_file_beside_the_warehouse_is_applied_and_the_merging_noted(copy: Path) -> None:
    before = current_snapshot(copy).query("select organization, n_papers from organizations").set_index("organization")
    own_organizations_path(copy).write_text(OWN)
    summary = build(copy)
    assert summary.notes == [
        "counted by full name, as no file lists the handle: 1 (galdermoor as Tolvane); "
        "papertide organizations list shows all"
    ]
    frame = organization_handles(summary.snapshot)
    shown = frame[frame["organization"] == "Tolvane"]
    assert shown[["organization_handle", "how", "source_name", "parent"]].to_numpy().tolist() == [
        ["tolvane", "own", "Tolvane Software Research", "Sky"],
        ["galdermoor", "spelling", "Galdermoor Systems", "Sky"],
    ]
    sums = before.loc[["Tolvane Software Research", "Galdermoor Systems"], "n_papers"].sum()
    assert shown["organization_papers"].unique().tolist() == [sums]
    assert shown["n_handles"].unique().tolist() == [2]
    papers = summary.snapshot.query("""
        select organization, parent, count(*) as n from papers
        where organization_handle in ('tolvane', 'galdermoor') group by all
    """)
    assert papers.to_numpy().tolist() == [["Tolvane", "Sky", sums]]


def test_a_malformed_own_file_stops_the_build_before_anything_is_written(copy: Path) -> None:
    before = sorted(copy.parent.iterdir())
    own_organizations_path(copy).write_text("[[organization]]\nnome = 'x'\n")
    with pytest.raises(PapertideError, match="demo.organizations.toml, .* unknown field 'nome'"):
        build(copy)
    assert sorted({*copy.parent.iterdir()} - {own_organizations_path(copy)}) == before


def test_the_tables_of_organizations_agree(demo: Snapshot) -> None:
    handles = organization_handles(demo)
    assert handles["organization_handle"].is_unique
    wrong = demo.query("""
        select organization from organizations
        where n_papers <> (select count(*) from papers where papers.organization = organizations.organization)
            or len(handles) <> (select count(*) from organization_handles as one
                where one.organization = organizations.organization and one.parent = organizations.parent)
    """)
    assert wrong["organization"].to_list() == []
    assert handles["n_papers"].sum() == len(demo.query("select 1 from papers where organization is not null"))
