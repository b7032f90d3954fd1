"""`papertide doctor`: what is wrong with a warehouse, and what to do."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from pipelines.cli.options import AsJson, ReadDb, err, out

Repair = Annotated[
    bool,
    typer.Option("--repair", help="Remove left-overs, and build the mart anew from the facts.", show_default=False),
]


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor_command)


def doctor_command(db: ReadDb, mend: Repair = False, as_json: AsJson = False) -> None:
    """Read every row of facts and mart, and say what is wrong and what to do; exit 1 where something is."""
    from pipelines.upkeep.doctor import examine, repair

    if mend:
        with err.status("repairing") as status:
            repair(db, lambda line: status.update(f"repairing: {line}"))
    with err.status("reading every row"):
        findings = examine(db)
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            mark = "wrong" if finding.fault else "fine"
            out.print(f"{mark:6}{finding.what}: {finding.fault or finding.told}", markup=False)
    if any(finding.fault for finding in findings):
        raise typer.Exit(1)
