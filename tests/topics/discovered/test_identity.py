"""Topics are matched, and what became of the others is told, on groupings small enough to check by eye."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.topics.discovered.identity import overlap, same_topics, topic_changes


def grouping(text: str) -> np.ndarray:
    """ "aab." -> 0, 0, 1, -1."""
    return np.array([-1 if letter == "." else ord(letter) - ord("a") for letter in text])


def test_topics_with_other_numbers_are_the_same_ones() -> None:
    assert same_topics(grouping("aaabbbccc"), grouping("cccaaabbb")) == {2: 0, 0: 1, 1: 2}


def test_the_best_pairing_of_all_is_taken_not_the_first() -> None:
    # b overlaps both: with old a by 2 of 6, with old b by 4 of 6; old a goes on as a.
    assert same_topics(grouping("aaaabbbb"), grouping("aabbbbbb")) == {0: 0, 1: 1}


def test_topics_that_share_too_little_are_not_the_same() -> None:
    old, new = grouping("aaaaabbb"), grouping("cccaaaaa")
    assert overlap(old, new).tolist() == [[2, 0, 3], [3, 0, 0]]
    assert same_topics(old, new) == {2: 0, 0: 1}  # 3 papers in both of 5 in either
    assert same_topics(grouping("aaaaabbbb"), grouping("ccaaaabbb")) == {0: 0, 1: 1}  # 3 of 6; c is new
    assert same_topics(grouping("aaabbbccc"), grouping("abcabcabc")) == {}  # 1 of 5 each


def test_a_topic_that_is_only_part_of_a_new_one_so_far_is_that_one() -> None:
    old, new = grouping("aaaaaaaab"), grouping("aaaaabbbb")  # 1 in both of 4 in either, but all of the old one
    assert same_topics(old, new) == {0: 0, 1: 1}


def test_papers_in_no_topic_make_no_topic_the_same() -> None:
    assert same_topics(grouping("...."), grouping("aabb")) == {}
    assert same_topics(grouping("aabb"), grouping("....")) == {}


def changes(before: str, after: str) -> list[tuple[str, int, int | None, int]]:
    frames = [
        pd.Series({f"p{i}": ord(letter) for i, letter in enumerate(text) if letter != "."}) for text in (before, after)
    ]
    rows = topic_changes(*frames).itertuples(index=False)
    return [
        (row.kind, row.topic_id, None if pd.isna(row.other_id) else int(row.other_id), row.n_papers) for row in rows
    ]


def test_nothing_changed_nothing_told() -> None:
    assert changes("aabb", "aabb") == []


def test_a_topic_of_new_papers_is_born() -> None:
    assert changes("aabb...", "aabbccc") == [("born", ord("c"), None, 3)]


def test_a_topic_whose_papers_came_from_another_is_split_from_it() -> None:
    assert changes("aaaabb", "aaccbb") == [("split", ord("c"), ord("a"), 2)]


def test_a_topic_whose_papers_went_to_another_is_merged_into_it() -> None:
    assert changes("aaabb", "aaaaa") == [("merged", ord("b"), ord("a"), 2)]


def test_a_topic_whose_papers_are_scattered_has_ended() -> None:
    assert changes("aabbcccc", "aabbab..") == [("ended", ord("c"), None, 4)]
