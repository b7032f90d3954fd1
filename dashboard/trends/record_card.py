"""Does the list of risers predict?"""

from __future__ import annotations

import streamlit as st

from dashboard.mart import read
from pipelines.views.filters import Filters
from pipelines.views.riser_record import riser_record_words
from pipelines.views.words import safe


def riser_record(filters: Filters, window: int | None = None) -> None:
    """Quote how often past risers kept rising; see `riser_record_words`."""
    st.caption(safe(riser_record_words(read, filters, window)))
