"""Assembles the command and turns every foreseen failure into one line and an exit status."""

from __future__ import annotations

import sys

import typer
from typer.exceptions import TyperException

from pipelines.cli import (
    backup,
    build,
    chart,
    demo,
    digest,
    doctor,
    embed,
    evaluate,
    explain,
    export,
    ingest,
    organizations,
    report,
    serve,
    sql,
    status,
    themes,
    watch,
)
from pipelines.cli.options import err
from pipelines.errors import PapertideError

_STOPPED = 130  # what Typer makes of Ctrl-C

app = typer.Typer(
    name="papertide",
    help="Where AI research is moving: papers in, themes and topics tagged, trends charted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for group in (
    demo, ingest, build, embed, serve, export, sql, chart, report, digest, watch, evaluate, explain, themes,
    organizations, status, doctor, backup,
):  # fmt: skip
    group.register(app)


def main() -> None:
    """Entry point: exit 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C."""
    try:
        status = app(standalone_mode=False)
    except PapertideError as error:
        _tell(str(error))
        status = error.exit_status
    except TyperException as error:
        if said := error.format_message():  # none where help was shown instead
            _tell(said)
        status = error.exit_code
    if status == _STOPPED:
        _tell("stopped; what was committed is kept")
    sys.exit(status)


def _tell(what: str) -> None:
    err.print(f"papertide: {what}", markup=False)
