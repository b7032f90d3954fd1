"""Metrics: pure functions over frames, each with the source of its formula."""
