"""What is this discovered topic, how does it move, who works on it, and what is beside it?"""

import streamlit as st

from dashboard.card_parts import boxes, card_look, decimal
from dashboard.choosing import chosen
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.page import head, notes, stop_if_empty
from dashboard.topics.subject_parts import (
    all_of_them,
    best_and_newest,
    links_and_measure,
    stop_without_papers,
    subject_chart,
    subject_figures,
    who_works_on_it,
)
from dashboard.topics.topic_card import about_topic, neighbours_of_topic
from dashboard.topics.topic_table import BELONGING, COHERENCE
from pipelines.mart.tables.papers import headline
from pipelines.mart.tables.topics import topics
from pipelines.views.sentences import ATTENTION_NOTE, in_progress_note
from pipelines.views.subjects import Subject, subject_lead, subject_series
from pipelines.views.words import percent, safe

filters = filters_in_force()
card_look()
key = chosen("topic", list(filters.topic_names))
if key is None:
    head("Discovered topics", "What each topic is about, how it moves, and who works on it: choose one.")
    all_of_them("topic", dict(filters.topic_names), st.query_params.get("topic"))
    st.stop()
subject = Subject("topic", key, filters.topic_names[key])
frame = read(topics)
topic = frame[frame["topic_id"] == key].iloc[0]
lead = subject_lead(read, filters, subject)
head(safe(subject.name), lead, filters)
stop_if_empty(filters)
about_topic(topic)
stop_without_papers(filters, subject)
quality = ("Coherence", decimal(topic["npmi"]), f"belonging {percent(100 * topic['belonging'])}")
with st.container(key="figures"):
    boxes(*subject_figures(filters, subject), quality)
measured = links_and_measure(filters, subject)
if not subject_chart(filters, subject, measured, lead):
    n_papers = read(headline, subject.papers(filters.selection))["n_papers"]
    best_and_newest(filters, subject, int(n_papers))
    who_works_on_it(filters, subject)
    neighbours_of_topic(filters, subject, frame)
notes(
    in_progress_note(subject_series(read, filters, subject).frame, filters),
    "Discovered topics come from the papers' own words; a paper counts in its main topic, or in none. The band is the "
    "95% Jeffreys interval of the share; a line breaks where no listing day was fetched: missing, not zero.",
    f"{COHERENCE} {BELONGING}",
    ATTENTION_NOTE,
)
