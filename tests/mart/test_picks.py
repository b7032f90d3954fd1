"""Points of charts as filters: what they hold for, how an address writes them, and which papers are behind them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import UsageError
from pipelines.mart.picks import MOST, Pick, merged, picks_in, picks_text
from pipelines.mart.selection import Selection, search_words
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import papers

DAYS = st.dates(date(2024, 1, 1), date(2024, 3, 1))
NAMES = st.text(min_size=1, max_size=8).filter(lambda text: text.encode(errors="ignore").decode() == text)
PICKS = st.builds(
    Pick,
    since=st.none() | DAYS,
    until=st.none() | DAYS,
    theme=st.sampled_from(["agents", "reasoning"]),
    topic=st.none() | st.integers(0, 10**17),
    organization=st.none() | NAMES,
    parent=st.none() | NAMES,
    phrase=st.none() | st.sampled_from(["world model", "a;b|c", "GRPO OR DAPO", "agent*", "é:~"]),
    title_only=st.booleans(),
    with_upvotes=st.booleans(),
)


@given(st.lists(PICKS, max_size=5))
def test_an_address_holds_picks_as_they_are(picks: list[Pick]) -> None:
    assert picks_in(picks_text(picks)) == tuple(picks)


def test_an_address_is_readable() -> None:
    pick = Pick(theme="agents", since=date(2026, 3, 1), until=date(2026, 3, 31))
    assert picks_text([pick, Pick(phrase="a|b;c", title_only=True)]) == (
        "theme:agents;2026-03-01~2026-03-31|phrase:a%7Cb%3Bc;title"
    )


@pytest.mark.parametrize(
    "text",
    [
        "theme",
        "theme:",
        "topic:x",
        "topic:" + "9" * 30,
        "2026-13-01~",
        "title",
        "~",
        "phrase:*",
        "path:/etc",
        "a" * 999,
    ],
)
def test_what_is_no_pick_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UsageError, match="is no point of a chart") as error:
        picks_in(text)
    assert len(str(error.value)) < 200
    assert "\n" not in str(error.value)


def test_too_many_are_refused() -> None:
    with pytest.raises(UsageError, match="holds 201"):
        picks_in("|".join(["theme:a"] * (MOST + 1)))


@given(st.lists(st.builds(Pick, since=st.none() | DAYS, until=st.none() | DAYS, theme=st.sampled_from(["a", "b"]))))
def test_merging_changes_no_paper_and_leaves_no_two_that_meet(picks: list[Pick]) -> None:
    picks = [pick for pick in picks if not (pick.since and pick.until and pick.until < pick.since)]

    def held(found: tuple[Pick, ...] | list[Pick]) -> set[tuple[str | None, date]]:
        days = [date(2023, 12, 30) + timedelta(days=offset) for offset in range(70)]
        return {
            (pick.theme, day) for pick in found for day in days if (pick.since or day) <= day <= (pick.until or day)
        }

    result = merged(picks)
    assert held(result) == held(picks)
    assert merged(result) == result
    assert len(result) <= len(set(picks))


def test_the_papers_behind_picks_are_those_of_any_of_them(demo: Snapshot) -> None:
    frame = papers(demo)
    organization = frame["organization"].value_counts().index[0]
    first, last = date(2025, 6, 1), date(2025, 6, 30)
    picks = (Pick(theme="agents", since=first, until=last), Pick(organization=organization, phrase="image"))
    june = frame["listed_on"].dt.date.between(first, last)
    agents = frame["themes"].map(lambda themes: "agents" in list(themes))
    phrase = set(papers(demo, Selection(phrase="image"))["paper_id"])
    expected = frame[(june & agents) | ((frame["organization"] == organization) & frame["paper_id"].isin(phrase))]
    found = papers(demo, Selection(picks=picks))
    assert set(found["paper_id"]) == set(expected["paper_id"])
    assert 0 < len(found) < len(frame)
    narrowed = papers(demo, Selection(picks=picks, themes=("agents",)))
    assert set(narrowed["paper_id"]) == set(expected.loc[agents, "paper_id"])


def test_what_is_left_out_is_not_there_and_the_unknown_stays(demo: Snapshot) -> None:
    frame = papers(demo)
    organization = frame["organization"].value_counts().index[0]
    found = papers(demo, Selection(without_themes=("agents",), without_organizations=(organization,)))
    agents = frame["themes"].map(lambda themes: "agents" in list(themes))
    expected = frame[~agents & (frame["organization"] != organization)]
    assert list(found["paper_id"]) == list(expected["paper_id"])
    assert found["organization"].isna().any()
    parent = Selection(without_parents=(organization,))
    assert len(papers(demo, parent)) < len(frame)


def test_a_minus_leaves_words_out(demo: Snapshot) -> None:
    assert search_words('"world model" GRPO -agents -"gui agents" a-b') == ["world model", "grpo", "a-b"]
    assert search_words('x -agents -"gui agents" - --y', left_out=True) == ["agents", "gui agents", "-y"]
    everything, without = papers(demo, Selection(text="image")), papers(demo, Selection(text="image -video"))
    both = papers(demo, Selection(text="image video"))
    assert len(everything) == len(without) + len(both)
    assert len(both) > 0


def test_more_phrases_than_are_looked_for_are_refused() -> None:
    with pytest.raises(UsageError, match="points of 8 phrases"):
        picks_in(picks_text(Pick(phrase=f"word{n}") for n in range(9)))


def test_each_pick_has_its_own_phrase(demo: Snapshot) -> None:
    picks = (Pick(phrase="image", theme="diffusion"), Pick(phrase="agents", title_only=True), Pick(phrase="image*"))
    apart = [set(papers(demo, Selection(picks=(pick,)))["paper_id"]) for pick in picks]
    assert set(papers(demo, Selection(picks=picks))["paper_id"]) == set.union(*apart)
    assert apart[0] < apart[2]
    title = papers(demo, Selection(phrase="agents", title_only=True))
    assert apart[1] == set(title["paper_id"])


def test_a_region_stands_alone_and_days_are_those_of_a_calendar() -> None:
    assert picks_in("region:0_0_1_0_1_1;2025-01-01~2025-02-01")[0].region
    with pytest.raises(UsageError, match="one region"):
        picks_in("region:0_0_1_0_1_1|theme:agents")
    with pytest.raises(UsageError, match="is no point"):
        picks_in("theme:agents;9999-12-27~9999-12-31")


def test_counts_of_a_bar_hold_for_exactly_its_papers(demo: Snapshot) -> None:
    frame = papers(demo)
    found = papers(demo, Selection(picks=(Pick(counted="upvotes", least=10, most=17),)))
    assert set(found["paper_id"]) == set(frame.loc[frame["upvotes"].between(10, 17), "paper_id"])
    assert picks_in("upvotes:10~17;upvotes")[0] == Pick(counted="upvotes", least=10, most=17, with_upvotes=True)
