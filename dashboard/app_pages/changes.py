"""What is new since my last visit, or since a day?"""

import pandas as pd
import streamlit as st

from dashboard.changes_card import (
    change_figures,
    changes_asked,
    changes_section,
    digest_downloads,
    digest_watch,
    since_when,
)
from dashboard.filters import filters_in_force
from dashboard.last_visit import remember_visit
from dashboard.mart import read
from dashboard.page import head, notes, stop_if_empty
from pipelines.digest.compose import stretch_notes, stretch_words
from pipelines.digest.sections import best_received, bursts, organizations, phrases, risers, topics
from pipelines.mart.tables.papers import about
from pipelines.mart.tables.what_changed import data_end

filters = filters_in_force()
first, last = read(about)["first_day"], read(data_end)
if last is None or pd.isna(first):
    head("What changed", "No paper of the data has a date, so that nothing can be told apart by day.", filters)
    st.stop()
top = st.container()
row = st.container(horizontal=True, vertical_alignment="bottom")
with row:
    since, why = since_when(first.date(), last)
asked = changes_asked(since, filters)
with top:
    head("What changed", " ".join(part for part in (stretch_words(asked.stretch), why) if part), filters)
stop_if_empty(filters)

if asked.stretch.n_papers:
    with row:
        watch, holds = digest_watch()
        digest_downloads(asked, watch)
    st.caption(holds)
    with st.container(key="figures"):
        change_figures(asked)
    left, right = st.columns(2, gap="large")
    for column, parts in ((right, (best_received, organizations, topics)), (left, (risers, bursts, phrases))):
        with column:
            for part in parts:
                changes_section(part, asked)
else:
    st.info("Choose an earlier day, or fewer filters.", icon=":material/info:")
notes(*stretch_notes(read, asked.filters, asked.stretch))
remember_visit(last)
