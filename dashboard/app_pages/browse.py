"""What was listed on a day, in a week or in a month?"""

import streamlit as st

from dashboard.card_parts import card_look
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.page import head, notes, stop_if_empty
from dashboard.papers.browse_steps import steps, stretch_asked
from dashboard.papers.cards import cards
from pipelines.mart.selection import Selection
from pipelines.mart.tables.browse import fetched_days, listed_papers, stretch_of, stretches
from pipelines.mart.tables.papers import headline
from pipelines.views.browse import gap_words, lead, stretch_name

filters = filters_in_force()
card_look()
top = st.container()
everywhere = read(stretches)["start"]
if everywhere.empty:
    head("Papers by day", "No paper of the data has a date.", filters)
    st.stop()
start, by, order = stretch_asked(everywhere.iloc[-1].date())
first, last = stretch_of(start, by)
shown = filters.selection.within(first, last)
ids, name, fetched = read(listed_papers, shown, order=order), stretch_name(start, by), read(fetched_days, first, last)
n_all = int(read(headline, Selection(since=first, until=last))["n_papers"])
with top:
    head(name[0].upper() + name[1:], lead(name[0].upper() + name[1:], len(ids), n_all, fetched), filters)
stop_if_empty(filters)

starts = read(stretches, filters.selection, by=by)["start"]
steps(starts, start, by)
gaps = gap_words(fetched)
if gaps:
    st.caption(" ".join(gaps))
if ids:
    cards(ids, filters, of=f"{shown}{order}", dated=by != "day")
else:
    st.info("Go to the day before or after, choose another, or take a filter away.", icon=":material/event_busy:")
if len(ids) > 10:
    steps(starts, start, by, again=True)
notes(
    "The day is the listing day, or the day of publication for papers that were never listed. Attention is the "
    "percentile of upvotes among the papers listed the same day; early: upvotes last seen less than 14 days after "
    "the listing, before they settle.",
)
