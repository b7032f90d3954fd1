"""Topics of small invented corpora are found again; on the real days the figures hold."""

from __future__ import annotations

import ast
import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from pipelines.topics.discovered.discovery import Discovery, discover, topics_for
from pipelines.topics.discovered.quality import agreement, measure_topics

GROUPS = {
    "bread": "sourdough yeast oven flour crust dough baker loaf kneading rye".split(),
    "ships": "sail harbour anchor mast captain rudder tide keel vessel deck".split(),
    "stars": "telescope orbit comet nebula galaxy planet eclipse moon asteroid parallax".split(),
}


def invented(n_each: int = 30, seed: int = 0) -> pd.DataFrame:
    """Papers of three groups, each with words of its own and a few common ones."""
    rng = np.random.default_rng(seed)
    rows: list[tuple[str, str, str, str]] = []
    for group, words in GROUPS.items():
        for _ in range(n_each):
            title = " ".join(rng.choice(words, 3, replace=False))
            abstract = " and ".join(rng.choice(words, 6, replace=False)) + ", which we study on Tuesday"
            rows.append((f"demo:{len(rows):04d}", title, abstract, group))
    return pd.DataFrame(rows, columns=["paper_id", "title", "abstract", "group"])


def same(one: Discovery, other: Discovery) -> bool:
    return one.topics.equals(other.topics) and one.paper_topics.equals(other.paper_topics)


def main_topic(found: Discovery) -> pd.Series:
    return found.paper_topics.drop_duplicates("paper_id").set_index("paper_id")["topic_id"]


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return invented()


@pytest.fixture(scope="module")
def found(papers: pd.DataFrame) -> Discovery:
    return discover(papers, n_topics=3)


def test_clear_groups_are_recovered(papers: pd.DataFrame, found: Discovery) -> None:
    main = main_topic(found)
    assert adjusted_rand_score(papers.set_index("paper_id")["group"][main.index], main) == 1
    assert len(main) == len(papers)


def test_topics_are_told_by_their_own_words(found: Discovery) -> None:
    told = [frozenset(word for term in terms for word in term.split()) for terms in found.topics["terms"]]
    assert all(any(words <= set(group) for group in GROUPS.values()) for words in told)
    assert found.topics["label"].is_unique
    assert found.topics["topic_id"].tolist() == [1, 2, 3]


def test_frames_keep_their_promises(found: Discovery) -> None:
    rows = found.paper_topics
    assert rows["weight"].between(0, 1, inclusive="right").all()
    assert rows.groupby("paper_id")["weight"].sum().max() <= 1 + 1e-9
    assert rows.groupby("paper_id").size().max() <= 3
    assert rows.groupby("paper_id")["weight"].apply(lambda w: w.is_monotonic_decreasing).all()
    sizes = main_topic(found).value_counts()
    assert found.topics.set_index("topic_id")["n_papers"].to_dict() == sizes.to_dict()
    assert found.topics["n_papers"].is_monotonic_decreasing


def test_the_order_of_papers_and_the_number_of_threads_do_not_matter(papers: pd.DataFrame, found: Discovery) -> None:
    shuffled = papers.sample(frac=1, random_state=1)
    with threadpool_limits(limits=1):
        assert same(discover(shuffled, n_topics=3), found)


def test_the_papers_given_are_not_changed(papers: pd.DataFrame) -> None:
    before = papers.copy()
    discover(papers, n_topics=3)
    pd.testing.assert_frame_equal(papers, before)


def test_null_abstracts_are_read_as_no_text(papers: pd.DataFrame) -> None:
    assert len(discover(papers.assign(abstract=None), n_topics=3).topics) == 3


@pytest.mark.parametrize(("n_papers", "n_topics"), [(0, 0), (19, 0), (20, 2), (30, 3), (300, 26), (7414, 69)])
def test_the_number_of_topics_follows_the_number_of_papers(n_papers: int, n_topics: int) -> None:
    assert topics_for(n_papers) == n_topics


@pytest.mark.parametrize("n_papers", [0, 1, 19])
def test_few_papers_have_no_topics(papers: pd.DataFrame, n_papers: int) -> None:
    found = discover(papers.head(n_papers))
    assert found.topics.columns.tolist() == ["topic_id", "label", "terms", "npmi", "n_papers"]
    assert found.paper_topics.columns.tolist() == ["paper_id", "topic_id", "place", "weight"]
    assert found.topics.empty
    assert found.paper_topics.empty


