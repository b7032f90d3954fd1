"""The last chapters: what the numbers mean, what the data is not, its gaps, and how to cite it."""

from __future__ import annotations

import pandas as pd

from pipelines.charts.look import period_name
from pipelines.mart.tables.holdings import days_held
from pipelines.mart.tables.organizations import organization_coverage
from pipelines.mart.tables.papers import about, headline
from pipelines.report.charting import charted
from pipelines.report.limits import LIMITS
from pipelines.report.parts import Chapter, Part, Table
from pipelines.views.citation import bibtex, citation
from pipelines.views.filters import Filters
from pipelines.views.glossary import metrics
from pipelines.views.organization_words import coverage_words
from pipelines.views.provenance import Provenance
from pipelines.views.sentences import in_progress_note
from pipelines.views.view import Reader
from pipelines.views.words import count, day, percent, some_days

USED = {
    "rises": ("share", "momentum"),
    "themes": ("share", "trend", "change of level"),
    "chosen-themes": ("share", "burst", "specialisation"),
    "bursts": ("burst", "emerging term"),
    "organizations": ("share", "specialisation", "breadth", "attention", "coverage"),
    "compared": ("share", "likeness", "attention"),
    "attention": ("attention", "medians, quartiles", "immature"),
    "forecast": ("forecast",),
    "topics": ("share", "momentum"),
}  # numbers of the glossary, by the chapters that show them
PERIODS = 12  # newest of the table of coverage


def background(
    read: Reader, filters: Filters, provenance: Provenance, chapters: tuple[Chapter, ...]
) -> tuple[Chapter, ...]:
    """Method, limits, gaps and coverage, and how to cite."""
    return _method(chapters), _limits(), _gaps(read, filters), _cite(provenance)


def _method(chapters: tuple[Chapter, ...]) -> Chapter:
    used = {name for chapter in chapters for name in USED[chapter.name]}
    rows = tuple(
        {"Number": one.name, "Definition": one.definition, "Source": one.source}
        for one in metrics().values()
        if one.name in used
    )
    told = "Every number, with the author and year of its formula where it is not Papertide’s own."
    table = Table("The numbers of this report", rows, ("Number", "Definition", "Source"))
    return Chapter("method", "Method", "What do the numbers mean?", (Part(told, table=table),))


def _limits() -> Chapter:
    told, listed = f"{LIMITS[0][0]} {LIMITS[0][1]}", tuple(f"{claim} {why}" for claim, why in LIMITS[1:])
    return Chapter("limits", "What the data is not", "What can it not tell?", (Part(told, listed=listed),))


def _gaps(read: Reader, filters: Filters) -> Chapter:
    held, days, figures = read(about), read(days_held), read(headline, filters.selection)
    told = "No listing day was fetched: these papers come from saved pages or tables."
    listed: list[str] = []
    if days.n_fetched:
        told = f"{count(days.n_fetched, 'listing day')} fetched, from {day(days.first)} to {day(days.last)}."
        listed = [
            f"Weekdays never fetched, which are missing and not zero: {some_days(days.missing_weekdays)}.",
            f"Days that hit a page cap, so that papers may be missing: {some_days(days.capped)}.",
        ]
    n = figures["n_papers"]
    listed += [
        f"Papers without a theme: {count(figures['n_untagged'])} of {count(n)}; without a date: "
        f"{count(figures['n_undated'])}; with known upvotes: {count(figures['n_upvotes'])}.",
        f"Built {held['built_at']:%d %b %Y at %H:%M} UTC by Papertide {held['papertide']}, theme tagger "
        f"{held['tagger']}, snapshot {held['number']}.",
    ]
    frame = read(organization_coverage, filters.selection, filters.period)
    coverage = Part(
        f"Organization known: {coverage_words(read, filters)}.", "Organizations known",
        chart=charted("coverage", read, filters), table=_coverage(frame, filters),
    )  # fmt: skip
    notes = (in_progress_note(frame, filters),) if len(frame) else ()
    parts = (Part(told, listed=tuple(listed), notes=notes), coverage)
    return Chapter("gaps", "Gaps and coverage", "What is missing?", parts)


def _coverage(frame: pd.DataFrame, filters: Filters) -> Table | None:
    rows = tuple(
        {
            filters.period.capitalize(): period_name(row["period_start"], filters.period),
            "Organization known": count(row["n_papers"]) if row["n_papers"] else "none named",
            "Papers": count(row["total"]),
            "Coverage": percent(row["share_pct"]) if row["n_papers"] else "–",
        }
        for row in frame.sort_values("period_start", ascending=False).head(PERIODS).to_dict("records")
    )
    caption = f"Papers with a known organization, the last {count(len(rows), filters.period)}"
    return Table(caption, rows, (filters.period.capitalize(),)) if rows else None


def _cite(provenance: Provenance) -> Chapter:
    quoted = (citation(provenance), bibtex(provenance).strip())
    return Chapter(
        "cite", "How to cite", "How is this cited?", (Part("As a line of text, and as BibTeX.", quoted=quoted),)
    )
