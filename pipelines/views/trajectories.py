"""How upvotes grow with a paper's age, and where a paper stands among those as old."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd

from pipelines.charts.look import Caption, Look, shortened
from pipelines.charts.trajectories import trajectories
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.trajectories import upvote_trajectories
from pipelines.trends.trajectories import HalfTime, age_curve, half_times, typical_half_time
from pipelines.views.filters import Filters
from pipelines.views.links import Kind
from pipelines.views.source import source_line
from pipelines.views.view import Reader, View
from pipelines.views.words import count, joined


def trajectories_lead(read: Reader, filters: Filters) -> str:
    """How long the typical paper takes to half of its upvotes, in words."""
    half = read(half_time, filters.selection)
    if not half.n_papers:
        return "How upvotes grow after the listing: no paper was seen early and again after 14 days."
    least = "at most " if half.at_most else ""
    spread = f" (95%: {half.low:,.0f} to {half.high:,.0f})" if pd.notna(half.low) else ""
    return (
        f"The typical paper has half of its final upvotes {least}{half.hours:,.0f} hours after 00:00 UTC of its "
        f"listing day{spread}; {count(half.n_papers, 'paper')} seen again after 14 days or later."
    )


def trajectories_view(read: Reader, filters: Filters, look: Look, paper: str | None = None) -> View | None:
    """The median paper by age, and a paper against it; None where at no age five papers were looked at.

    Parameters
    ----------
    paper : its id; one of the papers that the filters leave
    """
    looks = read(upvote_trajectories, filters.selection)
    curve = age_curve(looks)
    if curve.empty:
        return None
    own = looks[looks["paper_id"] == paper]
    name = _title(read, filters, paper) if paper is not None and len(own) else ""
    n = count(looks["paper_id"].nunique(), "paper")
    against = f"against: {shortened(name, 70)}" if name else "band: from the lower to the upper quartile"
    title = "Upvotes by a paper's age"
    figure = trajectories(
        curve, paper=own, title=name, look=look,
        caption=Caption(title, joined(filters.words(), f"n = {n}", against), source_line(read)),
    )  # fmt: skip
    links: dict[str, tuple[Kind, Hashable]] = {name: ("paper", paper)} if name else {}
    summary = f"{title}. {trajectories_lead(read, filters)}"
    return View("trajectories", title, figure, curve, summary, against if name else "", n, links=links)


def half_time(snapshot: Snapshot, selection: Selection) -> HalfTime:
    """How long the papers of a selection take to half of their final upvotes; see `typical_half_time`."""
    return typical_half_time(half_times(upvote_trajectories(snapshot, selection)))


def _title(read: Reader, filters: Filters, paper: str) -> str:
    known = read(papers, filters.selection, order="newest")
    return str(known.loc[known["paper_id"] == paper, "title"].iloc[0])
