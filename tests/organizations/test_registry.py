"""The files of who is who: how names are compared, what the user's own file may say, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import PapertideError
from pipelines.organizations.registry import (
    Registry,
    own_organizations_path,
    parsed,
    read_organizations,
    registry_for,
    shipped_registry,
    spelling_key,
)

FILE = """
[[organization]]
name = "Northlight"
handles = ["north"]
spellings = ["Northlight Research"]

[[organization]]
name = "Tolvane Vision"
parent = "Tolvane"
handles = ["tol", "tol-vision"]
"""


def registry(*files: str) -> Registry:
    """A shipped file, and the user's own ones after it."""
    found = Registry()
    for number, text in enumerate(files):
        path = Path(f"{number}.toml")
        found.add(parsed(text, path), path, "own" if number else "listed")
    return found


def entry(name: str, **fields: object) -> str:
    lines = [f"{field} = {value!r}" for field, value in fields.items()]
    return "\n".join(["[[organization]]", f"name = {name!r}", *lines, ""])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ETH Zürich", "eth zurich"),
        ("The University of Hong Kong", "University of Hong Kong"),
        ("Xi’an Jiaotong University", "Xi'an Jiaotong  University"),
        ("KAIST-Visual-AI-Lab", "KAIST Visual AI Lab"),
        ("Mistral AI_", "Mistral AI"),
        ("Snap, Inc.", "SNAP INC"),
        ("Ｔｅｎｃｅｎｔ", "Tencent"),
    ],
)
def test_case_accents_punctuation_and_the_article_do_not_count(one: str, other: str) -> None:
    assert spelling_key(one) == spelling_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University of York", "York University"),
        ("AI2", "AI"),
        ("Theseus Lab", "seus Lab"),
        ("Alpha Labs", "Alpha Lab"),
        ("清华大学", "北京大学"),
        ("कि लैब", "का लैब"),  # vowel signs are letters, not accents
        ("か", "が"),
        ("Lab²+", "Lab2"),
    ],
)
def test_everything_else_counts(one: str, other: str) -> None:
    assert spelling_key(one) != spelling_key(other)


@given(st.text())
def test_the_key_of_any_text_has_no_spare_space_and_ignores_case(text: str) -> None:
    key = spelling_key(text)
    assert key == " ".join(key.split())
    assert spelling_key(f"  {text}!") == key


def test_a_file_gives_handles_names_spellings_and_parents() -> None:
    found = registry(FILE)
    assert found.handles == {
        "north": ("Northlight", "listed"),
        "tol": ("Tolvane Vision", "listed"),
        "tol-vision": ("Tolvane Vision", "listed"),
    }
    assert [found.called(name) for name in ("NORTHLIGHT", "The Northlight Research", "tolvane", "Tolvane V")] == [
        "Northlight", "Northlight", "Tolvane", None,
    ]  # fmt: skip
    assert [found.parent(name) for name in ("Northlight", "Tolvane Vision", "Tolvane", "Nobody")] == [
        "Northlight", "Tolvane", "Tolvane", "Nobody",
    ]  # fmt: skip


def test_the_users_own_file_has_the_last_word() -> None:
    own = (
        entry("Tol", handles=["tol"])
        + entry("northlight", parent="Sky", spellings=["NL"])
        + entry("Tolvane Vision", parent="Tolvane Vision")
        + entry("Sky", parent="Heaven")
    )
    found = registry(FILE, own)
    assert found.handles["tol"] == ("Tol", "own")
    assert found.handles["tol-vision"] == ("Tolvane Vision", "listed")
    assert found.called("NL") == "Northlight"
    assert found.parent("Northlight") == "Heaven"
    assert found.parent("Tolvane Vision") == "Tolvane Vision"


def test_a_name_of_the_own_file_that_is_a_known_spelling_means_that_organization() -> None:
    found = registry(FILE, entry("Northlight Research", handles=["nl"]) + entry("Dawn", parent="northlight research"))
    assert found.handles["nl"] == ("Northlight", "own")
    assert found.parent("Dawn") == "Northlight"


@pytest.mark.parametrize(
    ("own", "fault"),
    [
        (entry("A", handles=["x"]) + entry("B", handles=["x"]), "'B' at line 4: the handle 'x' is 'B' here and 'A'"),
        (entry("A", spellings=["S"]) + entry("B", spellings=["the s!"]), "the spelling 's' is 'B' here and 'A'"),
        (entry("A", spellings=["B"]) + entry("B"), "'A' at line 1: the spelling 'b' is 'A' here and 'B' elsewhere"),
        (entry("Tolvane Group", spellings=["Tolvane"]), "the spelling 'tolvane' is 'Tolvane Group' here and 'Tolvane'"),
        (entry("A", parent="B") + entry("A", parent="C"), "the parent of 'A' is 'C' here and 'B' elsewhere; keep one"),
        (entry("A", parent="B") + entry("B", parent="C") + entry("C", parent="A"), "'C' at line 7: it cannot belong"),
        (entry("Tolvane", parent="Tolvane Vision"), "cannot belong to 'Tolvane Vision', which belongs to it; take one"),
    ],
)
def test_what_contradicts_itself_is_refused_with_file_line_and_cure(own: str, fault: str) -> None:
    with pytest.raises(PapertideError) as told:
        registry(FILE, own)
    assert str(told.value).startswith("1.toml, the organization ")
    assert fault in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[organization]\n", "is not TOML: .*; mend that line"),
        ("x = 1", "holds 'x' outside of any .*; move it under one"),
        ('[organization]\nname = "A"', "holds one .organization.; write .*double brackets"),
        ("organization = [3]", "line 1: its name is None; write it in quotes"),
        ('\n[[organization]]\nhandles = ["a"]', "line 2: its name is None; write it in quotes"),
        (entry("?!"), "its name is '\\?!'; write it in quotes, with a letter or digit"),
        ('[[organization]]\nname = "a\\nb"', "its name is .*; write it in quotes"),
        (entry("A", parent=3), "its parent is 3; write it in quotes"),
        (entry("A", handles="a"), "handles is 'a'; write a list of texts"),
        (entry("A", spellings=["a", 1]), "spellings is .*; write a list of texts"),
        (entry("A", owner="B"), "has the unknown field 'owner'; the fields are name, parent, handles, spellings"),
    ],
)
def test_a_malformed_file_is_one_line_with_its_place_and_cure(text: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "w.organizations.toml"
    path.write_text(text)
    with pytest.raises(PapertideError, match=fault) as told:
        read_organizations(path)
    assert str(told.value).startswith(str(path))
    assert "\n" not in str(told.value)


def test_the_own_file_lies_beside_the_warehouse_and_may_be_absent_empty_or_unreadable(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    shipped = registry_for(warehouse)
    assert shipped.handles["deepmind"] == ("Google DeepMind", "listed")
    own = own_organizations_path(warehouse)
    assert own == tmp_path / "w.organizations.toml"
    own.write_text("# nothing yet\n")
    assert registry_for(warehouse) == shipped
    own.write_text("\ufeff" + entry("Mine", handles=["deepmind"]), encoding="utf-8")
    assert registry_for(warehouse).handles["deepmind"] == ("Mine", "own")
    own.write_bytes(b"\xff\xfe")
    with pytest.raises(PapertideError, match="cannot be read"):
        registry_for(warehouse)


def test_the_demos_organizations_count_for_the_demos_papers_only() -> None:
    assert "brindlecroft-ai" not in shipped_registry().handles
    assert shipped_registry(synthetic=True).parent("Brindlecroft AI") == "Brindlecroft Group"
