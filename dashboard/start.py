"""What a reader sees before anything is published."""

import streamlit as st

from pipelines.places import warehouse_to_read


def page() -> None:
    """Say what is missing, and the three ways to get papers."""
    st.title("No papers yet")
    st.markdown(
        f"Nothing is published for `{warehouse_to_read()}`. Run one of these in a terminal, then reload this page."
    )
    st.markdown("**Look around with synthetic papers**")
    st.code("papertide demo", language="bash")
    st.markdown("**Load real Daily Papers**")
    st.code("papertide ingest hf --since 2025-09-01\npapertide build", language="bash")
    st.markdown("**Load files that you have**: API dumps, JSON Lines, CSV, Parquet, saved pages")
    st.code("papertide ingest files PATH\npapertide build", language="bash")
