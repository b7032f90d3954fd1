"""`papertide demo`: the whole way on synthetic papers, without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.build import run_build
from pipelines.cli.options import err, out
from pipelines.cli.serve import Browser, Port, serve
from pipelines.errors import PapertideError
from pipelines.places import demo_warehouse

DemoDb = Annotated[
    Path,
    typer.Option("--db", default_factory=demo_warehouse, envvar="PAPERTIDE_DB", help="The demo's warehouse file."),
]


def register(app: typer.Typer) -> None:
    app.command("demo")(demo_command)


def demo_command(
    db: DemoDb,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Build only.")] = False,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the synthetic corpus.")] = 0,
    port: Port = 8501,
    browser: Browser = True,
) -> None:
    """Build a warehouse of synthetic demo data and open the dashboard on it."""
    from pipelines.mart.progress import announced
    from pipelines.sources.demo import DemoSource
    from pipelines.store.ingestion import ingest

    out.print("Papertide demo on synthetic demo data: every paper, author and organization is invented")
    _clear(db)
    with announced(db) as tell, err.status("composing papers"):
        tell("composing papers")
        summary = ingest(db, DemoSource(seed=seed), asked={"seed": seed})
    out.print(f"{db}: {summary.n_new:,} synthetic papers", markup=False)
    run_build(db)
    if not no_serve:
        serve(db, port=port, browser=browser)


def _clear(warehouse: Path) -> None:
    """Remove an earlier demo, which may be of another seed or version; never a warehouse with other papers."""
    from pipelines.store.warehouse import open_warehouse

    if not warehouse.exists():
        return
    with open_warehouse(warehouse, read_only=True) as connection:
        others = connection.execute("select 1 from papers where source <> 'demo' limit 1").fetchone()
    if others:
        raise PapertideError(f"{warehouse} holds papers that are not synthetic; name another file with --db")
    warehouse.unlink()
