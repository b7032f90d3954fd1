"""`papertide export`: any table behind a chart, as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from pipelines.cli.options import Period, ReadDb, Since, Until, day_range, out
from pipelines.errors import UsageError

if TYPE_CHECKING:
    from pipelines.mart.exports import Asked
    from pipelines.mart.snapshot import Snapshot
    from pipelines.views.provenance import Provenance


def register(app: typer.Typer) -> None:
    app.command("export")(export_command)


def export_command(
    db: ReadDb,
    name: Annotated[str, typer.Argument(help="The table: papers, theme_frequency, momentum ...", metavar="NAME")],
    file: Annotated[Path, typer.Option("--out", help="The file to write.", metavar="FILE")],
    file_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="csv, json, parquet or xlsx; else what FILE ends with; csv if that is nothing.",
            metavar="FORMAT",
            show_default=False,
        ),
    ] = None,
    carry: Annotated[
        bool,
        typer.Option("--about", help="Say in the file what it is; parquet and xlsx always do.", show_default=False),
    ] = False,
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
    from pipelines.mart.selection import GROUPINGS, Grouping, Selection
    from pipelines.mart.snapshot import current_snapshot
    from pipelines.trends.periods import PERIODS, PeriodName
    from pipelines.views.table_files import TABLE_FORMATS, format_of, write_table

    kind = format_of(file, file_format, TABLE_FORMATS, "csv")
    if period not in PERIODS:
        raise UsageError(f"--period {period!r} is unknown; it is one of {', '.join(PERIODS)}")
    if by not in (None, *GROUPINGS):
        raise UsageError(f"--by {by!r} is unknown; it is one of {', '.join(GROUPINGS)}")
    first, last = day_range(since, until)
    asked = Asked(
        Selection(since=first, until=last), cast(PeriodName, period), window, tuple(phrases) if phrases else None,
        title_only, cast(Grouping | None, by), tuple(names) if names else None,
    )  # fmt: skip
    snapshot = current_snapshot(db)
    frame = export(snapshot, name, asked)
    told = _provenance(snapshot, name, asked, len(frame)) if carry or kind in _ALWAYS_TOLD else None
    write_table(frame, file, kind, told)
    out.print(f"{file}: {len(frame):,} rows of {name}", markup=False)


_ALWAYS_TOLD = ("parquet", "xlsx")  # beside the rows: nobody who reads those comes across it


def _provenance(snapshot: Snapshot, name: str, asked: Asked, n_rows: int) -> Provenance:
    """What an exported table is, in words."""
    from pipelines.mart.exports import EXPORTS
    from pipelines.mart.tables.papers import headline
    from pipelines.views.provenance import provenance_of
    from pipelines.views.words import count, joined, span

    def read(table: Callable[..., Any], /, *arguments: Any, **options: Any) -> Any:
        return table(snapshot, *arguments, **options)

    filters = joined(
        "" if EXPORTS[name].whole else span(asked.selection.since, asked.selection.until),
        f"phrases: {', '.join(asked.phrases)}" if asked.phrases else "",
        "in titles only" if asked.title_only else "",
        ", ".join(asked.names or ()),
        f"by {asked.by}" if asked.by else "",
        f"window: {count(asked.window, asked.period)}" if asked.window else "",
    )
    papers = count(int(headline(snapshot, asked.selection)["n_papers"]), "paper")
    n = f"{count(n_rows, 'row')} from {papers}"
    return provenance_of(read, name.replace("_", " ").capitalize(), filters=filters, period=asked.period, n=n)
