"""Assembles the command and turns every foreseen failure into one line and an exit status."""

from __future__ import annotations

import sys

import typer

from pipelines.cli import (
    build,
    chart,
    demo,
    digest,
    embed,
    evaluate,
    explain,
    export,
    ingest,
    organizations,
    report,
    serve,
    status,
    themes,
    watch,
)
from pipelines.cli.options import err
from pipelines.errors import PapertideError

app = typer.Typer(
    name="papertide",
    help="Where AI research is moving: papers in, themes and topics tagged, trends charted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for group in (
    demo, ingest, build, embed, serve, export, chart, report, digest, watch, evaluate, explain, themes, organizations,
    status,
):  # fmt: skip
    group.register(app)


def main() -> None:
    """Entry point: exit 0 done, 1 failed, 2 wrong usage."""
    try:
        app()
    except PapertideError as error:
        err.print(f"papertide: {error}", markup=False)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        err.print("papertide: stopped; what was committed is kept")
        sys.exit(130)
