from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import PapertideError
from pipelines.topics.themes.scoring import (
    brier_score,
    f1_scores,
    measure_themes,
    read_labels,
    reliability_table,
    theme_table,
)
from pipelines.topics.themes.training import Training
from tests.topics.themes.corpus import three_themes

NAMES = ["a", "b", "c"]
CORE = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 0]], dtype=bool)
OPTIONAL = np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0], [1, 0, 0]], dtype=bool)
PREDICTED = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 0], [0, 0, 0]], dtype=bool)
# a: hit on paper 1, missed on 2, wrong on 3, optional on 4 not predicted      tp 1 fp 1 fn 1  F1 1/2
# b: optional on 1 (predicted, not counted), hit on 2, missed on 3             tp 1 fp 0 fn 1  F1 2/3
# c: optional on 2 (predicted, not counted), nobody carries it                 tp 0 fp 0 fn 0  no F1


def test_f1_by_hand_with_optional_labels_left_out() -> None:
    table = theme_table(PREDICTED, CORE, OPTIONAL, NAMES)
    assert table[["theme", "support", "tp", "fp", "fn"]].values.tolist() == [
        ["a", 2, 1, 1, 1],
        ["b", 2, 1, 0, 1],
        ["c", 0, 0, 0, 0],
    ]
    assert table["precision"].tolist()[:2] == [0.5, 1.0]
    assert table["f1"].tolist()[:2] == pytest.approx([1 / 2, 2 / 3])
    assert np.isnan(table["f1"][2])
    micro, macro = f1_scores(table)
    assert micro == pytest.approx(2 * 2 / (2 * 2 + 1 + 2))
    assert macro == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_a_theme_that_nobody_carries_costs_micro_but_is_no_part_of_macro() -> None:
    wrong = PREDICTED.copy()
    wrong[3, 2] = True
    micro, macro = f1_scores(theme_table(wrong, CORE, OPTIONAL, NAMES))
    assert micro == pytest.approx(2 * 2 / (2 * 2 + 2 + 2))
    assert macro == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_brier_score_and_reliability_by_hand() -> None:
    scores = np.array([[0.95, 0.5], [0.05, 0.15]])
    core = np.array([[True, False], [False, True]])
    optional = np.array([[False, True], [False, False]])
    assert brier_score(scores, core, optional) == pytest.approx((0.05**2 + 0.05**2 + 0.85**2) / 3)
    table = reliability_table(scores, core, optional)
    expected = pd.DataFrame(
        {
            "low": [0.0, 0.1, 0.9],
            "high": [0.1, 0.2, 1.0],
            "n": [1, 1, 1],
            "mean_score": [0.05, 0.15, 0.95],
            "share_true": [0.0, 1.0, 1.0],
        }
    )
    pd.testing.assert_frame_equal(table, expected)


def test_both_forms_of_labels_are_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.json"
    path.write_text(json.dumps({"1": ["a"], "2": {"core": ["b"], "optional": ["c", "b"]}}))
    labels = read_labels(path, NAMES)
    core, optional = labels.flags(["2", "1"], NAMES)
    assert core.tolist() == [[False, True, False], [True, False, False]]
    assert optional.tolist() == [[False, False, True], [False, False, False]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"1": ["z"]}', "'1' has the unknown theme 'z'"),
        ('{"1": "a"}', "the labels of '1' are not a list"),
        ('{"1": {"optional": []}}', "the labels of '1' are not a list"),
        ("[1]", "holds no labelled papers"),
        ("{}", "holds no labelled papers"),
        ('{"1": [', "cannot be read as JSON"),
    ],
)
def test_labels_that_cannot_be_meant_are_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "labels.json"
    path.write_text(text)
    with pytest.raises(PapertideError, match="labels.json") as refused:
        read_labels(path, NAMES)
    assert told in str(refused.value)


def test_missing_labels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PapertideError, match="does not exist"):
        read_labels(tmp_path / "none.json", NAMES)


def test_a_tagger_is_measured_on_the_papers_that_the_store_holds(small_training: Training) -> None:
    papers, labels = three_themes()
    quality = measure_themes(small_training.tagger, papers.iloc[100:], labels)
    assert (quality.n_papers, quality.n_absent) == (50, 100)
    assert quality.micro_f1 > 0.9
    record = quality.as_record()
    assert json.loads(json.dumps(record))["by_theme"][0]["theme"] == "boats"
    with pytest.raises(PapertideError, match="none of the labelled papers"):
        measure_themes(small_training.tagger, papers.iloc[200:], labels)
