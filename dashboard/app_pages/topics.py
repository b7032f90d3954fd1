"""How did this theme or topic move against that one, and which papers are behind a point?"""

import streamlit as st

from dashboard.filters import choice, filters_in_force
from dashboard.lines_card import lines_card
from dashboard.page import head, notes, stop_if_empty
from dashboard.papers_table import papers_table
from dashboard.sentences import in_progress_note, latest_lead
from dashboard.series import theme_series, topic_series
from pipelines.charts.lines import COUNT, SHARE

filters = filters_in_force()
top = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = choice("Show", "show", ["Themes", "Discovered topics"])
    measured = choice("As", "as", ["Share", "Count"])
    series = theme_series(filters) if kind == "Themes" else topic_series(filters)
lead = latest_lead(series.frame, series.names, series.by, "papers", filters)
with top:
    head(f"{kind} over time", lead, filters)
stop_if_empty(filters)

what = "Share of papers" if measured == "Share" else "Papers"
chosen = lines_card(
    series,
    series.frame,
    SHARE if measured == "Share" else COUNT,
    filters,
    key="frequency",
    title=f"{what} by {'theme' if kind == 'Themes' else 'discovered topic'}",
    summary=lead,
)
if not chosen:
    st.subheader(f"Newest papers of the {'themes' if kind == 'Themes' else 'topics'} shown", anchor=False)
    papers_table(series.restrict(filters.selection, tuple(series.names)), filters, most=200)
notes(
    in_progress_note(series.frame, filters),
    "Bands are 95% Jeffreys intervals of the share. A line breaks where no listing day was fetched: missing, not zero.",
    "Discovered topics come from the papers' own words; a paper counts in its main topic, or in none.",
)
