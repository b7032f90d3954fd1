"""Topics of organizations, and how far pairs overlap: counted again from the list of papers."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.organization_topics import organization_overlap, organization_topics
from pipelines.mart.tables.papers import papers


@pytest.fixture(scope="module")
def known(demo: Snapshot) -> pd.DataFrame:
    frame = papers(demo)
    return frame[frame["organization"].notna()]


@pytest.fixture(scope="module")
def names(known: pd.DataFrame) -> tuple[str, ...]:
    return tuple(known["organization"].value_counts().index[:3])


def test_topics_are_counted_with_their_shares(demo: Snapshot, known: pd.DataFrame, names: tuple[str, ...]) -> None:
    frame = organization_topics(demo, names=names[::-1])
    assert list(dict.fromkeys(frame["organization"])) == list(names[::-1])
    for name in names:
        own, shown = known[known["organization"] == name], frame[frame["organization"] == name].set_index("topic")
        assert shown["n_papers"].to_dict() == own["topic"].value_counts().to_dict()
        assert shown["n_papers"].is_monotonic_decreasing
        assert set(shown["total"]) == {len(own)}
        topic = shown.index[0]
        field = (known["topic"] == topic).mean()
        assert shown["field_share_pct"].iloc[0] == pytest.approx(100 * field)
        assert shown["share_pct"].iloc[0] == pytest.approx(100 * (own["topic"] == topic).mean())
    assert (frame["low"] <= frame["specialisation"]).all()
    assert (frame["specialisation"] <= frame["high"]).all()


def test_overlap_in_time_and_topics_is_that_of_the_papers(
    demo: Snapshot, known: pd.DataFrame, names: tuple[str, ...]
) -> None:
    frame = organization_overlap(demo, names=names)
    pairs = frame[["organization", "other"]].to_numpy().tolist()
    assert pairs == [[names[0], names[1]], [names[0], names[2]], [names[1], names[2]]]
    for row in frame.to_dict("records"):
        own, others = (known[known["organization"] == row[name]] for name in ("organization", "other"))
        months, more = (set(papers["listed_on"].dt.to_period("M")) for papers in (own, others))
        topics, others_topics = (set(papers["topic"].dropna()) for papers in (own, others))
        assert (row["n_periods_both"], row["n_periods_either"]) == (len(months & more), len(months | more))
        assert (row["n_topics_both"], row["n_topics_either"]) == (
            len(topics & others_topics),
            len(topics | others_topics),
        )
        assert row["first_both"] == max(own["listed_on"].min(), others["listed_on"].min())
        assert row["last_both"] == min(own["listed_on"].max(), others["listed_on"].max())


def test_who_never_met_has_the_first_day_after_the_last(small: Snapshot) -> None:
    row = organization_overlap(small, Selection(), names=("Tolvane", "northlight (nl)")).iloc[0]
    assert (row["n_periods_both"], row["n_periods_either"]) == (1, 3)  # October; of 2019-05, 2025-10 and 2025-12
    assert (row["first_both"], row["last_both"]) == (pd.Timestamp("2025-10-02"), pd.Timestamp("2025-10-02"))
    assert (row["n_topics_both"], row["n_topics_either"]) == (0, 0)


@pytest.mark.parametrize("table", [organization_topics, organization_overlap])
def test_without_papers_a_table_keeps_its_columns(demo: Snapshot, table: object) -> None:
    assert callable(table)
    full, empty = table(demo, names=("A", "B")), table(demo, Selection(text="no such word anywhere"), names=("A", "B"))
    assert full.empty
    assert list(empty.columns) == list(full.columns)
    assert len(empty) == 0
