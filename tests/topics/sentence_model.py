"""A sentence model of four words, small enough to work out its vectors by hand; needs onnx and the extra."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

VECTORS = {"[PAD]": (100, 100), "boat": (3, 0), "clock": (0, 4), "bread": (-1, 0)}


def write_model(
    folder: Path,
    *,
    place: str = "model.onnx",
    inputs: dict[str, str] | None = None,
    output: str = "last_hidden_state",
    shape: tuple[int | str, ...] = ("texts", "tokens", 2),
    vectors: dict[str, tuple[int, int]] = VECTORS,
    **configurations: object,
) -> Path:
    """Write a model that looks up the vector of each word, and give its folder back.

    Parameters
    ----------
    inputs : type of each input, by name
    shape : of the output as the model declares it; with two dimensions the vector of the first word is given
    vectors : of each word; fewer than the tokenizer knows make a model that fails on the others
    configurations : content of further JSON files, by name, `__` for a folder
    """
    onnx = pytest.importorskip("onnx", reason="the extra dev is not installed")
    tokenizers = pytest.importorskip("tokenizers", reason="the extra embeddings is not installed")
    pytest.importorskip("onnxruntime", reason="the extra embeddings is not installed")
    helper, kinds = onnx.helper, {"int64": onnx.TensorProto.INT64, "int32": onnx.TensorProto.INT32}
    inputs = inputs or {"input_ids": "int64", "attention_mask": "int64"}
    table = onnx.numpy_helper.from_array(np.array(list(vectors.values()), dtype=np.float32), "table")
    nodes = [helper.make_node("Gather", ["table", next(iter(inputs))], ["tokens" if len(shape) == 2 else output])]
    tables = [table]
    if len(shape) == 2:
        tables.append(onnx.numpy_helper.from_array(np.array(0), "first"))
        nodes.append(helper.make_node("Gather", ["tokens", "first"], [output], axis=1))
    graph = helper.make_graph(
        nodes,
        "words",
        [helper.make_tensor_value_info(name, kinds[kind], ["texts", "tokens"]) for name, kind in inputs.items()],
        [helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, shape)],
        tables,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (folder / place).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, folder / place)
    words = tokenizers.models.WordLevel({word: i for i, word in enumerate(VECTORS)}, unk_token="bread")
    tokenizer = tokenizers.Tokenizer(words)
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    for name, content in configurations.items():
        path = folder / f"{name.replace('__', '/')}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content))
    return folder
