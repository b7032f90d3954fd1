"""The ways to show what stands on the Explore chart, each kept in the address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.filters import choice
from pipelines.views.explore_data import MEASURES, SHAPES, MeasureName, Shape


@dataclass(frozen=True)
class Ways:
    """What is measured and how it is drawn; see `explore_view`."""

    measure: MeasureName
    shape: Shape
    smooth: int
    bursts: bool
    title_only: bool


def ways_to_show() -> Ways:
    """Draw the choices in two rows."""
    measures = {name.capitalize(): name for name in MEASURES}
    shapes = {name.capitalize(): name for name in SHAPES}
    with st.container(horizontal=True, key="ways"):
        measure = measures[choice("As", "measure", list(measures))]
        shape = shapes[choice("Shape", "shape", list(shapes))]
        smoothing = choice("Smoothing", "smooth", ["None", "3", "5"]) if measure == "share" else "None"
    with st.container(horizontal=True, key="ways-more"):
        bursts = st.toggle(
            "Bursts", key="bursts", bind="query-params",
            help="Mark when a line was in far more papers than usual: Kleinberg's automaton (2002).",
        )  # fmt: skip
        title_only = st.toggle("Phrases in titles only", key="title", bind="query-params")
    return Ways(measure, shape, 1 if smoothing == "None" else int(smoothing), bursts, title_only)
