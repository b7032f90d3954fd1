"""How did this theme or topic move against that one, what is it, and which papers are behind a point?"""

import streamlit as st

from dashboard.card_parts import card_look
from dashboard.filters import choice, filters_in_force
from dashboard.lines_card import lines_card
from dashboard.mart import read
from dashboard.page import head, notes, stop_if_empty
from dashboard.papers_table import papers_table
from dashboard.theme_card import theme_section
from dashboard.topic_card import shown_topics, topic_section
from pipelines.charts.lines import COUNT, SHARE
from pipelines.mart.tables.papers import headline
from pipelines.views.sentences import in_progress_note, latest_lead
from pipelines.views.series import theme_series
from pipelines.views.words import count, safe

filters = filters_in_force()
card_look()
top = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = choice("Show", "show", ["Themes", "Discovered topics"])
    measured = choice("As", "as", ["Share", "Count"])
    series = theme_series(read, filters) if kind == "Themes" else shown_topics(filters)
lead = latest_lead(series.frame, series.names, series.by, "papers", filters)
with top:
    head(f"{kind} over time", lead, filters)
stop_if_empty(filters)

what = "Share of papers" if measured == "Share" else "Papers"
point = lines_card(
    series,
    series.frame,
    SHARE if measured == "Share" else COUNT,
    filters,
    key="frequency",
    title=f"{what} by {'theme' if kind == 'Themes' else 'discovered topic'}",
    summary=lead,
)
looked_at = theme_section(filters) if kind == "Themes" else topic_section()
if not point:
    keys = (looked_at[0],) if looked_at else tuple(series.names)
    behind = series.restrict(filters.selection, keys)
    found = count(read(headline, behind)["n_papers"], "paper")
    what = f"{found}: {safe(looked_at[1])}" if looked_at else f"Newest papers of the {kind.lower()} shown"
    st.subheader(what, anchor=False)
    papers_table(behind, filters, most=200)
notes(
    in_progress_note(series.frame, filters),
    "Bands are 95% Jeffreys intervals of the share. A line breaks where no listing day was fetched: missing, not zero.",
    "Discovered topics come from the papers' own words; a paper counts in its main topic, or in none.",
)
