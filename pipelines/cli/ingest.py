"""`papertide ingest hf` and `papertide ingest files`: papers into the warehouse."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import AsJson, Db, Since, Until, day_range, err, to_day
from pipelines.errors import UsageError

if TYPE_CHECKING:
    from pipelines.records import Batch
    from pipelines.store.ingestion import RunSummary

_NOTES_SHOWN = 10

BaseUrl = Annotated[str, typer.Option("--base-url", envvar="PAPERTIDE_BASE_URL", help="A server that answers like it.")]
HUGGING_FACE = "https://huggingface.co"

ingest_group = typer.Typer(
    help="Papers into the warehouse; the same thing twice changes nothing.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    ingest_group.command("hf")(hf_command)
    ingest_group.command("files")(files_command)
    app.add_typer(ingest_group, name="ingest")


def hf_command(
    db: Db,
    since: Since = None,
    until: Until = None,
    base_url: BaseUrl = HUGGING_FACE,
    as_json: AsJson = False,
) -> None:
    """Daily Papers from Hugging Face, day by day; without --since from the last day in the warehouse."""
    first, last = day_range(since, until)
    _tell(run_hf(db, since=first, until=last, base_url=base_url), db, as_json=as_json)


def files_command(
    db: Db,
    paths: Annotated[list[str], typer.Argument(help="Files and folders.", metavar="PATH...")],
    format: Annotated[
        str | None,
        typer.Option("--format", help="dump, jsonl, csv, parquet, page-text or page-html; else the content tells."),
    ] = None,
    captured_on: Annotated[
        str | None,
        typer.Option(
            "--captured-on",
            metavar="DAY",
            help="Day on which the files were captured; else their name tells.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """API dumps, JSON Lines, CSV, Parquet, saved Daily Papers pages (text, HTML), all also .gz; whole folders."""
    from pipelines.sources.files import FilesSource
    from pipelines.store.ingestion import ingest

    source = FilesSource(paths, format=format, captured_on=to_day(captured_on, "--captured-on"))
    asked = {"paths": paths, "format": format, "captured_on": captured_on}
    with _progress("files", len(source.files())) as show:
        summary = ingest(db, source, asked=asked, progress=show)
    _tell(summary, db, as_json=as_json)


def run_hf(
    db: Path,
    *,
    since: date | None = None,
    until: date | None = None,
    base_url: str = HUGGING_FACE,
) -> RunSummary:
    """Ingest a range of days with a progress bar; unless told, from the last day in the warehouse until today.

    Raises
    ------
    UsageError : no first day is known, or the range makes no sense.
    PapertideError : the server gave no usable answer, or the warehouse cannot be written.
    """
    from pipelines.sources.hf import DayRange, HfSource
    from pipelines.sources.hf_client import DailyPapersClient
    from pipelines.store.holdings import last_fetched_day
    from pipelines.store.ingestion import ingest

    today = datetime.now(UTC).date()
    for option, day in (("--since", since), ("--until", until)):
        if day and day > today:
            raise UsageError(f"{option} {day} is in the future; today is {today} in UTC")
    first = since or last_fetched_day(db)
    if first is None:
        raise UsageError(f"{db} has no days to go on from; name the first with --since DAY")
    query = DayRange(first, until or today)
    source = HfSource(query, DailyPapersClient(base_url))
    asked = {"since": query.since, "until": query.until, "base_url": base_url}
    with _progress("days", len(query.days())) as show:
        # A day that was fetched stays, whatever happens to the next.
        summary = ingest(db, source, asked=asked, progress=show, records_per_transaction=1)
    if source.client.n_retries:
        summary.notes.append(
            f"{source.client.n_requests:,} requests, {source.client.n_retries:,} of them repeated ones"
        )
    return summary


@contextmanager
def _progress(unit: str, total: int) -> Iterator[Callable[[Batch], None]]:
    """A bar on stderr of files or days done, with papers and the time left; nothing where nobody watches."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(unit),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[n_papers]:,} papers"),
    )
    with Progress(*columns, TimeRemainingColumn(), console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(unit, total=total, n_papers=0)
        origins: set[str] = set()
        n_papers = 0

        def show(batch: Batch) -> None:
            nonlocal n_papers
            origins.add(batch.origin)
            n_papers += len(batch.papers)
            bar.update(task, completed=len(origins), n_papers=n_papers)

        yield show


def _tell(summary: RunSummary, db: Path, *, as_json: bool) -> None:
    """The outcome on stdout; what was guessed or repaired on stderr."""
    if as_json:
        typer.echo(json.dumps(asdict(summary)))
        return
    for note in summary.notes[:_NOTES_SHOWN]:
        typer.echo(f"note: {note}", err=True)
    if (more := len(summary.notes) - _NOTES_SHOWN) > 0:
        typer.echo(f"note: and {more:,} more such notes (--json shows all)", err=True)
    if summary.n_rejected:
        rejected = _count(summary.n_rejected, "record")
        typer.echo(f"note: {rejected} could not be read; `papertide status` names the latest", err=True)
    typer.echo(
        f"{db}: {_count(summary.n_seen, 'record')} read, {_count(summary.n_new, 'paper')} new, "
        f"{summary.n_updated:,} updated, {_count(summary.n_rejected, 'record')} rejected, "
        f"{_count(summary.n_days, 'day')} (run {summary.run_id}, {summary.seconds:.1f} s)"
    )


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
