"""What gets upvoted, and does a theme draw more or less than the papers listed beside it?"""

import streamlit as st

from dashboard.distribution_card import chosen_count, distributed, distribution_lead
from dashboard.factors_card import factors_lead, factors_section
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.page import head, notes, stop_if_empty
from dashboard.papers_table import papers_table
from dashboard.trajectory_card import trajectory_lead, trajectory_section
from dashboard.upvotes_card import chosen_comparison, compared, comparison_lead, maturity_note
from pipelines.mart.tables.papers import headline
from pipelines.views.sentences import ATTENTION_NOTE, in_progress_note

VIEWS = ["Compared", "Distribution", "What goes with it", "By age"]

filters = filters_in_force()
top = st.container()
view = (
    st.segmented_control(
        "Show", VIEWS, default=VIEWS[0], key="view", bind="query-params", required=True, label_visibility="collapsed"
    )
    or VIEWS[0]
)  # an empty parameter of a link
comparison = chosen_comparison(filters) if view == "Compared" else None
counted = chosen_count() if view == "Distribution" else None
if comparison:
    sentence = comparison_lead(comparison)
elif counted:
    sentence = distribution_lead(counted, filters)
else:
    sentence = (factors_lead if view == "What goes with it" else trajectory_lead)(filters)
with top:
    head("Upvotes", sentence, filters)
stop_if_empty(filters)
if not read(headline, filters.selection)["n_upvotes"] and view != "Distribution":
    st.info("Saved search pages show comments only: no source told the upvotes of these papers.")
    st.code("papertide ingest hf --since DAY", language="bash")
    st.stop()

foot = []
if comparison:
    frame = compared(comparison, sentence)
    foot = [
        in_progress_note(frame, filters),
        f"{ATTENTION_NOTE} Of medians and quartiles the bootstrap is exact. q: Benjamini-Hochberg over all that are "
        "compared, from the distance to the dotted line in bootstrap standard errors.",
    ]
elif counted:
    distributed(counted, filters)
elif view == "What goes with it":
    factors_section(filters)
else:
    trajectory_section(filters)
if view != "By age":
    st.subheader("Most upvoted papers", anchor=False)
    papers_table(filters.selection, filters, order="most upvoted", most=100)
notes(*foot, maturity_note(filters))
