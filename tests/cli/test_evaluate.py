from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pipelines.cli import evaluate
from pipelines.errors import PapertideError
from pipelines.shipped import shipped
from pipelines.store.ingestion import ingest
from tests.store.sources import Given, batch, paper

PAPERS = (
    paper("2501.00001", "Gaussian splatting for novel view synthesis", abstract="We reconstruct 3D scenes."),
    paper("2501.00002", "Speech recognition with text-to-speech data", abstract="We train ASR on synthetic speech."),
    paper("2501.00003", "Lunch", abstract=None),
)
LABELS = {
    "2501.00001": ["3d-vision"],
    "2501.00002": {"core": ["speech-audio"], "optional": ["training-data"]},
    "2501.00009": ["code"],
}


@pytest.fixture
def store(fresh_db: Path, tmp_path: Path) -> tuple[Path, Path]:
    ingest(fresh_db, Given(batch(*PAPERS)), asked={})
    labels = tmp_path / "labels.json"
    labels.write_text(json.dumps(LABELS))
    return fresh_db, labels


def run(*arguments: object) -> str:
    app = typer.Typer()
    evaluate.register(app)
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)], catch_exceptions=False).stdout


def test_the_figures_are_told_to_machines(store: tuple[Path, Path]) -> None:
    told = json.loads(run("themes", "--labels", store[1], "--db", store[0], "--json"))
    assert (told["n_papers"], told["n_absent"]) == (2, 1)
    assert told["untagged_pct"] == 0
    assert told["untagged_store_pct"] == pytest.approx(100 / 3)
    rows = {row["theme"]: row for row in told["by_theme"]}
    assert len(rows) == 38
    assert rows["3d-vision"]["f1"] == rows["speech-audio"]["recall"] == told["macro_f1"] == 1
    assert rows["training-data"]["fp"] == 0
    assert rows["code"]["f1"] is None
    assert 0 < told["brier"] < 0.1
    assert sum(row["n"] for row in told["reliability"]) == 2 * 38 - 1


def test_the_figures_are_told_to_people(store: tuple[Path, Path]) -> None:
    told = run("themes", "--labels", store[1], "--db", store[0])
    assert "2 labelled papers scored, 1 not in the store" in told
    assert "macro F1 1.0000" in told
    assert "untagged: 0.0% of these papers, 33.3% of the store" in told
    assert len([line for line in told.splitlines() if "3d-vision" in line]) == 1
    assert "share_true" in told


def test_labels_of_no_paper_of_the_store_are_refused(store: tuple[Path, Path]) -> None:
    store[1].write_text('{"2501.00008": ["code"]}')
    with pytest.raises(PapertideError, match="none of the labelled papers"):
        run("themes", "--labels", store[1], "--db", store[0])


@pytest.mark.shared
def test_the_command_prints_the_manifest_s_scores(shared: Path, real_warehouse: Path) -> None:
    labels = shared / "gold" / "themes_dev.json"
    told = json.loads(run("themes", "--labels", labels, "--db", real_warehouse, "--json"))
    manifest = json.loads((shipped("tagger") / "manifest.json").read_text())
    for name in ("micro_f1", "macro_f1", "brier"):
        assert round(told[name], 4) == manifest["dev"][name]
