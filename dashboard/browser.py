"""What is asked of the reader's browser: steps to go back by, links that stay in the tab, whether it is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

_KEY = "papertide-browser"
_BROWSER = st.components.v2.component(
    _KEY, html="<span></span>", js=(Path(__file__).parent / "browser.js").read_text(encoding="utf-8")
)


def follow_browser(kept: Sequence[str]) -> None:
    """Make each change of a filter a step for the back button, and links to pages keep the filters and the tab.

    Drawn by the entry script before all else: a narrow window is told of at once, which runs the page anew.

    Parameters
    ----------
    kept : the query parameters that every link to a page carries on
    """
    with st.container(key="browser"):  # page.css takes it out of the page
        _BROWSER(key=_KEY, data={"kept": list(kept)}, on_narrow_change=lambda: None)


def narrow() -> bool:
    """Whether the window is as narrow as a phone's."""
    return bool(st.session_state.get(_KEY, {}).get("narrow", False))
