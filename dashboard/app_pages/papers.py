"""Which papers are these, and why do they carry their themes? Search and all filters, as a table with links."""

import streamlit as st

from dashboard.card_parts import card_look
from dashboard.evidence_card import paper_card
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.page import data_stamp, head, notes, stop_if_empty
from dashboard.papers_table import SHOWN, paper_to_choose
from pipelines.mart.frame_files import to_csv
from pipelines.mart.tables.papers import ORDERS, headline, papers
from pipelines.mart.tables.papers import paper as one_paper
from pipelines.views.words import count, file_name, safe

filters = filters_in_force()
card_look()
figures = read(headline, filters.selection)
head("Papers", f"{count(figures['n_papers'], 'paper')} match the filters.", filters)
stop_if_empty(filters)
with st.container(horizontal=True, vertical_alignment="bottom"):
    order = st.selectbox("Order", ORDERS, format_func=str.capitalize, key="order", bind="query-params", width=260)
    st.download_button(
        "CSV of all of them",
        lambda: to_csv(read(papers, filters.selection, order=order)).encode(),
        file_name("papertide-papers", filters.words(), data_stamp()) + ".csv",
        "text/csv",
        on_click="ignore",
    )
paper = paper_to_choose(filters.selection, filters, order=order, n_rows=9)
asked = st.query_params.get("paper")
if paper is None and asked:
    paper = read(one_paper, str(asked))  # a link shows its paper, whatever the filters
if paper is not None:
    paper_card(paper, filters)
elif asked:
    st.caption(f"Paper {safe(asked)} is not among the papers of this data.")
else:
    st.caption("Choose a row to read a paper's abstract, and which of its words speak for and against its themes.")
notes(
    f"The table shows the first {SHOWN:,}; the file holds all. The day is the listing day, or the day of publication "
    "for papers that were never listed. Themes are listed with the most certain first."
)
