"""`papertide status`: what the store holds, its gaps, the last runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import typer
from rich.table import Table
from rich.text import Text

from pipelines.cli.options import AsJson, ReadDb, out

if TYPE_CHECKING:
    from pipelines.store.holdings import Holdings

_DAYS_SHOWN = 12


def register(app: typer.Typer) -> None:
    app.command("status")(status_command)


def status_command(db: ReadDb, as_json: AsJson = False) -> None:
    """What the warehouse holds, what it lacks, how far organizations are known, and the last runs."""
    from pipelines.mart.progress import going_on
    from pipelines.store.holdings import holdings

    held, going = holdings(db), going_on(db)
    if as_json:
        answer = asdict(held)
        for month, shown in zip(held.coverage, answer["coverage"], strict=True):
            shown["share_pct"] = round(month.share_pct, 1)
        answer["build"] = going and {**asdict(going), "seconds": round(going.seconds)}
        typer.echo(json.dumps(answer, default=lambda moment: moment.isoformat(), ensure_ascii=False))
        return
    _show_totals(held)
    if going:
        typer.echo(f"a build is going on: {going.step}, for {going.seconds:.0f} s (process {going.pid})")
    _show_coverage(held)
    _show_runs(held)
    _show_rejects(held)


def _show_totals(held: Holdings) -> None:
    totals = held.totals
    typer.echo(f"{held.path} (schema {held.schema_version})")
    table = Table(show_header=False, box=None)
    table.add_row("papers", f"{totals.n_papers:,}")
    table.add_row("listings", f"{totals.n_listings:,}{_span(totals.first_listed_on, totals.last_listed_on)}")
    table.add_row("observations", f"{totals.n_observations:,}")
    table.add_row("days fetched", f"{totals.n_days:,}{_span(totals.first_day, totals.last_day)}")
    table.add_row("weekdays missing", _days(held.missing_weekdays))
    table.add_row("days cut at a page", _days(held.capped_days))
    table.add_row("rejected records", f"{totals.n_rejects:,}")
    out.print(table)


def _show_coverage(held: Holdings) -> None:
    if not held.coverage:
        return
    table = Table("month", title="Papers with a known organization", title_justify="left", box=None)
    for name in ("papers", "known", "share"):
        table.add_column(name, justify="right")
    for month in held.coverage:
        share = f"{month.share_pct:.0f}%"
        table.add_row(f"{month.month:%Y-%m}", f"{month.n_papers:,}", f"{month.n_with_organization:,}", share)
    out.print()
    out.print(table)


def _show_runs(held: Holdings) -> None:
    table = Table("run", "source", "started (UTC)", "status", title="Last runs", title_justify="left", box=None)
    for name in ("seen", "new", "updated", "rejected"):
        table.add_column(name, justify="right")
    for run in held.last_runs:
        counts = (f"{n:,}" for n in (run.n_seen, run.n_new, run.n_updated, run.n_rejected))
        started = f"{run.started_at:%Y-%m-%d %H:%M}"
        table.add_row(str(run.run_id), Text(run.source), started, run.status, *counts)
    out.print()
    out.print(table)
    # Below the table: a column would fold them, and what comes from outside is no markup.
    for run in held.last_runs:
        if run.message:
            typer.echo(f"  run {run.run_id}: {run.message}")


def _show_rejects(held: Holdings) -> None:
    if not held.last_rejects:
        return
    typer.echo("\nLast rejected records")
    for reject in held.last_rejects:
        typer.echo(f"  run {reject.run_id}: {reject.origin}, {reject.position}: {reject.reason}")


def _span(first: date | None, last: date | None) -> str:
    return f", {first} to {last}" if first and last else ""


def _days(days: Sequence[date]) -> str:
    """How many days, and the latest of them."""
    if not days:
        return "none"
    latest = ", ".join(map(str, days[-_DAYS_SHOWN:]))
    return f"{len(days):,}: {'…, ' if len(days) > _DAYS_SHOWN else ''}{latest}"
