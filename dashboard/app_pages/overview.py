"""What is rising, what is fading, and is that more than noise?"""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import filters_in_force
from dashboard.mart import read
from dashboard.page import data_day, head, look, notes, source_line, stop_if_empty
from dashboard.papers_table import papers_behind, papers_table
from dashboard.sentences import momentum_lead, window_words
from dashboard.words import count, day, joined, percent
from pipelines.charts.look import Caption
from pipelines.charts.movers import SURE, movers
from pipelines.mart.tables.papers import about, headline
from pipelines.mart.tables.themes import WINDOW, momentum, windows

EACH = 6  # risers and fallers shown, at the most

filters = filters_in_force()
selection = filters.selection
changes, spans = read(momentum, selection, filters.period), read(windows, selection, filters.period)
head("Where AI research is moving", momentum_lead(changes, spans, filters), filters)
stop_if_empty(filters)

figures, held = read(headline, selection), read(about)
known = 100 * figures["n_known"] / figures["n_papers"]
for column, (label, value, note) in zip(
    st.columns(4),
    [
        ("Papers", count(figures["n_papers"]), f"{count(figures['n_untagged'])} without a theme"),
        ("Papers from", day(figures["first_day"]), f"to {day(figures['last_day'])}"),
        (
            "Known organization",
            percent(known),
            f"{count(figures['n_known'])} of {count(figures['n_papers'])} papers",
        ),
        ("Data to", day(data_day()), f"published {day(held['built_at'])}"),
    ],
    strict=True,
):
    column.metric(label, value, border=True)
    column.caption(note)

if spans is None or changes.empty:
    st.info(
        f"Risers and fallers need papers in {2 * WINDOW[filters.period]} complete {filters.period}s; "
        "choose a shorter period or a longer range.",
        icon=":material/info:",
    )
else:
    rising, falling = changes[changes["change_pp"] > 0].head(EACH), changes[changes["change_pp"] < 0].tail(EACH)
    shown = pd.concat([rising, falling])
    subtitle = joined(window_words(spans), filters.words())
    caption = Caption("Fastest risers and fallers: share of papers by theme", subtitle, source_line())
    figure = movers(shown, names=filters.theme_names, now=f"{spans.now_first:%Y-%m-%d}", look=look(), caption=caption)
    lead = momentum_lead(changes, spans, filters)
    point = chart_card(figure, changes, key="movers", summary=lead, about=subtitle, filters=filters)
    if point and point.key in filters.theme_names:
        behind = selection.within(spans.now_first.date(), spans.now_last.date())
        behind = replace(behind, themes=(point.key,))
        label = f"{filters.theme_names[point.key]}, {day(spans.now_first)} to {day(spans.now_last)}"
        papers_behind(label, behind, filters, int(read(headline, behind)["n_papers"]))

st.subheader("Newest papers", anchor=False)
papers_table(selection, filters, most=50)
notes(
    f"A change is called more than noise when its q-value (Benjamini-Hochberg over all themes) is below {SURE}; "
    "the others are paler. Only complete periods are compared. A paper carries one to several themes, so shares add "
    "up to more than 100%.",
    "Daily Papers is a curated list, not all research: shares are of the papers listed there.",
)
