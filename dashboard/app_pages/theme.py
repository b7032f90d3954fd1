"""What is this theme, how does it move, who works on it, and what goes with it?"""

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
from dashboard.topics.theme_card import neighbours_of_theme, theme_certain, theme_facts
from pipelines.views.sentences import ATTENTION_NOTE, in_progress_note
from pipelines.views.subjects import Subject, subject_lead, subject_series
from pipelines.views.words import percent, safe

filters = filters_in_force()
card_look()
key = chosen("theme", list(filters.theme_names))
if key is None:
    head("Themes", "What each theme is, how it moves, and who works on it: choose one.")
    all_of_them("theme", dict(filters.theme_names), st.query_params.get("theme"))
    st.stop()
subject = Subject("theme", key, filters.theme_names[key])
theme = theme_facts(key, filters)
lead = subject_lead(read, filters, subject)
head(safe(subject.name), lead, filters)
stop_if_empty(filters)
definition = theme["definition"].rstrip(".")
st.markdown(safe(definition[:1].upper() + definition[1:]) + "." + (" :gray[(your own theme)]" if theme["own"] else ""))
stop_without_papers(filters, subject)
f1 = f"F1 {decimal(theme['f1'])} on unseen" if "f1" in theme else "not measured"
with st.container(key="figures"):
    boxes(*subject_figures(filters, subject), ("Tags right", percent(100 * theme["mean_score"]), f1))
measured = links_and_measure(filters, subject)
if not subject_chart(filters, subject, measured, lead):
    best_and_newest(filters, subject, int(theme["n_papers"]))
    who_works_on_it(filters, subject)
    neighbours_of_theme(filters, subject)
    theme_certain(theme, filters)
notes(
    in_progress_note(subject_series(read, filters, subject).frame, filters),
    "Themes chosen in the sidebar are drawn beside this one; all other filters narrow the papers. The band is the 95% "
    "Jeffreys interval of the share; grey stretches are bursts (Kleinberg 2002). A line breaks where no listing day "
    "was fetched: missing, not zero.",
    ATTENTION_NOTE,
)
