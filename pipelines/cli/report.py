"""`papertide report`: findings with their charts and numbers, as one page to hand on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.filter_options import (
    By,
    Organizations,
    Parents,
    Text,
    Themes,
    WithoutOrganizations,
    WithoutThemes,
    filters_from,
)
from pipelines.cli.options import AsJson, Period, ReadDb, Since, Until, err
from pipelines.errors import UsageError


def register(app: typer.Typer) -> None:
    app.command("report")(report_command)


def report_command(
    db: ReadDb,
    file: Annotated[Path, typer.Option("--out", help="The file to write.", metavar="FILE")],
    file_format: Annotated[
        str | None,
        typer.Option(
            "--format", help="html, pdf or md; else what FILE ends with; html if that is nothing.", metavar="FORMAT"
        ),
    ] = None,
    since: Since = None,
    until: Until = None,
    period: Period = "month",
    themes: Themes = None,
    without_themes: WithoutThemes = None,
    organizations: Organizations = None,
    without_organizations: WithoutOrganizations = None,
    parents: Parents = None,
    by: By = None,
    text: Text = "",
    link: Annotated[str, typer.Option("--link", help="Address of the view, for the title page.", metavar="URL")] = "",
    as_json: AsJson = False,
) -> None:
    """Write a report on the papers that the filters leave: findings, charts, tables, method and limits."""
    from pipelines.mart.snapshot import current_snapshot
    from pipelines.report.compose import compose, n_charts
    from pipelines.report.files import FORMATS, write_report
    from pipelines.views.papers import web_link
    from pipelines.views.reading import reader
    from pipelines.views.table_files import format_of

    kind = format_of(file, file_format, FORMATS, "html")
    if link and web_link(link) is None:
        raise UsageError(f"--link {link!r} is not an http(s) address")
    read = reader(current_snapshot(db))
    filters = filters_from(
        read, since=since, until=until, period=period, themes=themes, without_themes=without_themes,
        organizations=organizations, without_organizations=without_organizations, parents=parents, by=by, text=text,
    )  # fmt: skip
    with err.status("reading and drawing"):
        report = compose(read, filters, link=link)
        write_report(report, file, kind)
    if as_json:
        chapters = [{"name": one.name, "heading": one.heading, "told": one.told} for one in report.chapters]
        told = report.provenance.items() | {"file": str(file), "format": kind, "chapters": chapters}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(f"{file}: {report.provenance.title}; {report.provenance.n_words}, {n_charts(report)}")
