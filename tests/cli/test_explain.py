from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from pipelines.cli import explain
from pipelines.errors import UsageError
from pipelines.store.ingestion import ingest
from pipelines.topics.themes.own_themes import OwnTheme, install_own_themes
from pipelines.topics.themes.tagger import Tagger
from tests.store.sources import Given, batch, paper
from tests.topics.themes.elsewhere import AI, ELSEWHERE, frame

AGENTS, FARAWAY, BARE = "2501.00001", "2501.00002", "2501.00003"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    warehouse = tmp_path_factory.mktemp("explain") / "papers.duckdb"
    papers = (
        paper(AGENTS, AI[2][0], abstract=AI[2][1]),
        paper(FARAWAY, ELSEWHERE[-1][0], abstract=ELSEWHERE[-1][1]),
        paper(BARE, "[bold]Lunch[/bold]", abstract=None),
    )
    ingest(warehouse, Given(batch(*papers)), asked={})
    return warehouse


def run(*arguments: object) -> str:
    app = typer.Typer()
    explain.register(app)
    return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False).stdout


def test_the_terms_of_a_carried_theme_are_told_to_people(store: Path) -> None:
    told = run(AGENTS, "--db", store)
    agents = next(part for part in told.split("\n\n") if part.startswith("agents: carried, score "))
    assert any(line.startswith("  + ") and "agents" in line for line in agents.splitlines())
    assert any(line.startswith("  - ") for line in agents.splitlines())
    assert "[without any term]" in agents
    assert told.count("not carried") == 1  # the nearest
    parts = [line.split() for line in agents.splitlines() if line.startswith(("  + ", "  - "))]
    total = sum(float(number) * (1 if sign == "+" else -1) for sign, number, *_ in parts)
    assert total == pytest.approx(float(agents.splitlines()[-1].split()[1]), abs=0.02)


def test_the_same_is_told_to_machines(store: Path) -> None:
    told = json.loads(run(AGENTS, "--db", store, "--theme", "code", "--json"))
    scores = Tagger.load().score(frame((AI[2],)))[0]
    assert told["title"] == AI[2][0]
    themes = {one["theme"]: one for one in told["themes"]}
    assert {"agents", "code"} <= themes.keys()
    for name, one in themes.items():
        given = sum(row["contribution"] for side in ("for", "against") for row in one[side])
        log_odds = one["bias"] + given + one["rest"] + one["unfamiliar"]
        assert 1 / (1 + np.exp(-log_odds)) == pytest.approx(scores[Tagger.load().themes.index(name)], abs=1e-4)
        assert one["carried"] == (one["score"] >= one["threshold"])


def test_unfamiliar_words_are_said_to_count_against_a_theme(store: Path) -> None:
    told = run(FARAWAY, "--theme", "health-biology", "--db", store)
    assert "health-biology: not carried" in told
    assert "[unfamiliar words]" in told


def test_a_title_is_no_markup_and_an_absent_abstract_no_failure(store: Path) -> None:
    assert run(BARE, "--db", store).startswith(f"{BARE}  [bold]Lunch[/bold]\n")


def test_own_themes_are_explained_and_what_the_file_says_of_the_paper_is_told(store: Path) -> None:
    theme = OwnTheme("tools", "Tools", "agents that call tools", ("call tools",), not_papers=(AGENTS,))
    install_own_themes([theme], store)
    try:
        told = run(AGENTS, "--theme", "tools", "--db", store)
        assert told.count("\ntools: ") == 1
        assert "call tools" in told.split("\ntools: ")[1].split("\n\n")[0]
        assert "the theme's file says that this paper does not carry it" in told
    finally:
        store.with_suffix(".themes.toml").unlink()


def test_unknown_papers_and_themes_are_refused_with_near_ones(store: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no paper '2501.0001'; did you mean 2501.00001"):
        run("2501.0001", "--db", store)
    with pytest.raises(UsageError, match=r"holds no paper 'x'; ingest it first"):
        run("x", "--db", store)
    with pytest.raises(UsageError, match=r"'agent' is no theme; did you mean agents"):
        run(AGENTS, "--theme", "agent", "--db", store)
    with pytest.raises(UsageError, match=r"'zzz' is no theme; `papertide themes list` names them all"):
        run(AGENTS, "--theme", "zzz", "--db", store)
