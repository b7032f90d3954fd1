"""`papertide watch`: the themes, organizations and phrases that the digest and the overview follow."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import AsJson, ReadDb, out
from pipelines.errors import UsageError

if TYPE_CHECKING:
    from pipelines.digest.watch_list import WatchList

watch = typer.Typer(help="What the digest and the overview follow.", no_args_is_help=True)

Themes = Annotated[list[str] | None, typer.Option("--theme", help="A theme, by id or name; repeatable.")]
Organizations = Annotated[
    list[str] | None, typer.Option("--organization", "--org", help="An organization, or a parent of some; repeatable.")
]
Phrases = Annotated[
    list[str] | None, typer.Option("--phrase", help='Whole words, such as "world model" or "agent*"; repeatable.')
]


def register(app: typer.Typer) -> None:
    app.add_typer(watch, name="watch")


@watch.command("list")
def list_command(db: ReadDb, as_json: AsJson = False) -> None:
    """Show what is followed."""
    from pipelines.digest.watch_list import WatchList, read_watch_list, watch_list_path

    followed = read_watch_list(db)
    if as_json:
        typer.echo(json.dumps({"file": str(watch_list_path(db)), **asdict(followed or WatchList())}))
    elif not followed:
        out.print(
            f"{watch_list_path(db)}: nothing is followed; papertide watch add --theme THEME begins it",
            markup=False,
        )
    else:
        _print(followed, watch_list_path(db))


@watch.command("add")
def add_command(
    db: ReadDb, themes: Themes = None, organizations: Organizations = None, phrases: Phrases = None
) -> None:
    """Follow themes, organizations and phrases."""
    from pipelines.digest.watch_list import change_watch_list, checked, watch_list_path
    from pipelines.mart.snapshot import current_snapshot
    from pipelines.views.reading import reader

    asked = checked(_asked(themes, organizations, phrases), reader(current_snapshot(db)))
    _print(change_watch_list(db, added=asked), watch_list_path(db))


@watch.command("remove")
def remove_command(
    db: ReadDb, themes: Themes = None, organizations: Organizations = None, phrases: Phrases = None
) -> None:
    """Follow them no longer; names as the list has them."""
    from pipelines.digest.watch_list import change_watch_list, watch_list_path

    _print(change_watch_list(db, removed=_asked(themes, organizations, phrases)), watch_list_path(db))


def asked_for(themes: list[str] | None, organizations: list[str] | None, phrases: list[str] | None) -> WatchList:
    """What options ask to follow; nothing where none is given."""
    from pipelines.digest.watch_list import WatchList

    return WatchList(*(tuple(dict.fromkeys(one or ())) for one in (themes, organizations, phrases)))


def _asked(themes: list[str] | None, organizations: list[str] | None, phrases: list[str] | None) -> WatchList:
    asked = asked_for(themes, organizations, phrases)
    if not asked:
        raise UsageError("name what to follow with --theme, --organization or --phrase")
    return asked


def _print(followed: WatchList, path: Path) -> None:
    parts = [f"{kind} {', '.join(names)}" for kind, names in asdict(followed).items() if names]
    out.print(f"{path}: {'; '.join(parts) or 'nothing is followed'}", markup=False)
