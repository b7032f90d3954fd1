"""What a reader sees before anything is published."""

import streamlit as st

from dashboard.words import safe
from pipelines.mart.snapshot import pointer_path
from pipelines.places import warehouse_to_read


def start(why: str) -> None:
    """Say what is missing, and the three ways to get papers.

    Parameters
    ----------
    why : what kept the snapshot from being read, in one line
    """
    st.title("No papers yet" if not pointer_path(warehouse_to_read()).exists() else "These papers cannot be read")
    st.markdown(safe(why[0].upper() + why[1:]) + ".")
    st.markdown("Run one of these in a terminal, then reload this page.")
    st.markdown("**Look around with synthetic papers**")
    st.code("papertide demo", language="bash")
    st.markdown("**Load real Daily Papers**")
    st.code("papertide ingest hf --since 2025-09-01\npapertide build", language="bash")
    st.markdown("**Load files that you have**: API dumps, JSON Lines, CSV, Parquet, saved pages")
    st.code("papertide ingest files PATH\npapertide build", language="bash")
