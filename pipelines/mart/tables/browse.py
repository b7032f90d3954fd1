"""Papers as on the page where they are listed: the days there are, and the papers of a list as cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import pandas as pd

from pipelines.mart.selection import CHOSEN, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.periods import ANY
from pipelines.trends.periods import missing_weekdays

Stretch = Literal["day", "week", "month"]
STRETCHES: tuple[str, ...] = get_args(Stretch)
_LENGTH = {"day": pd.DateOffset(days=1), "week": pd.DateOffset(weeks=1), "month": pd.DateOffset(months=1)}
# What the papers of a stretch can be ordered by; ties go by id, so that an order is always the same.
_ORDERS = {
    "upvotes": "upvotes desc nulls last, attention_pct desc nulls last, paper_id",
    "attention": "attention_pct desc nulls last, upvotes desc nulls last, paper_id",
    "time": "day desc nulls last, paper_id desc",
}
BROWSE_ORDERS = tuple(_ORDERS)
_LISTS = {
    name: CHOSEN + f"select paper_id from chosen where listed_on is not null or not $listed order by {order}"
    for name, order in _ORDERS.items()
}
_STARTS = (
    CHOSEN
    + """
select date_trunc($by, day) as start, count(*) as n_papers
from chosen where day is not null
group by start order by start
"""
)
_CARDS = """
select
    papers.paper_id, title, abstract, day, listed_on, published_on, n_listings, organization, n_authors,
    upvotes, upvotes_at, immature, attention_pct, comments, github_stars, themes, topic_id, topic,
    url, github_url, project_url
from (select unnest($ids::varchar[]) as paper_id, generate_subscripts($ids::varchar[], 1) as place) as asked
join papers using (paper_id)
order by place
"""


@dataclass(frozen=True)
class Fetched:
    """What is known of the listing days of a stretch."""

    n_days: int  # listing days that were fetched
    missing: tuple[pd.Timestamp, ...]  # weekdays never fetched, between the first and the last day that was
    capped: tuple[pd.Timestamp, ...]  # the answer was as long as its page limit: papers may be missing
    after: bool  # the stretch begins after the last day fetched


def stretch_of(day: date, by: Stretch) -> tuple[date, date]:
    """First and last day of the day, ISO week or month around a day."""
    start = pd.Timestamp(day).to_period({"day": "D", "week": "W-SUN", "month": "M"}[by]).start_time
    return start.date(), (start + _LENGTH[by] - pd.DateOffset(days=1)).date()


def stretches(snapshot: Snapshot, selection: Selection = ANY, *, by: Stretch = "day") -> pd.DataFrame:
    """The days, weeks or months with papers of the selection, in order: start, n_papers."""
    frame = snapshot.query(_STARTS, selection.parameters() | {"by": by})
    return frame.assign(start=pd.to_datetime(frame["start"]))


def listed_papers(
    snapshot: Snapshot, selection: Selection = ANY, *, order: str = "upvotes", listed: bool = False
) -> list[str]:
    """Ids of the selection's papers.

    Parameters
    ----------
    order : one of `BROWSE_ORDERS`; time is the newest day first
    listed : only those that were on a list; others have the day of their publication
    """
    ids: list[str] = snapshot.query(_LISTS[order], selection.parameters() | {"listed": listed})["paper_id"].to_list()
    return ids


def paper_cards(snapshot: Snapshot, paper_ids: Sequence[str]) -> pd.DataFrame:
    """What a card says of papers, in the order of the ids; those unknown are not in it.

    Returns
    -------
    Columns paper_id, title, abstract, day, listed_on, published_on, n_listings, organization, n_authors, upvotes,
    upvotes_at, immature, attention_pct, comments, github_stars, themes (list, strongest first), topic_id, topic, url,
    github_url, project_url. What a source did not say is absent.
    """
    return snapshot.query(_CARDS, {"ids": list(paper_ids)})


def fetched_days(snapshot: Snapshot, first: date, last: date) -> Fetched:
    """Which listing days from first to last were fetched, whole or cut."""
    days = snapshot.query("select day, bool_or(capped) as capped from days group by day order by day")
    start, end = pd.Timestamp(first), pd.Timestamp(last)
    within = days[days["day"].between(start, end)]
    missing = [one for one in missing_weekdays(days["day"]) if start <= one <= end] if len(days) else []
    return Fetched(
        len(within),
        tuple(missing),
        tuple(within.loc[within["capped"], "day"]),
        bool(len(days) and start > days["day"].max()),
    )
