"""What is new since a day: against the papers themselves, and at the edges of the data."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.movers import FEW, momentum, organization_momentum, topic_momentum
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.terms import emerging_terms, term_bursts, theme_bursts
from pipelines.mart.tables.what_changed import (
    SILENT_DAYS,
    data_end,
    new_bursts,
    new_movers,
    newly_active,
    newly_emerging,
    stretch_since,
    topic_news,
)
from pipelines.trends import newness

SINCE = date(2025, 9, 1)
BEFORE = Selection(until=SINCE - timedelta(days=1))


def day_of(frame: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    return frame["listed_on"].fillna(frame["published_on"])


def test_a_stretch_counts_the_papers_of_its_days(demo: Snapshot) -> None:
    every = papers(demo)
    new = every[day_of(every) >= pd.Timestamp(SINCE)]
    seen = stretch_since(demo, SINCE)
    assert seen.until == data_end(demo) == date(2026, 3, 18)
    assert (seen.n_papers, seen.n_before) == (len(new), len(every) - len(new))
    assert (seen.n_known, seen.n_immature) == (new["organization"].count(), new["immature"].eq(True).sum())
    assert seen.n_fetched == day_of(new).nunique()
    assert len(papers(demo, seen.papers)) == len(new)
    assert seen.last_before == pd.Timestamp("2025-08-31")
    assert seen.last_now == pd.Timestamp("2026-03-15")
    assert seen.periods_ended


def test_filters_and_a_last_day_narrow_it(demo: Snapshot) -> None:
    chosen = Selection(until=date(2025, 9, 30), themes=("agents",))
    every = papers(demo, chosen)
    seen = stretch_since(demo, SINCE, chosen, "month")
    assert seen.until == chosen.until
    assert seen.n_papers == (day_of(every) >= pd.Timestamp(SINCE)).sum()
    assert (seen.last_before, seen.last_now) == (pd.Timestamp("2025-08-31"), pd.Timestamp("2025-09-30"))


def test_new_movers_are_sure_now_and_were_not(demo: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newness, "SURE", 0.9)  # the synthetic papers are too few for a change that is sure
    found = new_movers(demo, SINCE, period="month")
    tables = {
        "theme": lambda chosen: momentum(demo, chosen, "month", least=FEW).rename(columns={"theme": "key"}),
        "topic": lambda chosen: topic_momentum(demo, chosen, "month").rename(columns={"topic_id": "key"}),
        "organization": lambda chosen: organization_momentum(demo, chosen, "month").rename(
            columns={"organization": "key"}
        ),
    }
    for kind, table in tables.items():
        now, then = table(ANY), table(BEFORE)
        was = {(str(row.key), row.z > 0) for row in then.itertuples() if row.q_value < 0.9}
        sure = {(str(row.key), row.z > 0) for row in now.itertuples() if row.q_value < 0.9}
        own = found[found["kind"] == kind]
        assert set(zip(own["key"], own["rising"], strict=True)) == sure - was, kind
    assert {"theme", "topic"} <= set(found["kind"])
    assert found["name"].notna().all()


def test_new_bursts_go_on_now_or_did_then(demo: Snapshot) -> None:
    found = new_bursts(demo, SINCE, period="month")
    last, last_then = pd.Timestamp("2026-02-28"), pd.Timestamp("2025-08-31")
    for kind, table in {"theme": theme_bursts, "term": term_bursts}.items():
        now, then = (table(demo, chosen, "month") for chosen in (ANY, BEFORE))
        own = found[found["kind"] == kind].set_index("event")["name"]
        on, was = set(now.loc[now["end"] == last, "name"]), set(then.loc[then["end"] == last_then, "name"])
        assert {*own.get(["began"], own.iloc[:0]), *own[own.index == "resumed"]} <= on - was
        assert set(own[own.index == "ended"]) <= was - on
        assert set(own[own.index == "passed"]).isdisjoint(on)
    assert set(found["event"]) >= {"began"}


def test_newly_emerging_phrases_did_not_emerge_before(demo: Snapshot) -> None:
    now, then = (set(emerging_terms(demo, chosen, "month")["term"]) for chosen in (ANY, BEFORE))
    assert set(newly_emerging(demo, SINCE, period="month")["term"]) == now - then
    assert newly_emerging(demo, date(2024, 3, 1), period="month").empty  # two months: too few to tell


@pytest.mark.parametrize("by", ["organization", "parent"])
def test_newly_active_organizations_were_silent_or_unknown(demo: Snapshot, by: str) -> None:
    days = demo.query(f"select {by} as name, day from papers where {by} is not null and day is not null")
    expected = {}
    for name, own in days.groupby("name")["day"]:
        new, old = own[own >= pd.Timestamp(SINCE)], own[own < pd.Timestamp(SINCE)]
        if len(new) and (old.empty or (new.min() - old.max()).days >= SILENT_DAYS):
            expected[name] = len(new)
    found = newly_active(demo, SINCE, by=by)  # type: ignore[arg-type]
    assert dict(zip(found["organization"], found["n_papers"], strict=True)) == expected
    assert found["n_papers"].is_monotonic_decreasing


def test_an_organization_is_new_once_and_after_half_a_year(small: Snapshot) -> None:
    found = newly_active(small, date(2025, 10, 31))
    assert found["organization"].to_list() == ["Tolvane"]
    assert found["last_before"].to_list() == [pd.Timestamp("2019-05-04")]
    assert newly_active(small, date(2025, 12, 1)).empty  # Tolvane published a month before
    assert newly_active(small, date(2019, 5, 4)).empty  # nobody is known to have been silent before


def test_topics_with_their_first_papers_and_what_builds_did(small: Snapshot, tmp_path: Path) -> None:
    assert topic_news(small, date(2025, 10, 1))["kind"].to_list() == ["first papers"]
    assert topic_news(small, date(2025, 10, 2)).empty
    assert topic_news(small, date(2018, 1, 1)).empty  # all of the data is new: no topic is newer than the rest
    path = tmp_path / "events.1.duckdb"
    shutil.copy(small.path, path)
    with duckdb.connect(str(path)) as connection:
        for kind in ("born", "renamed"):
            event = "insert into topic_events (number, kind, topic_id, label, n_papers) values (1, ?, 1, 'tools', 3)"
            connection.execute(event, [kind])
    told = replace(small, path=path)
    assert topic_news(told, date(2025, 12, 1))["kind"].to_list() == ["born"]
    assert topic_news(told, date(2025, 12, 3)).empty
    assert topic_news(told, date(2025, 10, 2), Selection(until=date(2025, 11, 1))).empty  # the build came later
    assert topic_news(told, date(2025, 12, 1), Selection(themes=("code",))).empty  # its only paper is of another


TABLES = (new_movers, new_bursts, newly_emerging, topic_news, newly_active)


@pytest.mark.parametrize("since", [date(2031, 1, 1), date(1999, 1, 1), date(2025, 11, 15)])
def test_where_there_is_nothing_to_tell_nothing_is(small: Snapshot, since: date) -> None:
    assert stretch_since(small, since).n_papers == {2031: 0, 1999: 10, 2025: 1}[since.year]
    assert all(table(small, since).empty for table in TABLES)


def test_filters_that_no_paper_matches_leave_the_columns(small: Snapshot, demo: Snapshot) -> None:
    nothing = Selection(text="zzqx")
    assert stretch_since(demo, SINCE, nothing).n_papers == 0
    for table in TABLES:
        frame = table(demo, SINCE, nothing)
        assert frame.empty
        assert list(frame) == list(table(small, date(2031, 1, 1)))
