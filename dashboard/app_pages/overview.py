"""What is rising, what is fading, and is that more than noise?"""

import streamlit as st

from dashboard.card_parts import boxes
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.movers_card import movers_card, moving, since_known
from dashboard.page import head, notes, stop_if_empty
from dashboard.papers_table import papers_table
from dashboard.record_card import riser_record
from dashboard.trends_card import trends_card
from pipelines.charts.chance import SURE
from pipelines.mart.tables.movers import FEW
from pipelines.mart.tables.papers import about, headline
from pipelines.views.source import data_day
from pipelines.views.words import count, day, percent

filters = filters_in_force()
top, key_figures = st.container(), st.container(key="figures")
shown = moving(filters)
with top:
    head("Where AI research is moving", shown.lead, filters)
stop_if_empty(filters)

figures, held = read(headline, filters.selection), read(about)
known = 100 * figures["n_known"] / figures["n_papers"]
with key_figures:
    boxes(
        ("Papers", count(figures["n_papers"]), f"{count(figures['n_untagged'])} without a theme"),
        ("From", day(figures["first_day"]), f"to {day(figures['last_day'])}"),
        ("Organization known", percent(known), since_known(figures, filters)),
        ("Data to", day(data_day(read)), f"published {day(held['built_at'])}"),
    )

movers_card(shown, filters)
if shown.by == "theme":  # what the record is of
    riser_record(filters, shown.window)
trends_card(filters)
st.subheader("Newest papers", anchor=False)
papers_table(filters.selection, filters, most=50)
notes(
    f"A change is called more than noise when its q-value (Benjamini-Hochberg over all {shown.kind.lower()}) is below "
    f"{SURE}; the others are paler. An interval is that of one change by itself (Newcombe 1998). Only complete periods "
    "are compared. A paper carries one to several themes, so shares add up to more than 100%.",
    f"Themes, topics and organizations are compared from {FEW} papers on in both windows together; organizations among "
    "the papers whose organization is known.",
    "Daily Papers is a curated list, not all research: shares are of the papers listed there.",
)
