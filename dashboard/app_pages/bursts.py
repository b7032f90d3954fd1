"""What came suddenly, and what is new?"""

import streamlit as st

from dashboard.filters import choice, filters_in_force
from dashboard.mart import read
from dashboard.page import head, notes, stop_if_empty
from dashboard.trends.burst_card import burst_card
from dashboard.trends.emerging_card import emerging_section
from pipelines.views.bursts import Bursting, burst_lead, bursts_found

filters = filters_in_force()
top = st.container()
kind: Bursting = "theme" if choice("Bursts of", "bursts", ["Themes", "Terms"]) == "Themes" else "term"
with top:
    head("Bursts", burst_lead(bursts_found(read, filters, kind), filters), filters)
stop_if_empty(filters)

if not burst_card(filters, kind):
    emerging_section(filters)
notes(
    "A burst is a stretch of time in which a theme or a phrase is in more of the papers than usual, and surely so: "
    "Kleinberg's automaton (2002), the same for all. Level 1: nearest to twice its share of all papers, the burst "
    "included; stronger colour: nearest to four times, and eight times or more. Complete "
    f"{filters.period}s only; no burst spans a {filters.period} that was never fetched.",
    "A phrase is one to five words of title or abstract, in at least six papers; exactly the papers that a search for "
    "it finds. Phrases that merely name a theme, or whose papers belong to no theme more than others do, are left out.",
)
