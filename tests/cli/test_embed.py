from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from pipelines.cli import embed
from pipelines.errors import PapertideError
from pipelines.store.ingestion import ingest
from pipelines.topics.sentence_vectors import SentenceModel, Vectors
from tests.cli.command import papertide
from tests.store.sources import NOON, Given, batch, paper
from tests.topics.sentence_model import write_model

PAPERS = [paper(f"2501.0000{n}", "Boat clock", abstract="bread " * n) for n in range(1, 8)]
HOLD = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def store(fresh_db: Path) -> Path:
    ingest(fresh_db, Given(batch(*PAPERS)), asked={})
    return fresh_db


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "model")


def run(*arguments: object) -> str:
    app = typer.Typer()
    app.callback()(lambda: None)
    embed.register(app)
    return CliRunner().invoke(app, ["embed", *map(str, arguments)], catch_exceptions=False).stdout


def test_papers_are_embedded_once_and_again_when_their_text_changed(store: Path, model: Path, query: Query) -> None:
    arguments = ("--db", store, "--model", model, "--batch", 3)
    assert "texts embedded: 7 (model" in run(*arguments)
    lengths = query("SELECT len(vector), round(list_inner_product(vector, vector), 5) FROM embeddings")
    assert lengths == [(2, 1.0)] * 7
    assert "texts embedded: 0 (model" in run(*arguments)
    changed = paper("2501.00001", "Boat clock", abstract="boat", observed_at=NOON.replace(year=2026))
    ingest(store, Given(batch(changed)), asked={})
    assert "texts embedded: 1 (model" in run(*arguments)


def test_what_was_stored_before_a_stop_is_not_done_again(
    store: Path, model: Path, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode, seen = SentenceModel.encode, []

    def stopped_at_the_third(self: SentenceModel, texts: Sequence[str]) -> Vectors:
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(texts)
        return encode(self, texts)

    monkeypatch.setattr(SentenceModel, "encode", stopped_at_the_third)
    app = typer.Typer()
    embed.register(app)
    stopped = CliRunner().invoke(app, ["--db", str(store), "--model", str(model), "--batch", "2"])
    assert stopped.exit_code == 130
    assert query("SELECT count(*) FROM embeddings") == [(4,)]
    monkeypatch.undo()
    assert "texts embedded: 3 (model" in run("--db", store, "--model", model)


@pytest.fixture
def hold(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[float], None]]:
    """Make another process hold the warehouse from when the model works, for some seconds."""
    encode = SentenceModel.encode
    processes: list[subprocess.Popen[str]] = []

    def hold_for(seconds: float) -> None:
        def while_another_writes(self: SentenceModel, texts: Sequence[str]) -> Vectors:
            command = [sys.executable, "-c", HOLD, str(store)]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"  # the warehouse was free until now
            processes.append(process)
            Timer(seconds, process.kill).start()
            return encode(self, texts)

        monkeypatch.setattr(SentenceModel, "encode", while_another_writes)

    yield hold_for
    assert len(processes) == 1
    processes[0].communicate()


def test_another_process_is_waited_for(store: Path, model: Path, query: Query, hold: Callable[[float], None]) -> None:
    hold(1)
    assert "texts embedded: 7 (model" in run("--db", store, "--model", model)
    assert query("SELECT count(*) FROM embeddings") == [(7,)]


def test_another_process_is_not_waited_for_for_ever(
    store: Path, model: Path, hold: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embed, "WAIT_SECONDS", 0.1)
    hold(3)
    with pytest.raises(PapertideError, match="in use by process"):
        run("--db", store, "--model", model)


def test_a_folder_without_a_model_is_one_line_and_status_1(store: Path, tmp_path: Path) -> None:
    told = papertide("embed", "--db", store, "--model", tmp_path / "nothing")
    assert told.returncode == 1
    assert told.stderr.startswith(f"papertide: {tmp_path / 'nothing'} holds neither model.onnx nor onnx/model.onnx;")
    assert told.stderr.count("\n") == 1
