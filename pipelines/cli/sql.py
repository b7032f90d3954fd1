"""`papertide sql`: a question of one's own to the published tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import AsJson, ReadDb, err, out

_WIDEST = 60  # letters of a cell in the terminal; files have all


def register(app: typer.Typer) -> None:
    app.command("sql")(sql_command)


def sql_command(
    db: ReadDb,
    question: Annotated[str, typer.Argument(help='Such as "from papers limit 5"; "show tables" names the tables.')],
    most: Annotated[int, typer.Option("--limit", help="Rows at the most.", metavar="N")] = 1_000,
    seconds: Annotated[float, typer.Option("--seconds", help="Then it is given up.", metavar="S")] = 30.0,
    file: Annotated[
        Path | None, typer.Option("--out", help="A file: .csv, .json, .parquet or .xlsx.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask the published tables in SQL; only reads, and sees no file but the mart."""
    from pipelines.mart.asking import answer
    from pipelines.mart.snapshot import current_snapshot
    from pipelines.views.table_files import TABLE_FORMATS, format_of, write_table
    from pipelines.views.words import count

    kind = format_of(file, None, TABLE_FORMATS, "csv") if file else ""
    frame, more = answer(current_snapshot(db), question, most=most, seconds=seconds)
    if file:
        write_table(frame, file, kind)
        out.print(f"{file}: {count(len(frame), 'row')}", markup=False)
    elif as_json:
        out.print(frame.to_json(orient="records", date_format="iso", force_ascii=False), markup=False)
    else:
        out.print(frame.to_string(index=False, max_colwidth=_WIDEST, na_rep="–"), markup=False)
    if more:
        err.print(f"note: the first {count(len(frame), 'row')}; --limit gives more", markup=False)
