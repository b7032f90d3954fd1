"""The dashboard: page configuration, navigation, and the page that was asked for."""

from pathlib import Path

import streamlit as st

from dashboard.browser import follow_browser
from dashboard.filters import KEPT, draw_filters
from dashboard.freshness import freshness
from dashboard.picking import read_picks
from dashboard.start import or_start, start, why_nothing_to_show

HERE = Path(__file__).parent
st.set_page_config(page_title="Papertide", page_icon=str(HERE / "icon.svg"), layout="wide", initial_sidebar_state=320)
st.html(HERE / "page.css")

# What the navigation shows, by the name of its menu; pages of one thing are reached by links.
PAGES = {
    "": ("overview", "explore", "topics", "organizations", "compare", "upvotes", "browse", "papers", "changes"),
    "More": ("map", "bursts", "forecast", "data", "about"),
}
PAGES_OF_ONE = ("theme", "topic", "organization", "paper")
TITLES = {"browse": "By day", "changes": "What changed"}


def _page(name: str) -> st.Page:
    return st.Page(
        f"app_pages/{name}.py", title=TITLES.get(name, name.capitalize()), url_path=name, default=name == "overview",
        visibility="hidden" if name in PAGES_OF_ONE else "visible",
    )  # fmt: skip


follow_browser(KEPT)
menus = {menu: [_page(name) for name in names] for menu, names in PAGES.items()}
menus[""] += [_page(name) for name in PAGES_OF_ONE]
page = st.navigation(menus, position="top")  # the sidebar is the filters' alone
why = why_nothing_to_show()
if why is None:
    with or_start():
        with st.sidebar:
            read_picks(page.url_path or "overview")
        draw_filters()  # here and not in the pages: only what the entry script draws keeps its place in the address
        freshness()
        page.run()
else:
    start(why)
