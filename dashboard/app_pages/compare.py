"""How do these organizations compare?"""

import streamlit as st

from dashboard.compare_card import key_figures, mix_card, specialities_card
from dashboard.compare_words import LEAST, attention_words, compared, difference_lead
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.organization_activity import activity_card, attention_card
from dashboard.organization_words import ORGANIZATION_NOTES, known_since
from dashboard.page import head, notes, stop_if_empty
from dashboard.sentences import ATTENTION_NOTE, in_progress_note
from dashboard.series import organization_series
from pipelines.mart.tables.organization_mix import attention_differences, differences
from pipelines.mart.tables.organization_profile import organization_profile
from pipelines.mart.tables.organizations import everyone

filters = filters_in_force()
everybody, period, by = everyone(filters.selection), filters.period, filters.by
top = st.container()
profile = read(organization_profile, everybody, period, by=by)
names = compared(profile, filters)
with_papers = tuple(name for name in names if name in set(profile["organization"]))
if len(with_papers) < LEAST:
    with top:
        head("Compare organizations", "How organizations compare: activity, mix, attention.", filters)
    stop_if_empty(filters)
    st.info(
        f"Comparing needs {LEAST} {by}s with papers here, and there is {len(with_papers) or 'none'}. {known_since()}",
        icon=":material/info:",
    )
    st.stop()
frame = read(differences, everybody, period, by=by, names=with_papers)
lead = difference_lead(frame, with_papers, filters)
with top:
    head("Compare organizations", lead, filters)
key_figures(profile, names, filters)
series = organization_series(filters, with_papers)
mix_card(frame, series, filters, lead)
activity_card(series, filters, lead)
specialities_card(series, filters)
st.caption(attention_words(read(attention_differences, everybody, period, by=by, names=with_papers)))
attention_card(series, filters)
notes(in_progress_note(series.frame, filters), *ORGANIZATION_NOTES, ATTENTION_NOTE)
