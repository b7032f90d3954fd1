"""`papertide build` and `papertide refresh`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipelines.cli.options import Db, Seed, err, out

if TYPE_CHECKING:
    from pipelines.mart.build import BuildSummary


def register(app: typer.Typer) -> None:
    app.command("build")(build_command)
    app.command("refresh")(refresh_command)


def build_command(db: Db, seed: Seed = 0) -> None:
    """Tag themes, discover topics and publish the mart that the dashboard reads."""
    run_build(db, seed=seed)


def refresh_command(db: Db, seed: Seed = 0) -> None:
    """Fetch the listing days since the last one held, then build: what a scheduler calls."""
    from pipelines.cli.ingest import run_hf

    run_hf(db)
    run_build(db, seed=seed)


def run_build(warehouse: Path, *, seed: int = 0) -> BuildSummary:
    """Build with a line on what is being done, and one on what came of it."""
    from pipelines.mart.build import build

    started = time.monotonic()
    with err.status("building") as status:
        summary = build(warehouse, seed=seed, step=lambda line: status.update(f"building: {line}"))
    untagged = summary.n_papers - summary.n_tagged
    out.print(
        f"Published {summary.snapshot.path.name}: {summary.n_papers:,} papers, {untagged:,} of them untagged; "
        f"{summary.n_topics:,} topics, {summary.n_other:,} papers in none "
        f"({time.monotonic() - started:.1f} s)",
        markup=False,
    )
    return summary
