"""What the store holds, its gaps, and how fresh it is."""

import pandas as pd
import streamlit as st

from dashboard.card_parts import key_figures
from dashboard.mart import read
from dashboard.organizations.who_is_who_card import who_is_who_card
from dashboard.page import head, notes
from dashboard.take_away import table_downloads
from dashboard.topics.tag_quality import tag_quality
from pipelines.mart.tables.holdings import coverage_by_month, days_held, rejects, runs
from pipelines.mart.tables.papers import about, headline
from pipelines.views.words import count, day, some_days

held, figures, days = read(about), read(headline), read(days_held)
head("Data", f"{count(figures['n_papers'], 'paper')}, published {held['built_at']:%d %b %Y at %H:%M} UTC.")

key_figures(
    ("Days fetched", count(days.n_fetched), ""),
    ("From", day(days.first), "The first of them."),
    ("To", day(days.last), "The last of them."),
    ("Undated papers", count(figures["n_undated"]), ""),
)

st.subheader("Gaps", anchor=False)
if days.n_fetched:
    st.markdown(f"**Weekdays never fetched** between first and last day: {some_days(days.missing_weekdays)}")
    st.markdown(f"**Days that hit a page cap**, so that papers may be missing: {some_days(days.capped)}")
else:
    st.markdown("No listing day was fetched: these papers come from saved pages or tables.")

st.subheader("How good are the tags?", anchor=False)
tag_quality()

st.subheader("Organizations known, by month", anchor=False)
months = read(coverage_by_month)
st.dataframe(
    months.assign(month=months["period_start"].dt.strftime("%b %Y"))[["month", "n_papers", "total", "share_pct"]],
    hide_index=True,
    placeholder="–",
    column_config={
        "month": "Month",
        "n_papers": st.column_config.NumberColumn("Of known organization", format="localized"),
        "total": st.column_config.NumberColumn("Papers", format="localized"),
        "share_pct": st.column_config.ProgressColumn("Coverage", format="%.0f%%", min_value=0, max_value=100),
    },
)
table_downloads(
    months, "Papers with a known organization, by month", None, key="coverage", n=count(months["total"].sum(), "paper")
)
st.subheader("Who is who", anchor=False)
who_is_who_card()

st.subheader("Last ingestions", anchor=False)
st.dataframe(
    read(runs),
    hide_index=True,
    column_config={
        "started_at": st.column_config.DatetimeColumn("Started (UTC)", format="D MMM YYYY, HH:mm"),
        "source": "Source",
        "status": "Status",
        "n_seen": st.column_config.NumberColumn("Seen", format="localized"),
        "n_new": st.column_config.NumberColumn("New", format="localized"),
        "n_updated": st.column_config.NumberColumn("Updated", format="localized"),
        "n_rejected": st.column_config.NumberColumn("Rejected", format="localized"),
        "message": "Message",
    },
)
table_downloads(read(runs), "Last ingestions", None, key="runs")
unread: pd.DataFrame = read(rejects)
st.subheader("Records that could not be read", anchor=False)
if unread.empty:
    st.markdown("None.")
else:
    st.dataframe(unread, hide_index=True, column_config={"origin": "File", "position": "Position", "reason": "Reason"})
    table_downloads(unread, "Records that could not be read", None, key="rejects", n=count(len(unread), "record"))
notes(f"Papertide {held['papertide']}; theme tagger {held['tagger']}; snapshot {held['number']}.")
