"""What goes with a theme or a topic, on the small mart counted by eye and on the synthetic papers."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.neighbours import CLEAR, FEWEST, telling_phrases, theme_neighbours
from pipelines.mart.tables.papers import headline

NOTHING = Selection(text="zyzzyva")


def test_the_other_themes_of_a_themes_papers_are_counted(small: Snapshot) -> None:
    row = theme_neighbours(small, "agents").set_index("theme").loc["code"]
    # Six papers of agents, two of them also of code; six of code; eleven altogether.
    assert (row["n_both"], row["n_own"], row["n_other"]) == (2, 6, 6)
    assert row["share_pct"] == pytest.approx(100 / 3)
    assert row["lift"] == pytest.approx((2 / 6) / (6 / 11))
    assert "agents" not in set(theme_neighbours(small, "agents")["theme"])


def test_neighbours_are_those_of_the_selections_papers(small: Snapshot) -> None:
    october = Selection(since=date(2025, 10, 1), until=date(2025, 10, 31), themes=("code",))  # themes play no part
    row = theme_neighbours(small, "agents", october).set_index("theme").loc["code"]
    assert (row["n_both"], row["n_own"], row["n_other"]) == (1, 3, 3)
    assert theme_neighbours(small, "agents", NOTHING)["lift"].isna().all()


def test_phrases_that_set_a_theme_apart_are_more_frequent_in_it(demo: Snapshot) -> None:
    frame = telling_phrases(demo, theme="robotics")
    assert 0 < len(frame) <= 12
    assert frame["z"].is_monotonic_decreasing
    assert frame["z"].min() >= CLEAR
    assert frame["n_papers"].min() >= FEWEST
    everything = headline(demo)["n_papers"]
    own = headline(demo, Selection(themes=("robotics",)))["n_papers"]
    assert ((frame["n_papers"] / own) > frame["n_elsewhere"] / (everything - own)).all()
    for row in frame.head(3).to_dict("records"):  # as a search for the phrase finds them
        assert headline(demo, Selection(themes=("robotics",), phrase=row["term"]))["n_papers"] == row["n_papers"]


def test_phrases_of_a_topic_and_of_no_paper(demo: Snapshot) -> None:
    assert len(telling_phrases(demo, topic=1))
    assert telling_phrases(demo, NOTHING, theme="robotics").empty
    assert list(telling_phrases(demo, NOTHING, topic=1)) == ["term", "n_papers", "n_elsewhere", "z"]
