"""Which papers are these? Search and all filters, as a table with links."""

import streamlit as st

from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.page import data_day, head, notes, stop_if_empty
from dashboard.papers_table import SHOWN, papers_table
from dashboard.words import count, file_name
from pipelines.mart.exports import to_csv
from pipelines.mart.tables.papers import ORDERS, headline, papers

filters = filters_in_force()
figures = read(headline, filters.selection)
head("Papers", f"{count(figures['n_papers'], 'paper')} match the filters.", filters)
stop_if_empty(filters)
order = st.selectbox("Order", ORDERS, format_func=str.capitalize, key="order", bind="query-params", width=260)
papers_table(filters.selection, filters, order=order)
st.download_button(
    "CSV of all of them",
    lambda: to_csv(read(papers, filters.selection, order=order)).encode(),
    file_name("papertide-papers", filters.words(), f"data {data_day():%Y-%m-%d}") + ".csv",
    "text/csv",
    on_click="ignore",
)
notes(
    f"The table shows the first {SHOWN:,}; the file holds all. The day is the listing day, or the day of publication "
    "for papers that were never listed. Themes are listed with the most certain first."
)
