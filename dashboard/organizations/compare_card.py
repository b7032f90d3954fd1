"""Organizations side by side: who is compared, and their key figures, pairs and papers."""

from __future__ import annotations

from typing import cast

import pandas as pd
import streamlit as st

from dashboard.mart import read
from dashboard.take_away import table_downloads
from pipelines.charts.mix import SMALL
from pipelines.mart.tables.movers import windows
from pipelines.mart.tables.organization_profile import organization_changes
from pipelines.mart.tables.organizations import everyone, organizations
from pipelines.views.compare import compared_profiles, key_figures, pair_facts
from pipelines.views.compare_words import LEAST, MOST, compared
from pipelines.views.filters import Filters
from pipelines.views.links import SHOWN, cell, linked
from pipelines.views.organization_words import known_words, with_span
from pipelines.views.sentences import window_words
from pipelines.views.words import count, day, safe


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
        linked(name, filters.by, name): {label: f":gray[{told}]" if few else told for label, told in cells.items()}
        for name, (few, cells) in key_figures(read, filters, names).items()
    }
    st.caption(f"{safe(known_words(read, filters))}; 95% intervals in brackets; grey below {SMALL} papers.")
    st.table(pd.DataFrame(columns))
    spans = read(windows, everyone(filters.selection), filters.period)
    if spans and len(read(organization_changes, everyone(filters.selection), filters.period, by=filters.by)):
        st.caption(f"Change of the share: {window_words(spans)}.")
    profiles = compared_profiles(read, filters, names)
    n = count(profiles["n_papers"].sum(), "paper")
    table_downloads(profiles, f"{', '.join(names)} side by side", filters, key="side-by-side", n=n)


def pairs_card(filters: Filters) -> None:
    """How alike each pair is, and how far it overlaps in time and in topics, as a table."""
    frame = pair_facts(read, filters)
    together = frame["first_both"] <= frame["last_both"]
    shown = pd.DataFrame(
        {
            "One": [cell(one, filters.by, one) for one in frame["organization"]],
            "Other": [cell(other, filters.by, other) for other in frame["other"]],
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
    links = {side: st.column_config.LinkColumn(side, display_text=SHOWN) for side in ("One", "Other")}
    st.dataframe(shown, hide_index=True, column_config=links, key="pairs")
    table_downloads(
        frame, f"Pairs of {filters.by}s: how alike they are", filters, key="pairs-of", n=count(len(frame), "pair")
    )
