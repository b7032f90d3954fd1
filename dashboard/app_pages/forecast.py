"""What comes next, and how well would that have been foretold?"""

from dataclasses import replace

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.page import head, look, notes, stop_if_empty
from dashboard.trends.forecast_card import chosen_theme, record_section
from dashboard.trends.record_card import riser_record
from pipelines.views.forecast import forecast_lead, forecast_view, foretold, themes_to_foretell

filters = filters_in_force()
period, themes = filters.period, list(themes_to_foretell(read, filters))
top = st.container()
if not themes:
    head("What comes next", "Shares of themes, and how well the past would have foretold them.", filters)
    stop_if_empty(filters)
    st.info("None of these papers has a date, so that nothing can be foretold.", icon=":material/info:")
    st.stop()
told = foretold(read, filters, chosen_theme(filters, themes))
with top:
    head("What comes next", forecast_lead(told, filters), filters)
stop_if_empty(filters)

view = forecast_view(read, filters, look(), told)
if view is None:
    st.info(f"A forecast needs a complete {period}; choose a shorter period or a longer range.", icon=":material/info:")
else:
    chart_card(view, replace(filters, selection=replace(filters.selection, themes=(told.theme,))))
    record_section(told, filters)
    st.subheader("Does a list of risers predict?", anchor=False)
    riser_record(filters)
notes(
    f"A hollow point is of a {period} that is not complete: no part of the forecast rests on it.",
    "The interval holds what is not known of the level, how it may drift, and the chance in a count of as many papers "
    f"as a {period} lately had. It knows nothing of events to come.",
    "Record: at each past period the forecast was made again from what was known by then. MASE is the mean absolute "
    "error in units of the usual change from one period to the next; p-value by Diebold and Mariano.",
)
