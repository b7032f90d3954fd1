"""Who publishes, and how do organizations compare: activity, mix, attention?"""

from dataclasses import replace

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import choice, filters_in_force
from dashboard.lines_card import lines_card
from dashboard.mart import read
from dashboard.page import head, look, notes, source_line, stop_if_empty
from dashboard.sentences import ATTENTION_NOTE, coverage_words, in_progress_note, latest_lead
from dashboard.series import organization_series
from dashboard.words import joined
from pipelines.charts.coverage import coverage
from pipelines.charts.lines import ATTENTION, KNOWN_COUNT, KNOWN_SHARE, MEDIAN
from pipelines.charts.look import Caption
from pipelines.charts.mix import SMALL, mix
from pipelines.mart.tables.organizations import organization_coverage, organization_themes
from pipelines.mart.tables.upvotes import organization_upvotes

MIXED = 14  # themes in the mix

filters = filters_in_force()
top = st.container()
measured = choice("As", "activity", ["Count", "Share"])
series = organization_series(filters)
lead = latest_lead(series.frame, series.names, "organization", "papers with a known organization", filters)
with top:
    head("Organizations", lead, filters)
stop_if_empty(filters)

if series.names:
    what = "Papers" if measured == "Count" else "Share of papers with a known organization"
    measure = KNOWN_COUNT if measured == "Count" else KNOWN_SHARE
    lines_card(series, series.frame, measure, filters, key="activity", title=f"{what} by organization", summary=lead)
else:
    st.info("The source names no organization for these papers: absent, not zero.", icon=":material/info:")

known = read(organization_coverage, filters.selection, filters.period)
words = coverage_words(known)
subtitle = joined(words, filters.words(of="organization"))
caption = Caption("Papers whose organization the source names", subtitle, source_line())
figure = coverage(known, filters.period, look=look(), caption=caption)
chart_card(figure, known, key="coverage", summary=words, filters=filters, clickable=False)

if series.names:
    chosen = series.restrict(filters.selection, tuple(series.names))
    shares = read(organization_themes, replace(chosen, themes=()))
    largest = shares.groupby("theme")["n_papers"].sum().sort_values(ascending=False, kind="stable").index[:MIXED]
    names = {theme: filters.theme_names[theme] for theme in (filters.selection.themes or largest)}
    caption = Caption(
        "What their papers are about: share of its papers with each theme (%)",
        filters.words() or series.chosen_because,
        source_line(),
    )
    figure = mix(shares, names=names, look=look(), caption=caption)
    chart_card(figure, shares, key="mix", summary=caption.title, filters=filters, clickable=False)

    upvotes = read(organization_upvotes, chosen, filters.period)
    kind = choice("Upvotes as", "upvotes", ["Attention", "Median"])
    title = "Attention of their papers" if kind == "Attention" else "Median upvotes of their papers"
    measure = ATTENTION if kind == "Attention" else MEDIAN
    lines_card(series, upvotes, measure, filters, key="attention", title=title, summary=title)
notes(
    in_progress_note(known, filters),
    "Organizations are as the source names them, one a paper; Daily Papers names none before October 2025, which is "
    "absent, not zero. Papers without a known organization are never ranked.",
    f"With fewer than {SMALL} papers (marked “few”) a share says little. {ATTENTION_NOTE}",
)
