"""What is new in the data since a day, against how it stood on the day before.

How it stood: the papers of the days before, with the tags, topics and upvotes that they have today.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from pipelines.mart.selection import CHOSEN, Grouping, Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.movers import FEW, WINDOW, momentum, organization_momentum, topic_momentum
from pipelines.mart.tables.organizations import KNOWN, known_papers
from pipelines.mart.tables.papers import about, headline
from pipelines.mart.tables.periods import ANY, periods
from pipelines.mart.tables.terms import emerging_terms, term_bursts, theme_bursts
from pipelines.mart.tables.themes import themes
from pipelines.mart.tables.topics import topic_events
from pipelines.trends.newness import burst_changes, newly_sure
from pipelines.trends.periods import PeriodName

SILENT_DAYS = 183  # without a paper, after which an organization is newly active again

_DAYS_FETCHED = "select count(distinct day) as n from days where day between $since::date and $until::date"
_IDEAS = "select term as name, any_value(idea) as idea from terms group by term"
_ACTIVE = """
, spans as (
    select organization, any_value(parent) as parent, count(*) filter (day >= $first::date) as n_papers,
        min(day) filter (day >= $first::date) as first_day, max(day) filter (day < $first::date) as last_before
    from known where day is not null group by organization
)
select * from spans
where n_papers > 0 and (last_before is null or date_diff('day', last_before, first_day) >= $silent)
order by n_papers desc, last_before is not null, organization
"""
_FIRST_PAPERS = """
select topic_id, topic as label, min(day) as first_day, count(*) as n_papers
from chosen where day is not null and topic_id is not null
group by topic_id, topic having min(day) >= $first::date
order by n_papers desc, topic_id
"""
_TOPICS_CHOSEN = "select distinct topic_id from chosen where topic_id is not null"


@dataclass(frozen=True)
class Stretch:
    """The days since one, and what the data holds of them; `papers` selects their papers."""

    since: date
    until: date | None  # last day of the data, or the day asked for where that is earlier; None without any
    begins: date | None  # first day of the data
    papers: Selection
    n_papers: int
    n_fetched: int  # listing days
    n_known: int  # papers with a known organization
    n_upvotes: int  # papers with known upvotes
    n_immature: int  # papers whose upvotes have not settled
    n_before: int  # papers of all days before
    last_before: pd.Timestamp | None  # end of the last period that was complete before these days
    last_now: pd.Timestamp | None  # end of the last complete period

    @property
    def periods_ended(self) -> bool:
        """Whether a period became complete in these days, so that there is something new to compare."""
        return self.last_before is not None and self.last_now is not None and self.last_now > self.last_before


def data_end(snapshot: Snapshot) -> date | None:
    """The last day that was fetched or holds a paper; None where no day is known."""
    ends = about(snapshot)[["last_fetched", "last_day"]].dropna()
    return ends.max().date() if len(ends) else None


def stretch_since(snapshot: Snapshot, since: date, selection: Selection = ANY, period: PeriodName = "week") -> Stretch:
    """The stretch from a day to the data's end, or to the selection's last day; any day will do."""
    begins, last = about(snapshot)["first_day"], data_end(snapshot)
    until = min(last, selection.until) if last and selection.until else last
    inside = replace(selection, since=max(since, selection.since or since), until=until or selection.until)
    seen = headline(snapshot, inside)
    days = {"since": since, "until": until}
    return Stretch(
        since=since,
        until=until,
        begins=None if pd.isna(begins) else begins.date(),
        papers=inside,
        n_papers=int(seen["n_papers"]),
        n_fetched=int(snapshot.query(_DAYS_FETCHED, days)["n"].iloc[0]),
        n_known=int(seen["n_known"]),
        n_upvotes=int(seen["n_upvotes"]),
        n_immature=int(seen["n_immature"]),
        n_before=int(headline(snapshot, _before(selection, since))["n_papers"]),
        last_before=_last_complete(snapshot, _before(selection, since), period),
        last_now=_last_complete(snapshot, selection, period),
    )


def new_movers(
    snapshot: Snapshot,
    since: date,
    selection: Selection = ANY,
    period: PeriodName = "week",
    *,
    by: Grouping = "organization",
) -> pd.DataFrame:
    """Themes, topics and organizations that rise or fall by more than noise now and did not on the day before.

    Between the last `WINDOW` complete periods and as many before; see `newly_sure`. The selection's themes and
    organizations say which rows to give.

    Returns
    -------
    kind (theme, topic, organization), key (id, as text, or name), name, the columns of `theme_momentum` from n_before
    on, q_before, rising.
    """
    parts = []
    named = themes(snapshot).set_index("theme")["name"]
    for kind, column in {"theme": "theme", "topic": "topic_id", "organization": "organization"}.items():
        now, then = (_momentum(kind, snapshot, chosen, period, by) for chosen in (selection, _before(selection, since)))
        frame = newly_sure(now, then, column)
        key = frame[column].astype("object")
        names = {"theme": key.map(named), "topic": frame.get("label"), "organization": key}[kind]
        frame = frame.drop(columns=[column, "label"], errors="ignore")
        frame.insert(0, "kind", pd.Series(kind, frame.index, dtype="object"))
        frame.insert(1, "key", key.map(str))
        frame.insert(2, "name", names)
        parts.append(frame.astype({"key": "object", "name": "object"}))
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _momentum(kind: str, snapshot: Snapshot, selection: Selection, period: PeriodName, by: Grouping) -> pd.DataFrame:
    if kind == "theme":
        return momentum(snapshot, selection, period, least=FEW)
    if kind == "topic":
        return topic_momentum(snapshot, selection, period)
    return organization_momentum(snapshot, selection, period, by=by)


def new_bursts(
    snapshot: Snapshot, since: date, selection: Selection = ANY, period: PeriodName = "week"
) -> pd.DataFrame:
    """Bursts of themes and terms that began or ended since a day: columns of `bursts`, idea, and event; see
    `burst_changes`."""
    before = _before(selection, since)
    now_last, then_last = (_last_complete(snapshot, chosen, period) for chosen in (selection, before))
    ideas = snapshot.query(_IDEAS).set_index("name")["idea"]
    parts = []
    for table in (theme_bursts, term_bursts):
        looks = [table(snapshot, chosen, period) for chosen in (selection, before)]
        now, then = (
            look.assign(idea=look["name"].map(ideas).fillna(look["name"]) if table is term_bursts else look["name"])
            for look in looks
        )
        parts.append(burst_changes(now, then, now_last=now_last, then_last=then_last, by="idea"))
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def newly_emerging(
    snapshot: Snapshot, since: date, selection: Selection = ANY, period: PeriodName = "week"
) -> pd.DataFrame:
    """The phrases that emerge now and did not on the day before: columns of `emerging_terms`, highest score first.

    None where too few periods were complete then to tell.
    """
    now, before = emerging_terms(snapshot, selection, period), _before(selection, since)
    known = periods(snapshot, before, period)
    if int(known["complete"].sum()) <= WINDOW[period]:
        return now.iloc[:0]
    ideas = snapshot.query(_IDEAS).set_index("name")["idea"]
    then = emerging_terms(snapshot, before, period)
    return now[~now["term"].map(ideas).isin(then["term"].map(ideas))].reset_index(drop=True)


def topic_news(snapshot: Snapshot, since: date, selection: Selection = ANY) -> pd.DataFrame:
    """What became of topics in the builds since a day, and topics whose first papers are of these days.

    Returns
    -------
    kind (born, split, merged, ended, first papers), topic_id, label, other_label (split from, or merged into),
    n_papers, on (day of the build, or of the first paper). Where more than dates is chosen, of topics with chosen
    papers only.
    """
    held, inside = about(snapshot), replace(selection, since=None)
    events = topic_events(snapshot)
    events = events[(events["kind"] != "renamed") & (events["built_at"] >= pd.Timestamp(since))]
    if selection.until and selection.until < held["last_day"].date():  # else a build of today tells of these days
        events = events[events["built_at"] < pd.Timestamp(selection.until) + timedelta(days=1)]
    if replace(inside, until=None) != ANY:
        events = events[
            events["topic_id"].isin(snapshot.query(CHOSEN + _TOPICS_CHOSEN, inside.parameters())["topic_id"])
        ]
    columns = ["kind", "topic_id", "label", "other_label", "n_papers", "on"]
    frame = events.assign(on=events["built_at"].dt.normalize())[columns]
    if pd.isna(held["first_day"]) or held["first_day"].date() >= since:
        return frame.reset_index(drop=True)
    firsts = snapshot.query(CHOSEN + _FIRST_PAPERS, {**inside.parameters(), "first": since})
    firsts = firsts.assign(kind="first papers", other_label=None, on=firsts["first_day"])[columns]
    return pd.concat([part for part in (frame, firsts) if len(part)] or [frame], ignore_index=True)


def newly_active(
    snapshot: Snapshot, since: date, selection: Selection = ANY, *, by: Grouping = "organization"
) -> pd.DataFrame:
    """Organizations with their first paper in the data since a day, or their first after `SILENT_DAYS`.

    Only as far back as the source names organizations (see `known_papers`): one that published before is not known to
    have. None when that is no earlier than the day itself.

    Returns
    -------
    organization, parent, n_papers (since the day), first_day, last_before (absent for a first paper); most papers
    first.
    """
    everything = replace(selection, since=None)
    known = known_papers(snapshot, everything)["since"]
    begins = since if pd.notna(known) and known.date() < since else date.max
    return snapshot.query(KNOWN[by] + _ACTIVE, {**everything.parameters(), "first": begins, "silent": SILENT_DAYS})


def _before(selection: Selection, since: date) -> Selection:
    """The selection as it stood on the day before."""
    last = since - timedelta(days=1)
    return replace(selection, until=min(last, selection.until) if selection.until else last)


def _last_complete(snapshot: Snapshot, selection: Selection, period: PeriodName) -> pd.Timestamp | None:
    known = periods(snapshot, selection, period)
    ends = known.loc[known["complete"], "period_end"]
    return None if ends.empty else pd.Timestamp(ends.max())
