"""Composes a digest: a sentence, what is followed, what changed, and what to keep in mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from pipelines.digest.followed import Followed, followed
from pipelines.digest.parts import Digest, Section, clean
from pipelines.digest.sections import PARTS, Asked, Part, paper_entries
from pipelines.digest.watch_list import NOTHING, WatchList
from pipelines.mart.tables.organizations import known_papers
from pipelines.mart.tables.papers import about, headline, papers
from pipelines.mart.tables.what_changed import Stretch, stretch_since
from pipelines.views.filters import Filters
from pipelines.views.view import Reader
from pipelines.views.words import count, day, joined, percent

_PAPERS = 3  # newest, and best received, of each thing followed


def compose(
    read: Reader,
    since: date,
    filters: Filters,
    watch: WatchList = NOTHING,
    *,
    parts: Sequence[Part] = PARTS,
) -> Digest:
    """What changed since a day among the papers that match the filters.

    Parameters
    ----------
    watch : what is followed, see `checked`: a section for each, before the others
    parts : the sections beside those
    """
    stretch = read(stretch_since, since, filters.selection, filters.period)
    asked = Asked(read, filters, stretch)
    sections = [_followed_section(one, asked) for one in followed(read, watch, filters.selection, filters.period)]
    if stretch.n_papers:
        sections += [part(asked) for part in parts]
    held = read(about)
    names = [filters.theme_names[theme] for theme in watch.themes]
    return Digest(
        title=f"Papertide digest: {_days(stretch)}",
        lead=_lead(stretch, sections),
        sections=tuple(sections),
        notes=stretch_notes(read, filters, stretch),
        since=since,
        until=stretch.until,
        made_at=held["built_at"].to_pydatetime(),
        about=joined(filters.words(), *names, *watch.organizations, *watch.phrases),
    )


def stretch_words(stretch: Stretch) -> str:
    """88 papers from 25 Mar 2026 to 31 Mar 2026, on 5 listing days (7,326 before); or why there are none."""
    if stretch.until is None:
        return "The data holds no paper with a date."
    if stretch.since > stretch.until:
        return f"Nothing new: the data ends on {day(stretch.until)}, before {day(stretch.since)}."
    if not stretch.n_papers:
        return f"Nothing new: no paper from {_days(stretch)}."
    fetched = f", on {count(stretch.n_fetched, 'listing day')}" if stretch.n_fetched else ""
    return f"{count(stretch.n_papers, 'paper')} from {_days(stretch)}{fetched} ({count(stretch.n_before)} before)."


def _lead(stretch: Stretch, sections: Sequence[Section]) -> str:
    """The counts, and the first thing that is new; a paper only where nothing else is."""
    entries = [entry for section in sections for entry in section.entries]
    news = sorted(entries, key=lambda entry: entry.key.startswith("paper/"))[:1]
    return " ".join([stretch_words(stretch), *(f"{entry.title}: {entry.told}." for entry in news)])


def _followed_section(one: Followed, asked: Asked) -> Section:
    """A paragraph with figures, then the newest and the best received of its papers in these days."""
    stretch = asked.stretch
    inside = replace(one.papers, since=stretch.papers.since, until=stretch.papers.until)
    n_papers = int(asked.read(headline, inside)["n_papers"]) if stretch.n_papers else 0
    words = f"{one.words()} {count(n_papers, 'paper') if n_papers else 'No paper'} since {day(stretch.since)}."
    key = f"followed/{one.kind}/{one.key}/{one.now.start:%Y-%m-%d}" if one.now else ""
    if not n_papers:
        return Section(clean(one.name), words, url=one.page, key=key)
    rows = [asked.read(papers, inside, order=order, most=_PAPERS) for order in ("most upvoted", "newest")]
    frame = pd.concat(rows, ignore_index=True).drop_duplicates("paper_id")
    shown = tuple(paper_entries(frame, asked.filters))
    note = "The most upvoted and the newest." if n_papers > len(shown) else ""
    return Section(clean(one.name), words, shown, n_papers - len(shown), one.page, note, key)


def _days(stretch: Stretch) -> str:
    if stretch.until is None or stretch.until < stretch.since:
        return f"since {day(stretch.since)}"
    return day(stretch.since) if stretch.since == stretch.until else f"{day(stretch.since)} to {day(stretch.until)}"


def stretch_notes(read: Reader, filters: Filters, stretch: Stretch) -> tuple[str, ...]:
    """How old the data is, what it covers, and how to read the figures."""
    held, known = read(about), read(known_papers, filters.selection)
    origin = "Synthetic demo data: every paper, author and organization is invented. " if held["synthetic"] else ""
    covered = "No source names organizations."
    if known["n_papers"]:
        share = percent(100 * known["n_papers"] / known["total"])
        covered = f"Organizations are named since {day(known['since'])}, for {share} of the papers from then on."
    return (
        f"{origin}Data to {day(stretch.until)}, published {day(held['built_at'])}."
        + (f" Filters: {clean(filters.words())}." if filters.words() else ""),
        f"{covered} Papers without one count in no organization's figures.",
        "How it stood before: the papers of the days before, with the tags and upvotes that they have today. Early: "
        "upvotes last seen less than 14 days after the listing, which have not settled. Attention: percentile of "
        "upvotes among the papers of the same day.",
        "Daily Papers is a curated list, not all research: shares are of the papers listed there.",
    )
