"""What comes next, and how well would that have been foretold?"""

from dataclasses import replace

import streamlit as st

from dashboard.chart_card import chart_card
from dashboard.filters import filters_in_force
from dashboard.forecast_card import chosen_theme, forecast_lead, observed_and_ahead, record_section, record_words
from dashboard.mart import read
from dashboard.page import head, look, notes, source_line, stop_if_empty
from dashboard.record_card import riser_record
from pipelines.charts.forecast import forecast_lines
from pipelines.charts.look import Caption
from pipelines.mart.tables.forecasts import backtest, forecast_methods
from pipelines.mart.tables.themes import theme_frequency, themes
from pipelines.trends.backtest import better_naive, method_to_show
from pipelines.trends.forecast import DAMPED, HORIZON
from pipelines.views.view import View
from pipelines.views.words import count, joined

filters = filters_in_force()
everything, period = replace(filters.selection, themes=()), filters.period
counts = read(theme_frequency, everything, period)
top = st.container()
if counts.empty:
    head("What comes next", "Shares of themes, and how well the past would have foretold them.", filters)
    stop_if_empty(filters)
    st.info("None of these papers has a date, so that nothing can be foretold.", icon=":material/info:")
    st.stop()
theme = chosen_theme(filters, counts.groupby("theme")["n_papers"].sum())
name = filters.theme_names[theme]
record, methods = read(backtest, everything, period), read(forecast_methods, everything, period)
shown = method_to_show(record)
mine = methods[methods["theme"] == theme]
ahead, history = mine[mine["method"] == shown], counts[counts["theme"] == theme]
lead = forecast_lead(ahead, record, name, filters)
with top:
    head("What comes next", lead, filters)
stop_if_empty(filters)

if ahead.empty:
    st.info(f"A forecast needs a complete {period}; choose a shorter period or a longer range.", icon=":material/info:")
else:
    naive = mine[(mine["method"] == better_naive(record)) & (shown == DAMPED)]
    seen = history[history["complete"].astype(bool)]["period_start"].nunique()
    subtitle = joined(filters.words(of="theme"), f"{count(seen, period)} seen", record_words(record, theme, shown))
    caption = Caption(
        f"Share of papers: {name}, and the next {count(HORIZON[period], period)}", subtitle, source_line()
    )
    slot = int(read(themes).set_index("theme")["slot"][theme])
    figure = forecast_lines(history, ahead, naive, period, slot=slot, look=look(), caption=caption)
    drawn = replace(filters, selection=replace(filters.selection, themes=(theme,)))
    told = observed_and_ahead(history, mine)
    chart_card(View("forecast", caption.title, figure, told, lead), drawn)
    record_section(record, theme, shown, filters)
    st.subheader("Does a list of risers predict?", anchor=False)
    riser_record(filters)
notes(
    f"A hollow point is of a {period} that is not complete: no part of the forecast rests on it.",
    "The interval holds what is not known of the level, how it may drift, and the chance in a count of as many papers "
    f"as a {period} lately had. It knows nothing of events to come.",
    "Record: at each past period the forecast was made again from what was known by then. MASE is the mean absolute "
    "error in units of the usual change from one period to the next; p-value by Diebold and Mariano.",
)
