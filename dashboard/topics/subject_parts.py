"""What the page of a theme and that of a discovered topic have in common: trend, people, phrases, papers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard.card_parts import link_table
from dashboard.chart_card import chart_card
from dashboard.filters import choice
from dashboard.mart import read
from dashboard.page import look
from pipelines.charts.chance import SURE, chance
from pipelines.charts.lines import COUNT, SHARE
from pipelines.mart.picks import Pick, picks_text
from pipelines.mart.tables.neighbours import telling_phrases
from pipelines.mart.tables.papers import headline, papers
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN, cell, linked
from pipelines.views.organization_words import known_words, with_span
from pipelines.views.paper_cards import chips_html, list_html
from pipelines.views.subjects import (
    FEWEST,
    Subject,
    attention_of,
    change_row,
    organizations_on,
    subject_trend,
)
from pipelines.views.words import count, percent, safe, signed

LISTED, RANKED = 7, 8  # papers and organizations shown at the most
Figure = tuple[str, str, str]
_ORDERS = {"Best received": "highest attention", "Most upvoted": "most upvoted", "Newest": "newest"}


def subject_figures(filters: Filters, subject: Subject) -> list[Figure]:
    """Papers, change and attention: what each is called, its value, and a note."""
    own = subject.papers(filters.selection)
    n, total = (int(read(headline, one)["n_papers"]) for one in (own, subject.others(filters.selection)))
    row, received = change_row(read, filters, subject), attention_of(read, filters, subject)
    changed = ("–", "too few periods") if row is None else (
        signed(row["change_pp"]), f"points, {chance(row['q_value'], 'q')}",
    )  # fmt: skip
    liked = ("–", "no upvotes known")
    for told in received.to_dict("records"):
        span = with_span(told["attention_pct"], told["attention_low_pct"], told["attention_high_pct"])
        liked = (count(told["attention_pct"]), f"95%: {span.partition('(')[2].rstrip(')') or '–'}")
    return [
        ("Papers", count(n), f"{percent(100 * n / total, 1)} of {count(total)}"),
        ("Change", *changed),
        ("Attention", *liked),
    ]


def links_and_measure(filters: Filters, subject: Subject) -> str:
    """Draw the links that filter every page to it or show it beside others, and the choice between Share and Count."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _links(filters, subject)
        return choice("As", "as", ["Share", "Count"])


def _links(filters: Filters, subject: Subject) -> None:
    if subject.kind == "theme":
        only = f"themes={quote(filters.theme_names[str(subject.key)])}"
    else:
        only = f"at={quote('topic.all!' + picks_text([Pick(topic=int(subject.key))]))}"
    st.markdown(
        f"[:material/filter_alt: Filter every page to it](/?{only}) &nbsp; "
        f"[:material/show_chart: Open in Explore](/explore?series={quote(f'{subject.kind}:{subject.key}')}) &nbsp; "
        f"[:material/search: Search its papers](/papers?{only})",
        width="stretch",
    )


def subject_chart(filters: Filters, subject: Subject, measured: str, summary: str) -> bool:
    """Draw its trend as Share or Count; tells whether points of it are picked."""
    measure = SHARE if measured == "Share" else COUNT
    view = subject_trend(read, filters, look(), subject, measure, summary=summary)
    return view is not None and chart_card(view, filters)


def who_works_on_it(filters: Filters, subject: Subject) -> None:
    """The organizations with most papers, and those that specialise in it."""
    st.subheader("Who works on it", anchor=False)
    most, special = organizations_on(read, filters, subject)
    if most.empty:
        st.caption("The source names no organization for these papers: absent, not none.")
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Most papers**")
        _organizations(most.head(RANKED), f"Most papers on {subject.name}", filters, key="most-papers")
    with right:
        st.markdown("**Specialised in it**")
        if special.empty:
            st.caption(f"None by more than noise: with {FEWEST} papers on it or more, and q below {SURE}.")
        else:
            _organizations(special.head(RANKED), f"Specialised in {subject.name}", filters, key="specialised")
    known = known_words(read, replace(filters, selection=subject.others(filters.selection)))
    st.caption(
        f"{known[:1].upper()}{safe(known[1:])}. Factor: how many "
        "times as large its share of their papers is as of all those, shrunk towards 1 for small numbers, with a 95% "
        f"interval; specialised: more than noise (q below {SURE} over all {filters.by}s and "
        f"{'themes' if subject.kind == 'theme' else 'topics'}), {FEWEST} papers or more."
    )


def _organizations(frame: pd.DataFrame, title: str, filters: Filters, *, key: str) -> None:
    names = frame["organization"].to_list()
    shown = pd.DataFrame(
        {
            "name": [cell(name, filters.by, name) for name in names],
            "n_papers": frame["n_papers"],
            "share_pct": frame["share_pct"],
            "factor": [
                with_span(row["specialisation"], row["low"], row["high"], 1) for row in frame.to_dict("records")
            ],
        }
    )
    columns = {
        "name": st.column_config.LinkColumn(filters.by.capitalize(), display_text=SHOWN, width=165),
        "n_papers": st.column_config.NumberColumn("Papers", format="localized", width=55, help="Of it, on this."),
        "share_pct": st.column_config.NumberColumn("Share", format="%.0f%%", width=50, help="Of its papers."),
        "factor": st.column_config.TextColumn("Factor", width=105),
    }
    link_table(shown, columns, frame, title, filters, key=key)


def phrases_of(filters: Filters, subject: Subject) -> None:
    """The phrases that set its papers apart, each leading to its place on the Explore page."""
    st.markdown("**Phrases that set it apart**")
    own: dict[str, Any] = {subject.kind: subject.key}
    frame = read(telling_phrases, filters.selection, **own)
    if frame.empty:
        st.caption("None that is more than noise.")
    else:
        st.html(chips_html([(str(term), "phrase", term) for term in frame["term"]]))


def best_and_newest(filters: Filters, subject: Subject, n_papers: int) -> None:
    """Its best received, most upvoted and newest papers."""
    st.subheader("Its papers", anchor=False)
    own = subject.papers(filters.selection)
    for column, (name, order) in zip(st.columns(len(_ORDERS), gap="medium"), _ORDERS.items(), strict=True):
        frame = read(papers, own, order=order, most=LISTED)
        with column:
            st.markdown(f"**{name}**")
            st.html(list_html(frame.assign(day=frame["listed_on"].fillna(frame["published_on"]))))
    st.caption(
        f"Of {count(n_papers, 'paper')}. Best received: highest percentile of upvotes among the papers listed the same "
        "day. Early: upvotes last seen less than 14 days after the listing."
    )


def all_of_them(kind: Literal["theme", "topic"], names: dict[Any, str], asked: str | None) -> None:
    """Where the address names nothing that there is: what was asked for, and links to all there are."""
    if asked:
        st.warning(f"No {kind} is called {safe(asked)}.", icon=":material/search_off:")
    links = " · ".join(linked(name, kind, key) for key, name in names.items())
    st.markdown(links or f"These papers are too few for {kind}s of their own.")


def stop_without_papers(filters: Filters, subject: Subject) -> None:
    """Where the filters leave none of its papers, say so and end the page."""
    if not read(headline, subject.papers(filters.selection))["n_papers"]:
        among = replace(filters, selection=subject.others(filters.selection))
        st.info(
            f"None of the papers that match the filters ({safe(among.words())}) is of this {subject.kind}: widen the "
            "dates, or take a filter away.",
            icon=":material/search_off:",
        )
        st.stop()
