"""Who publishes on this, and how do they compare: activity, mix, attention?"""

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.organizations.organization_activity import activity_card, attention_card
from dashboard.organizations.organization_table import organization_table
from dashboard.page import head, look, notes, stop_if_empty
from pipelines.charts.mix import SMALL
from pipelines.mart.tables.organization_profile import organization_profile
from pipelines.mart.tables.organizations import organization_coverage
from pipelines.views.organization_mix import organization_coverage_view, organization_mix_view
from pipelines.views.organization_words import ORGANIZATION_NOTES, activity_lead, known_words
from pipelines.views.sentences import ATTENTION_NOTE, in_progress_note
from pipelines.views.words import safe

filters = filters_in_force()
top = st.container()
profile = read(organization_profile, filters.selection, filters.period, by=filters.by)
with top:
    title = "Organizations" if filters.by == "organization" else "Organizations by parent"
    head(title, activity_lead(profile, filters), filters)
stop_if_empty(filters)

any_known = activity_card(filters)
if any_known:
    st.subheader("Profiles", anchor=False)
    st.caption(f"{safe(known_words(read, filters))}; grey below {SMALL} papers. A name leads to its page.")
    organization_table(profile, filters)
if view := organization_coverage_view(read, filters, look()):
    chart_card(view, filters)
if any_known:
    if view := organization_mix_view(read, filters, look()):
        chart_card(view, filters)
    attention_card(filters)
known = read(organization_coverage, filters.selection, filters.period)
notes(in_progress_note(known, filters), *ORGANIZATION_NOTES, ATTENTION_NOTE)
