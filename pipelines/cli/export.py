"""`papertide export`: any table behind a chart, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer

from pipelines.cli.options import Period, ReadDb, Since, Until, day_range, out
from pipelines.errors import PapertideError, UsageError


def register(app: typer.Typer) -> None:
    app.command("export")(export_command)


def export_command(
    db: ReadDb,
    name: Annotated[str, typer.Argument(help="The table: papers, theme_frequency, momentum ...", metavar="NAME")],
    file: Annotated[Path, typer.Option("--out", help="The file to write.", metavar="FILE")],
    file_format: Annotated[str, typer.Option("--format", help="csv, json or parquet.", metavar="FORMAT")] = "csv",
    since: Since = None,
    until: Until = None,
    period: Period = "month",
) -> None:
    """Write a table of the published mart to a file."""
    from pipelines.mart.exports import FORMATS, export, write_frame
    from pipelines.mart.selection import Selection
    from pipelines.mart.snapshot import current_snapshot
    from pipelines.trends.periods import PERIODS, PeriodName

    if file_format not in FORMATS:
        raise UsageError(f"--format {file_format!r} is unknown; it is one of {', '.join(FORMATS)}")
    if period not in PERIODS:
        raise UsageError(f"--period {period!r} is unknown; it is one of {', '.join(PERIODS)}")
    first, last = day_range(since, until)
    selection = Selection(since=first, until=last)
    frame = export(current_snapshot(db), name, selection, cast(PeriodName, period))
    try:
        write_frame(frame, file, file_format)
    except OSError as error:
        raise PapertideError(f"cannot write {file}: {error.strerror or error}") from None
    out.print(f"{file}: {len(frame):,} rows of {name}", markup=False)
