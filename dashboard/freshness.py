"""One quiet line above a page: a build is going on, or the data is old."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from dashboard.mart import data, read
from pipelines.mart.progress import going_on
from pipelines.mart.tables.papers import about
from pipelines.places import warehouse_to_read
from pipelines.views.source import data_day
from pipelines.views.words import count, day, safe

STALE = 7  # days; papers are listed every weekday


def freshness() -> None:
    """Say that a build is going on, else that real data is more than a week old, else nothing."""
    if going_on(warehouse_to_read()):
        _build_line(data().version, day(data_day(read)))
        return
    last = data_day(read)
    if pd.isna(last) or read(about)["synthetic"]:
        return
    age = (datetime.now(UTC).date() - last.date()).days
    if age > STALE:
        st.caption(
            f":material/schedule: The last day of this data is {day(last)}, {count(age, 'day')} ago: "
            "`papertide refresh` fetches what is new."
        )


@st.fragment(run_every=2)
def _build_line(shown: str, last: str) -> None:
    """What the build is doing, looked at again while the page stays open."""
    going = going_on(warehouse_to_read())
    if going:
        st.caption(
            f":material/sync: A build is going on ({safe(going.step)}, for {going.seconds:.0f} s): "
            f"this page shows the data of {last}."
        )
    elif data().version != shown:
        st.caption(":material/sync: New data is published: the next click shows it.")
    else:
        st.caption(f":material/sync: The build ended without new data: this page shows the data of {last}.")
