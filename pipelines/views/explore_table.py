"""The table under the Explore chart: how each line moved, in the measure that is drawn."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.mart.tables.explored import explored_changes, kind_of
from pipelines.mart.tables.explored_measures import explored_bursts
from pipelines.trends.periods import mostly_fetched
from pipelines.views.explore_data import Explored
from pipelines.views.explore_series import Lines
from pipelines.views.explore_words import change_words, end_words, moment, trend_words
from pipelines.views.filters import Filters
from pipelines.views.links import linked
from pipelines.views.organization_words import with_span
from pipelines.views.words import count, safe

_BURSTS_NAMED = 3


def explore_table(shown: Explored, filters: Filters, *, bursts: bool) -> pd.DataFrame:
    """One row per line in words that are Markdown; names lead to the pages that things have.

    Parameters
    ----------
    filters : those of the papers
    """
    rows = _rows(shown, filters, bursts=bursts)
    table = [
        {"Line": _linked(key, shown.lines)} | {head: _kept(cell) for head, cell in row.items()}
        for key, row in rows.items()
    ]
    return pd.DataFrame(table)


def explore_words(shown: Explored, filters: Filters, *, bursts: bool) -> pd.DataFrame:
    """The same rows in plain words, for files."""
    rows = _rows(shown, filters, bursts=bursts)
    return pd.DataFrame([{"Line": shown.lines.names[key]} | row for key, row in rows.items()])


def _rows(shown: Explored, filters: Filters, *, bursts: bool) -> dict[str, dict[str, str]]:
    """For each line what the columns say, in plain words."""
    rows = {"attention": _attention_rows, "rank": _rank_rows}.get(shown.measure, _share_rows)(shown, filters)
    if bursts:
        found = explored_bursts(shown.counts, filters.period).sort_values("start")
        for key, row in rows.items():
            del row["First"]  # for room
            row["Bursts"] = _bursts_words(found[found["series"] == key], filters)
    return rows


def _share_rows(shown: Explored, filters: Filters) -> dict[str, dict[str, str]]:
    changes = explored_changes(shown.counts, filters.period).set_index("series")
    rows = {key: changes.loc[key].to_dict() for key in shown.lines.names if key in changes.index}
    return {
        key: {
            "Papers": count(row["n_papers"]),
            "First": end_words(row, "first", filters),
            "Last": end_words(row, "last", filters),
            "Change, points": change_words(row),
            f"Trend, points a {filters.period}": trend_words(row),
        }
        for key, row in rows.items()
    }


def _attention_rows(shown: Explored, filters: Filters) -> dict[str, dict[str, str]]:
    frame, overall = shown.frame, shown.overall
    done = frame[frame["complete"].astype(bool) & frame["attention_pct"].notna()]
    totals, means = frame.groupby("series")["n_all"].sum(), overall.set_index("series")

    def cell(row: Any) -> str:
        figure = with_span(row["attention_pct"], row["attention_low_pct"], row["attention_high_pct"])
        return f"{figure}, n = {row['n_papers']:,}, {moment(row['period_start'], filters)}"

    rows: dict[str, dict[str, str]] = {}
    for key in shown.lines.names:
        own, mean = done[done["series"] == key].sort_values("period_start"), means.reindex([key]).iloc[0]
        rows[key] = {
            "Papers with known upvotes": f"{0 if pd.isna(mean['n_papers']) else mean['n_papers']:,.0f} of "
            f"{totals.get(key, 0):,.0f}",
            "Attention, all periods": with_span(
                mean["attention_pct"], mean["attention_low_pct"], mean["attention_high_pct"]
            ),
            "First": cell(own.iloc[0]) if len(own) else "–",
            "Last": cell(own.iloc[-1]) if len(own) else "–",
        }
    return rows


def _rank_rows(shown: Explored, filters: Filters) -> dict[str, dict[str, str]]:
    frame = shown.frame
    done = frame[frame["rank"].notna() & frame["complete"].astype(bool) & mostly_fetched(frame)]

    def cell(row: Any) -> str:
        return f"{with_span(row['rank'], row['rank_low'], row['rank_high'])}, {moment(row['period_start'], filters)}"

    rows: dict[str, dict[str, str]] = {}
    for key in shown.lines.names:
        own = done[done["series"] == key].sort_values("period_start", kind="stable")
        if own.empty:
            rows[key] = dict.fromkeys(["Of", "First", "Best", "Last"], "–")
            continue
        n, best = own["n_ranked"].iloc[-1], own.sort_values("rank", kind="stable").iloc[0]
        rows[key] = {
            "Of": count(n, kind_of(key)),
            "First": cell(own.iloc[0]),
            "Best": cell(best),
            "Last": cell(own.iloc[-1]),
        }
    return rows


def _bursts_words(found: pd.DataFrame, filters: Filters) -> str:
    """Dec 2024 (level 1), May 2025 to Aug 2025 (level 2); a dash when there is none."""
    named = []
    for row in found.tail(_BURSTS_NAMED).to_dict("records"):
        first, last = moment(row["start"], filters), moment(row["end"], filters)
        span = first if row["start"] == row["end"] or first == last else f"{first} to {last}"
        named.append(f"{span} (level {row['level']})")
    earlier = f"{len(found) - _BURSTS_NAMED} earlier, " if len(found) > _BURSTS_NAMED else ""
    return earlier + ", ".join(named) if named else "–"


def _linked(key: str, lines: Lines) -> str:
    name = lines.names[key]
    return linked(name, *lines.links[name]) if name in lines.links else safe(name)


def _kept(cell: str) -> str:
    """Text as Markdown, in which spaces keep together what belongs together, but for those after a comma."""
    return ", ".join(part.replace(" ", "\u00a0") for part in safe(cell).split(", "))
