"""What changed since a day: from when on, the sections, and the digest to take along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, timedelta
from functools import partial

import streamlit as st

from dashboard.card_parts import boxes
from dashboard.last_visit import last_visit
from dashboard.mart import read
from dashboard.page import data_stamp
from dashboard.watch_card import watch_list
from pipelines.digest.compose import compose
from pipelines.digest.feeds import to_rss
from pipelines.digest.parts import Digest
from pipelines.digest.render import section_foot, section_markdown, to_html, to_markdown
from pipelines.digest.sections import Asked, Part
from pipelines.digest.watch_list import NOTHING, WatchList
from pipelines.errors import PapertideError
from pipelines.mart.tables.what_changed import stretch_since
from pipelines.views.filters import Filters
from pipelines.views.words import count, day, file_name, percent, safe

WEEK = 7  # days that are shown to who was not here before
_FORMATS = {
    "HTML": (to_html, "html", "text/html"),
    "Markdown": (to_markdown, "md", "text/markdown"),
    "RSS": (to_rss, "rss", "application/rss+xml"),
}


def since_when(first: date, last: date) -> tuple[date, str]:
    """Draw the choice of the day; tells from when on, and why from then.

    Parameters
    ----------
    first, last : days of the data
    """
    chosen = st.date_input(
        "Since", None, min_value=first, max_value=last, key="day", bind="query-params", format="YYYY-MM-DD", width=170,
        help="Empty: since your last visit, as your browser remembers it, or the last seven days of the data.",
    )  # fmt: skip
    if chosen:
        return chosen, ""
    seen = last_visit()
    if seen and seen <= last:  # that day again: it may have been fetched before it was over
        return seen, f"Since your last visit: the data then ended on {day(seen)}."
    return last - timedelta(days=WEEK - 1), f"These are the last {WEEK} days of the data."


def changes_asked(since: date, filters: Filters) -> Asked:
    """What changed since a day, compared by the period chosen, or by week where none of those ended since."""
    stretch = read(stretch_since, since, filters.selection, filters.period)
    if filters.period != "week" and not stretch.periods_ended:
        filters = replace(filters, period="week")
        stretch = read(stretch_since, since, filters.selection, filters.period)
    return Asked(read, filters, stretch)


def change_figures(asked: Asked) -> None:
    """How many papers came, and what is known of them."""
    seen = asked.stretch
    fetched = f"on {count(seen.n_fetched, 'listing day')}" if seen.n_fetched else "no listing day"
    known = 100 * seen.n_known / seen.n_papers
    settled = seen.n_upvotes - seen.n_immature
    boxes(
        ("New papers", count(seen.n_papers), fetched),
        ("Papers before", count(seen.n_before), f"since {day(seen.begins)}"),
        ("Coverage", percent(known), f"of {count(seen.n_papers, 'new paper')}"),
        ("Upvotes settled", count(settled), f"of {count(seen.n_upvotes)} that are known"),
    )


def changes_section(part: Part, asked: Asked) -> None:
    """One section: its heading, and a line with a link for each thing that changed."""
    section = part(asked)
    st.subheader(section.heading, anchor=False)
    st.markdown(section_markdown(section, "", safe))
    if foot := section_foot(section):
        st.caption(safe(foot))


def digest_watch() -> tuple[WatchList, str]:
    """What the digest follows, as `papertide digest` does, and in Markdown what the digest holds."""
    holds = "The files hold these sections"
    try:
        watch = watch_list()
    except PapertideError as error:
        return NOTHING, f"{holds}, and not the watch list: {safe(str(error))}."
    if not watch:
        return watch, f"{holds}; with a watch list (`papertide watch add --theme agents`), also what you follow."
    kinds = zip(("theme", "organization", "phrase"), asdict(watch).values(), strict=True)
    named = ", ".join(count(len(names), kind) for kind, names in kinds if names)
    return watch, f"{holds}, and before them what the watch list follows ({named}), within the same filters."


def digest_downloads(asked: Asked, watch: WatchList) -> None:
    """Buttons that compose the digest of these days, and of what is followed, when they are clicked."""
    name = file_name("papertide-digest", f"since {asked.stretch.since}", asked.filters.words(), data_stamp())

    for label, (write, ending, kind) in _FORMATS.items():
        st.download_button(
            label, partial(_written, write, asked, watch), f"{name}.{ending}", kind, key=f"digest-{ending}",
            on_click="ignore", width="content", icon=":material/download:", help="The digest of these days.",
        )  # fmt: skip


def _written(write: Callable[[Digest, str], str], asked: Asked, watch: WatchList) -> bytes:
    return write(compose(read, asked.stretch.since, asked.filters, watch), _address()).encode()


def _address() -> str:
    """Where this dashboard is, as the reader's browser sees it."""
    scheme, _, rest = (st.context.url or "http://localhost:8501").partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
