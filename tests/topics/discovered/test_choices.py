"""A person's names and merges change what is shown, and nothing underneath."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipelines.errors import PapertideError
from pipelines.topics.discovered.choices import shown_topics
from pipelines.topics.discovered.description import no_topics
from pipelines.topics.discovered.model import TopicState
from pipelines.topics.discovered.rules import Rules, load_rules, own_rules_path, rules_for


@pytest.fixture
def state() -> TopicState:
    topics = pd.DataFrame(
        {
            "topic_id": [3, 4, 9],
            "label": ["GUI agents", "Web and agents", "Gaussian splatting"],
            "terms": [["gui", "screen", "clicks"], ["web", "screen", "browser"], ["gaussian", "3dgs"]],
            "npmi": [0.4, 0.1, 0.5],
            "n_papers": [2, 1, 1],
            "broad_id": [1, 1, 2],
            "known_as": [["GUI agents"], ["Surfing", "Web and agents"], ["Gaussian splatting"]],
        }
    )
    paper_topics = pd.DataFrame(
        [("a", 3, 1, 0.6), ("a", 4, 2, 0.3), ("b", 3, 1, 0.9), ("c", 4, 1, 0.5), ("c", 9, 2, 0.2), ("d", 9, 1, 1.0)],
        columns=["paper_id", "topic_id", "place", "weight"],
    )
    broad = pd.DataFrame({"broad_id": [1, 2], "label": ["Agents", "3D"], "terms": [["agents"], ["3d"]]})
    return replace(no_topics(0, Rules()), topics=topics, paper_topics=paper_topics, broad_topics=broad)


def test_without_choices_topics_are_shown_as_found(state: TopicState) -> None:
    shown = shown_topics(state, Rules())
    assert shown.notes == []
    assert shown.topics["label"].tolist() == ["GUI agents", "Web and agents", "Gaussian splatting"]
    assert shown.topics["n_papers"].tolist() == [2, 1, 1]
    assert shown.topics["belonging"].tolist() == [0.75, 0.5, 1.0]
    assert shown.broad_topics[["n_papers", "n_topics"]].to_numpy().tolist() == [[3, 2], [1, 1]]


@pytest.mark.parametrize("called", ["Web and agents", "web AND agents", "4", "surfing"])
def test_a_topic_is_renamed_by_its_label_or_its_id(state: TopicState, called: str) -> None:
    shown = shown_topics(state, Rules(names={called: "Browsing"}))
    row = shown.topics.set_index("topic_id").loc[4]
    assert (row["label"], row["found_label"]) == ("Browsing", "Web and agents")


def test_merged_topics_are_one_with_the_first_ones_name(state: TopicState) -> None:
    shown = shown_topics(state, Rules(merges=(("GUI agents", "Web and agents"),)))
    assert shown.topics["topic_id"].tolist() == [3, 9]
    first = shown.topics.iloc[0]
    assert first["terms"] == ["gui", "web", "screen", "clicks", "browser"]
    assert first["n_papers"] == 3
    assert first["npmi"] == pytest.approx(0.3)
    rows = shown.paper_topics.to_numpy().tolist()
    assert rows == [
        ["a", 3, 1, pytest.approx(0.9)],
        ["b", 3, 1, 0.9],
        ["c", 3, 1, 0.5],
        ["c", 9, 2, 0.2],
        ["d", 9, 1, 1.0],
    ]
    assert shown.broad_topics["n_topics"].tolist() == [1, 1]


@pytest.mark.parametrize("merges", [(("3", "4"), ("4", "9")), (("4", "9"), ("3", "4")), (("3", "4"), ("9", "3"))])
def test_merges_that_share_a_topic_are_one(state: TopicState, merges: tuple[tuple[str, ...], ...]) -> None:
    shown = shown_topics(state, Rules(merges=merges, names={"9": "All"}))
    assert len(shown.topics) == 1
    assert shown.topics["n_papers"].tolist() == [4]
    assert shown.topics["label"].tolist() == ["All"]


def test_a_topic_that_lost_its_papers_is_not_shown(state: TopicState) -> None:
    emptied = replace(state, paper_topics=state.paper_topics[state.paper_topics["topic_id"] != 9])
    shown = shown_topics(emptied, Rules())
    assert shown.topics["topic_id"].tolist() == [3, 4]
    assert shown.broad_topics["broad_id"].tolist() == [1]


def test_what_matches_no_topic_is_told_with_the_nearest(state: TopicState) -> None:
    shown = shown_topics(state, Rules(names={"GUI agent": "Screens"}, merges=(("Nothing of the kind", "4"),)))
    assert shown.notes == [
        "merges: no topic is called 'Nothing of the kind'",
        "names: no topic is called 'GUI agent'; the nearest is 'gui agents'",
    ]
    assert shown.topics["label"].tolist() == ["GUI agents", "Web and agents", "Gaussian splatting"]


def test_nothing_underneath_is_changed(state: TopicState) -> None:
    topics, papers = state.topics.copy(deep=True), state.paper_topics.copy(deep=True)
    shown_topics(state, Rules(names={"3": "X"}, merges=(("3", "4", "9"),)))
    pd.testing.assert_frame_equal(state.topics, topics)
    pd.testing.assert_frame_equal(state.paper_topics, papers)


def test_the_file_beside_the_warehouse_comes_on_top_of_the_shipped_one(tmp_path: Path) -> None:
    warehouse = tmp_path / "mine.duckdb"
    assert rules_for(warehouse) == load_rules()
    own_rules_path(warehouse).write_text(
        'stop_terms = ["Chain of Thought"]\nmerges = [["A", "B"]]\n[names]\n"Web and agents" = "Browsing"\n'
    )
    rules = rules_for(warehouse)
    assert own_rules_path(warehouse).name == "mine.topics.toml"
    assert rules.stop_terms == load_rules().stop_terms | {"chain of thought"}
    assert rules.names == {"Web and agents": "Browsing"}
    assert rules.merges == (("A", "B"),)
    assert rules.words_key() != load_rules().words_key()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("names = [1]", "names"),
        ('[names]\nA = ""', "names"),
        ("[names]\nA = 1", "names"),
        ('merges = [["A"]]', "merges is a list of lists"),
        ("merges = [[1, 2]]", "merges must be texts"),
        ("colours = []", "unknown key 'colours'"),
        ("names = !", "line 1"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    warehouse = tmp_path / "mine.duckdb"
    own_rules_path(warehouse).write_text(text)
    with pytest.raises(PapertideError, match=fault) as refused:
        rules_for(warehouse)
    assert str(own_rules_path(warehouse)) in str(refused.value)
