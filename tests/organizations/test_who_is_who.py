"""Handles become organizations by file or by full name, and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.organizations.registry import Organization, Registry, spelling_key
from pipelines.organizations.who_is_who import COLUMNS, matched_note, who_is_who


@pytest.fixture
def registry() -> Registry:
    return some_registry()


def some_registry() -> Registry:
    found = Registry()
    found.add(
        [
            Organization("Northlight", handles=("north",), spellings=("North Light Labs",)),
            Organization("Tolvane Vision", "Tolvane", ("tol",)),
        ],
        Path("f.toml"),
        "listed",
    )
    found.add([Organization("Mine", "Me", ("my-lab",))], Path("own.toml"), "own")
    return found


def named(*rows: tuple[str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["organization_handle", "organization_name"], dtype="str")


def said(frame: pd.DataFrame) -> dict[str, tuple[str, str, str]]:
    return {row.organization_handle: (row.organization, row.parent, row.how) for row in frame.itertuples()}


def test_a_listed_handle_is_what_the_file_says_whatever_the_source_calls_it(registry: Registry) -> None:
    frame = who_is_who(named(("north", "Something else"), ("tol", None), ("my-lab", "Lab")), registry)
    assert said(frame) == {
        "my-lab": ("Mine", "Me", "own"),
        "north": ("Northlight", "Northlight", "listed"),
        "tol": ("Tolvane Vision", "Tolvane", "listed"),
    }
    assert frame["source_name"].fillna("-").to_list() == ["Lab", "Something else", "-"]


def test_an_unlisted_handle_is_matched_by_full_name_or_by_itself_and_says_so(registry: Registry) -> None:
    rows = named(("a", "the north-light LABS"), ("Northlight", None), ("b", "Tolvane"), ("c", "Tolvane Visions"))
    assert said(who_is_who(rows, registry)) == {
        "a": ("Northlight", "Northlight", "spelling"),
        "Northlight": ("Northlight", "Northlight", "spelling"),
        "b": ("Tolvane", "Tolvane", "spelling"),
        "c": ("Tolvane Visions", "Tolvane Visions", "source"),
    }


def test_what_looks_alike_stays_apart() -> None:
    rows = named(("nl", "Northlight"), ("nl", "Northlight"), ("north", "northlight"), ("x", "x"), ("X", "x"))
    assert {handle: row[0] for handle, row in said(who_is_who(rows)).items()} == {
        "nl": "Northlight", "north": "northlight (north)", "X": "x", "x": "x (x)",
    }  # fmt: skip


def test_a_bracketed_name_that_is_taken_is_bracketed_again() -> None:
    rows = named(("a", "Sun (b)"), ("a", "Sun (b)"), ("a", "Sun (b)"), ("c", "Sun"), ("c", "Sun"), ("b", "Sun"))
    assert said(who_is_who(rows))["b"][0] == "Sun (b) (b)"


def test_the_full_name_of_most_papers_counts_and_papers_are_counted(registry: Registry) -> None:
    rows = named(("h", "B"), ("h", "A"), ("h", "B"), ("h", None), ("g", "Z"), ("g", "Y"))
    frame = who_is_who(rows, registry)
    assert frame[["organization_handle", "organization", "source_name", "n_papers"]].to_numpy().tolist() == [
        ["g", "Y", "Y", 2], ["h", "B", "B", 4],
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [[], [("h", None)]])
def test_no_paper_or_no_name_at_all_gives_the_same_columns(rows: list[tuple[str, None]], registry: Registry) -> None:
    for empty in (named(*rows), named(*rows).astype(object)):
        frame = who_is_who(empty, registry)
        assert {name: str(kind) for name, kind in frame.dtypes.items()} == COLUMNS
        assert len(frame) == len(rows)


NAMES = st.sampled_from(
    ["Northlight", "northlight", "The North Light Labs", "Sun", "sun", "Sun (b)", "Tolvane", "…", None]
)
PAPERS = st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d", "north", "tol", "Sun"]), NAMES), max_size=25)


@settings(deadline=None)
@given(rows=PAPERS, order=st.randoms())
def test_whatever_the_papers_no_two_handles_are_one_unless_a_file_or_a_full_name_says_so(
    rows: list[tuple[str, str | None]], order: object
) -> None:
    registry = some_registry()
    frame = who_is_who(named(*rows), registry)
    assert frame["organization_handle"].to_list() == sorted({handle for handle, _ in rows})
    assert frame["n_papers"].sum() == len(rows)
    for organization, group in frame.groupby("organization"):
        if len(group) > 1:
            assert set(group["how"]) <= {"listed", "spelling"}, organization
    for row in frame.itertuples():
        told = row.organization_handle if pd.isna(row.source_name) else row.source_name
        if row.how == "spelling":
            assert registry.called(told) == row.organization
        if row.how == "source":
            assert row.organization.startswith(told)
            assert spelling_key(told) not in registry.names
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(who_is_who(named(*shuffled), registry), frame)


def test_the_note_names_what_the_rule_of_spellings_did(registry: Registry) -> None:
    frame = who_is_who(named(*((f"h{i}", "Northlight") for i in range(7)), ("x", "Other")), registry)
    assert matched_note(frame) == (
        "counted by full name, as no file lists the handle: 7 (h0 as Northlight, h1 as Northlight, h2 as Northlight, "
        "h3 as Northlight, h4 as Northlight, …); papertide organizations list shows all"
    )
    assert matched_note(frame[frame["how"] != "spelling"]) == ""
