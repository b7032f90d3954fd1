"""How did this theme, topic, organization or phrase move against that one?"""

import streamlit as st

from dashboard.explore_card import explore_card, series_table
from dashboard.explore_series import all_papers, chosen_lines
from dashboard.explore_words import explore_lead
from dashboard.filters import choice, filters_in_force
from dashboard.mart import read
from dashboard.page import head, notes, stop_if_empty
from pipelines.mart.tables.explored import explored, explored_changes
from pipelines.trends.smoothing import smoothed
from pipelines.views.organization_words import known_words
from pipelines.views.sentences import in_progress_note
from pipelines.views.words import safe

filters = filters_in_force()
papers = all_papers(filters)
top = st.container()
lines = chosen_lines(filters)
with st.container(horizontal=True, vertical_alignment="bottom"):
    counted = choice("As", "as", ["Share", "Count"]) == "Count"
    smoothing = "None" if counted else choice("Smoothing", "smooth", ["None", "3", "5"])
    title_only = st.toggle("Phrases in titles only", key="title", bind="query-params")
frame = read(explored, papers.selection, filters.period, series=tuple(lines.names), title_only=title_only)
changes = explored_changes(frame.assign(name=frame["series"].map(lines.names)), filters.period)
lead = explore_lead(changes, papers)
with top:
    head("Explore", lead, filters)
stop_if_empty(papers)

nowhere = changes.loc[changes["n_papers"] == 0, "name"].to_list()
problems = [*lines.problems, *(f"{name} is in none of these papers." for name in nowhere)]
for problem in problems:
    st.warning(safe(problem), icon=":material/search_off:")
window = 1 if smoothing == "None" else int(smoothing)
drawn = smoothed(frame, by="series", period=filters.period, window=window)
explore_card(drawn, lines, papers, counted=counted, window=window, title_only=title_only, summary=lead)
series_table(changes, lines, filters)
of_known = frame["share_of"].ne("papers").any()
notes(
    in_progress_note(frame, filters),
    "Shares are of all papers of the period; a paper without an abstract counts with its title. Bands are 95% Jeffreys "
    "intervals; a line breaks where no listing day was fetched: missing, not zero. The table is not smoothed.",
    *([f"Organizations: shares are {safe(known_words(read, papers))}."] if of_known else []),
    "A link may name any phrase: /explore?phrases=GRPO,world%20model. Themes and organizations chosen in the sidebar "
    "are lines here, not filters.",
)
