"""A report as one HTML page that needs no network: plotly.js once, every chart in both modes."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape, unescape
from pathlib import Path
from string import Template
from typing import Any

import plotly.graph_objects as go
import plotly.io
import plotly.offline

from pipelines.charts.phone import for_phone
from pipelines.report.parts import Cell, Chapter, Chart, Link, Part, Report, Table
from pipelines.trends.periods import PeriodName
from pipelines.views.provenance import Provenance

_HERE = Path(__file__).parent
_PAGE = Template((_HERE / "report_page.html").read_text(encoding="utf-8"))
_STYLE = (_HERE / "report_page.css").read_text(encoding="utf-8")
_SCRIPT = (_HERE / "report_page.js").read_text(encoding="utf-8")
_TALLEST = 690  # px: with the heading of a chapter on one printed page
_TITLE_PX = 50  # of the height of a chart, that its title and subtitle take: they stand above it as text
_PHONE, _ROOM = 350, 140  # px of a phone's window, and of them what the data needs beside the names


def to_html(report: Report) -> bytes:
    """The report; the same report gives the same bytes."""
    chapters, plotly_js = (*report.chapters, *report.background), plotly.offline.get_plotlyjs()
    named = [
        (f"chart-{chapter.name}-{at}", part.chart) for chapter in chapters for at, part in enumerate(chapter.parts)
    ]
    charts = {name: _drawn(chart, report.period) for name, chart in named if chart}
    contents = "".join(
        f'<li><a href="#{one.name}">{escape(one.heading)}</a>{_finding(one) if one in report.chapters else ""}</li>'
        for one in chapters
    )
    page = _PAGE.substitute(
        policy=" ".join(f"'sha256-{_hash(script)}'" for script in (plotly_js, _SCRIPT)),
        title=escape(report.provenance.title),
        description=escape(_description(report.provenance)),
        version=escape(report.provenance.version),
        style=_STYLE,
        facts="".join(f"<dt>{escape(name)}</dt><dd>{_cell(value)}</dd>" for name, value in report.facts),
        contents=contents,
        chapters="".join(_chapter(chapter) for chapter in chapters),
        charts=json.dumps(charts).replace("<", r"\u003c"),
        plotly=plotly_js,
        script=_SCRIPT,
    )
    return page.encode(errors="replace")


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _description(told: Provenance) -> str:
    return f"Filters: {told.filters}; n: {told.n_words}; {told.source_line}"


def _finding(chapter: Chapter) -> str:
    return f"<br><span>{escape(chapter.told)}</span>"


def _drawn(chart: Chart, period: PeriodName) -> dict[str, Any]:
    """What the script draws: data and layouts for each mode."""
    drawn = {}
    for mode, figure in (("light", chart.view.figure), ("dark", chart.dark)):
        wide = _untitled(figure)
        told = json.loads(plotly.io.to_json(wide, validate=False))
        phone = for_phone(wide, period)
        margin = phone.layout.margin
        room = _PHONE - margin.l - margin.r >= _ROOM  # else the wide one is better moved sideways
        narrow = json.loads(plotly.io.to_json(phone, validate=False))["layout"] if room else None
        drawn[mode] = {"data": told["data"], "wide": told["layout"], "narrow": narrow}
    return drawn


def _untitled(figure: go.Figure) -> go.Figure:
    """The figure without title and subtitle, and without the room for them."""
    top = figure.layout.margin.t
    room = min(_TITLE_PX, top - 16)
    height = min(figure.layout.height - room, _TALLEST)
    return go.Figure(figure).update_layout(title=None, margin_t=top - room, height=height)


def _chapter(chapter: Chapter) -> str:
    parts = "".join(_part(part, f"chart-{chapter.name}-{at}") for at, part in enumerate(chapter.parts))
    return (
        f'<section id="{chapter.name}" aria-labelledby="{chapter.name}-heading"><h2 id="{chapter.name}-heading">'
        f'{escape(chapter.heading)}</h2><p class="question">{escape(chapter.question)}</p>{parts}</section>'
    )


def _part(part: Part, name: str) -> str:
    heading = f"<h3>{escape(part.heading)}</h3>" if part.heading else ""
    listed = "".join(f"<li>{escape(one)}</li>" for one in part.listed)
    blocks = [
        f'{heading}<p class="told">{escape(part.told)}</p>',
        f"<ul>{listed}</ul>" if listed else "",
        _figure(part.chart, name) if part.chart else "",
        _table(part.table, f"{name}-table") if part.table and part.table.rows else "",
        *(f"<pre>{escape(one)}</pre>" for one in part.quoted),
        *(f'<p class="note">{escape(note)}</p>' for note in part.notes),
    ]
    return f'<div class="part">{"".join(blocks)}</div>'


def _figure(chart: Chart, name: str) -> str:
    view = chart.view
    subtitle = unescape(str(view.figure.layout.title.subtitle.text or ""))
    shown = f"{view.title}. {view.summary}"
    return (
        f"<figure><figcaption><b>{escape(view.title)}</b><br>{escape(subtitle)}</figcaption>"
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(view.title)}">'
        f'<div class="chart" id="{name}" role="img" aria-label="{escape(shown)}"></div></div></figure>'
    )


def _table(table: Table, name: str) -> str:
    kinds = {column: "" if column in table.words else ' class="number"' for column in table.columns}
    head = "".join(f'<th scope="col"{kind}>{escape(column)}</th>' for column, kind in kinds.items())
    first, *others = table.columns
    rows = "".join(
        f'<tr><th scope="row">{_cell(row[first])}</th>'
        + "".join(f"<td{kinds[column]}>{_cell(row[column])}</td>" for column in others)
        + "</tr>"
        for row in table.rows
    )
    return (  # a narrow window scrolls a wide table, by keyboard, too
        f'<div class="wide" tabindex="0" role="region" aria-labelledby="{name}"><table><caption id="{name}">'
        f"{escape(table.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(value: Cell) -> str:
    if isinstance(value, Link):
        return f'<a href="{escape(value.url)}" rel="noopener noreferrer">{escape(value.text)}</a>'
    return escape(value)
