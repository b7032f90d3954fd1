"""Organizations side by side: who is compared, and their key figures, pairs and papers."""

from __future__ import annotations

from typing import cast

import pandas as pd
import streamlit as st

from dashboard.mart import read
from pipelines.charts.mix import SMALL
from pipelines.mart.tables.movers import windows
from pipelines.mart.tables.organization_profile import organization_changes
from pipelines.mart.tables.organizations import everyone, organizations
from pipelines.views.compare import key_figures, pair_facts
from pipelines.views.compare_words import LEAST, MOST, compared
from pipelines.views.filters import Filters
from pipelines.views.links import linked
from pipelines.views.organization_words import known_words, with_span
from pipelines.views.sentences import window_words
from pipelines.views.words import day, safe


def chosen_to_compare(filters: Filters) -> tuple[str, ...]:
    """Draw the box of organizations, kept in the address; tells which are compared: see `compared`."""
    known = read(organizations, filters.by)["organization"].to_list()
    chosen = cast(
        list[str],
        st.multiselect(
            f"Compare {LEAST} to {MOST} {filters.by}s", known, key=f"compare_{filters.by}s", bind="query-params",
            max_selections=MOST, placeholder="Those of the sidebar, else the most active; type to find others",
        ),
    )  # fmt: skip
    return compared(read, filters, chosen)


def figures_card(names: tuple[str, ...], filters: Filters) -> None:
    """A table with a column per organization; figures of few papers are grey."""
    columns = {
        linked(name, filters.by, name): {label: f":gray[{cell}]" if few else cell for label, cell in cells.items()}
        for name, (few, cells) in key_figures(read, filters, names).items()
    }
    st.caption(f"{safe(known_words(read, filters))}; 95% intervals in brackets; grey below {SMALL} papers.")
    st.table(pd.DataFrame(columns))
    spans = read(windows, everyone(filters.selection), filters.period)
    if spans and len(read(organization_changes, everyone(filters.selection), filters.period, by=filters.by)):
        st.caption(f"Change of the share: {window_words(spans)}.")


def pairs_card(filters: Filters) -> None:
    """How alike each pair is, and how far it overlaps in time and in topics, as a table."""
    frame = pair_facts(read, filters)
    pairs = zip(frame["organization"], frame["other"], strict=True)
    together = frame["first_both"] <= frame["last_both"]
    shown = pd.DataFrame(
        {
            "Pair": [f"{one} and {other}" for one, other in pairs],
            "Differ by": [
                with_span(row["divergence"], row["low"], row["high"], 2) for row in frame.to_dict("records")
            ],
            "Both seen": [
                f"{day(first)} to {day(last)}" if both else "never at the same time"
                for first, last, both in zip(frame["first_both"], frame["last_both"], together, strict=True)
            ],
            f"{filters.period.capitalize()}s with papers of both": [
                f"{both} of {either}"
                for both, either in zip(frame["n_periods_both"], frame["n_periods_either"], strict=True)
            ],
            "Topics of both": [
                f"{both} of {either}"
                for both, either in zip(frame["n_topics_both"], frame["n_topics_either"], strict=True)
            ],
        }
    )  # fmt: skip
    st.dataframe(shown, hide_index=True, key="pairs")
