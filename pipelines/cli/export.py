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
    window: Annotated[
        int | None, typer.Option("--window", min=1, help="Periods in each of the two windows compared.", metavar="K")
    ] = None,
    phrases: Annotated[
        list[str] | None,
        typer.Option("--phrase", help='Whole words, such as "world model", "agent*", "GRPO OR DAPO"; repeatable.'),
    ] = None,
    title_only: Annotated[
        bool | None, typer.Option("--title-only", help="Look for phrases in titles only.", show_default=False)
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--organization", help="An organization, or a parent with --by parent; repeatable."),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Count organizations by organization or parent.", metavar="GROUPING")
    ] = None,
) -> None:
    """Write a table of the published mart to a file."""
    from pipelines.mart.exports import Asked, export
    from pipelines.mart.frame_files import FORMATS, write_frame
    from pipelines.mart.selection import GROUPINGS, Grouping, Selection
    from pipelines.mart.snapshot import current_snapshot
    from pipelines.trends.periods import PERIODS, PeriodName

    if file_format not in FORMATS:
        raise UsageError(f"--format {file_format!r} is unknown; it is one of {', '.join(FORMATS)}")
    if period not in PERIODS:
        raise UsageError(f"--period {period!r} is unknown; it is one of {', '.join(PERIODS)}")
    if by not in (None, *GROUPINGS):
        raise UsageError(f"--by {by!r} is unknown; it is one of {', '.join(GROUPINGS)}")
    first, last = day_range(since, until)
    asked = Asked(
        Selection(since=first, until=last), cast(PeriodName, period), window, tuple(phrases) if phrases else None,
        title_only, cast(Grouping | None, by), tuple(names) if names else None,
    )  # fmt: skip
    frame = export(current_snapshot(db), name, asked)
    try:
        write_frame(frame, file, file_format)
    except OSError as error:
        raise PapertideError(f"cannot write {file}: {error.strerror or error}") from None
    out.print(f"{file}: {len(frame):,} rows of {name}", markup=False)
