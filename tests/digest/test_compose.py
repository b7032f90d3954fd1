"""What a digest says: its figures are those of the tables, and it is honest where there is nothing to say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipelines.digest.compose import compose
from pipelines.digest.followed import followed
from pipelines.digest.parts import Digest
from pipelines.digest.watch_list import NOTHING, WatchList
from pipelines.mart.build import build
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot, current_snapshot
from pipelines.mart.tables.organizations import organization_activity
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.periods import ANY
from pipelines.mart.tables.themes import theme_frequency
from pipelines.mart.tables.what_changed import new_bursts, newly_active, newly_emerging
from pipelines.records import Batch
from pipelines.store.ingestion import ingest
from pipelines.trends.periods import PeriodName
from pipelines.views.filters import filters_for
from pipelines.views.reading import reader
from tests.store.sources import Given, paper

SINCE = date(2025, 12, 1)
ORGANIZATION = "Tolvane Software Research"


def digest_of(
    snapshot: Snapshot, since: date, watch: WatchList = NOTHING, selection: Selection = ANY,
    period: PeriodName = "month",
) -> Digest:  # fmt: skip
    read = reader(snapshot)
    return compose(read, since, filters_for(read, selection, period), watch)


@pytest.fixture(scope="module")
def told(demo: Snapshot) -> Digest:
    return digest_of(demo, SINCE, WatchList(("agents",), (ORGANIZATION,), ("model*",)))


def test_the_sections_tell_the_tables(demo: Snapshot, told: Digest) -> None:
    sections = {section.heading: section for section in told.sections}
    counts = {
        "Bursts": new_bursts(demo, SINCE, period="month"),
        "Emerging phrases": newly_emerging(demo, SINCE, period="month"),
        "Newly active organizations": newly_active(demo, SINCE),
    }
    for heading, frame in counts.items():
        assert len(sections[heading].entries) + sections[heading].n_more == len(frame), heading
        assert bool(sections[heading].told) == frame.empty
    best = papers(demo, Selection(since=SINCE), order="most upvoted", most=4)
    shown = [entry.key for entry in sections["Best received"].entries]
    assert shown[:4] == [f"paper/{one}" for one in best["paper_id"]]
    assert f"{best['upvotes'].iloc[0]:,.0f} upvotes" in sections["Best received"].entries[0].told


def test_what_is_followed_has_its_figures_and_its_papers(demo: Snapshot, told: Digest) -> None:
    theme, organization, phrase = told.sections[:3]
    rows = theme_frequency(demo, Selection(themes=("agents",)), "month").query("complete").tail(2)
    before, now = rows.to_dict("records")
    assert theme.told.startswith(
        f"{now['share_pct']:.1f}% of papers in February 2026 (95%: {now['share_low_pct']:.1f}%"
    )
    assert f"{now['n_papers']} of {now['total']})" in theme.told
    assert f"{before['share_pct']:.1f}% the month before ({before['n_papers']} of {before['total']})" in theme.told
    rows = organization_activity(demo, Selection(organizations=(ORGANIZATION,)), "month").query("complete")
    assert f"{rows['n_papers'].iloc[-1]} of {rows['known_total'].iloc[-1]})" in organization.told
    assert "of papers with a known organization in" in organization.told
    assert (theme.url, phrase.url) == ("theme?theme=agents", "explore?phrases=model%2A")
    own = papers(demo, Selection(since=SINCE, themes=("agents",)), order="newest")
    assert theme.told.endswith(f" {len(own)} papers since 1 Dec 2025.")
    assert own["paper_id"].iloc[0] in {entry.key.removeprefix("paper/") for entry in theme.entries}
    assert len(theme.entries) + theme.n_more == len(own)
    assert {section.key.split("/")[1] for section in told.sections if section.key} == {
        "theme",
        "organization",
        "phrase",
    }


def test_a_change_has_an_interval_and_a_gap_is_not_compared(small: Snapshot) -> None:
    """Agents are in 2 of 3 papers in September, 3 of 5 in October; November was never fetched."""
    (theme,) = followed(reader(small), WatchList(("agents",)), Selection(until=date(2025, 10, 31)))
    assert (theme.now.n_papers, theme.now.total, theme.before.n_papers, theme.before.total) == (3, 5, 2, 3)  # type: ignore[union-attr]
    assert theme.change_pp == pytest.approx(60 - 200 / 3)
    # Newcombe (1998), method 10, from the Wilson limits 0.2307 to 0.8824 and 0.2077 to 0.9385
    assert theme.change_low_pp == pytest.approx(
        100 * (0.6 - 2 / 3 - ((0.6 - 0.2307) ** 2 + (0.9385 - 2 / 3) ** 2) ** 0.5), abs=0.02
    )
    (theme,) = followed(reader(small), WatchList(("agents",)), period="week")
    assert theme.now is not None
    assert (theme.now.start, theme.now.n_papers, theme.now.total) == (pd.Timestamp("2025-10-27"), 1, 2)
    assert theme.before is None  # the weeks between were never fetched
    assert theme.words().endswith("; the week before is not known.")


def test_the_notes_say_what_the_data_is(told: Digest) -> None:
    notes = " ".join(told.notes)
    assert "Synthetic demo data" in notes
    assert "Data to 18 Mar 2026" in notes
    assert "Daily Papers is a curated list, not all research" in notes
    assert "Organizations are named since" in notes
    assert told.about == f"Agents; {ORGANIZATION}; model*"


@pytest.mark.parametrize(
    ("since", "selection", "lead"),
    [
        (date(2031, 1, 1), Selection(), "Nothing new: the data ends on 18 Mar 2026, before 1 Jan 2031."),
        (SINCE, Selection(text="zzqx"), "Nothing new: no paper from 1 Dec 2025 to 18 Mar 2026."),
    ],
)
def test_where_nothing_is_new_it_says_so(demo: Snapshot, since: date, selection: Selection, lead: str) -> None:
    digest = digest_of(demo, since, WatchList(("agents",)), selection)
    assert digest.lead == lead
    assert digest.entries == tuple(entry for entry in digest.entries if entry.key.startswith("followed/"))


def test_days_in_which_no_period_ended_have_nothing_to_compare(demo: Snapshot) -> None:
    sections = {section.heading: section for section in digest_of(demo, date(2026, 3, 16)).sections}
    assert sections["Bursts"].told == (
        "No month became complete in these days, so that nothing new can be compared; the last ends on 28 Feb 2026."
    )
    assert sections["Best received"].entries


def test_a_store_of_one_day_is_told_as_it_is(fresh_db: Path) -> None:
    ingest(
        fresh_db,
        Given(Batch("one", [paper("2501.00001", "Reinforcement learning for agents", listed_on=date(2025, 1, 2))])),
        asked={},
    )
    build(fresh_db)
    snapshot = current_snapshot(fresh_db)
    (day,) = snapshot.query("select day from papers")["day"]
    digest = digest_of(snapshot, day.date(), period="week")
    assert digest.lead.startswith("1 paper from ")
    assert "(0 before)" in digest.lead
    assert {section.heading for section in digest.sections if section.entries} <= {"Best received"}
    assert any(
        "nothing to compare with" in section.told or "is complete yet" in section.told for section in digest.sections
    )
