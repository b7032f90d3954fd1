"""`papertide organizations`: what is known, what is not, what it may be, and a person's decision."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from pipelines.cli import organizations
from pipelines.errors import PapertideError, UsageError
from pipelines.organizations.confirming import confirm
from pipelines.organizations.held import held_organizations
from pipelines.organizations.registry import own_organizations_path
from pipelines.store.ingestion import ingest
from tests.store.sources import Given, batch, paper

NAMED = [
    *[("deepmind", "Deepmind")] * 3, *[("galdermoor", "Galdermoor Systems")] * 2, ("galdermoor-vision", None),
    ("gdm", "Google DeepMind"), (None, None),
]  # fmt: skip


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    papers = [
        paper(f"2501.0000{i}", f"Paper {i}", organization=handle, organization_name=name)
        for i, (handle, name) in enumerate(NAMED)
    ]
    ingest(path, Given(batch(*papers)), asked={})
    return path


def run(*arguments: object) -> str:
    app = typer.Typer()
    organizations.register(app)
    answer = CliRunner().invoke(app, ["organizations", *map(str, arguments)], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def rows(*arguments: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(*arguments, "--json"))
    return found


def mapped(warehouse: Path) -> dict[str, tuple[str, str, str]]:
    frame = held_organizations(warehouse).handles
    return {row.organization_handle: (row.organization, row.parent, row.how) for row in frame.itertuples()}


def test_list_says_how_each_handle_came_to_its_organization(warehouse: Path) -> None:
    assert run("list", "--db", warehouse).splitlines() == [
        "     4  Google DeepMind (of Google): deepmind [listed], gdm [spelling]",
        "     2  Galdermoor Systems: galdermoor [source]",
        "     1  galdermoor-vision: galdermoor-vision [source]",
    ]
    first = rows("list", "--db", warehouse)[0]
    assert (first["organization"], first["parent"], first["n_papers"]) == ("Google DeepMind", "Google", 4)
    assert first["handles"][1] == {
        "organization_handle": "gdm", "source_name": "Google DeepMind", "how": "spelling", "n_papers": 1,
    }  # fmt: skip


def test_unmatched_are_the_handles_that_no_file_lists(warehouse: Path) -> None:
    assert rows("unmatched", "--db", warehouse) == [
        {"organization_handle": "galdermoor", "source_name": "Galdermoor Systems", "n_papers": 2},
        {"organization_handle": "galdermoor-vision", "source_name": None, "n_papers": 1},
    ]
    assert run("unmatched", "--db", warehouse, "--min-papers", 2) == "     2  galdermoor  Galdermoor Systems\n"
    assert "Every handle with 3 or more papers is listed" in run("unmatched", "--db", warehouse, "--min-papers", 3)


def test_suggest_shows_what_is_near_and_writes_nothing(warehouse: Path) -> None:
    before = sorted(warehouse.parent.iterdir())
    near = rows("suggest", "--db", warehouse)
    assert [(row["organization_handle"], row["organization"], row["score"]) for row in near] == [
        ("galdermoor", "galdermoor-vision", 100), ("galdermoor-vision", "Galdermoor Systems", 100),
    ]  # fmt: skip
    told = run("suggest", "--db", warehouse)
    assert "     2  galdermoor  Galdermoor Systems\n        100  galdermoor-vision\n" in told
    assert "confirm HANDLE" in told
    assert "No unmatched handle looks like" in run("suggest", "--db", warehouse, "--min-papers", 3)
    assert sorted(warehouse.parent.iterdir()) == before


def test_confirm_writes_the_own_file_and_says_what_changes(warehouse: Path) -> None:
    told = run("confirm", "galdermoor-vision", "galdermoor systems", "--parent", "Moor", "--db", warehouse)
    own = own_organizations_path(warehouse)
    assert f"galdermoor-vision stands for Galdermoor Systems (of Moor) (new to the files): written to {own}" in told
    assert "`papertide build` applies it:" in told
    assert "  galdermoor: Galdermoor Systems -> Galdermoor Systems (of Moor)\n" in told
    assert "  galdermoor-vision: galdermoor-vision -> Galdermoor Systems (of Moor)\n" in told
    assert "deepmind" not in told
    decided = ("Galdermoor Systems", "Moor", "own")
    assert mapped(warehouse) == {
        "deepmind": ("Google DeepMind", "Google", "listed"), "gdm": ("Google DeepMind", "Google", "spelling"),
        "galdermoor": decided, "galdermoor-vision": decided,
    }  # fmt: skip
    assert "No unmatched handle" in run("suggest", "--db", warehouse)


def test_confirm_adds_below_what_a_person_wrote_and_overrides_the_shipped_file(warehouse: Path) -> None:
    own = own_organizations_path(warehouse)
    own.write_text('# my own words\n[[organization]]\nname = "Sky"\nparent = "Heaven"', encoding="utf-8")
    assert "gdm stands for Sky (of Heaven): written" in run("confirm", "gdm", "SKY", "--db", warehouse)
    run("confirm", "deepmind", 'DeepMind "London"', "--db", warehouse)
    assert own.read_text(encoding="utf-8").startswith("# my own words\n")
    assert mapped(warehouse)["gdm"] == ("Sky", "Heaven", "own")
    assert mapped(warehouse)["deepmind"] == ('DeepMind "London"', 'DeepMind "London"', "own")
    assert sorted(path.name for path in warehouse.parent.glob("[!.]*")) == ["w.duckdb", own.name]


def test_confirming_what_is_so_already_writes_nothing(warehouse: Path) -> None:
    assert "stands for Google DeepMind already" in run("confirm", "deepmind", "DeepMind", "--db", warehouse)
    assert not own_organizations_path(warehouse).exists()


@pytest.mark.parametrize(
    ("arguments", "error", "fault"),
    [
        (("galdermor", "X"), UsageError, "names the handle 'galdermor'; the closest are galdermoor"),
        (("gdm", " "), UsageError, "ORGANIZATION is ' '; write its name"),
        (("galdermoor", "Sun"), PapertideError, "lists galdermoor under 'Sky' at line 1; take it out there first"),
        (("gdm", "Google", "--parent", "DeepMind"), PapertideError, "cannot belong to 'Google DeepMind'"),
        (("gdm", "Sky", "--parent", "Two"), PapertideError, "the parent of 'Sky' is 'Two' here and 'One' elsewhere"),
    ],
)
def test_a_decision_that_cannot_stand_is_refused_and_nothing_changes(
    warehouse: Path, arguments: tuple[str, ...], error: type[PapertideError], fault: str
) -> None:
    own = own_organizations_path(warehouse)
    own.write_text('[[organization]]\nname = "Sky"\nparent = "One"\nhandles = ["galdermoor"]\n')
    before = own.read_bytes()
    with pytest.raises(error, match=fault):
        run("confirm", *arguments, "--db", warehouse)
    assert own.read_bytes() == before


def test_a_malformed_own_file_is_named_by_every_command(warehouse: Path) -> None:
    own_organizations_path(warehouse).write_text("[[organization]]\n")
    for command in (["list"], ["unmatched"], ["suggest"], ["confirm", "gdm", "Sky"]):
        with pytest.raises(PapertideError, match="w.organizations.toml, .* at line 1: its name is None"):
            run(*command, "--db", warehouse)


def test_decisions_made_at_once_are_all_kept(warehouse: Path) -> None:
    with ThreadPoolExecutor() as at_once:
        decisions = [("galdermoor", "Galdermoor"), ("galdermoor-vision", "Vision of Galdermoor"), ("gdm", "Gdm Labs")]
        list(at_once.map(lambda decision: confirm(warehouse, [decision[0]], decision[1]), decisions))
    assert {name for name, _, how in mapped(warehouse).values() if how == "own"} == {name for _, name in decisions}


def test_a_decision_made_twice_is_no_failure_and_a_link_stays_a_link(warehouse: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "kept" / "who.toml"
    elsewhere.parent.mkdir()
    elsewhere.touch()
    own_organizations_path(warehouse).symlink_to(elsewhere)
    run("confirm", "galdermoor", "Galdermoor", "--db", warehouse)
    assert "already; nothing was written" in run("confirm", "galdermoor", "Galdermoor", "--db", warehouse)
    assert own_organizations_path(warehouse).is_symlink()
    assert elsewhere.read_text().count("[[organization]]") == 1


def test_a_list_to_which_nothing_can_be_added_is_said_to_be_one(warehouse: Path) -> None:
    own_organizations_path(warehouse).write_text('organization = [{name = "A", handles = ["a"]}]')
    with pytest.raises(PapertideError, match=r"one list .* write each as an \[\[organization\]\] of its own"):
        confirm(warehouse, ["galdermoor"], "Galdermoor")


def test_a_name_cannot_clear_the_screen(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    named = paper("2501.00001", "Paper", organization="evil", organization_name="Evil\x1b[2J\x1b]0;gone\x07 Labs")
    ingest(path, Given(batch(named)), asked={})
    told = run("list", "--db", path)
    assert "Evil[2J" in told
    assert not set(told) & {"\x1b", "\x07"}
