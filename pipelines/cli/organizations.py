"""`papertide organizations`: who is who, what no file lists, what it may be, and a person's decision on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.options import AsJson, Db, ReadDb, out
from pipelines.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

organizations = typer.Typer(help="Which handles are one organization, and whose it is.", no_args_is_help=True)

MinPapers = Annotated[int, typer.Option("--min-papers", min=1, help="Leave out handles with fewer papers.")]


def register(app: typer.Typer) -> None:
    app.add_typer(organizations, name="organizations")


@organizations.command("list")
def list_organizations(db: ReadDb, as_json: AsJson = False) -> None:
    """Every organization of the store with its parent, handles and papers; most papers first."""
    from pipelines.organizations.held import held_organizations

    handles = held_organizations(db).handles.sort_values(["n_papers", "organization_handle"], ascending=[False, True])
    rows = [
        {
            "organization": organization,
            "parent": rows["parent"].iloc[0],
            "n_papers": int(rows["n_papers"].sum()),
            "handles": _records(rows[["organization_handle", "source_name", "how", "n_papers"]]),
        }
        for organization, rows in handles.groupby("organization")
    ]
    rows.sort(key=lambda row: -row["n_papers"])
    if as_json:
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for row in rows:
        named = ", ".join(f"{one['organization_handle']} [{one['how']}]" for one in row["handles"])
        out.print(f"{row['n_papers']:>6,}  {_of(row)}: {named}", markup=False)


@organizations.command("unmatched")
def list_unmatched(db: ReadDb, min_papers: MinPapers = 1, as_json: AsJson = False) -> None:
    """Handles that no file lists and no spelling matches, with their full name; most papers first."""
    from pipelines.organizations.held import held_organizations
    from pipelines.organizations.suggestions import unmatched

    found = unmatched(held_organizations(db).handles, min_papers=min_papers)
    rows = _records(found[["organization_handle", "source_name", "n_papers"]])
    if as_json:
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for row in rows:
        out.print(_line(row), markup=False)
    if not rows:
        out.print(f"Every handle with {min_papers:,} or more papers is listed, or matched by its full name.")


@organizations.command("suggest")
def suggest(db: ReadDb, min_papers: MinPapers = 1, as_json: AsJson = False) -> None:
    """What unmatched handles look like, for a person to confirm; nothing is written."""
    from pipelines.organizations.held import held_organizations
    from pipelines.organizations.suggestions import suggested

    held = held_organizations(db)
    rows = _records(suggested(held.handles, held.registry, min_papers=min_papers))
    if as_json:
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    last = None
    for row in rows:
        if row["organization_handle"] != last:
            out.print(_line(row), markup=False)
        last = row["organization_handle"]
        out.print(f"        {row['score']:>3.0f}  {_of(row)}", markup=False)
    out.print(
        'To accept one: papertide organizations confirm HANDLE "ORGANIZATION"; to say only whose it is: '
        'confirm HANDLE "ITS NAME" --parent OWNER.'
        if rows
        else "No unmatched handle looks like a known organization.",
        markup=False,
    )


@organizations.command("confirm")
def confirm_handle(
    handle: Annotated[str, typer.Argument(metavar="HANDLE", help="As `unmatched` shows it.")],
    organization: Annotated[str, typer.Argument(metavar="ORGANIZATION", help="The name of what it stands for.")],
    db: Db,
    parent: Annotated[str | None, typer.Option("--parent", help="Whose the organization is.")] = None,
) -> None:
    """Decide which organization a handle stands for; kept in a file of your own beside the warehouse."""
    from pipelines.organizations.confirming import confirm
    from pipelines.organizations.held import held_organizations
    from pipelines.organizations.registry import own_organizations_path, spelling_key
    from pipelines.organizations.who_is_who import who_is_who

    if not any(map(str.isalnum, organization)):
        raise UsageError(f"ORGANIZATION is {organization!r}; write its name")
    held = held_organizations(db)
    before = held.handles
    _check_handle(handle, before, str(db))
    name, others = held.registry.called(organization), []
    known = "" if name else " (new to the files)"
    if name is None:  # another handle as the source names it, or a name that nobody has yet
        same = before[before["organization"].map(spelling_key) == spelling_key(organization)]
        name = organization if same.empty else str(same["organization"].iloc[0])
        others = [one for one in same["organization_handle"] if one != handle]
    if parent is None and held.registry.handles.get(handle) in ((name, "listed"), (name, "own")):
        out.print(f"{handle} stands for {name} already; nothing was written.", markup=False)
        return
    registry = confirm(db, [*others, handle], name, parent, synthetic=held.synthetic)
    out.print(
        f"{handle} stands for {_of({'organization': name, 'parent': registry.parent(name)})}{known}: written to "
        f"{own_organizations_path(db)}. `papertide build` applies it:",
        markup=False,
    )
    after = who_is_who(held.named, registry)
    for old, now in zip(_records(before), _records(after), strict=True):
        if _of(old) != _of(now):
            out.print(f"  {old['organization_handle']}: {_of(old)} -> {_of(now)}", markup=False)


def _check_handle(handle: str, handles: pd.DataFrame, db: str) -> None:
    from rapidfuzz import process

    known = handles["organization_handle"].to_list()
    if handle not in known:
        near = ", ".join(name for name, _, _ in process.extract(handle, known, limit=3)) or "none"
        raise UsageError(f"no paper in {db} names the handle {handle!r}; the closest are {near}")


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows; absent texts are None."""
    records: list[dict[str, Any]] = json.loads(frame.to_json(orient="records"))
    return records


def _of(row: dict[str, Any]) -> str:
    """The organization, and whose it is."""
    owner = "" if row["parent"] == row["organization"] else f" (of {row['parent']})"
    return f"{row['organization']}{owner}"


def _line(row: dict[str, Any]) -> str:
    return f"{row['n_papers']:>6,}  {row['organization_handle']}  {row['source_name'] or ''}".rstrip()
