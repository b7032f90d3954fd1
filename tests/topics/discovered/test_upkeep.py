"""Topics live from build to build: placed, refitted, never renumbered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from pipelines.topics.discovered.model import FitFacts, TopicState
from pipelines.topics.discovered.rules import Rules, load_rules
from pipelines.topics.discovered.upkeep import ENOUGH, Upkeep, drift, keep_topics

GROUPS = {
    "bread": "sourdough yeast oven flour crust dough baker loaf kneading rye".split(),
    "ships": "sail harbour anchor mast captain rudder tide keel vessel deck".split(),
    "stars": "telescope orbit comet nebula galaxy planet eclipse moon asteroid parallax".split(),
    "birds": "feather nest wing beak song migration egg flock perch plumage".split(),
}
RULES = load_rules()


def invented(n_each: int, groups: list[str], *, seed: int = 0) -> pd.DataFrame:
    """Papers of some groups, ids `seed:group:number`, each with words of its own."""
    rng = np.random.default_rng(seed)
    rows = [
        (f"{seed}:{group}:{i:03}", " ".join(rng.choice(GROUPS[group], 3)), " and ".join(rng.choice(GROUPS[group], 6)))
        for group in groups
        for i in range(n_each)
    ]
    return pd.DataFrame(rows, columns=["paper_id", "title", "abstract"])


def keep(
    papers: pd.DataFrame, before: Upkeep | None = None, there: pd.DataFrame | None = None, **options: object
) -> Upkeep:
    unchanged = there["paper_id"] if there is not None else pd.Series(dtype="str")
    rules = options.pop("rules", RULES)
    return keep_topics(papers, before.lineage if before else None, unchanged, rules, **options)  # type: ignore[arg-type]


def same(one: TopicState, other: TopicState) -> bool:
    return one.topics.equals(other.topics) and one.paper_topics.equals(other.paper_topics)


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return invented(40, ["bread", "ships", "stars"])


@pytest.fixture(scope="module")
def first(papers: pd.DataFrame) -> Upkeep:
    return keep(papers)


def test_a_first_fit_has_no_history(first: Upkeep) -> None:
    assert (first.how, first.moved_pct, len(first.changes)) == ("fitted", None, 0)
    assert first.state is first.lineage
    assert sorted(first.state.topics["topic_id"]) == list(range(1, len(first.state.topics) + 1))


def test_the_same_papers_again_change_nothing(papers: pd.DataFrame, first: Upkeep) -> None:
    again = keep(papers, first, papers)
    assert (again.how, again.moved_pct, len(again.changes)) == ("kept", 0.0, 0)
    assert same(again.state, first.state)


def test_a_new_paper_is_placed_beside_its_like_and_nothing_else_moves(papers: pd.DataFrame, first: Upkeep) -> None:
    new = invented(1, ["ships"], seed=1)
    grown = keep(pd.concat([papers, new]), first, papers)
    assert grown.how == "kept"
    main, before = grown.state.main_topics(), first.state.main_topics()
    assert main[before.index].equals(before)
    companions = set(main[main == main["1:ships:000"]].index)
    assert {paper.split(":")[1] for paper in companions} == {"ships"}
    assert grown.state.topics["n_papers"].sum() == first.state.topics["n_papers"].sum() + 1


def test_a_placed_paper_gets_the_topic_that_the_fit_gave_the_same_words(papers: pd.DataFrame, first: Upkeep) -> None:
    copies = papers.assign(paper_id="copy:" + papers["paper_id"])
    assert first.state.model is not None
    belongs = first.state.model.belonging(copies, RULES)
    placed = first.state.model.topic_ids[belongs.argmax(axis=1)]
    main = first.state.main_topics()
    agree = placed[papers["paper_id"].isin(main.index)] == main[papers["paper_id"][papers["paper_id"].isin(main.index)]]
    assert np.mean(agree) >= 0.95


def test_a_paper_without_known_words_is_in_no_topic(papers: pd.DataFrame, first: Upkeep) -> None:
    odd = pd.DataFrame([("odd", "Zyxt", None)], columns=["paper_id", "title", "abstract"])
    grown = keep(pd.concat([papers, odd]), first, papers)
    assert "odd" not in set(grown.state.paper_topics["paper_id"])


def test_a_paper_whose_words_changed_is_placed_anew_and_one_that_is_gone_leaves(
    papers: pd.DataFrame, first: Upkeep
) -> None:
    changed = papers.copy()
    changed.loc[0, ["title", "abstract"]] = "galaxy comet nebula", "orbit and planet and eclipse and moon"
    there = papers.drop(index=[0, 1])
    after = keep(changed.drop(index=1), first, there)
    assert changed.loc[1, "paper_id"] not in set(after.state.paper_topics["paper_id"])
    main = after.state.main_topics()
    assert main[changed.loc[0, "paper_id"]] in set(main[main.index.str.contains("stars")])


def test_many_new_papers_bring_a_refit_that_opens_their_topic(papers: pd.DataFrame, first: Upkeep) -> None:
    grown = pd.concat([papers, invented(40, ["birds"], seed=2)])
    refitted = keep(grown, first, papers)
    assert refitted.how == "refitted"
    assert refitted.why == "40 papers since the last fit of 120"
    assert refitted.moved_pct is not None
    assert refitted.moved_pct <= 5.0
    birds = refitted.state.main_topics().filter(like="birds")
    assert len(birds) >= 35
    assert set(birds).isdisjoint(first.state.topics["topic_id"]), "birds are in topics with ids never used before"
    assert set(refitted.changes.loc[refitted.changes["kind"] == "born", "topic_id"]) >= set(birds)
    labels = refitted.state.topics.set_index("topic_id")["label"]
    old = first.state.topics.set_index("topic_id")["label"]
    both = labels.index.intersection(old.index)
    assert labels[both].equals(old[both])
    assert labels.is_unique


def test_a_fit_from_scratch_gives_topics_found_again_their_ids(papers: pd.DataFrame, first: Upkeep) -> None:
    more = pd.concat([papers, invented(8, ["stars"], seed=3)])
    anew = keep(more, first, papers, anew=True)
    assert (anew.how, anew.why) == ("fitted", "asked for")
    main, before = anew.state.main_topics(), first.state.main_topics()
    both = main.index.intersection(before.index)
    assert (main[both] == before[both]).mean() > 0.7
    assert anew.state.fit.next_topic_id >= anew.state.topics["topic_id"].max() + 1


def test_an_id_is_never_used_twice(papers: pd.DataFrame, first: Upkeep) -> None:
    grown = pd.concat([papers, invented(40, ["birds"], seed=2)])
    with_birds = keep(grown, first, papers)
    without = keep(papers, with_birds, papers, anew=True)
    again = keep(grown, without, papers, anew=True)
    born = set(again.state.main_topics().filter(like="birds"))
    assert born.isdisjoint(with_birds.state.topics["topic_id"])


def test_another_seed_is_an_experiment_that_leaves_no_trace(papers: pd.DataFrame, first: Upkeep) -> None:
    experiment = keep(papers, first, papers, seed=5)
    assert experiment.why == "an experiment with seed 5"
    assert same(experiment.state, keep(papers, seed=5).state)
    assert same(experiment.lineage, first.lineage)
    back = keep(papers, experiment, papers)
    assert same(back.state, first.state)


def test_papers_that_came_before_an_experiment_are_not_lost_to_the_topics(papers: pd.DataFrame, first: Upkeep) -> None:
    grown = pd.concat([papers, invented(2, ["ships"], seed=1)])
    back = keep(grown, keep(grown, first, papers, seed=5), grown)
    assert same(back.state, keep(grown, first, papers).state)
    assert back.state.fit.n_since == 2


def test_without_a_seed_the_lineage_goes_on_with_its_own(papers: pd.DataFrame) -> None:
    first = keep(papers, seed=5)
    assert first.state.fit.seed == 5
    assert keep(papers, first, papers).how == "kept"
    assert keep(papers, first, papers, seed=0).why == "an experiment with seed 0"


def test_a_topic_that_lost_all_its_papers_ends_and_its_id_is_not_given_away(
    papers: pd.DataFrame, first: Upkeep
) -> None:
    main = first.state.main_topics()
    last = int(first.state.topics["topic_id"].iloc[-1])
    left = papers[~papers["paper_id"].isin(main.index[main == last])]
    grown = pd.concat([left, invented(40, ["birds"], seed=2)])
    emptied = keep(left, first, papers)
    assert emptied.how == "kept"
    ended = keep(grown, emptied, left)
    assert ended.how == "refitted"
    assert ("ended", last) in set(zip(ended.changes["kind"], ended.changes["topic_id"], strict=True))
    assert last not in set(ended.state.topics["topic_id"])


def test_a_label_that_was_once_a_topics_stays_its_own(papers: pd.DataFrame, first: Upkeep) -> None:
    topics = first.state.topics.assign(label=[f"Unsaid {n}" for n in range(len(first.state.topics))])
    named = replace(first, lineage=replace(first.state, topics=topics.assign(known_as=[[x] for x in topics["label"]])))
    anew = keep(papers, named, papers, anew=True).state.topics.set_index("topic_id")
    for row in topics.itertuples():
        assert anew["known_as"][row.topic_id] == [row.label, anew["label"][row.topic_id]]
    assert anew["label"].tolist() == first.state.topics["label"].tolist()


def test_the_number_of_threads_does_not_matter(papers: pd.DataFrame, first: Upkeep) -> None:
    grown = pd.concat([papers, invented(40, ["birds"], seed=2)])
    results = []
    for threads in (1, 2):
        with threadpool_limits(limits=threads):
            results.append(keep(grown, first, papers).state)
    assert same(*results)


def test_other_words_in_the_rules_bring_a_refit_names_do_not(papers: pd.DataFrame, first: Upkeep) -> None:
    renamed = keep(papers, first, papers, rules=replace(RULES, names={"1": "Best"}))
    assert renamed.how == "kept"
    other = keep(papers, first, papers, rules=RULES | Rules(stop_terms=frozenset({"keel"})))
    assert (other.how, other.why) == ("refitted", "stop words or synonyms changed")
    assert "keel" not in {term for terms in other.state.topics["terms"] for term in terms}


def test_too_few_papers_have_no_topics_and_a_later_build_starts_them(papers: pd.DataFrame) -> None:
    few = keep(papers.head(10))
    assert len(few.state.topics) == 0
    assert few.why == "too few papers for topics"
    later = keep(papers, few, papers.head(10))
    ids = set(later.state.topics["topic_id"])
    assert (later.how, later.why, len(later.changes)) == ("fitted", "the first fit", 0)
    fewer = keep(papers.head(10), later, papers.head(10), anew=True)
    assert set(fewer.changes["kind"]) == {"ended"}
    assert ids.isdisjoint(keep(papers, fewer, papers.head(10)).state.topics["topic_id"]), "no id is used twice"


@pytest.mark.parametrize(
    ("n_since", "mean", "expected"),
    [
        (0, 0.0, ""),
        (99, 0.7, ""),
        (100, 0.7, "100 papers since the last fit of 1,000"),
        (ENOUGH - 1, 0.1, ""),
    ],
)
def test_growth_asks_for_a_refit(n_since: int, mean: float, expected: str) -> None:
    fit = FitFacts(0, "", 1000, 0.7, 0.2, 1, 1, n_since=n_since, at_home_since=mean * n_since)
    assert drift(fit) == expected


def test_papers_that_are_less_at_home_ask_for_a_refit() -> None:
    fit = FitFacts(0, "", 10_000, 0.7, 0.2, 1, 1, n_since=400, at_home_since=400 * 0.64)
    assert drift(fit) == "new papers belong to their topics by 0.64, those of the last fit by 0.70"
    assert not drift(replace(fit, at_home_since=400 * 0.66)), "a difference of less than 0.05 is none"
    assert not drift(replace(fit, n_since=100, at_home_since=100 * 0.63)), "it may be chance among a hundred"