def test_papers_that_share_all_their_words_have_no_topics() -> None:
    ids = [f"demo:{i:04d}" for i in range(25)]
    found = discover(pd.DataFrame({"paper_id": ids, "title": "Language agents", "abstract": "We build agents."}))
    assert found.topics.empty
    assert found.paper_topics.empty


@pytest.mark.parametrize(
    "titles",
    [
        ["" for _ in range(40)],
        ["word" for _ in range(40)],
        [f"only{i} mine{i}" for i in range(40)],
        ["<b></b>&nbsp;\\frac{1}{2} https://example.org" for _ in range(40)],
        ["模型 语言" if i % 2 else "модель язык" for i in range(40)],
        [["the of and", "\x00 ' \" ; -- %s {} ", "👍", "a" * 5000][i % 4] for i in range(40)],
        ["regex (.*)+ [a-z]{9} $^ c++ word" if i % 2 else "plain text here" for i in range(40)],
    ],
    ids=["empty", "one word", "no shared words", "markup", "other scripts", "junk", "patterns"],
)
def test_hostile_texts_are_survived(titles: list[str]) -> None:
    papers = pd.DataFrame({"paper_id": [f"demo:{i:04d}" for i in range(40)], "title": titles, "abstract": ""})
    found = discover(papers)
    assert found.topics["label"].is_unique
    assert found.paper_topics["paper_id"].isin(papers["paper_id"]).all()


def test_a_paper_without_words_is_in_no_topic(papers: pd.DataFrame) -> None:
    silent = pd.DataFrame([{"paper_id": "demo:9999", "title": "…", "abstract": None}])
    found = discover(pd.concat([papers, silent], ignore_index=True), n_topics=3)
    assert "demo:9999" not in set(found.paper_topics["paper_id"])


def test_what_makes_no_sense_is_refused(papers: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="at least 2"):
        discover(papers, n_topics=1)
    with pytest.raises(ValueError, match="negative"):
        discover(papers, seed=-1)
    with pytest.raises(ValueError, match="duplicates"):
        discover(pd.concat([papers, papers.head(1)]))


def test_agreement_counts_papers_in_no_topic_as_a_group() -> None:
    def fit(main: dict[str, int]) -> Discovery:
        rows = pd.DataFrame({"paper_id": list(main), "topic_id": list(main.values()), "place": 1})
        return Discovery(pd.DataFrame(), rows)

    one = fit({"a": 1, "b": 1, "c": 2, "d": 2})
    assert agreement(one, fit({"a": 7, "b": 7, "c": 5, "d": 5}), list("abcd")) == 1
    assert agreement(one, fit({"a": 1, "b": 1}), list("abcd")) == 1
    assert agreement(one, fit({"a": 1, "c": 1, "b": 2, "d": 2}), list("abcd")) == pytest.approx(-0.5)


def test_quality_of_clear_groups_and_of_nothing(papers: pd.DataFrame) -> None:
    dated = papers.assign(listed_on=[f"2025-01-{1 + i % 20:02d}" for i in range(len(papers))])
    quality = measure_topics(dated, n_topics=3)
    assert (quality.n_topics, quality.other_pct) == (3, 0)
    assert (quality.agreement_seeds, quality.agreement_days) == (1, 1)
    nothing = measure_topics(dated.head(0))
    assert (nothing.n_topics, nothing.npmi, nothing.agreement_days) == (0, None, None)


def real_papers(folder: Path) -> pd.DataFrame:
    rows: dict[str, dict[str, str | None]] = {}
    for path in sorted(folder.glob("*.json.gz")):
        text = gzip.decompress(path.read_bytes()).decode()
        try:
            day = json.loads(text)
        except ValueError:
            day = ast.literal_eval(text)
        for record in day["data"] if isinstance(day, dict) else day:
            paper = (ast.literal_eval(record) if isinstance(record, str) else record)["paper"]
            row = {"title": paper["title"], "abstract": paper.get("summary"), "listed_on": path.name[:10]}
            rows.setdefault(paper["id"], {"paper_id": paper["id"], **row})
    return pd.DataFrame(rows.values())


@pytest.mark.shared
def test_the_bars_hold_on_the_real_days(shared: Path) -> None:
    papers = real_papers(shared / "hf_daily_papers")
    assert len(papers) == 7414
    quality = measure_topics(papers)
    assert quality.n_topics >= 60
    assert quality.npmi is not None
    assert quality.npmi >= 0.28
    assert quality.diversity is not None
    assert quality.diversity >= 0.90
    assert quality.other_pct <= 10
    assert quality.agreement_days is not None
    assert quality.agreement_days >= 0.70
    assert quality.agreement_seeds is not None
    assert quality.agreement_seeds >= 0.70
