from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.linear_model import Ridge

from pipelines.errors import PapertideError
from pipelines.shipped import shipped
from pipelines.store.warehouse import open_warehouse, paper_texts
from pipelines.topics.themes.latent import Directions
from pipelines.topics.themes.scoring import Labels, f1_scores, measure_themes, read_labels, theme_table
from pipelines.topics.themes.tagger import Tagger
from pipelines.topics.themes.training import PENALTY, Training, _fit, choose_thresholds, save_training, train_tagger
from tests.topics.themes.corpus import THEMES, three_themes


def test_themes_are_learned_from_labels(small_training: Training) -> None:
    papers, labels = three_themes()
    unseen = papers.iloc[150:]
    tags = small_training.tagger.tag(unseen).groupby("paper_id")["theme"].agg(set)
    about_bread = unseen[unseen["title"].str.contains("bread|flour|yeast|dough")]["paper_id"]
    assert len(about_bread) > 10
    assert np.mean(["bread" in tags[paper] for paper in about_bread]) > 0.9
    truth, optional = labels.flags(small_training.labelled_ids, small_training.tagger.themes)
    held_out = small_training.out_of_fold >= small_training.tagger.thresholds
    assert f1_scores(theme_table(held_out, truth, optional, small_training.tagger.themes))[0] > 0.9


def test_the_same_papers_and_labels_give_the_same_bytes(small_training: Training, tmp_path: Path) -> None:
    papers, labels = three_themes()
    again = train_tagger(papers.sample(frac=1, random_state=1), labels, THEMES)  # in another order
    for name, training in (("one", small_training), ("two", again)):
        save_training(training, tmp_path / name, papers, labels, labels)
    assert sorted(file.name for file in (tmp_path / "one").iterdir()) == [
        "bias.npy",
        "directions.npy",
        "familiarity.json",
        "idf.npy",
        "manifest.json",
        "own_themes.json",
        "phrases.json",
        "terms.json",
        "thresholds.npy",
        "weights.npy",
    ]
    for file in (tmp_path / "one").iterdir():
        assert (tmp_path / "two" / file.name).read_bytes() == file.read_bytes(), file.name


def test_the_manifest_holds_what_the_written_tagger_scores(small_training: Training, tmp_path: Path) -> None:
    papers, labels = three_themes()
    tagger = save_training(small_training, tmp_path, papers, labels, labels)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["version"] == tagger.version
    assert manifest["training"]["n_labelled"] == 150
    assert manifest["n_terms"] == len(tagger.features.terms)
    assert manifest["dev"]["micro_f1"] == round(measure_themes(tagger, papers, labels).micro_f1, 4)


def test_labelled_papers_that_the_store_lacks_are_counted() -> None:
    papers, labels = three_themes()
    assert train_tagger(papers.iloc[20:], labels, THEMES).n_absent == 20


def test_a_store_without_labelled_papers_is_refused() -> None:
    papers, labels = three_themes()
    with pytest.raises(PapertideError, match="none of the labelled papers"):
        train_tagger(papers.iloc[150:], labels, THEMES)


def test_a_theme_with_too_few_papers_is_named() -> None:
    papers, labels = three_themes()
    core = {paper: themes - {"bread"} or frozenset({"boats"}) for paper, themes in labels.core.items()}
    with pytest.raises(PapertideError, match=r"0 of the 150 labelled papers in the store carry 'bread'"):
        train_tagger(papers, Labels(core, labels.optional), THEMES)


def test_weights_are_those_of_a_well_known_ridge_regression_with_directions_multiplied_out() -> None:
    random = np.random.default_rng(3)
    rows, truth = sparse.random(30, 12, 0.4, format="csr", rng=random), random.random((30, 2)) > 0.6
    directions = Directions(random.normal(size=(9, 4)), random.normal(size=4))
    weights, bias = _fit(rows, truth, directions)
    inputs = np.hstack([rows.toarray(), directions.of(rows[:, :9]), np.ones((30, 1))])
    known = Ridge(alpha=PENALTY, fit_intercept=False).fit(inputs, np.where(truth, 1.0, -1.0))
    np.testing.assert_allclose(rows @ weights + bias, known.predict(inputs))


def test_thresholds_part_what_can_be_parted() -> None:
    truth = np.zeros((400, 2), dtype=bool)
    truth[:200, 0] = truth[:150, 1] = True
    scores = np.where(truth, 0.6, 0.3)
    thresholds = choose_thresholds(scores, truth)
    assert np.all((thresholds > 0.3) & (thresholds <= 0.6))


@pytest.fixture(scope="module")
def real_papers(real_warehouse: Path) -> pd.DataFrame:
    with open_warehouse(real_warehouse, read_only=True) as connection:
        return paper_texts(connection)


@pytest.mark.shared
def test_the_shipped_tagger_reaches_its_bar_and_its_manifest_says_so(shared: Path, real_papers: pd.DataFrame) -> None:
    tagger = Tagger.load()
    dev = read_labels(shared / "gold" / "themes_dev.json", tagger.themes)
    quality = measure_themes(tagger, real_papers, dev)
    assert quality.n_absent == 0
    assert quality.micro_f1 >= 0.85
    assert quality.macro_f1 >= 0.82
    manifest = json.loads((shipped("tagger") / "manifest.json").read_text())
    by_theme = manifest["dev"].pop("by_theme")
    assert {theme: figures["f1"] for theme, figures in by_theme.items() if figures["f1"] is not None} == {
        row.theme: round(row.f1, 4) for row in quality.by_theme.itertuples() if row.f1 == row.f1
    }
    assert manifest["dev"] == {
        "n_papers": quality.n_papers,
        "micro_f1": round(quality.micro_f1, 4),
        "macro_f1": round(quality.macro_f1, 4),
        "brier": round(quality.brier, 4),
    }


def test_the_shipped_tagger_was_trained_with_the_shipped_themes() -> None:
    from pipelines.topics.themes.vocabulary import load_themes

    trained = {theme.theme: theme.phrases for theme in Tagger.load().features.themes}
    assert trained == {theme.theme: theme.phrases for theme in load_themes()}
