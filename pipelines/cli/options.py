"""Options that several commands share."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from pipelines.errors import UsageError
from pipelines.places import default_warehouse, warehouse_to_read

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but tab and new line


class _Terminal(Console):
    """Prints no control characters: those of a source could clear the screen or rename the window."""

    def print(self, *objects: Any, **options: Any) -> None:
        super().print(*(_CONTROL.sub("", one) if isinstance(one, str) else one for one in objects), **options)


out = _Terminal(highlight=False, soft_wrap=True, emoji=False)
err = _Terminal(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def to_day(text: str | None, option: str) -> date | None:
    """A day written as YYYY-MM-DD."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a day; write it as YYYY-MM-DD, such as 2025-09-30") from None


def day_range(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """Both ends of a range of days, each optional, checked to be the right way round."""
    first, last = to_day(since, "--since"), to_day(until, "--until")
    if first and last and first > last:
        raise UsageError(f"--since {first} is after --until {last}; swap them")
    return first, last


Db = Annotated[
    Path,
    typer.Option("--db", default_factory=default_warehouse, envvar="PAPERTIDE_DB", help="The warehouse file."),
]
ReadDb = Annotated[
    Path,
    typer.Option(
        "--db",
        default_factory=warehouse_to_read,
        envvar="PAPERTIDE_DB",
        help="The warehouse file; the demo's as long as there is no other.",
    ),
]
Since = Annotated[str | None, typer.Option("--since", help="First day, YYYY-MM-DD.", metavar="DAY")]
Until = Annotated[str | None, typer.Option("--until", help="Last day, YYYY-MM-DD.", metavar="DAY")]
Period = Annotated[str, typer.Option("--period", help="week, month or quarter.", metavar="PERIOD")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Seed of the topic discovery, for experiments.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]
