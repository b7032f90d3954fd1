"""What gets upvoted, and does a theme draw more or less than the papers listed beside it?"""

import streamlit as st

from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.page import head, notes, stop_if_empty
from dashboard.papers.papers_table import papers_table
from dashboard.upvotes.distribution_card import chosen_count, distribution_card
from dashboard.upvotes.factors_card import factors_card
from dashboard.upvotes.trajectory_card import trajectory_section
from dashboard.upvotes.upvotes_card import chosen_comparison, comparison_card
from pipelines.mart.tables.papers import headline
from pipelines.views.distribution import distribution_lead
from pipelines.views.factors import factors_lead
from pipelines.views.sentences import ATTENTION_NOTE, in_progress_note
from pipelines.views.trajectories import trajectories_lead
from pipelines.views.upvotes import comparison_lead, maturity_note

VIEWS = ["Compared", "Distribution", "What goes with it", "By age"]

filters = filters_in_force()
top = st.container()
view = (
    st.segmented_control(
        "Show", VIEWS, default=VIEWS[0], key="view", bind="query-params", required=True, label_visibility="collapsed"
    )
    or VIEWS[0]
)  # an empty parameter of a link
compared = chosen_comparison(filters) if view == "Compared" else None
counted = chosen_count() if view == "Distribution" else None
if compared:
    sentence = comparison_lead(compared)
elif counted:
    sentence = distribution_lead(read, filters, counted)
else:
    sentence = (factors_lead if view == "What goes with it" else trajectories_lead)(read, filters)
with top:
    head("Upvotes", sentence, filters)
stop_if_empty(filters)
if not read(headline, filters.selection)["n_upvotes"] and view != "Distribution":
    st.info("Saved search pages show comments only: no source told the upvotes of these papers.")
    st.code("papertide ingest hf --since DAY", language="bash")
    st.stop()

foot = []
if compared:
    comparison_card(compared)
    foot = [
        in_progress_note(compared.over_time(), filters),
        f"{ATTENTION_NOTE} Of medians and quartiles the bootstrap is exact. q: Benjamini-Hochberg over all that are "
        "compared, from the distance to the dotted line in bootstrap standard errors.",
    ]
elif counted:
    distribution_card(counted, filters)
elif view == "What goes with it":
    factors_card(filters)
else:
    trajectory_section(filters)
if view != "By age":
    st.subheader("Most upvoted papers", anchor=False)
    papers_table(filters.selection, filters, order="most upvoted", most=100)
notes(*foot, maturity_note(read, filters))
