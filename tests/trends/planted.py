"""Papers drawn as the demo plan asks, without their text: planted truths for whoever looks for them.

The papers of a seed are those of `DemoSource(seed)`: same days, themes and organizations, 0.25 s for 6,000 of them.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import groupby

import numpy as np
import pandas as pd

from pipelines.sources.demo_plan import DemoPlan, OrganizationDraw, ThemeDraw, Vector
from pipelines.trends.frequency import share_by_period
from pipelines.trends.periods import PeriodName, calendar, period_starts

PLAN = DemoPlan()
SEEDS = range(50)
FETCHED = pd.Series(pd.to_datetime(PLAN.weekdays))


@cache
def _weeks() -> dict[pd.Timestamp, tuple[ThemeDraw, Vector]]:
    """The week's draw of themes and its planned shares, by each of its fetched weekdays."""
    held = {}
    for _, days in groupby(PLAN.weekdays, key=lambda day: day.isocalendar()[:2]):
        week = list(days)
        shares = PLAN.shares_on(week[0])  # as DemoSource: one share for the week
        held |= dict.fromkeys(pd.to_datetime(week), (ThemeDraw(PLAN, shares), shares))
    return held


@cache
def planted_papers(seed: int, n_papers: int = 6000) -> pd.DataFrame:
    """The papers of one seed; shared between tests, so never change it.

    Returns
    -------
    One row per paper in order of time: day (Timestamp), themes (list of ids), organization (handle; None for the
    papers whose organization the plan leaves unknown: all before `PLAN.known_from`, and some later ones).
    """
    counts = PLAN.listing_counts(n_papers, random.Random(f"{seed}:calendar"))
    chance, known = random.Random(f"{seed}:themes"), random.Random(f"{seed}:known")
    organizations, known_share = OrganizationDraw(PLAN), PLAN.settings["organizations"]["known_share"]
    rows = []
    for day, n in counts.items():
        draw, shares = _weeks()[pd.Timestamp(day)]
        for _ in range(n):
            themes = draw.draw(chance)
            handle = organizations.draw(themes, shares, chance)
            told = day >= PLAN.known_from and known.random() < known_share
            rows.append((day, themes, handle if told else None))
    frame = pd.DataFrame(rows, columns=["day", "themes", "organization"])
    return frame.assign(day=pd.to_datetime(frame["day"]))


@cache
def theme_counts(seed: int, period: PeriodName = "month") -> pd.DataFrame:
    """The themes of one seed's papers over time, columns of `share_by_period`; never change it."""
    papers = planted_papers(seed)
    starts = period_starts(papers["day"], period)
    totals = starts.value_counts().rename_axis("period_start").reset_index(name="total")
    pairs = papers.assign(period_start=starts).explode("themes").rename(columns={"themes": "theme"})
    counts = pairs.groupby(["period_start", "theme"], as_index=False).size().rename(columns={"size": "n_papers"})
    periods = calendar(papers["day"], FETCHED, period)
    return share_by_period(counts, totals, periods, PLAN.themes, name="theme")


def planned_shares_pct(first: pd.Timestamp, last: pd.Timestamp) -> pd.Series[float]:
    """Mean planned share of each theme from first to last day, in % of papers, every fetched weekday counting alike.

    What the plan implies beside its shares is not in it: `diffusion` follows `diffusion-language`.
    """
    days = FETCHED[FETCHED.between(first, last)]
    return pd.Series(100 * np.mean([_weeks()[day][1] for day in days], axis=0), index=list(PLAN.themes))
