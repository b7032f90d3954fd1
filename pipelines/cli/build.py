"""`papertide build` and `papertide refresh`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.ingest import HUGGING_FACE, BaseUrl, run_hf
from pipelines.cli.options import Db, err, out

if TYPE_CHECKING:
    from pipelines.mart.build import BuildSummary


Embeddings = Annotated[
    Path | None,
    typer.Option("--embeddings", metavar="FOLDER", help="Sentence model that topics and themes look at too."),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed", min=0, help="Seed of the topics; another one than so far is an experiment.", show_default=False
    ),
]
Refit = Annotated[bool, typer.Option("--refit", help="Fit topics from scratch; those found again keep id and label.")]


def register(app: typer.Typer) -> None:
    app.command("build")(build_command)
    app.command("refresh")(refresh_command)


def build_command(db: Db, seed: Seed = None, refit: Refit = False, embeddings: Embeddings = None) -> None:
    """Tag themes, bring topics up to date and publish the mart that the dashboard reads."""
    run_build(db, seed=seed, refit=refit, embeddings=embeddings)


def refresh_command(db: Db, seed: Seed = None, embeddings: Embeddings = None, base_url: BaseUrl = HUGGING_FACE) -> None:
    """Fetch the listing days since the last one held, then build: what a scheduler calls."""
    run_hf(db, base_url=base_url)
    run_build(db, seed=seed, embeddings=embeddings)


def run_build(
    warehouse: Path, *, seed: int | None = None, refit: bool = False, embeddings: Path | None = None
) -> BuildSummary:
    """Build with a line on what is being done, and one on what came of it; papers without a vector get one first."""
    from pipelines.cli.embed import run_embed
    from pipelines.mart.build import build
    from pipelines.mart.progress import announced
    from pipelines.views.words import count

    model = run_embed(warehouse, embeddings) if embeddings else ""
    started = time.monotonic()
    with announced(warehouse) as tell, err.status("building") as status:

        def step(line: str) -> None:
            status.update(f"building: {line}")
            tell(line)

        summary = build(warehouse, seed=seed, refit=refit, embeddings=model, step=step)
    for note in summary.notes:
        err.print(f"note: {note}", markup=False)
    untagged = summary.n_papers - summary.n_tagged
    moved = "" if summary.moved_pct is None else f", {summary.moved_pct:.1f}% of earlier papers moved"
    out.print(
        f"Published {summary.snapshot.path.name}: {count(summary.n_papers, 'paper')} ({summary.n_new:,} new or "
        f"changed), {untagged:,} untagged; {count(summary.n_topics, 'topic')} {summary.topics_how} "
        f"({summary.topics_why}){moved}, {count(summary.n_other, 'paper')} in none "
        f"({time.monotonic() - started:.1f} s)",
        markup=False,
    )
    return summary
