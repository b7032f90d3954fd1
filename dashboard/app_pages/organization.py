"""One organization, or parent: what it works on, how that moves, and who is like it."""

from dataclasses import replace

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.organizations.organization_activity import activity_card, attention_card, elsewhere
from dashboard.organizations.organization_card import changes_and_alike, figures_card, its_papers, topics_and_firsts
from dashboard.organizations.which_organization import asked_for, no_papers, which_organization
from dashboard.page import head, look, notes
from pipelines.mart.tables.organization_profile import organization_profile
from pipelines.mart.tables.organizations import everyone, organization_coverage, organization_themes
from pipelines.views.organization_facts import profile_lead
from pipelines.views.organization_mix import organization_specialities_view
from pipelines.views.organization_words import ORGANIZATION_NOTES
from pipelines.views.sentences import ATTENTION_NOTE, in_progress_note
from pipelines.views.words import safe

filters = filters_in_force()
name = asked_for(filters)
if name is None:
    which_organization(filters)
    st.stop()
unnamed = replace(filters, selection=everyone(filters.selection))  # the page is of one, whichever the sidebar chooses
own = replace(filters, selection=filters.with_organizations(unnamed.selection, (name,)))
profile = read(organization_profile, own.selection, filters.period, by=filters.by)
if profile.empty:
    no_papers(name, unnamed)
    st.stop()
whole = replace(own.selection, themes=())
themes = read(organization_themes, whole, filters.period, by=filters.by)
head(safe(name), profile_lead(profile.iloc[0], themes, filters), unnamed)
figures_card(profile.iloc[0], own)
activity_card(own, here=name)
changes_and_alike(name, own)
if view := organization_specialities_view(read, own, look()):
    chart_card(elsewhere(view, name), own)
its_papers(name, int(profile["n_papers"].iloc[0]), own)
topics_and_firsts(name, own)
attention_card(own, here=name)
known = read(organization_coverage, own.selection, filters.period)
notes(in_progress_note(known, filters), *ORGANIZATION_NOTES, ATTENTION_NOTE)
