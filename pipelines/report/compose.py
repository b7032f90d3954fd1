"""Puts a report together: the chapters in their order, and what its title page says."""

from __future__ import annotations

from pipelines.errors import PapertideError
from pipelines.mart.tables.papers import about, headline
from pipelines.report.background import background
from pipelines.report.movement import over_time, rises, sudden
from pipelines.report.organizations import compared, organizations
from pipelines.report.parts import Cell, Link, Report
from pipelines.report.reception import received
from pipelines.report.subjects import chosen_themes, discovered, next_periods
from pipelines.views.filters import Filters
from pipelines.views.papers import web_link
from pipelines.views.provenance import Provenance, provenance_of
from pipelines.views.view import Reader
from pipelines.views.words import count, day

TITLE = "Where AI research is moving"
CHAPTERS = (rises, over_time, chosen_themes, sudden, organizations, compared, received, next_periods, discovered)


def compose(read: Reader, filters: Filters, *, link: str = "") -> Report:
    """The report on the papers that the filters leave.

    Parameters
    ----------
    link : address of the same view in the dashboard

    Raises
    ------
    PapertideError : no paper matches; says what the data holds.
    """
    figures, held = read(headline, filters.selection), read(about)
    if not figures["n_papers"]:
        raise PapertideError(
            f"report: no papers ({filters.words() or 'no filter'}); the data holds {day(held['first_day'])} to "
            f"{day(held['last_day'])}"
        )
    on = ", ".join([*(filters.theme_names[theme] for theme in filters.selection.themes), *filters.organizations])
    told = provenance_of(
        read, f"{TITLE}: {on}" if on else TITLE, filters=filters.words() or "none", period=filters.period,
        n=int(figures["n_papers"]), link=link,
    )  # fmt: skip
    chapters = tuple(chapter for make in CHAPTERS if (chapter := make(read, filters)))
    days = f"{day(figures['first_day'])} to {day(figures['last_day'])}"
    facts = _facts(told, days, synthetic=bool(held["synthetic"]))
    return Report(told, filters.period, facts, chapters, background(read, filters, told, chapters))


def _facts(told: Provenance, days: str, *, synthetic: bool) -> tuple[tuple[str, Cell], ...]:
    """What the title page says, each with its name."""
    notice = "synthetic demo data: every paper, author and organization here is invented"
    view: Cell = Link(told.link, told.link) if web_link(told.link) else told.link
    facts: tuple[tuple[str, Cell], ...] = (
        ("Filters", told.filters),
        ("Papers", f"{told.n_words}, {days}"),
        ("Period", told.period),
        ("Source", notice if synthetic else told.source),
        ("Data to", day(told.data_day)),
        ("Made with", f"Papertide {told.version}"),
        ("The same view", view),
    )
    return tuple((name, value) for name, value in facts if value)


def n_charts(report: Report) -> str:
    """How much is in it: 11 chapters, 13 charts."""
    chapters = (*report.chapters, *report.background)
    charts = sum(part.chart is not None for chapter in chapters for part in chapter.parts)
    return f"{count(len(chapters), 'chapter')}, {count(charts, 'chart')}"
