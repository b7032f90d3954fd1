"""A report as Markdown (CommonMark with tables), which has no pictures: each chart is named with its command."""

from __future__ import annotations

import re

from pipelines.report.parts import Cell, Chapter, Link, Part, Report, Table
from pipelines.views.words import commonmark

_PICKED = "The command draws it without the points picked in other charts, which no option names"


def to_markdown(report: Report) -> str:
    """The report; what could be markup in texts of sources is escaped."""
    chapters = (*report.chapters, *report.background)
    facts = [f"- {commonmark(name)}: {_cell(value)}" for name, value in report.facts]
    contents = [_entry(one, f": {commonmark(one.told)}") for one in report.chapters]
    contents += [_entry(one) for one in report.background]
    blocks = [f"# {commonmark(report.provenance.title)}", "\n".join(facts), "## Contents", "\n".join(contents)]
    return "\n\n".join([*blocks, *(block for chapter in chapters for block in _chapter(chapter))]) + "\n"


def _entry(chapter: Chapter, told: str = "") -> str:
    return f"- [{commonmark(chapter.heading)}](#{_anchor(chapter.heading)}){told}"


def _chapter(chapter: Chapter) -> list[str]:
    blocks = [f"## {commonmark(chapter.heading)}", f"*{commonmark(chapter.question)}*"]
    return [*blocks, *(block for part in chapter.parts for block in _part(part))]


def _part(part: Part) -> list[str]:
    blocks = [f"### {commonmark(part.heading)}"] if part.heading else []
    blocks.append(_first(commonmark(part.told)))
    if part.listed:
        blocks.append("\n".join(f"- {_first(commonmark(one))}" for one in part.listed))
    if part.chart:
        blocks.append(f"Chart: {commonmark(part.chart.view.title)}")
        blocks.append(_quoted(part.chart.command))
        if part.chart.picked:
            blocks.append(commonmark(f"{_PICKED}: {part.chart.picked}."))
    if part.table and part.table.rows:
        blocks += [f"**{commonmark(part.table.caption)}**", _table(part.table)]
    blocks += [_quoted(one) for one in part.quoted]
    return [*blocks, *(_first(commonmark(note)) for note in part.notes)]


def _table(table: Table) -> str:
    head = f"| {' | '.join(commonmark(name) for name in table.columns)} |"
    rule = "".join("|---" if name in table.words else "|---:" for name in table.columns) + "|"
    rows = (f"| {' | '.join(_cell(row[name]) for name in table.columns)} |" for row in table.rows)
    return "\n".join([head, rule, *rows])


def _cell(value: Cell) -> str:
    return f"[{commonmark(value.text)}]({_address(value.url)})" if isinstance(value, Link) else commonmark(value)


def _address(url: str) -> str:
    """The address with what could end it encoded."""
    return re.sub(r"[\s()<>|\\]", lambda sign: f"%{ord(sign[0]):02X}", url)


def _first(text: str) -> str:
    """Text that begins a line, where numbers and signs could begin a list or a heading."""
    return re.sub(
        r"^(?:([-+=])|(\d+)([.)]))", lambda found: rf"\{found[1]}" if found[1] else rf"{found[2]}\{found[3]}", text
    )


def _quoted(text: str) -> str:
    """Text to be copied, behind a fence longer than any in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _anchor(heading: str) -> str:
    """The anchor that readers of Markdown give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
