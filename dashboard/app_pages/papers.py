"""Which papers say this, mean this, or are like that one?"""

import streamlit as st

from dashboard.card_parts import card_look
from dashboard.filters import choice, filters_in_force
from dashboard.mart import read
from dashboard.page import head, notes, stop_if_empty
from dashboard.papers.cards import cards
from dashboard.papers.papers_table import frame_table
from dashboard.papers.search_box import found_files, paper_asked, search_asked
from pipelines.views.search import found_papers, papers_like
from pipelines.views.words import safe

filters = filters_in_force()
card_look()
top = st.container()
query, way, order = search_asked()
like = paper_asked()
found = papers_like(read, filters, like) if like else found_papers(read, filters, query, way, order)
with top:
    head("Papers", found.lead, filters)
stop_if_empty(filters)

with st.container(horizontal=True, vertical_alignment="bottom"):
    shown = choice("Show as", "layout", ["Cards", "Table"])
    found_files(found, filters, order)
    if like:
        st.markdown("[:material/close: All papers](/papers)")
if found.note:
    st.caption(safe(found.note))
if found.frame.empty:
    otherwise = (
        "Search for words, or take a filter away."
        if like
        else "Try other words, find by meaning, or take a filter away."
    )
    st.info(otherwise, icon=":material/search_off:")
elif shown == "Table":
    frame_table(found.frame, filters)
else:
    cards(found.frame["paper_id"].to_list(), filters, of=f"{query}{way}{order}{like}{filters.selection}")
notes(
    "The day is the listing day, or the day of publication for papers that were never listed. Attention is the "
    "percentile of upvotes among the papers listed the same day; early: upvotes last seen less than 14 days after the "
    "listing. By words: BM25, a word of the title counts as three; by meaning: nearest in the space of the discovered "
    "topics; both: the two lists put together by reciprocal rank fusion.",
)
