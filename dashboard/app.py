"""The dashboard: page configuration, navigation, and the page that was asked for."""

from pathlib import Path

import streamlit as st

from dashboard.filters import draw_filters
from dashboard.mart import why_no_data
from dashboard.start import start

HERE = Path(__file__).parent
st.set_page_config(page_title="Papertide", page_icon=str(HERE / "icon.svg"), layout="wide", initial_sidebar_state=320)
st.html(HERE / "page.css")

PAGES = (
    "overview", "explore", "topics", "bursts", "forecast", "organizations", "compare", "upvotes", "papers", "data",
)  # fmt: skip

page = st.navigation(
    [
        st.Page(f"app_pages/{name}.py", title=name.capitalize(), url_path=name, default=name == "overview")
        for name in PAGES
    ],
    position="top",  # the sidebar is the filters' alone
)
why = why_no_data()
if why is None:
    draw_filters()  # here and not in the pages: only what the entry script draws keeps its place in the address
    page.run()
else:
    start(why)
