"""Which organizations are compared, and in one sentence where they differ."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipelines.charts.chance import SURE, chance
from pipelines.charts.mix import SMALL
from pipelines.mart.tables.organizations import everyone, organization_sizes
from pipelines.views.filters import Filters
from pipelines.views.organization_words import listed
from pipelines.views.view import Reader
from pipelines.views.words import percent

NEAR = 0.2  # q-value above which nothing is worth naming as the closest to a difference
LEAST, MOST, DEFAULT = 2, 6, 3  # organizations side by side; those shown when the reader chose none


def compared(read: Reader, filters: Filters, asked: Sequence[str] = ()) -> tuple[str, ...]:
    """Those asked for, else those of the filters, else the most active; the most active fill up what is too short."""
    wanted = [*asked] or list(filters.organizations[:MOST])
    active = read(organization_sizes, everyone(filters.selection), by=filters.by)["organization"].to_list()
    others = [name for name in active if name not in wanted]
    n = DEFAULT if not wanted else max(LEAST, len(wanted))
    return tuple([*wanted, *others][:n])


def lead_words(frame: pd.DataFrame, names: tuple[str, ...], filters: Filters, attention: str) -> str:
    """Whether themes and attention of organizations differ, and whose papers are too few to show it.

    Parameters
    ----------
    frame : the rows of `differences`
    attention : from `attention_words`
    """
    few = tuple(name for name in names if frame.loc[frame["organization"] == name, "total"].max() < SMALL)
    little = f"Fewer than {SMALL} papers: {listed(few)}. Little can be shown of so few." if few else ""
    return " ".join(filter(None, [difference_lead(frame, names, filters), attention, little]))


def difference_lead(frame: pd.DataFrame, names: tuple[str, ...], filters: Filters) -> str:
    """Where organizations differ most clearly, or that they do not, in words.

    Parameters
    ----------
    frame : the rows of `differences`
    """
    if frame.empty:
        return f"{listed(names)} carry no theme that could be compared."
    first = frame[frame["theme"] == frame["theme"].iloc[0]].sort_values("share_pct", kind="stable")
    low, high = first.iloc[0], first.iloc[-1]
    theme, q_value = filters.theme_names[high["theme"]], chance(high["q_value"], "q")
    most, least = percent(high["share_pct"]), percent(low["share_pct"])
    shares = f"{most} of the papers of {high['organization']}, {least} of those of {low['organization']} ({q_value})"
    if high["q_value"] >= SURE:
        near = high["q_value"] <= NEAR and frame["total"].min() >= SMALL
        closest = f" {theme} comes closest: {shares}." if near else ""
        return f"No theme's share is shown to differ between {listed(names)}.{closest}"
    n_sure = frame.loc[frame["q_value"] < SURE, "theme"].nunique()
    rest = f"Themes that differ by more than chance: {n_sure} of {frame['theme'].nunique()}."
    if len(names) == LEAST:
        pair = f"{high['organization']} and {low['organization']}"
        return f"{pair} differ most clearly in {theme}: {most} against {least} of their papers ({q_value}). {rest}"
    return f"These {len(names)} {filters.by}s differ most clearly in {theme}: {shares}. {rest}"


def attention_words(frame: pd.DataFrame) -> str:
    """Whether the attention of organizations differs; of the rows of `attention_differences`."""
    p_value = frame["p_value"].iloc[0] if len(frame) else float("nan")
    if pd.isna(p_value):
        return "Too few upvotes are known to compare attention."
    verdict = "differs by more than chance" if p_value < SURE else "is not shown to differ"
    return f"Their attention {verdict} (Kruskal-Wallis, {chance(p_value, 'p')})."
