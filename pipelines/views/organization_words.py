"""Organizations in words: what is known of them, who leads, and what changed."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import pandas as pd

from pipelines.charts.chance import SURE, chance
from pipelines.charts.mix import SMALL
from pipelines.mart.tables.organizations import everyone, known_papers
from pipelines.views.filters import Filters
from pipelines.views.links import Kind
from pipelines.views.view import Reader
from pipelines.views.words import count, day, percent

ORGANIZATION_NOTES = (
    "One organization a paper, as the source names it and the list of organizations puts handles together; Daily "
    "Papers names none before October 2025, which is absent, not zero. Papers without a known organization are never "
    "ranked or listed.",
    f"With fewer than {SMALL} papers a figure says little: it is grey, pale, or marked “few”. Equally many papers "
    "share a rank; its interval says between which places the organization may as well stand. Breadth is the effective "
    "number of themes. A specialisation is shrunk towards 1, the more so the fewer the papers.",
)


def known_words(read: Reader, filters: Filters) -> str:
    """What every number of organizations is of: of 1,382 papers with a known organization, 56% of all since 3 Oct."""
    known = read(known_papers, everyone(filters.selection))
    n, total = known["n_papers"], known["total"]
    if not n:
        return "no organization is known"
    from_then = f" since {day(known['since'])}" if known["n_before"] else ""
    papers = f"{count(n, 'paper')} with a known organization{but_words(filters)}"
    return f"of {papers}, {percent(100 * n / total)} of all{from_then}"


def but_words(filters: Filters) -> str:
    """Who is left out, for ranks and shares are of what is left: " other than Google or NVIDIA"; empty with nobody."""
    left_out = filters.without_organizations
    return f" other than {listed(left_out, 'or')}" if left_out else ""


def coverage_words(read: Reader, filters: Filters) -> str:
    """How much is known of organizations, and since when: the figures of `known_words` in full."""
    known = read(known_papers, everyone(filters.selection))
    n, total = known["n_papers"], known["total"]
    if not n:
        return "none of these papers has one"
    before = "; none named before" if known["n_before"] else ""
    return f"{percent(100 * n / total)} of the papers since {day(known['since'])} ({n:,} of {total:,}){before}"


def known_since(read: Reader) -> str:
    """What to do where no organization is known, in one sentence."""
    since = read(known_papers)["since"]
    if pd.isna(since):
        return "No source names an organization for any paper of this data."
    return f"Organizations are known since {day(since)}: widen the dates or the filters."


def span_words(low: Any, high: Any, decimals: int = 0) -> str:
    """An interval: 2.7 to 4.7; a dash when absent."""
    return "–" if pd.isna(low) or pd.isna(high) else f"{low:,.{decimals}f} to {high:,.{decimals}f}"


def with_span(value: Any, low: Any, high: Any, decimals: int = 0, unit: str = "") -> str:
    """A value with its interval: 3.5% (2.7 to 4.7); a dash when absent."""
    if pd.isna(value):
        return "–"
    interval = "" if pd.isna(low) else f" ({span_words(low, high, decimals)})"
    return f"{value:,.{decimals}f}{unit}{interval}"


def differs_words(row: dict[Any, Any]) -> str:
    """How far apart two theme mixes are: differs by 0.12 (0.05 to 0.19); a row of `alike`."""
    if not shows_difference(row):
        return f"no difference seen (up to {row['high']:.2f})"
    return f"differs by {with_span(row['divergence'], row['low'], row['high'], 2)}"


def shows_difference(row: dict[Any, Any]) -> bool:
    """Whether the divergence of a row of `alike` is more than 0.00 when written."""
    return bool(row["divergence"] >= 0.005)


def median_words(value: Any) -> str:
    """A median, which may lie half-way: 4.5, 9; a dash when absent."""
    return "–" if pd.isna(value) else f"{value:,.1f}".removesuffix(".0")


def points_words(row: dict[Any, Any]) -> str:
    """A change of a share with its interval and q: +1.2 points (-0.6 to 2.8), q = 0.565; a row with `change_pp`."""
    sign = "+" if row["change_pp"] > 0 else ""
    points = with_span(row["change_pp"], row["change_low_pp"], row["change_high_pp"], 1, " points")
    return f"{sign}{points}, {chance(row['q_value'], 'q')}".replace("-", "−")


def activity_lead(profile: pd.DataFrame, filters: Filters) -> str:
    """Who has most papers, and who comes next, in words."""
    if profile.empty:
        return "The source names no organization for these papers: absent, not zero."
    first, others = profile.iloc[0], profile.iloc[1:4].to_dict("records")
    share = with_span(first["share_pct"], first["share_low_pct"], first["share_high_pct"], 1, "%")
    among = " of those chosen" if filters.organizations else ""
    verb = f"has most papers{among}" if others else "has"
    papers = (
        f"{first['n_papers']:,} of {count(first['known_total'], 'paper')} with a known organization{but_words(filters)}"
    )
    after = ", ".join(f"{row['organization']} {row['n_papers']:,}" for row in others)
    return f"{first['organization']} {verb}: {papers}, {share}." + (f" Next: {after}." if after else "")


def change_words(row: dict[Any, Any]) -> str:
    """How an organization's share of papers changed, in words; a row of `organization_changes`."""
    ranks = ""
    if pd.notna(row["rank_before"]) and pd.notna(row["rank_now"]):
        ranks = f"; rank {row['rank_now']:.0f}, before {row['rank_before']:.0f}"
    return f"Papers with a known organization: {_moved(row)}{ranks}"


def theme_change_words(row: dict[Any, Any], theme: str) -> str:
    """How the share of a theme in an organization's papers changed; a row of `organization_theme_changes`."""
    return f"{theme}: {_moved(row)}"


def _moved(row: dict[Any, Any]) -> str:
    noise = "" if row["q_value"] < SURE else ", may be noise"
    shares = f"{percent(row['share_before_pct'], 1)} to {percent(row['share_now_pct'], 1)}"
    return f"{shares} ({row['n_before']:,} to {count(row['n_now'], 'paper')}), {points_words(row)}{noise}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """A, B and C."""
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def named_spans(rows: Iterable[dict[Any, Any]], value: str, low: str, high: str) -> str:
    """Values of organizations with their intervals and n: Google 58 (54 to 62; n = 74), Tencent 51 (49 to 53; n = 80).

    Parameters
    ----------
    value, low, high : what the columns are called
    """
    return ", ".join(
        f"{row['organization']} {row[value]:,.0f} ({span_words(row[low], row[high])}; n = {row['n_papers']:,})"
        for row in rows
    )


def links_to(filters: Filters, names: Iterable[str], themes: Iterable[str] = ()) -> dict[str, tuple[Kind, Hashable]]:
    """The pages of organizations, or parents, and of themes, by the names that a chart shows."""
    links: dict[str, tuple[Kind, Hashable]] = {name: (filters.by, name) for name in names}
    return links | {filters.theme_names[theme]: ("theme", theme) for theme in themes}
