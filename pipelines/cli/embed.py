"""`papertide embed`: sentence vectors of the papers, by a model that the user names."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import Db, err, out

if TYPE_CHECKING:
    from pipelines.topics.sentence_vectors import SentenceModel, Vectors

BATCH = 32
WAIT_SECONDS = 60  # for another process that has the warehouse


def register(app: typer.Typer) -> None:
    app.command("embed")(embed_command)


def embed_command(
    db: Db,
    folder: Annotated[
        Path, typer.Option("--model", metavar="FOLDER", help="Folder with model.onnx and tokenizer.json.")
    ],
    batch: Annotated[int, typer.Option("--batch", min=1, help="Papers that are embedded and stored together.")] = BATCH,
) -> None:
    """Sentence vectors of the papers that have none yet; what was stored is kept when this is stopped."""
    run_embed(db, folder, batch=batch)


def run_embed(db: Path, folder: Path, *, batch: int = BATCH) -> str:
    """Embed with a progress bar and say what came of it; gives back the model's id.

    Raises
    ------
    PapertideError : the extra or the model is missing or not understood, or the warehouse cannot be written.
    """
    from pipelines.store.embeddings import texts_to_embed
    from pipelines.store.warehouse import open_warehouse
    from pipelines.topics.sentence_vectors import SentenceModel

    started = time.monotonic()
    with err.status("loading the model"):
        model = SentenceModel(folder)
    with open_warehouse(db, read_only=True) as connection:
        texts = texts_to_embed(connection, model.model_id)
    _embed(db, model, texts, batch)
    seconds = time.monotonic() - started
    out.print(f"{db}: texts embedded: {len(texts):,} (model {model.model_id}, {seconds:.1f} s)", markup=False)
    return model.model_id


def _embed(db: Path, model: SentenceModel, texts: list[str], batch: int) -> None:
    """Embed and store one batch after the other; the warehouse is free for others while the model works."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    # Texts of a batch are padded to its longest one. The longest come first: if memory is too short, it shows at once.
    texts = sorted(texts, key=len, reverse=True)
    columns = (TextColumn("{task.fields[n_done]:,} of {task.fields[n_texts]:,} papers"), BarColumn())
    with Progress(*columns, TimeRemainingColumn(), console=err, transient=True, disable=not err.is_terminal) as bar:
        # Time goes with the length of the texts, not with their number.
        task = bar.add_task("", total=sum(map(len, texts)), n_done=0, n_texts=len(texts))
        for start in range(0, len(texts), batch):
            part = texts[start : start + batch]
            _store(db, model.model_id, part, model.encode(part))
            bar.update(task, advance=sum(map(len, part)), n_done=start + len(part))


def _store(db: Path, model_id: str, texts: list[str], vectors: Vectors) -> None:
    """Store one batch, waiting for a process that has the warehouse, such as an ingestion."""
    from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

    from pipelines.errors import PapertideError
    from pipelines.store.embeddings import keep_vectors
    from pipelines.store.warehouse import open_warehouse

    patient = retry_if_exception_type(PapertideError)
    for attempt in Retrying(retry=patient, wait=wait_fixed(0.5), stop=stop_after_delay(WAIT_SECONDS), reraise=True):
        with attempt, open_warehouse(db) as connection:
            keep_vectors(connection, model_id, texts, vectors)
