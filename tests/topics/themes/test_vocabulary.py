from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import PapertideError
from pipelines.topics.themes.vocabulary import load_themes

GOOD = """
[[theme]]
id = "boats"
name = "Boats"
definition = "things that float"
phrases = ["boat"]

[[theme]]
id = "clocks"
name = "Clocks"
definition = "things that tell the time"
phrases = ["clock", "time keeping"]
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_themes_are_the_38_of_the_codebook() -> None:
    themes = load_themes()
    assert len(themes) == len({theme.theme for theme in themes}) == 38
    assert themes[0].theme == "reinforcement-learning"
    assert themes[0].name == "Reinforcement learning"
    assert all(len(theme.phrases) >= 15 and theme.definition for theme in themes)


@pytest.mark.shared
def test_the_shipped_themes_say_what_the_codebook_says(shared: Path) -> None:
    codebook = (shared / "gold" / "CODEBOOK.md").read_text()
    for theme in load_themes():
        assert f"| `{theme.theme}` | {theme.name} | {theme.definition} |" in codebook


def test_a_file_of_ones_own_is_read_in_its_order(tmp_path: Path) -> None:
    boats, clocks = load_themes(written(tmp_path, GOOD))
    assert (boats.theme, clocks.theme) == ("boats", "clocks")
    assert clocks.phrases == ("clock", "time keeping")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "Clocks"', "name = Clocks", "line 10"),  # not TOML
        ('name = "Clocks"\n', "", "theme at line 8: has no 'name'"),
        ('name = "Clocks"', "name = 7", "theme at line 8: name is 7"),
        ('id = "clocks"', 'id = "boats"', "theme at line 8: id 'boats' is used twice"),
        ('id = "clocks"', 'id = "Clock s"', "theme at line 8: id 'Clock s' is not"),
        ('["clock", "time keeping"]', "[]", "theme at line 8: phrases"),
        ('["clock", "time keeping"]', '["!?"]', "theme at line 8: the phrase '!?' holds no word"),
        ('["clock", "time keeping"]', '["a b c d e f g"]', "longer than 6 words"),
        ('definition = "things that tell', 'hue = "red"\ndefinition = "things', "unknown field 'hue'"),
    ],
)
def test_a_malformed_file_is_refused_with_the_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(PapertideError) as refused:
        load_themes(written(tmp_path, GOOD.replace(old, new)))
    assert told in str(refused.value)
    assert "mine.toml" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_and_a_file_without_themes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PapertideError, match="does not exist"):
        load_themes(tmp_path / "none.toml")
    with pytest.raises(PapertideError, match=r"holds no \[\[theme\]\]"):
        load_themes(written(tmp_path, "title = 'nothing'"))
