"""How do these organizations compare?"""

from dataclasses import replace

import streamlit as st

from dashboard.compare_card import key_figures, mix_card, specialities_card
from dashboard.compare_words import LEAST, attention_words, compared, lead_words
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.organization_activity import activity_card, attention_card
from dashboard.page import head, notes, stop_if_empty
from pipelines.mart.tables.organization_mix import attention_differences, differences
from pipelines.mart.tables.organization_profile import organization_profile
from pipelines.mart.tables.organizations import everyone, organization_sizes
from pipelines.views.organization_words import ORGANIZATION_NOTES, known_since
from pipelines.views.sentences import ATTENTION_NOTE, in_progress_note
from pipelines.views.series import organization_series

filters = filters_in_force()
everybody, period, by = everyone(filters.selection), filters.period, filters.by
title = f"Compare {by}s"
top, unnamed = st.container(), replace(filters, selection=everybody)  # the box below names who is compared
active = read(organization_sizes, everybody, by=by)["organization"].to_list()
names = compared(active, filters)
with_papers = tuple(name for name in names if name in active)
if len(with_papers) < LEAST:
    with top:
        head(title, f"How {by}s compare: activity, mix, attention.", unnamed)
    stop_if_empty(unnamed)
    st.info(
        f"Comparing needs {LEAST} {by}s with papers here, and there is {len(with_papers) or 'none'}. "
        f"{known_since(read)}",
        icon=":material/info:",
    )
    st.stop()
frame = read(differences, everybody, period, by=by, names=with_papers)
attention = attention_words(read(attention_differences, everybody, period, by=by, names=with_papers))
lead = lead_words(frame, with_papers, filters, attention)
with top:
    head(title, lead, unnamed)
figures = st.container(key="card-figures")  # drawn last, for it takes longest; cards have a least height
these = replace(filters, selection=filters.with_organizations(everybody, with_papers))
series = organization_series(read, these, with_papers)
mix_card(frame, series, these, lead)
activity_card(series, these, lead)
specialities_card(series, these)
st.caption(attention)
attention_card(series, these)
with figures:
    named = filters.with_organizations(everybody, names)
    key_figures(read(organization_profile, named, period, by=by), names, filters)
notes(in_progress_note(series.frame, filters), *ORGANIZATION_NOTES, ATTENTION_NOTE)
