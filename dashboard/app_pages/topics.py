"""How did this theme or topic move against that one, and what are they?"""

import streamlit as st

from dashboard.card_parts import card_look
from dashboard.chart_card import chart_card
from dashboard.filters import choice, filters_in_force
from dashboard.mart import read
from dashboard.page import head, look, notes, stop_if_empty
from dashboard.papers.papers_table import papers_table
from dashboard.topics.theme_table import theme_section
from dashboard.topics.topic_table import chosen_topics, topic_section
from pipelines.views.frequency import frequency_view
from pipelines.views.sentences import in_progress_note, latest_lead
from pipelines.views.series import theme_series, topic_series

filters = filters_in_force()
card_look()
top = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = choice("Show", "show", ["Themes", "Discovered topics"])
    measured = choice("As", "as", ["Share", "Count"])
    topics = [] if kind == "Themes" else chosen_topics(filters)
series = theme_series(read, filters) if kind == "Themes" else topic_series(read, filters, topics)
with top:
    head(f"{kind} over time", latest_lead(series.frame, series.names, series.by, "papers", filters), filters)
stop_if_empty(filters)

counted = measured == "Count"
view = frequency_view(read, filters, look(), "theme" if kind == "Themes" else "topic", counted=counted, topics=topics)
picked = view is not None and chart_card(view, filters)
if view is None:
    st.info("None of these papers has a date: widen the filters.", icon=":material/info:")
if not picked:
    if kind == "Themes":
        theme_section(filters)
    else:
        topic_section()
    st.subheader(f"Newest papers of the {kind.lower()} shown", anchor=False)
    papers_table(series.restrict(filters.selection, tuple(series.names)), filters, most=200)
notes(
    in_progress_note(series.frame, filters),
    "Bands are 95% Jeffreys intervals of the share. A line breaks where no listing day was fetched: missing, not zero.",
    "Discovered topics come from the papers' own words; a paper counts in its main topic, or in none.",
)
