"""What came suddenly, and what is new?"""

import streamlit as st

from dashboard.burst_card import burst_card, burst_lead
from dashboard.emerging_card import emerging_section
from dashboard.filters import choice, filters_in_force
from dashboard.mart import read
from dashboard.page import head, notes, stop_if_empty
from pipelines.mart.tables.terms import term_bursts, theme_bursts

filters = filters_in_force()
top = st.container()
kind = "theme" if choice("Bursts of", "bursts", ["Themes", "Terms"]) == "Themes" else "term"
frame = read(theme_bursts if kind == "theme" else term_bursts, filters.selection, filters.period)
names = filters.theme_names if kind == "theme" else {term: term for term in frame["name"]}
lead = burst_lead(frame, names, filters)
with top:
    head("Bursts", lead, filters)
stop_if_empty(filters)

if not burst_card(frame, names, filters, kind=kind, summary=lead):
    emerging_section(filters)
notes(
    "A burst is a stretch of time in which a theme or a phrase is in more of the papers than usual, and surely so: "
    "Kleinberg's automaton (2002), the same for all. Level 1: nearest to twice its share of all papers, the burst "
    "included; stronger colour: nearest to four times, and eight times or more. Complete "
    f"{filters.period}s only; no burst spans a {filters.period} that was never fetched.",
    "A phrase is one to five words of title or abstract, in at least six papers; exactly the papers that a search for "
    "it finds. Phrases that merely name a theme, or whose papers belong to no theme more than others do, are left out.",
)
