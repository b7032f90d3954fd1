"""What gets upvoted, and does a theme draw more or less than the papers listed beside it?"""

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import choice, filters_in_force
from dashboard.lines_card import lines_card
from dashboard.mart import read
from dashboard.page import head, look, notes, source_line, stop_if_empty
from dashboard.papers_table import papers_table
from dashboard.sentences import ATTENTION_NOTE, attention_lead, in_progress_note
from dashboard.series import organization_series, theme_series
from dashboard.words import count, joined, percent
from pipelines.charts.distribution import distribution
from pipelines.charts.lines import ATTENTION, MEDIAN
from pipelines.charts.look import Caption
from pipelines.mart.tables.papers import headline, upvote_counts
from pipelines.mart.tables.upvotes import organization_upvotes, theme_upvotes

filters = filters_in_force()
top = st.container()
figures = read(headline, filters.selection)
with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = choice("By", "by", ["Theme", "Organization"])
    measured = choice("As", "upvotes", ["Attention", "Median"])
series = theme_series(filters) if kind == "Theme" else organization_series(filters)
chosen = series.restrict(filters.selection, tuple(series.names))
frame = read(theme_upvotes if kind == "Theme" else organization_upvotes, chosen, filters.period)
lead = attention_lead(frame, series.names, series.by, filters)
with top:
    head("Upvotes", lead, filters)
stop_if_empty(filters)
if not figures["n_upvotes"]:
    st.info("Saved search pages show comments only: no source told the upvotes of these papers.")
    st.code("papertide ingest hf --since DAY", language="bash")
    st.stop()

lines_card(
    series,
    frame,
    ATTENTION if measured == "Attention" else MEDIAN,
    filters,
    key="upvote-trends",
    title=f"{'Attention' if measured == 'Attention' else 'Median upvotes'} by {kind.lower()}",
    summary=lead,
)
counts = read(upvote_counts, filters.selection)
median = f"median {count(figures['median_upvotes'])}; n = {count(figures['n_upvotes'], 'paper')}"
subtitle = joined(filters.words(), median)
caption = Caption("How many papers get how many upvotes", subtitle, source_line())
chart_card(
    distribution(counts, look=look(), caption=caption),
    counts,
    key="distribution",
    summary=f"{caption.title}: {median}",
    filters=filters,
    clickable=False,
)
st.subheader("Most upvoted papers", anchor=False)
papers_table(filters.selection, filters, order="most upvoted", most=100)
notes(
    in_progress_note(frame, filters),
    ATTENTION_NOTE,
    f"Upvotes settle in one to two weeks: {percent(100 * figures['n_immature'] / figures['n_upvotes'])} of these "
    "papers were last seen less than 14 days after their listing, and their counts are immature.",
)
