"""What is rising, what is fading, and is that more than noise?"""

import streamlit as st

from dashboard.card_parts import boxes
from dashboard.filters import filters_in_force
from dashboard.first_chart import rest_after_first_chart
from dashboard.mart import read
from dashboard.page import head, notes, stop_if_empty
from dashboard.papers.papers_table import papers_table
from dashboard.report_button import report_button
from dashboard.trends.movers_card import chosen_movers, movers_card
from dashboard.trends.record_card import riser_record
from dashboard.trends.trends_card import trends_card
from dashboard.watch_card import watch_card
from pipelines.charts.chance import SURE
from pipelines.mart.tables.movers import FEW
from pipelines.views.movers import movers_figures

filters = filters_in_force()
top, key_figures = st.container(), st.container(key="figures")
shown = chosen_movers(filters)
with top:
    head("Where AI research is moving", shown.lead, filters)
stop_if_empty(filters)

with key_figures:
    boxes(*movers_figures(read, filters, shown))
movers_card(shown, filters)
rest_after_first_chart()
report_button(filters)
watch_card(filters)
if shown.kind == "theme":
    trends_card(filters)
    riser_record(filters, shown.window)
st.subheader("Newest papers", anchor=False)
papers_table(filters.selection, filters, most=50)
notes(
    f"A change is called more than noise when its q-value (Benjamini-Hochberg over all {shown.kind}s) is below "
    f"{SURE}; the others are paler. An interval is that of one change by itself (Newcombe 1998). Only complete periods "
    "are compared. A paper carries one to several themes, so shares add up to more than 100%.",
    f"Themes, topics and organizations are compared from {FEW} papers on in both windows together; organizations among "
    "the papers whose organization is known.",
    "Daily Papers is a curated list, not all research: shares are of the papers listed there.",
)
