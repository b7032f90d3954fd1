"""The watch list: read, checked against the data, and changed without losing what a person wrote beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.digest.watch_list import (
    WatchList,
    change_watch_list,
    checked,
    read_watch_list,
    watch_list_path,
)
from pipelines.errors import PapertideError
from pipelines.mart.snapshot import Snapshot
from pipelines.views.reading import reader

WRITTEN = """\
# what the group follows
themes = [
  "agents",  # Ada's
  "diffusion",
]
phrases = ["GRPO OR DAPO"]  # either
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "papers.duckdb"


def test_without_a_file_there_is_no_list(warehouse: Path) -> None:
    assert read_watch_list(warehouse) is None
    assert watch_list_path(warehouse).name == "papers.watch.toml"


def test_what_is_added_is_there_once_and_comments_stay(warehouse: Path) -> None:
    watch_list_path(warehouse).write_text(WRITTEN, encoding="utf-8")
    change_watch_list(warehouse, added=WatchList(("agents", "code"), ("Tolvane",)))
    now = change_watch_list(warehouse, added=WatchList(("code",)), removed=WatchList(("diffusion",)))
    assert now == read_watch_list(warehouse) == WatchList(("agents", "code"), ("Tolvane",), ("GRPO OR DAPO",))
    text = watch_list_path(warehouse).read_text(encoding="utf-8")
    assert all(comment in text for comment in ("# what the group follows", "# Ada's", "# either"))


def test_a_new_list_says_what_it_is_and_hostile_names_are_only_names(warehouse: Path) -> None:
    name = '"]\nthemes = ["x"]\u007f\\'
    assert change_watch_list(warehouse, added=WatchList(organizations=(name,))).organizations == (name,)
    assert read_watch_list(warehouse) == WatchList(organizations=(name,))
    assert watch_list_path(warehouse).read_text(encoding="utf-8").startswith("# What the digest")


def test_what_is_not_followed_cannot_be_removed_and_the_file_stays(warehouse: Path) -> None:
    watch_list_path(warehouse).write_text(WRITTEN, encoding="utf-8")
    with pytest.raises(PapertideError, match="does not follow 'code' among its themes; see papertide watch list"):
        change_watch_list(warehouse, added=WatchList(("safety",)), removed=WatchList(("code",)))
    assert watch_list_path(warehouse).read_text(encoding="utf-8") == WRITTEN


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("themes = [", "is not TOML"),
        ('topics = ["x"]', "'topics' is not understood; the lists are themes, organizations, phrases"),
        ('themes = "agents"', "themes must be a list of texts"),
        ("phrases = [1]", "phrases must be a list of texts"),
        ('phrases = [" "]', "phrases must be a list of texts"),
    ],
)
def test_a_malformed_file_is_one_line_and_is_not_written_over(warehouse: Path, text: str, said: str) -> None:
    watch_list_path(warehouse).write_text(text, encoding="utf-8")
    for use in (read_watch_list, lambda where: change_watch_list(where, added=WatchList(("agents",)))):
        with pytest.raises(PapertideError, match=said) as raised:
            use(warehouse)
        assert "\n" not in str(raised.value)
    assert watch_list_path(warehouse).read_text(encoding="utf-8") == text


def test_names_are_found_whatever_their_case_and_themes_by_their_name(small: Snapshot) -> None:
    asked = WatchList(("Agents", "agents", "CODE"), ("northlight", "Tolvane"), (" world   model*",))
    assert checked(asked, reader(small)) == WatchList(("agents", "code"), ("Northlight", "Tolvane"), ("world model*",))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (WatchList(("agnets",)), "no theme is called 'agnets' in this data; did you mean 'agents'?"),
        (WatchList(("zzz",)), "no theme is called 'zzz' in this data; papertide themes list names those"),
        (
            WatchList(organizations=("Northligth",)),
            "no organization is called 'Northligth' .* did you mean 'Northlight'?",
        ),
        (WatchList(phrases=("*",)), "has no word to look for"),
    ],
)
def test_what_the_data_does_not_know_is_named_with_what_is_nearest(
    small: Snapshot, asked: WatchList, said: str
) -> None:
    with pytest.raises(PapertideError, match=said):
        checked(asked, reader(small))
