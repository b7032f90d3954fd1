"""Search: ranked as BM25 by hand and by another implementation, fused by hand, and unmoved by hostile queries."""

from __future__ import annotations

import math
import re
from collections import Counter
from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import UsageError
from pipelines.mart.build import build
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.papers import papers
from pipelines.mart.tables.query_reading import left_out, read_query
from pipelines.mart.tables.search import fused, more_like_this, search
from pipelines.mart.topic_state import read_meaning
from pipelines.store.ingestion import ingest
from pipelines.topics.discovered.rules import fold
from tests.store.sources import Given, batch, paper

LISTED = [
    ("2501.00001", "Tidal agents", "Agents learn tides. Agents plan.", date(2025, 1, 2), 5),
    ("2501.00002", "World models", "A world model of tides for an agent.", date(2025, 1, 3), 9),
    ("2501.00003", "Sailing", "Keels and the world. Model ships.", date(2025, 1, 6), None),
    ("2501.00004", "100% _pure_ sails", None, date(2025, 1, 7), 1),
]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Four papers, one without an abstract: too few for topics."""
    warehouse = tmp_path_factory.mktemp("few") / "few.duckdb"
    given = [
        paper(paper_id, title, abstract=abstract, listed_on=day, upvotes=upvotes)
        for paper_id, title, abstract, day, upvotes in LISTED
    ]
    ingest(warehouse, Given(batch(*given)), asked={})
    return build(warehouse).snapshot


def ids(frame: pd.DataFrame) -> list[str]:
    return [paper_id[-1] for paper_id in frame["paper_id"]]


def test_words_rank_as_bm25_worked_by_hand(few: Snapshot) -> None:
    found = search(few, "agent", by="words")
    # Words, those of titles three times: 3*2+5 = 11, 3*2+8 = 14, 3+6 = 9, 3*3 = 9; in the mean 10.75. "Agent" is in two
    # of four papers: ln(1 + 2.5/2.5) = ln 2; in the first 3 + 2 times, in the second once.
    first = math.log(2) * 5 * 2.2 / (5 + 1.2 * (0.25 + 0.75 * 11 / 10.75))
    second = math.log(2) * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 14 / 10.75))
    assert ids(found) == ["1", "2"]
    assert found["score"].to_list() == pytest.approx([first, second])
    assert found["rank"].to_list() == [1, 2]
    assert set(found["found_by"]) == {"words"}
    assert [*papers(few).columns, "rank", "score", "found_by"] == [*found.columns]


def bm25(frame: pd.DataFrame, query: str) -> pd.Series:
    """Another way to the scores: in Python, paper by paper."""

    def counts(text: str | None) -> Counter[str]:
        return Counter(fold(word) for word in re.findall(r"\w+", (text or "").lower()))

    weights = [
        {word: 3 * title[word] + body[word] for word in title | body}
        for title, body in zip(frame["title"].map(counts), frame["abstract"].map(counts), strict=True)
    ]
    sizes = np.array([sum(weight.values()) for weight in weights])
    scores = np.zeros(len(frame))
    for word in {fold(word) for word in query.lower().split()}:
        tf = np.array([weight.get(word, 0) for weight in weights])
        idf = math.log(1 + (len(frame) - (tf > 0).sum() + 0.5) / ((tf > 0).sum() + 0.5))
        scores += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * sizes / sizes.mean()))
    return pd.Series(scores, frame["paper_id"].to_list())


@pytest.mark.parametrize("query", ["agents", "diffusion image generation", "Reasoning Benchmarks language"])
@pytest.mark.parametrize("selection", [Selection(), Selection(since=date(2025, 9, 1), until=date(2025, 12, 31))])
def test_words_rank_as_another_implementation_has_them(demo: Snapshot, query: str, selection: Selection) -> None:
    texts = demo.query("select paper_id, title, abstract from papers")
    texts = texts[texts["paper_id"].isin(papers(demo, selection)["paper_id"])]
    expected = bm25(texts, query)
    found = search(demo, query, selection, by="words", most=50)
    assert len(found) == min(50, (expected > 0).sum()) > 5
    np.testing.assert_allclose(found["score"], expected.sort_values(ascending=False).head(len(found)))
    np.testing.assert_allclose(found["score"], expected[found["paper_id"]])


def test_a_quoted_phrase_must_stand_in_every_paper_found(few: Snapshot) -> None:
    assert ids(search(few, '"world model"', by="words")) == ["2"], "of the third, model starts the next sentence"
    assert ids(search(few, '"world model" tides sails', by="words")) == ["2"]
    assert set(ids(search(few, "world model", by="words"))) == {"2", "3"}
    assert search(few, '"tidal models"').empty
    assert ids(search(few, '"100 _pure_"', by="words")) == ["4"], "a sign stands between its words"
    assert ids(search(few, '"agents"', by="words")) == ["1", "2"], "one word in quotes is a word"
    assert ids(search(few, '"world model', by="words")) == ["2", "3"], "a mark without its pair is none"


def test_words_and_phrases_after_a_minus_are_left_out(demo: Snapshot) -> None:
    asked = 'planning -"World Model"  long-horizon -agents - "'
    assert left_out(asked) == ('planning long-horizon - "', '-"World Model" -agents')
    assert left_out("−agents —x “a -b”") == ('−agents —x "a -b"', "")
    said = demo.query("select paper_id, lower(title || ' ' || abstract) as said from papers")
    without = set(said.loc[~said["said"].str.contains("benchmark"), "paper_id"])
    every = search(demo, "agents", by="words", most=10_000)["paper_id"]
    fewer = search(demo, "agents -benchmark", by="words", most=10_000)["paper_id"]
    assert set(fewer) == set(every) & without != set(every)
    assert set(search(demo, "-benchmark", most=10_000)["paper_id"]) == without
    assert read_query(demo, "agents -benchmark").note == "Papers that have any of benchmark are left out."


def test_ranked_lists_are_fused_by_hand() -> None:
    words = pd.DataFrame({"paper_id": ["a", "b", "c"]})
    meaning = pd.DataFrame({"paper_id": ["b", "d"]})
    together = fused({"words": words, "meaning": meaning}).set_index("paper_id")
    assert together.index.to_list() == ["b", "a", "d", "c"]
    assert together["score"].to_list() == pytest.approx([1 / 62 + 1 / 61, 1 / 61, 1 / 62, 1 / 63])
    assert together["found_by"].to_list() == ["words and meaning", "words", "meaning", "words"]


def test_meaning_finds_by_the_cosine_with_the_query(demo: Snapshot) -> None:
    query = "robot manipulation policies"
    meaning = read_meaning(demo)
    assert meaning is not None
    asked = meaning.vectors([""], [query])[0]
    kept = demo.query("select paper_id, vector from paper_vectors")
    cosine = pd.Series(np.stack(kept["vector"].tolist()) @ asked, kept["paper_id"].to_list())
    found = search(demo, query, by="meaning", most=30)
    np.testing.assert_allclose(found["score"], cosine.nlargest(len(found)), rtol=1e-5)
    assert len(found) > 5
    assert set(found["found_by"]) == {"meaning"}


def test_both_are_the_fusion_of_the_two(demo: Snapshot) -> None:
    query = "robot manipulation policies"
    lists = {by: search(demo, query, by=by, most=200) for by in ("words", "meaning")}
    both = search(demo, query, most=40)
    expected = fused(lists).head(40)
    assert both["paper_id"].to_list() == expected["paper_id"].to_list()
    assert both["found_by"].to_list() == expected["found_by"].to_list()


def test_another_order_is_of_the_most_relevant(demo: Snapshot) -> None:
    best = search(demo, "diffusion", most=20)
    newest = search(demo, "diffusion", most=20, order="newest")
    assert set(newest["paper_id"]) == set(best["paper_id"])
    assert newest["listed_on"].is_monotonic_decreasing
    assert newest.set_index("paper_id")["rank"].to_dict() == best.set_index("paper_id")["rank"].to_dict()
    upvotes = search(demo, "diffusion", most=20, order="most upvoted")["upvotes"].dropna()
    assert upvotes.is_monotonic_decreasing


def test_a_search_keeps_to_its_selection(demo: Snapshot) -> None:
    narrow = Selection(since=date(2025, 9, 1), until=date(2025, 10, 31), text="model")
    allowed = set(papers(demo, narrow)["paper_id"])
    for by in ("words", "meaning", "both"):
        found = search(demo, "agents reasoning", narrow, by=by)
        assert len(found) > 0
        assert set(found["paper_id"]) <= allowed


@pytest.mark.parametrize("query", ["", "  \n\t"])
def test_no_query_is_a_plain_list(few: Snapshot, query: str) -> None:
    listed = search(few, query)
    assert ids(listed) == ["4", "3", "2", "1"]
    assert listed[["rank", "score", "found_by"]].isna().all(axis=None)
    assert ids(search(few, query, order="most upvoted", most=2)) == ["2", "1"]


HOSTILE = ["'", '"', '""', "%", "_", "\\", "--", "'; drop table papers; --", "\x00", "\ud800", "a\x00b", "(?:", "*",
           "🦜", '"' * 99, "x" * 10_000, "agent " * 2_000, '"agent* (" plan', "$words", "ς ß İ"]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_find_or_find_nothing(few: Snapshot, demo: Snapshot, query: str) -> None:
    for snapshot in (few, demo):
        for by in ("words", "meaning", "both"):
            assert len(search(snapshot, query, by=by)) <= 100
        assert isinstance(read_query(snapshot, query).note, str)


def test_signs_are_no_wildcards(few: Snapshot) -> None:
    assert search(few, "%").empty
    assert ids(search(few, "100%")) == ["4"]
    assert ids(search(few, "_pure_")) == ["4"]
    assert search(few, "pure").empty, "a word with its underscores, as everywhere"


def test_a_query_says_how_it_is_understood(few: Snapshot, demo: Snapshot) -> None:
    told = read_query(few, 'the "world model" of Agents xyzzy')
    assert (told.words, told.phrases, told.unknown, told.meaning) == (
        ("agent", "xyzzy"),
        ("world model",),
        ("xyzzy",),
        False,
    )
    assert told.note == "Found by words alone: there are too few papers to learn meanings from. No paper has xyzzy."
    assert read_query(demo, "xyzzy").note.startswith("Found by words alone: no word of the query tells topics apart.")
    known = read_query(demo, "reasoning agents")
    assert (known.meaning, known.note) == (True, "")
    assert read_query(few, "the").words == ("the",), "better than nothing"
    assert read_query(few, "").note == ""


def test_without_topics_meaning_finds_nothing_and_nothing_is_alike(few: Snapshot) -> None:
    assert search(few, "agents", by="meaning").empty
    assert ids(search(few, "agents")) == ["1", "2"]
    alike = more_like_this(few, "2501.00001")
    assert alike.empty
    assert [*alike.columns] == [*papers(few).columns, "similarity"]


def test_the_most_alike_are_those_of_the_largest_cosine(demo: Snapshot) -> None:
    kept = demo.query("select paper_id, vector from paper_vectors order by paper_id")
    this = str(kept["paper_id"][0])
    vectors = np.stack(kept["vector"].tolist())
    cosine = pd.Series(vectors @ vectors[0], kept["paper_id"].to_list()).drop(this)
    alike = more_like_this(demo, this, most=7)
    np.testing.assert_allclose(alike["similarity"], cosine.nlargest(7), rtol=1e-5)
    assert this not in set(alike["paper_id"])
    narrow = Selection(until=date(2025, 9, 30))
    assert set(more_like_this(demo, this, narrow)["paper_id"]) <= set(papers(demo, narrow)["paper_id"])
    assert more_like_this(demo, "nobody").empty


def test_near_papers_share_themes_more_than_others_do(demo: Snapshot) -> None:
    every = papers(demo).sample(frac=1, random_state=0)
    strangers = every.tail(300)["themes"].map(set)
    near, chance = [], []
    for paper_id, themes in zip(every["paper_id"].head(30), every["themes"].head(30), strict=True):
        near.append(
            more_like_this(demo, paper_id)["themes"].map(lambda some, own=set(themes): bool(own & {*some})).mean()
        )
        chance.append(strangers.map(lambda some, own=set(themes): bool(own & some)).mean())
    assert np.mean(near) > 2 * np.mean(chance)


def test_unknown_orders_and_ways_are_refused(few: Snapshot) -> None:
    with pytest.raises(UsageError, match="a search knows no 'best'; there are relevance, newest"):
        search(few, "agents", order="best")
    with pytest.raises(UsageError, match="a search knows no 'magic'; there are both, words, meaning"):
        search(few, "agents", by="magic")  # type: ignore[arg-type]
