"""Papers and queries are read into one space; vectors stay as long as the fit does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipelines.topics.discovered.corpus import texts_of, weigh_known
from pipelines.topics.discovered.rules import Rules, load_rules
from pipelines.topics.discovered.terms import count_known, count_terms, look_up_terms
from pipelines.topics.discovered.upkeep import Upkeep, keep_topics
from pipelines.topics.meaning import COLUMNS, Meaning, directions_for, paper_vectors

RULES = load_rules()
GROUPS = {
    "bread": "sourdough yeast oven flour crust dough baker loaf kneading rye".split(),
    "ships": "sail harbour anchor mast captain rudder tide keel vessel deck".split(),
    "stars": "telescope orbit comet nebula galaxy planet eclipse moon asteroid parallax".split(),
}


def invented(n_each: int, *, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = [
        (f"{seed}:{group}:{i:03}", " ".join(rng.choice(words, 3)), " and ".join(rng.choice(words, 6)))
        for group, words in GROUPS.items()
        for i in range(n_each)
    ]
    return pd.DataFrame(rows, columns=["paper_id", "title", "abstract"])


NOBODY = pd.Series(dtype="str")


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return invented(40)


@pytest.fixture(scope="module")
def fitted(papers: pd.DataFrame) -> Upkeep:
    return keep_topics(papers, None, NOBODY, RULES)


@pytest.fixture(scope="module")
def meaning(fitted: Upkeep) -> Meaning:
    model = fitted.state.model
    assert model is not None
    return Meaning.of(model.terms, model.idf, model.voters.directions, fitted.state.fit.n_papers, RULES)


def test_terms_are_looked_up_as_they_are_counted(fitted: Upkeep) -> None:
    assert fitted.state.model is not None
    texts = ["Kneading doughs, <b>rye</b>; the sails", "", "LLMs and GPT-4. Large language models: dough", "!?"]
    known = count_terms(texts, [""] * len(texts), RULES, min_papers=1)
    terms = [*fitted.state.model.terms, *(term for term in known.terms if term not in fitted.state.model.terms)]
    columns = {term: at for at, term in enumerate(terms)}
    expected = count_known(terms, texts, RULES).toarray()
    assert expected.sum() > 5
    np.testing.assert_array_equal(look_up_terms(columns, texts, RULES).toarray(), expected)
    assert look_up_terms({}, ["a"], Rules()).shape == (1, 0)


def test_vectors_are_latent_coordinates_of_length_one(papers: pd.DataFrame, fitted: Upkeep, meaning: Meaning) -> None:
    model = fitted.state.model
    assert model is not None
    rows = weigh_known(papers, model.terms, model.idf, RULES) @ model.voters.directions[
        :, : directions_for(len(papers))
    ].astype(float)
    expected = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    found = meaning.vectors(*texts_of(papers))
    np.testing.assert_allclose(found[:, : rows.shape[1]], expected, atol=1e-6)
    assert not found[:, rows.shape[1] :].any()
    at_fit = paper_vectors(papers, fitted, None, NOBODY, RULES)
    assert at_fit["paper_id"].tolist() == sorted(papers["paper_id"])
    by_id = dict(zip(papers["paper_id"], found, strict=True))
    for paper_id, vector in at_fit.itertuples(index=False):
        np.testing.assert_allclose(vector, by_id[paper_id], atol=1e-6)


def test_a_query_lies_beside_the_papers_that_it_means_though_it_shares_no_word(meaning: Meaning) -> None:
    query = meaning.vectors([""], ["yeast"])[0]
    texts = ["oven crust loaf", "harbour keel", "comet moon"]
    close = meaning.vectors([""] * 3, texts) @ query
    assert close.argmax() == 0
    assert close[0] > 0.3 > max(close[1:])
    assert not meaning.vectors([""], ["xylophone"]).any()


def test_vectors_of_unchanged_papers_are_kept_and_new_ones_added(papers: pd.DataFrame, fitted: Upkeep) -> None:
    before = paper_vectors(papers, fitted, None, NOBODY, RULES)
    marked = before.assign(vector=[vector * 0.5 for vector in before["vector"]])  # to be known again
    now = pd.concat([papers.iloc[1:], invented(1, seed=1)])
    kept = keep_topics(now, fitted.lineage, papers["paper_id"], RULES)
    assert kept.how == "kept"
    after = paper_vectors(now, kept, marked, papers["paper_id"], RULES).set_index("paper_id")["vector"]
    assert sorted(after.index) == sorted(now["paper_id"])
    lengths = after.map(np.linalg.norm)
    assert lengths[papers["paper_id"].iloc[1:]].to_numpy() == pytest.approx(0.5)
    assert lengths[invented(1, seed=1)["paper_id"]].to_numpy() == pytest.approx(1.0)


def test_after_a_refit_all_are_made_anew(papers: pd.DataFrame, fitted: Upkeep) -> None:
    now = pd.concat([papers, invented(10, seed=1)])
    again = keep_topics(now, fitted.lineage, papers["paper_id"], RULES)
    assert again.how == "refitted"
    before = paper_vectors(papers, fitted, None, NOBODY, RULES)
    marked = before.assign(vector=[vector * 0.5 for vector in before["vector"]])
    after = paper_vectors(now, again, marked, papers["paper_id"], RULES)
    assert after["vector"].map(np.linalg.norm).to_numpy() == pytest.approx(1.0)


def test_an_experiment_leaves_the_space_as_it_was(papers: pd.DataFrame, fitted: Upkeep) -> None:
    tried = keep_topics(papers, fitted.lineage, papers["paper_id"], RULES, seed=5)
    before = paper_vectors(papers, fitted, None, NOBODY, RULES)
    after = paper_vectors(papers, tried, before, papers["paper_id"], RULES)
    pd.testing.assert_frame_equal(after, before)
    assert tried.lineage.model is fitted.lineage.model


def test_papers_without_words_and_too_few_papers_have_no_vectors(papers: pd.DataFrame, fitted: Upkeep) -> None:
    odd = pd.DataFrame({"paper_id": ["x", "y"], "title": ["", "the of"], "abstract": [None, ""]})
    kept = replace(fitted, found=None)
    assert paper_vectors(odd, kept, None, NOBODY, RULES).empty
    few = keep_topics(papers.head(5), None, NOBODY, RULES)
    nothing = paper_vectors(papers.head(5), few, None, NOBODY, RULES)
    assert nothing.dtypes.astype(str).to_dict() == COLUMNS
    assert nothing.empty
