"""Papertide's dashboard: Streamlit pages on the published mart."""
