"""Who publishes on this, and how do they compare: activity, mix, attention?"""

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.organization_activity import activity_card, attention_card
from dashboard.organization_card import organization_card
from dashboard.organization_mix import mix_card
from dashboard.organization_table import organization_table
from dashboard.page import head, look, notes, source_line, stop_if_empty
from pipelines.charts.coverage import coverage
from pipelines.charts.look import Caption
from pipelines.charts.mix import SMALL
from pipelines.mart.tables.organization_profile import organization_profile
from pipelines.mart.tables.organizations import everyone, organization_coverage
from pipelines.views.organization_words import ORGANIZATION_NOTES, activity_lead, coverage_words, known_words
from pipelines.views.sentences import ATTENTION_NOTE, in_progress_note
from pipelines.views.series import organization_series
from pipelines.views.view import View
from pipelines.views.words import joined, safe

filters = filters_in_force()
top = st.container()
series = organization_series(read, filters)
profile = read(organization_profile, filters.selection, filters.period, by=filters.by)
lead = activity_lead(profile, filters)
with top:
    head("Organizations" if filters.by == "organization" else "Organizations by parent", lead, filters)
stop_if_empty(filters)

activity_card(series, filters, lead)
if series.names:
    st.subheader("Profiles", anchor=False)
    st.caption(f"{safe(known_words(read, filters))}; grey below {SMALL} papers.")
    everybody = read(organization_profile, everyone(filters.selection), filters.period, by=filters.by)
    looked_at = organization_table(profile, everybody["organization"].to_list(), filters)
    if looked_at is None:
        st.caption(f"Choose a row to see what that {filters.by} specialises in, who is most like it, and its papers.")
    else:
        organization_card(everybody[everybody["organization"] == looked_at].iloc[0], filters)

known = read(organization_coverage, filters.selection, filters.period)
words = coverage_words(read, filters)
caption = Caption(
    "Papers whose organization the source names", joined(words, filters.words(of="organization")), source_line()
)
figure = coverage(known, filters.period, look=look(), caption=caption)
chart_card(View("coverage", caption.title, figure, known, words), filters)

if series.names:
    mix_card(series, filters)
    attention_card(series, filters)
notes(in_progress_note(known, filters), *ORGANIZATION_NOTES, ATTENTION_NOTE)
