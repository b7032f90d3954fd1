"""Who is who on the Data page: every merging is shown, with who decided it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from tests.dashboard.conftest import words

HOSTILE = "<script>alert(1)</script> **bold** [x](javascript:alert(1))"


def table(app: Any, column: str) -> Any:
    """The card's table that has that column, with the names that its links show."""
    shown = next(frame.value for frame in app.dataframe if column in frame.value and "organization" in frame.value)
    linked = [name for name in ("organization", "parent") if name in shown]
    return shown.assign(**{name: shown[name].str.extract("#(.*)$")[0].map(unquote) for name in linked})


def test_the_page_says_how_many_handles_are_how_many_organizations(open_page: Any, demo: Any) -> None:
    frame = demo.query("select * from organization_handles")
    n_listed = int((frame["how"] == "listed").sum())
    owned = frame[frame["parent"] != frame["organization"]]
    said = words(open_page("data")).replace("\\", "")
    assert (
        f"{len(frame)} handles stand for {frame['organization'].nunique()} organizations, of which "
        f"{owned['organization'].nunique()} belong to {owned['parent'].nunique()} parents." in said
    )
    assert f"{n_listed} listed, {len(frame) - n_listed} as the source says." in said
    assert 0 < n_listed < len(frame)


def test_handles_that_are_one_organization_are_shown_one_by_one(open_page: Any) -> None:
    shown = table(open_page("data"), "organization_handle")
    assert shown["organization"].unique().tolist() == ["Vastholm University"]
    assert shown["organization_handle"].to_list() == ["uni-vastholm", "vintersund"]
    assert shown["source_name"].to_list() == ["Vastholm University", "Vintersund Centre for Computing"]
    assert set(shown["counted"]) == {"listed"}
    assert shown["n_papers"].gt(0).all()


def test_organizations_with_a_parent_are_shown_with_their_handles(open_page: Any, demo: Any) -> None:
    shown = table(open_page("data"), "parent")
    held = demo.query("select organization, n_papers from organizations where parent <> organization")
    assert dict(zip(shown["organization"], shown["n_papers"], strict=True)) == dict(held.to_numpy().tolist())
    assert shown["parent"].iloc[0] == "Brindlecroft Group"
    assert shown.set_index("organization").loc["Kessarine Vision", "handles"] == "kessarine"


def test_what_a_rule_or_the_user_decided_is_shown_even_for_one_handle(open_page: Any, altered: Any) -> None:
    warehouse = altered(
        ("update organization_handles set how = 'spelling' where organization_handle = 'tolvane'", {}),
        ("update organization_handles set how = 'own' where organization_handle = 'hollowfen'", {}),
    )
    app = open_page("data", warehouse=warehouse)
    shown = table(app, "organization_handle").set_index("organization_handle")["counted"]
    assert (shown["tolvane"], shown["hollowfen"]) == ("by full name", "in your own file")
    assert "1 in your own file, 1 by full name" in words(app)


def test_no_handle_at_all_is_said_in_words(open_page: Any, altered: Any) -> None:
    app = open_page("data", warehouse=altered(("delete from organization_handles", {})))
    assert "No source named an organization." in words(app)


def test_nothing_merged_is_said_in_words(open_page: Any, altered: Any) -> None:
    alone = "update organization_handles set organization = organization_handle, parent = organization_handle"
    said = words(open_page("data", warehouse=altered((alone, {}))))
    assert "Every organization has one handle." in said
    assert "No organization has a parent." in said


def test_a_hostile_name_is_text(open_page: Any, altered: Any) -> None:
    renamed = ("update organization_handles set organization = $name, source_name = $name", {"name": HOSTILE})
    app = open_page("data", warehouse=altered(renamed))
    assert set(table(app, "organization_handle")["organization"]) == {HOSTILE}
    assert HOSTILE not in words(app)
