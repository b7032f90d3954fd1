"""`papertide backup` and `papertide restore`: all that a warehouse is, as one file, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import AsJson, Db, ReadDb, err, out

if TYPE_CHECKING:
    from pipelines.upkeep.backup import Manifest

BackupFile = Annotated[Path, typer.Argument(help="The backup.", metavar="FILE")]


def register(app: typer.Typer) -> None:
    app.command("backup")(backup_command)
    app.command("restore")(restore_command)


def backup_command(db: ReadDb, file: BackupFile, as_json: AsJson = False) -> None:
    """All of the warehouse as one file, read again and checked: papers, what you wrote beside it, the mart."""
    from pipelines.upkeep.backup import back_up

    with err.status("copying"):
        manifest = back_up(db, file)
    _tell(manifest, f"{file}: {db}", file, as_json=as_json)


def restore_command(db: Db, file: BackupFile, as_json: AsJson = False) -> None:
    """Put a backup in place where no warehouse is yet; it is checked before."""
    from pipelines.upkeep.restore import restore

    with err.status("copying"):
        manifest = restore(file, db)
    _tell(manifest, f"{db}: {file}", file, as_json=as_json)


def _tell(manifest: Manifest, what: str, file: Path, *, as_json: bool) -> None:
    from pipelines.views.words import count

    if as_json:
        typer.echo(json.dumps(asdict(manifest)))
        return
    papers, listings = manifest.rows.get("papers", 0), manifest.rows.get("listings", 0)
    mart = "its mart" if "mart.json" in manifest.members else "no mart"
    out.print(
        f"{what}, {count(papers, 'paper')}, {count(listings, 'listing')}, {mart}, "
        f"{file.stat().st_size / 1e6:,.1f} MB, of {manifest.made_at} UTC",
        markup=False,
    )
