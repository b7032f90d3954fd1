from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from pipelines.cli import themes
from pipelines.errors import PapertideError
from pipelines.store.ingestion import ingest
from pipelines.topics.themes.tagger import Tagger
from pipelines.topics.themes.vocabulary import load_themes
from tests.store.sources import Given, batch, paper

EACH = 12  # labelled papers of each theme


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A warehouse with papers made of the themes' own phrases, and their labels."""
    folder = tmp_path_factory.mktemp("themes")
    papers, labels = [], {}
    for number, theme in enumerate(load_themes()):
        for copy in range(EACH):
            paper_id = f"2501.{number:02}{copy:03}"
            said = [theme.phrases[(copy + step) % len(theme.phrases)] for step in range(6)]
            papers.append(paper(paper_id, f"On {said[0]} and {said[1]}", abstract=f"We study {', '.join(said)}."))
            labels[paper_id] = [theme.theme]
    warehouse = folder / "papertide.duckdb"
    ingest(warehouse, Given(batch(*papers)), asked={})
    (folder / "labels.json").write_text(json.dumps(labels | {"2501.99999": ["code"]}))
    return warehouse, folder / "labels.json"


def run(*arguments: object) -> Result:
    app = typer.Typer()
    themes.register(app)
    return CliRunner().invoke(app, ["themes", *map(str, arguments)], catch_exceptions=False)


def test_train_writes_a_tagger_that_loads(store: tuple[Path, Path], tmp_path: Path) -> None:
    warehouse, labels = store
    told = run("train", "--labels", labels, "--db", warehouse, "--check", labels, "--out", tmp_path / "tagger")
    assert told.exit_code == 0
    said = " ".join(told.stdout.split())
    assert f"Trained on {38 * EACH} labelled papers (1 more are not in the store)" in said
    tagger = Tagger.load(tmp_path / "tagger")
    assert tagger.version in said
    manifest = json.loads((tmp_path / "tagger" / "manifest.json").read_text())
    assert manifest["dev"]["n_papers"] == 38 * EACH
    assert tagger.own_scale is not None
    assert tagger.familiarity is not None
    assert manifest["themes_left_out"].keys() == {"3 phrases", "5 phrases", "10 phrases"}


def test_train_refuses_unknown_themes_and_a_store_without_the_papers(store: tuple[Path, Path], tmp_path: Path) -> None:
    warehouse, _ = store
    labels = tmp_path / "labels.json"
    labels.write_text('{"2501.00000": ["cooking"]}')
    with pytest.raises(PapertideError, match="unknown theme 'cooking'"):
        run("train", "--labels", labels, "--db", warehouse, "--out", tmp_path / "tagger")
    labels.write_text('{"2501.77777": ["code"]}')
    with pytest.raises(PapertideError, match="none of the labelled papers"):
        run("train", "--labels", labels, "--db", warehouse, "--out", tmp_path / "tagger")
    assert not (tmp_path / "tagger").exists()


MINE = """
[[theme]]
name = "Tool calls"
definition = "agents that call tools"
phrases = ["tool use", "function calling"]
papers = ["2501.05000", "2599.99999"]
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "mine.toml").write_text(MINE)
    return tmp_path / "mine.toml"


def test_check_shows_what_would_be_tagged_and_writes_nothing(store: tuple[Path, Path], mine: Path) -> None:
    warehouse, _ = store
    before = sorted(warehouse.parent.iterdir())
    told = run("check", mine, "--db", warehouse).stdout
    (record,) = json.loads(run("check", mine, "--db", warehouse, "--json").stdout)
    assert f"Tool calls (tool-calls): {record['n_tagged']} of {38 * EACH} papers" in told
    assert record["n_tagged"] >= 1
    assert record["absent"] == ["2599.99999"]
    assert "not in the store, so they teach nothing: 2599.99999" in told
    for example in [*record["certain"], *record["borderline"]]:
        assert example["paper_id"] in told
        assert example["title"] in told
    assert "Nothing was written" in told
    assert sorted(warehouse.parent.iterdir()) == before


def test_add_installs_what_list_then_names(store: tuple[Path, Path], mine: Path) -> None:
    warehouse, _ = store
    assert "tool-calls" not in run("list", "--db", warehouse).stdout
    told = run("add", mine, "--db", warehouse).stdout
    installed = warehouse.with_suffix(".themes.toml")
    try:
        assert str(installed) in told
        assert "`papertide build` applies them" in told
        listed = json.loads(run("list", "--db", warehouse, "--json").stdout)
        assert len(listed) == 39
        assert [(row["theme"], row["n_phrases"]) for row in listed if row["own"]] == [("tool-calls", 2)]
        assert [line.split()[:2] for line in run("list", "--db", warehouse).stdout.splitlines()][-1] == [
            "tool-calls",
            "own",
        ]
    finally:
        installed.unlink()


def test_add_refuses_a_malformed_file_and_a_missing_store(store: tuple[Path, Path], mine: Path, tmp_path: Path) -> None:
    with pytest.raises(PapertideError, match=r"no warehouse at .*none.duckdb"):
        run("add", mine, "--db", tmp_path / "none.duckdb")
    mine.write_text(MINE.replace("phrases", "phrase"))
    with pytest.raises(PapertideError, match=r"mine.toml, the theme at line 2: has the unknown field 'phrase'"):
        run("add", mine, "--db", store[0])
    assert not store[0].with_suffix(".themes.toml").exists()


def test_train_refuses_a_missing_store(store: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(PapertideError, match="no warehouse"):
        run("train", "--labels", store[1], "--db", tmp_path / "none.duckdb", "--out", tmp_path / "tagger")
