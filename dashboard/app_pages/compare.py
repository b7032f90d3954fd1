"""How do these organizations compare?"""

from dataclasses import replace

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.organizations.compare_card import chosen_to_compare, figures_card, pairs_card
from dashboard.organizations.organization_activity import activity_card, attention_card
from dashboard.organizations.organization_card import best_and_newest
from dashboard.page import head, look, notes, stop_if_empty
from pipelines.mart.tables.organizations import everyone, organization_coverage
from pipelines.views.compare import (
    compare_differences_view,
    compare_lead,
    compare_likeness_view,
    compare_topics_view,
    with_papers,
)
from pipelines.views.compare_words import LEAST
from pipelines.views.organization_mix import organization_specialities_view
from pipelines.views.organization_words import ORGANIZATION_NOTES, known_since
from pipelines.views.sentences import ATTENTION_NOTE, in_progress_note

filters = filters_in_force()
by, title = filters.by, f"Compare {filters.by}s"
unnamed = replace(filters, selection=everyone(filters.selection))  # the box below names who is compared
top = st.container()
names = chosen_to_compare(filters)
these = with_papers(read, replace(filters, selection=filters.with_organizations(unnamed.selection, names)))
if len(these.organizations) < LEAST:
    with top:
        head(title, f"How {by}s compare: activity, mix, attention.", unnamed)
    stop_if_empty(unnamed)
    st.info(
        f"Comparing needs {LEAST} {by}s with papers here, and there is {len(these.organizations) or 'none'}. "
        f"{known_since(read)}",
        icon=":material/info:",
    )
    st.stop()
with top:
    head(title, compare_lead(read, these), unnamed)
figures = st.container(key="card-figures")  # drawn last, for it takes longest; cards have a least height
for view in (compare_differences_view(read, these, look()),):
    if view:
        chart_card(view, these)
activity_card(these)
for chart in (organization_specialities_view, compare_topics_view, compare_likeness_view):
    if view := chart(read, these, look()):
        chart_card(view, these)
pairs_card(these)
attention_card(these)
best_and_newest(these.organizations, these)
with figures:
    figures_card(names, these)
known = read(organization_coverage, unnamed.selection, filters.period)
notes(in_progress_note(known, filters), *ORGANIZATION_NOTES, ATTENTION_NOTE)
