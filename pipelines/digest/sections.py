"""What changed, section by section: risers, bursts, phrases, topics, papers, organizations; for pages and digests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import pandas as pd

from pipelines.digest.parts import Entry, Section, clean, web_address
from pipelines.mart.tables.movers import WINDOW
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.what_changed import (
    SILENT_DAYS,
    Stretch,
    new_bursts,
    new_movers,
    newly_active,
    newly_emerging,
    topic_news,
)
from pipelines.views.filters import Filters
from pipelines.views.links import Kind, address
from pipelines.views.sentences import change_sentence, matching
from pipelines.views.view import Reader
from pipelines.views.words import count, day, percent

_THEMES = 2  # of a paper that are named: the surest
MOST = 8  # entries of a section, unless more are asked for
_EVENTS = {"began": "a burst began", "resumed": "a burst goes on again", "passed": "a burst came and went",
           "ended": "a burst ended"}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a digest is asked for."""

    read: Reader
    filters: Filters
    stretch: Stretch
    most: int = MOST

    @property
    def looked_at(self) -> tuple[Any, ...]:
        """What tables of changes are asked with."""
        return self.stretch.since, self.filters.selection, self.filters.period


Part = Callable[[Asked], Section]


def risers(asked: Asked) -> Section:
    """Themes, topics and organizations that rise or fade by more than noise, newly so."""
    heading, filters = "Newly rising and fading", asked.filters
    until = asked.stretch.last_now
    if until is None or not asked.stretch.periods_ended:
        return Section(heading, _nothing_ended(asked))
    frame = asked.read(new_movers, *asked.looked_at, by=filters.by)
    entries = []
    for row in frame.to_dict("records"):
        of = "papers with a known organization" if row["kind"] == "organization" else "papers"
        of = matching(of, filters, lines=row["kind"])
        told = change_sentence("", row, of).removeprefix(": ")
        way = "rising" if row["rising"] else "fading"
        key = f"change/{row['kind']}/{row['key']}/{way}/{until:%Y-%m-%d}"
        url = _page(row["kind"], row["key"], filters.by)
        entries.append(Entry(key, f"{clean(row['name'])}: {way}", told, until.date(), url))
    window = f"the last {count(WINDOW[filters.period], filters.period)} against as many before"
    return _section(
        heading,
        entries,
        asked,
        f"No theme, topic or organization rises or fades by more than noise that did not already ({window}).",
        note=f"By {window}; more than noise: q below 0.05 now, and not before {day(asked.stretch.since)}.",
    )


def bursts(asked: Asked) -> Section:
    """Bursts of themes and phrases that began or ended."""
    heading, filters = "Bursts", asked.filters
    if not asked.stretch.periods_ended:
        return Section(heading, _nothing_ended(asked))
    frame = asked.read(new_bursts, *asked.looked_at)
    entries = []
    for row in frame.to_dict("records"):
        of = matching("papers", filters, lines=row["kind"])
        usual = "" if pd.isna(row["usual_share_pct"]) else f"; {percent(row['usual_share_pct'], 1)} in all others"
        told = (
            f"in {percent(row['share_pct'], 1)} of {of} from {day(row['start'])} to {day(row['end'])} "
            f"({count(row['n_papers'], 'paper')}){usual}"
        )
        name = filters.theme_names.get(row["name"], row["name"]) if row["kind"] == "theme" else f"“{row['name']}”"
        key = f"burst/{row['kind']}/{row['name']}/{row['event']}/{row['end']:%Y-%m-%d}"
        title = f"{clean(name)}: {_EVENTS[row['event']]}"
        entries.append(Entry(key, title, told, row["end"].date(), _page(row["kind"], row["name"], filters.by)))
    return _section(heading, entries, asked, "No burst of a theme or phrase began or ended.")


def phrases(asked: Asked) -> Section:
    """Phrases that were rare and surely are not any more, newly so."""
    heading, filters = "Emerging phrases", asked.filters
    until = asked.stretch.last_now
    if until is None or not asked.stretch.periods_ended:
        return Section(heading, _nothing_ended(asked))
    frame = asked.read(newly_emerging, *asked.looked_at)
    entries = []
    for row in frame.to_dict("records"):
        told = (
            f"{percent(row['share_before_pct'], 1)} to {percent(row['share_now_pct'], 1)} of papers (95%: "
            f"{percent(row['share_now_low_pct'], 1)} to {percent(row['share_now_high_pct'], 1)}; n "
            f"{count(row['n_before'])} to {count(row['n_now'])}), first seen {day(row['first_seen'])}"
        )
        key = f"phrase/{row['term']}/{until:%Y-%m-%d}"
        entries.append(
            Entry(key, f"“{clean(row['term'])}”", told, until.date(), _page("term", row["term"], filters.by))
        )
    return _section(heading, entries, asked, "No further phrase emerges.")


