"""How did this theme, topic, organization or phrase move against that one?"""

import streamlit as st

from dashboard.browser import narrow
from dashboard.chart_card import chart_card
from dashboard.explore.choosing_lines import chosen_series
from dashboard.explore.ways import ways_to_show
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.page import head, look, notes, stop_if_empty
from dashboard.take_away import table_downloads
from pipelines.views.explore import explore_view
from pipelines.views.explore_data import explore_problems, explored_lines
from pipelines.views.explore_notes import explore_notes, table_note
from pipelines.views.explore_series import all_papers
from pipelines.views.explore_table import explore_table, explore_words
from pipelines.views.explore_words import NOTHING
from pipelines.views.words import safe

papers = all_papers(filters_in_force())
top = st.container()
chosen = chosen_series(filters_in_force())
ways = ways_to_show()
view = explore_view(
    read, papers, look(), chosen.series, measure=ways.measure, shape=ways.shape, smooth=ways.smooth,
    bursts=ways.bursts, title_only=ways.title_only, narrow=narrow(),
)  # fmt: skip
with top:
    head("Explore", view.summary if view else NOTHING[ways.measure], filters_in_force())
stop_if_empty(papers)

shown = explored_lines(read, papers, chosen.series, ways.measure, title_only=ways.title_only)
for problem in [*chosen.problems, *explore_problems(shown, ways.shape)]:
    st.warning(safe(problem), icon=":material/info:")
if view:
    chart_card(view, papers, fitted=True)
    st.table(explore_table(shown, papers, bursts=ways.bursts), hide_index=True, border="horizontal")
    table_downloads(
        explore_words(shown, papers, bursts=ways.bursts), f"Explore: {ways.measure} of each line", papers, key="lines"
    )
    st.caption(table_note(papers, ways.measure))
notes(*explore_notes(read, shown, papers, bursts=ways.bursts))
