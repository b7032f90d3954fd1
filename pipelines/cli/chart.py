"""`papertide chart`: any chart of the pages, as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from pipelines.cli.filter_options import (
    By,
    Names,
    Organizations,
    Parents,
    Text,
    Themes,
    WithoutOrganizations,
    WithoutThemes,
    filters_from,
)
from pipelines.cli.options import AsJson, Period, ReadDb, Since, Until, err, out
from pipelines.errors import UsageError

T = TypeVar("T")

if TYPE_CHECKING:
    from pipelines.views.filters import Filters
    from pipelines.views.view import Reader, View


def register(app: typer.Typer) -> None:
    app.command("chart")(chart_command)


def chart_command(
    db: ReadDb,
    name: Annotated[str | None, typer.Argument(help="The chart: movers, frequency, mix ...", metavar="NAME")] = None,
    file: Annotated[
        Path | None, typer.Option("--out", help="The file to write: .svg, .png, .html or .json.", metavar="FILE")
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Tell all charts, and what each answers.", show_default=False)
    ] = False,
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
    of: Annotated[
        str | None, typer.Option("--of", help="Of what: theme, topic, organization ...", metavar="WHAT")
    ] = None,
    measured: Annotated[
        str | None, typer.Option("--as", help="As what: share, count, attention ...", metavar="WHAT")
    ] = None,
    window: Annotated[
        int | None, typer.Option("--window", min=1, help="Periods in each of the two windows compared.", metavar="K")
    ] = None,
    series: Annotated[
        Names, typer.Option("--series", help="theme:agents, topic:12, organization:Google ...; repeatable.")
    ] = None,
    topics: Annotated[
        list[int] | None, typer.Option("--topic", help="Id of a discovered topic; repeatable.", metavar="N")
    ] = None,
    phrases: Annotated[
        Names,
        typer.Option("--phrase", help='Whole words, such as "world model", "agent*", "GRPO OR DAPO"; repeatable.'),
    ] = None,
    title_only: Annotated[
        bool, typer.Option("--title-only", help="Look for phrases in titles only.", show_default=False)
    ] = False,
    shape: Annotated[str | None, typer.Option("--shape", help="lines, area, multiples or heatmap.")] = None,
    smooth: Annotated[int | None, typer.Option("--smooth", help="Mean of 1, 3 or 5 periods.")] = None,
    bursts: Annotated[bool, typer.Option("--bursts", help="Mark bursts.", show_default=False)] = False,
    paper: Annotated[str | None, typer.Option("--paper", help="Id of a paper.", metavar="ID")] = None,
    dark: Annotated[bool, typer.Option("--dark", help="In the colours of the dark mode.", show_default=False)] = False,
    width: Annotated[int | None, typer.Option("--width", min=300, max=4000, help="In pixels.")] = None,
    height: Annotated[int | None, typer.Option("--height", min=300, max=4000, help="In pixels.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a chart of the dashboard to a file, of the same papers and with the same words."""
    if listed or name is None:
        _tell_all(as_json)
        return
    from pipelines.charts.look import DARK, LIGHT
    from pipelines.mart.snapshot import current_snapshot
    from pipelines.views.catalogue import Further
    from pipelines.views.drawing import check, draw
    from pipelines.views.reading import reader

    further = Further(
        of=_value(of), measured=_value(measured), window=window, series=_some(series), topics=_some(topics),
        phrases=_some(phrases), title_only=title_only or None, shape=shape, smooth=smooth, bursts=bursts or None,
        paper=paper,
    )  # fmt: skip
    check(name, further)
    file, kind = _file(name, file)
    read = reader(current_snapshot(db))
    filters = filters_from(
        read, since=since, until=until, period=period, themes=themes, without_themes=without_themes,
        organizations=organizations, without_organizations=without_organizations, parents=parents, by=by, text=text,
    )  # fmt: skip
    _check_topics(topics or [], filters)
    with err.status("drawing"):
        view = draw(name, read, filters, DARK if dark else LIGHT, further)
        view.figure.update_layout(**{key: size for key, size in (("width", width), ("height", height)) if size})
        _write(view, file, kind, read, filters)
    if as_json:
        told = {"file": str(file), "chart": name, "title": view.title, "summary": view.summary, "n": view.n}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        out.print(f"{file}: {view.summary}", markup=False)


def _some(values: list[T] | None) -> tuple[T, ...] | None:
    return tuple(values) if values else None


def _value(text: str | None) -> str | None:
    """upper-quartile stands for upper quartile."""
    return text and text.replace("-", " ")


def _tell_all(as_json: bool) -> None:
    from pipelines.views.catalogue import CHARTS

    options = {name: _options(name) for name in CHARTS}
    if as_json:
        rows = [
            {"name": name, "question": chart.question, "options": options[name], "needs": _needs(name)}
            for name, chart in CHARTS.items()
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for name, chart in CHARTS.items():
        needed = _needs(name)
        taken = [f"{option} {'|'.join(values)}".strip() for option, values in options[name].items()]
        further = ", ".join([*(f"{option} (needed)" for option in needed), *(t for t in taken if t not in needed)])
        out.print(f"{name:14}  {chart.question}{f'  {further}' if further else ''}", markup=False)


def _options(name: str) -> dict[str, list[str]]:
    """What a chart takes beside the filters, as options, each with its values where these are few."""
    from pipelines.views.catalogue import CHARTS
    from pipelines.views.drawing import OPTIONS

    takes = CHARTS[name].takes
    return {f"--{OPTIONS[one]}": [str(value).replace(" ", "-") for value in values] for one, values in takes.items()}


def _needs(name: str) -> list[str]:
    from pipelines.views.catalogue import CHARTS
    from pipelines.views.drawing import OPTIONS

    return [f"--{OPTIONS[one]}" for one in CHARTS[name].needs]


def _file(name: str, file: Path | None) -> tuple[Path, str]:
    """Where the chart goes, and its format, which the file's name ends with."""
    from pipelines.views.figure_files import FIGURE_FORMATS

    if file is None:
        raise UsageError(f"{name}: say where it goes with --out FILE, which ends with .{', .'.join(FIGURE_FORMATS)}")
    kind = file.suffix.removeprefix(".").lower()
    if kind not in FIGURE_FORMATS:
        raise UsageError(f"{file} does not end with .{', .'.join(FIGURE_FORMATS)}: there is no such format")
    return file, kind


def _check_topics(topics: list[int], filters: Filters) -> None:
    for topic in topics:
        if topic not in filters.topic_names:
            raise UsageError(f"no topic has the id {topic}; papertide export topics --out FILE writes all of them")


def _write(view: View, file: Path, kind: str, read: Reader, filters: Filters) -> None:
    from pipelines.views.figure_files import write_figure
    from pipelines.views.provenance import provenance_of
    from pipelines.views.words import joined

    filtered = joined(filters.words(), view.about) or "none"
    told = provenance_of(read, view.title, filters=filtered, period=filters.period, n=view.n)
    write_figure(view.figure, file, kind, told, summary=view.summary)