def topics(asked: Asked) -> Section:
    """What became of discovered topics, and those whose first papers are new."""
    frame = asked.read(topic_news, asked.stretch.since, asked.filters.selection)
    entries = []
    for row in frame.to_dict("records"):
        other = clean(row["other_label"]) if isinstance(row["other_label"], str) else ""
        told = {
            "split": f"split from {other}", "merged": f"merged into {other}", "born": "a new topic", "ended": "ended",
            "first papers": "its first papers",
        }[row["kind"]]  # fmt: skip
        n = "" if pd.isna(row["n_papers"]) else f" ({count(row['n_papers'], 'paper')})"
        key = f"topic/{row['topic_id']}/{row['kind']}/{row['on']:%Y-%m-%d}"
        url = None if row["kind"] in ("ended", "merged") else _page("topic", row["topic_id"], asked.filters.by)
        entries.append(Entry(key, clean(row["label"]), f"{told}{n}, {day(row['on'])}", row["on"].date(), url))
    return _section(
        "Discovered topics", entries, asked, "No topic was born, split, merged or ended, or has its first papers."
    )


def best_received(asked: Asked) -> Section:
    """The most upvoted papers and those of the highest attention, which is fairer to papers of the last days."""
    stretch, each = asked.stretch, max(1, asked.most // 2)
    known = replace(stretch.papers, with_upvotes=True)
    rows = [asked.read(papers, known, order=order, most=each) for order in ("most upvoted", "highest attention")]
    frame = pd.concat(rows, ignore_index=True).drop_duplicates("paper_id")
    early = f"upvotes of {count(stretch.n_immature)} of {count(stretch.n_upvotes, 'paper')} have not settled (early)"
    return _section(
        "Best received",
        paper_entries(frame, asked.filters),
        asked,
        "No source told the upvotes of papers of these days." if stretch.n_papers else "No paper is of these days.",
        note=f"The most upvoted, then those of the highest attention among papers of the same day; {early}.",
    )


def organizations(asked: Asked) -> Section:
    """Organizations with their first known paper, or their first in half a year."""
    stretch, filters = asked.stretch, asked.filters
    frame = asked.read(newly_active, stretch.since, filters.selection, by=filters.by)
    entries = []
    for row in frame.to_dict("records"):
        last = "the first known" if pd.isna(row["last_before"]) else f"none since {day(row['last_before'])}"
        told = f"{count(row['n_papers'], 'paper')}, from {day(row['first_day'])} on ({last})"
        key = f"active/{filters.by}/{row['organization']}/{row['first_day']:%Y-%m-%d}"
        url = _page("organization", row["organization"], filters.by)
        entries.append(Entry(key, clean(row["organization"]), told, row["first_day"].date(), url))
    known = f"The source names the organization of {count(stretch.n_known)} of {count(stretch.n_papers, 'paper')}."
    return _section(
        "Newly active organizations",
        entries,
        asked,
        f"No organization has its first known paper, or its first in {SILENT_DAYS} days. {known}",
        note=f"With their first known paper, or their first in {SILENT_DAYS} days. {known}",
    )


PARTS: tuple[Part, ...] = (risers, bursts, phrases, topics, best_received, organizations)


def paper_entries(frame: pd.DataFrame, filters: Filters) -> list[Entry]:
    """Papers as entries, in the frame's order; columns of `papers`."""
    entries = []
    for row in frame.to_dict("records"):
        on = row["listed_on"] if pd.notna(row["listed_on"]) else row["published_on"]
        early = " (early)" if row["immature"] is True else ""
        parts = [
            clean(row["organization"]) if isinstance(row["organization"], str) else "",
            day(on),
            f"{count(row['upvotes'], 'upvote')}{early}" if pd.notna(row["upvotes"]) else "",
            f"attention {count(row['attention_pct'])} of 100" if pd.notna(row["attention_pct"]) else "",
            ", ".join(filters.theme_names.get(theme, theme) for theme in row["themes"][:_THEMES]),
        ]
        url = web_address(row["url"]) or f"paper?paper={quote(row['paper_id'], safe='')}"
        told = "; ".join(part for part in parts if part)
        entries.append(Entry(f"paper/{row['paper_id']}", clean(row["title"]), told, on.date(), url))
    return entries


def _section(heading: str, entries: list[Entry], asked: Asked, nothing: str, *, note: str = "") -> Section:
    if not entries:
        return Section(heading, nothing)
    return Section(heading, "", tuple(entries[: asked.most]), max(0, len(entries) - asked.most), note=note)


def _nothing_ended(asked: Asked) -> str:
    period, last = asked.filters.period, asked.stretch.last_now
    if last is None:
        return f"No {period} of the data is complete yet, so that nothing can be compared."
    if asked.stretch.last_before is None:
        return f"No {period} was complete before these days, so that there is nothing to compare with."
    return (
        f"No {period} became complete in these days, so that nothing new can be compared; the last ends on {day(last)}."
    )


def _page(kind: str, key: object, by: str) -> str:
    """The address of the page of something in the dashboard."""
    kinds: dict[str, Kind] = {"theme": "theme", "topic": "topic", "term": "phrase"}
    of: Kind = "parent" if by == "parent" else "organization"
    return address(kinds.get(kind, of), key).removeprefix("/")
