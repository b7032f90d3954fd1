"""One organization as a card: its figures, specialities, firsts, those most alike, what changed, its papers."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.choosing import choose, choosing_table
from dashboard.mart import read
from dashboard.page import look, source_line
from dashboard.papers_table import papers_table
from pipelines.charts.chance import SURE
from pipelines.charts.look import Caption
from pipelines.charts.mix import SMALL
from pipelines.charts.specialisation import clearest, specialisation
from pipelines.mart.tables.movers import windows
from pipelines.mart.tables.organization_firsts import first_mover_scores, first_movers
from pipelines.mart.tables.organization_mix import alike
from pipelines.mart.tables.organization_profile import organization_changes, organization_theme_changes
from pipelines.mart.tables.organizations import everyone, known_papers, organization_themes, organizations
from pipelines.views.filters import Filters
from pipelines.views.organization_words import (
    change_words,
    known_words,
    median_words,
    shows_difference,
    span_words,
    theme_change_words,
    with_span,
)
from pipelines.views.sentences import window_words
from pipelines.views.view import View
from pipelines.views.words import count, day, joined, percent, safe

PODIUM, THEMES, ALIKE, FIRSTS, CHANGES, PAPERS = 3, 12, 5, 6, 4, 200  # shown at the most


def organization_card(profile: pd.Series[Any], filters: Filters) -> None:
    """Draw one organization, or parent.

    Parameters
    ----------
    profile : its row of `organization_profile`
    """
    name = str(profile["organization"])
    with st.container(border=True, key="about-organization"):
        st.subheader(safe(name), anchor=False)
        _figures(profile, filters)
        _specialities(name, filters)
        left, right = st.columns([4, 3], gap="medium")
        with left:
            st.markdown("**Most alike in what they write about**")
            _alike(name, filters)
            st.markdown("**What changed**")
            _changes(name, filters)
        with right:
            st.markdown(f"**First among papers with a known organization, since {day(read(known_papers)['since'])}**")
            _firsts(name, filters)
    own = filters.with_organizations(filters.selection, (name,))
    st.subheader(f"{count(profile['n_papers'], 'paper')}: {safe(name)}", anchor=False)
    papers_table(own, filters, most=PAPERS)


def _figures(profile: pd.Series[Any], filters: Filters) -> None:
    attention = span_words(profile["attention_low_pct"], profile["attention_high_pct"])
    share = span_words(profile["share_low_pct"], profile["share_high_pct"], 1)
    figures = [
        ("Papers", count(profile["n_papers"]), f"{day(profile['first_day'])} to {day(profile['last_day'])}"),
        ("Share", percent(profile["share_pct"], 1), f"95%: {share}"),
        ("Rank", f"{profile['rank']:.0f}", f"95%: {span_words(profile['rank_low'], profile['rank_high'])}"),
        ("Attention", count(profile["attention_pct"]), f"95%: {attention}; n = {count(profile['n_upvotes'])}"),
    ]
    for column, (label, value, note) in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(label, value, border=True)
        column.caption(note)
    few = f"Fewer than {SMALL} papers: these figures say little. " if profile["n_papers"] < SMALL else ""
    owner = "" if profile["parent"] == profile["organization"] else f"Belongs to {profile['parent']}. "
    breadth = with_span(profile["breadth"], profile["breadth_low"], profile["breadth_high"], 1)
    st.caption(
        safe(
            f"{few}{owner}Share and rank: {known_words(read, filters)}. Breadth {breadth}: as varied as that many "
            f"equally frequent themes. Median upvotes {median_words(profile['median_upvotes'])}."
        )
    )


def _specialities(name: str, filters: Filters) -> None:
    selection = filters.with_organizations(filters.selection, (name,))
    frame = read(organization_themes, selection, filters.period, by=filters.by)
    themes = clearest(frame, THEMES)
    if not themes:
        return
    n = count(frame["total"].max(), "paper")
    subtitle = joined(f"{name}, n = {n}", "filled: the interval leaves out 1", known_words(read, filters))
    caption = Caption("What it writes about more, and less, than all", subtitle, source_line())
    slot = int(read(organizations, filters.by).set_index("organization")["slot"][name])
    names = {theme: filters.theme_names[theme] for theme in themes}
    figure = specialisation(frame, names=names, slots={name: slot}, look=look(), caption=caption)
    chart_card(View("specialities", caption.title, figure, frame, caption.title, name), filters)


def _alike(name: str, filters: Filters) -> None:
    every = read(alike, everyone(filters.selection), filters.period, by=filters.by, names=(name,))
    frame = every.head(ALIKE)
    if frame.empty:
        st.caption("Too few papers to tell.")
        return
    shown = pd.DataFrame(
        {
            "other": frame["other"],
            "n_other": frame["n_other"],
            "differs": [
                with_span(row["divergence"], row["low"], row["high"], 2)
                if shows_difference(row)
                else f"none (up to {row['high']:.2f})"
                for row in frame.to_dict("records")
            ],
        }
    ).reset_index(drop=True)
    few, grey = (frame["n_other"] < SMALL).to_list(), f"color: {look().muted}"
    styled = shown.style.apply(lambda row: [grey if few[row.name] else ""] * len(row), axis=1)
    columns = {
        "other": st.column_config.TextColumn(filters.by.capitalize(), width=232, help="A click opens it."),
        "n_other": st.column_config.NumberColumn("Papers", format="localized", width=50),
        "differs": st.column_config.TextColumn(
            "Differs by", width=142,
            help="Jensen-Shannon divergence of the theme mixes, with its 95% interval: 0 the same, 1 nothing in "
            "common. Fewer than 10 papers are grey.",
        ),
    }  # fmt: skip
    others = frame["other"].to_list()
    choosing_table(
        styled, others, None, lambda other: choose("organization", other), key="alike", n_rows=ALIKE, columns=columns
    )
    compared = [(f"compare_{filters.by}s", one) for one in (name, *others)]
    st.page_link("app_pages/compare.py", label="Compare with them", query_params=compared)


def _changes(name: str, filters: Filters) -> None:
    selection = everyone(filters.selection)
    whole = read(organization_changes, selection, filters.period, by=filters.by)
    themes = read(organization_theme_changes, selection, filters.period, by=filters.by, names=(name,))
    if whole.empty:
        st.caption("Two windows of complete periods with known organizations are needed.")
        return
    said = [change_words(row) for row in whole[whole["organization"] == name].to_dict("records")]
    sure = themes[themes["q_value"] < SURE].head(CHANGES)
    said += [theme_change_words(row, filters.theme_names[row["theme"]]) for row in sure.to_dict("records")]
    if sure.empty and len(themes):
        said.append("No theme's share of its papers changed by more than noise.")
    st.markdown("\n".join(f"- {safe(sentence)}" for sentence in said) or "Too few papers to tell.")
    if spans := read(windows, selection, filters.period):
        st.caption(f"{window_words(spans)}.")


def _firsts(name: str, filters: Filters) -> None:
    selection = everyone(filters.selection)
    scores = read(first_mover_scores, selection, filters.period, by=filters.by)
    movers = read(first_movers, selection, filters.period, by=filters.by)
    own = movers[(movers["organization"] == name) & (movers["place"] <= PODIUM)]
    own = own.assign(early=own["n_unknown_before"] > 0).sort_values(["early", "place", "day"])
    within = " among those of the filters" if filters.words(of="organization") else ""
    lines = []
    for row in own.head(FIRSTS).to_dict("records"):
        first = f"first: no earlier paper{within}" if row["place"] == 1 else f"place {row['place']}"
        later = f"place {row['place']} of those known; {count(row['n_unknown_before'], 'earlier paper')}"
        facts = f"{day(row['day'])}, {f'{later} of an unknown organization' if row['early'] else first}"
        lines.append(f"- **{safe(row['topic'])}**: {safe(row['title'])}  \n  :small[:gray[{safe(facts)}]]")
    st.markdown("\n".join(lines) or "On none, as far as organizations are known.")
    for row in scores[scores["organization"] == name].to_dict("records"):
        st.caption(
            f"Among the first {PODIUM} known on {count(row['n_first'], 'topic')} of {count(row['n_subjects'])} that it "
            f"wrote on; chance would give {with_span(row['expected'], row['expected_low'], row['expected_high'], 1)}."
        )
