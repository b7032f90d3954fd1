from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.errors import PapertideError
from pipelines.topics.sentence_vectors import SentenceModel, Settings
from tests.topics.sentence_model import VECTORS, write_model

CLS = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}


def test_a_vector_is_the_mean_of_its_tokens_scaled_to_length_1(tmp_path: Path) -> None:
    vectors = SentenceModel(write_model(tmp_path)).encode(["Boat clock", "clock clock boat boat boat boat", "bread"])
    assert vectors.dtype == np.float32
    # means (1.5, 2), (2, 4/3) and (-1, 0); the vector of padding, (100, 100), counts nowhere
    np.testing.assert_allclose(vectors, [(0.6, 0.8), np.array((3, 2)) / 13**0.5, (-1, 0)], atol=1e-6)


def test_a_text_without_a_token_has_a_zero_vector(tmp_path: Path) -> None:
    np.testing.assert_array_equal(SentenceModel(write_model(tmp_path)).encode(["", ""]), np.zeros((2, 2)))


@pytest.mark.parametrize(
    ("configurations", "settings", "vector"),
    [
        ({}, Settings("mean", 512), (0.6, 0.8)),
        ({"1_Pooling__config": CLS}, Settings("cls", 512), (1, 0)),
        ({"sentence_bert_config": {"max_seq_length": 1}}, Settings("mean", 1), (1, 0)),
        ({"sentence_bert_config": {"max_seq_length": None}, "config": {"max_position_embeddings": 1}}, None, (1, 0)),
        ({"config": {"max_position_embeddings": 8192}}, Settings("mean", 512), (0.6, 0.8)),
    ],
)
def test_configuration_files_are_followed(
    tmp_path: Path, configurations: dict[str, Any], settings: Settings | None, vector: tuple[float, float]
) -> None:
    model = SentenceModel(write_model(tmp_path, **configurations))
    assert settings in (None, model.settings)
    np.testing.assert_allclose(model.encode(["boat clock"]), [vector], atol=1e-6)


def test_other_places_types_and_outputs_of_a_model(tmp_path: Path) -> None:
    inputs = dict.fromkeys(("input_ids", "attention_mask", "token_type_ids"), "int32")
    model = SentenceModel(write_model(tmp_path / "a", place="onnx/model.onnx", inputs=inputs, output="anything"))
    np.testing.assert_allclose(model.encode(["boat clock"]), [(0.6, 0.8)], atol=1e-6)
    whole = SentenceModel(write_model(tmp_path / "b", output="sentence_embedding", shape=("texts", 2)))
    np.testing.assert_allclose(whole.encode(["clock boat"]), [(0, 1)], atol=1e-6)


def test_the_id_tells_models_and_their_settings_apart(tmp_path: Path) -> None:
    told = {
        "one": SentenceModel(write_model(tmp_path / "one")).model_id,
        "same": SentenceModel(write_model(tmp_path / "same", place="onnx/model.onnx")).model_id,
        "weights": SentenceModel(write_model(tmp_path / "weights", vectors=VECTORS | {"boat": (3, 1)})).model_id,
        "pooling": SentenceModel(write_model(tmp_path / "pooling", **{"1_Pooling__config": CLS})).model_id,
    }
    assert told["one"] == told["same"]
    assert len(set(told.values())) == 3


@pytest.mark.parametrize(("name", "kind"), [("model.onnx", "model"), ("tokenizer.json", "tokenizer")])
def test_damaged_and_missing_files_are_named(tmp_path: Path, name: str, kind: str) -> None:
    path = write_model(tmp_path) / name
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(PapertideError, match=rf"{name} cannot be read as a {kind} .*; copy it anew$") as told:
        SentenceModel(tmp_path)
    assert "\n" not in str(told.value)
    path.unlink()
    with pytest.raises(PapertideError, match=f"holds n(o|either) {name}"):
        SentenceModel(tmp_path)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ({"inputs": {"input_ids": "int64", "offsets": "int64"}}, "takes .*offsets tensor.int64.; understood are"),
        ({"inputs": {"input_ids": "int64"}}, "takes input_ids"),
        ({"output": "logits", "shape": ("texts", 2)}, "gives logits .*; understood are the vectors of tokens"),
        ({"modules": [{"type": "sentence_transformers.models.Dense"}]}, "ends in a Dense layer"),
        ({"1_Pooling__config": {"pooling_mode_max_tokens": True}}, "pools by pooling_mode_max_tokens; mean or cls"),
        ({"1_Pooling__config": CLS | {"pooling_mode_mean_tokens": True}}, "pools by .* and .*; mean or cls"),
        ({"config": [1]}, "config.json is not what a sentence model has there"),
    ],
)
def test_models_of_another_kind_are_refused(tmp_path: Path, kind: dict[str, Any], said: str) -> None:
    with pytest.raises(PapertideError, match=said):
        SentenceModel(write_model(tmp_path, **kind))


def test_json_that_is_none_is_named(tmp_path: Path) -> None:
    (write_model(tmp_path) / "sentence_bert_config.json").write_text("max_seq_length: 256")
    with pytest.raises(PapertideError, match=r"sentence_bert_config.json cannot be read as JSON"):
        SentenceModel(tmp_path)


def test_a_tokenizer_of_another_model_is_told(tmp_path: Path) -> None:
    fewer = dict(list(VECTORS.items())[:2])
    model = SentenceModel(write_model(tmp_path, vectors=fewer))
    with pytest.raises(PapertideError, match=r"tokenizer.json and its model.onnx belong together\?$") as told:
        model.encode(["bread"])
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("library", ["onnxruntime", "tokenizers"])
def test_without_the_extra_one_line_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    write_model(tmp_path)
    monkeypatch.setitem(sys.modules, library, None)  # as if it were not installed
    with pytest.raises(PapertideError, match=r'run pip install "papertide\[embeddings\]"$'):
        SentenceModel(tmp_path)
