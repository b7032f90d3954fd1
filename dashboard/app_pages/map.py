"""Which papers are about the same thing, and what is there between the themes?"""

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import choice, filters_in_force
from dashboard.mart import read
from dashboard.page import head, look, notes, stop_if_empty
from dashboard.papers.region_card import region_card
from pipelines.views.glossary import meaning
from pipelines.views.paper_map import paper_map_view

filters = filters_in_force()
top = st.container()
by = choice("Colour by", "colour", ["Theme", "Time"])
view = paper_map_view(read, filters, look(), "theme" if by == "Theme" else "time")
with top:
    head("Map of papers", view.summary if view else "Papers near each other are about the same thing.", filters)
stop_if_empty(filters)
if view is None:
    st.info(
        "None of these papers is on the map, which needs words that several papers share. Widen the filters.",
        icon=":material/info:",
    )
    st.stop()
st.caption("Draw around papers to see what they are about, how their share moved, and which they are.")
chart_card(view, filters, first=lambda: region_card(filters))
notes(meaning("map"))
