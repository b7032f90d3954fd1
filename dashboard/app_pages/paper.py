"""What is this paper about, how was it received, why does it carry its themes, and what is like it?"""

import streamlit as st

from dashboard.card_parts import boxes, card_look
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.page import head, notes
from dashboard.papers.evidence_card import why_its_themes
from dashboard.papers.paper_card import abstract_and_links, related, same_day, upvotes_by_age
from dashboard.papers.search_box import go_search
from pipelines.mart.tables.browse import paper_cards
from pipelines.views.papers import paper_figures, paper_lead
from pipelines.views.words import safe

filters = filters_in_force()
card_look()
asked = str(st.query_params.get("paper", ""))
found = read(paper_cards, (asked,))
if found.empty:
    lead = f"Paper {asked[:60]} is not among the papers of this data." if asked else "Search for one."
    head("Papers", lead)
    go_search()
    st.stop()
paper = found.iloc[0]
head(safe(paper["title"]), "")
st.markdown(paper_lead(paper))
with st.container(key="figures"):
    boxes(*paper_figures(paper, len(same_day(paper["listed_on"]))))
abstract_and_links(paper, filters)
upvotes_by_age(asked, filters)
st.subheader("Why these themes", anchor=False)
why_its_themes(paper, paper["abstract"] if isinstance(paper["abstract"], str) else None, filters)
related(paper, filters)
notes(
    "The filters of the sidebar play no part on this page. Attention is the percentile of upvotes among the papers "
    "listed the same day (the same week when fewer than five). Early: upvotes last seen less than 14 days after the "
    "listing, before they settle. Papers alike: nearest in the space of the discovered topics, which is made of words.",
)
