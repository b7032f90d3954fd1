"""Sentence vectors from an ONNX model in a folder that the user names; nothing is ever downloaded.

The folder is laid out as sentence-transformers publishes its models: `model.onnx` or `onnx/model.onnx` and
`tokenizer.json`; pooling and the longest text stand in `1_Pooling/config.json` and `sentence_bert_config.json`.
Needs the extra `embeddings` (onnxruntime, tokenizers).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pipelines.errors import PapertideError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

LONGEST = 512  # tokens where the folder does not say; more than a title and an abstract have
_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})
_MODULES = ("Transformer", "Pooling", "Normalize")  # of a sentence-transformers model; another would be left out
_POOLING = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}
_LIKE = "name a folder with a sentence-transformers model exported to ONNX"


@dataclass(frozen=True)
class Settings:
    """How token vectors become the vector of a text."""

    pooling: str  # "mean" over the tokens, or the first one: "cls"
    longest: int  # tokens; the rest of a text is left out


class SentenceModel:
    """A sentence model: texts in, vectors of length 1 out.

    Parameters
    ----------
    folder : where the model lies

    Attributes
    ----------
    model_id : 16 hex digits of the sha256 of its files and settings: another model, another id
    settings : pooling and longest text

    Raises
    ------
    PapertideError : the extra is missing; a file is missing or damaged; the model is of a kind not understood.
    """

    def __init__(self, folder: Path) -> None:
        files = _files(folder)
        self._folder = folder
        self.settings = read_settings(folder)
        self._session = _session(files[0])
        self._tokenizer, self._pad_id = _tokenizer(folder / "tokenizer.json", self.settings.longest)
        self._types = _input_types(self._session, folder)
        self._output, self._pooled = _output(self._session, folder)
        self.model_id = _fingerprint(files, self.settings)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts, (n_texts, n_dimensions); the texts go through the model together.

        What stands beside a text changes its vector in the last digits at most, but more in a model whose
        numbers were made smaller (int8).
        """
        encoded = self._tokenizer.encode_batch(list(texts))
        shape = (len(encoded), max(1, *(len(one.ids) for one in encoded)))
        inputs = {name: np.zeros(shape, kind) for name, kind in self._types.items()}
        inputs["input_ids"][:] = self._pad_id
        for row, one in enumerate(encoded):
            given = {"input_ids": one.ids, "attention_mask": one.attention_mask, "token_type_ids": one.type_ids}
            for name, array in inputs.items():
                array[row, : len(one.ids)] = given[name]
        try:
            (found,) = self._session.run([self._output], inputs)
        except Exception as error:  # onnxruntime's errors have no base of their own
            raise PapertideError(
                f"the model in {self._folder} failed on texts of the warehouse ({_first_line(error)}); "
                "do its tokenizer.json and its model.onnx belong together?"
            ) from None
        if not self._pooled:
            found = _pool(found, inputs["attention_mask"], self.settings.pooling)
        vectors = found.astype(np.float32)
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))


def read_settings(folder: Path) -> Settings:
    """Pooling and longest text as the folder's configuration files say; else mean and at most LONGEST.

    Raises
    ------
    PapertideError : a file is no JSON object, or asks for something that is not understood.
    """
    for module in _json(folder / "modules.json", list):
        name = str(module.get("type", "") if isinstance(module, dict) else module).rpartition(".")[2]
        if name not in _MODULES:
            raise PapertideError(f"the model in {folder} ends in a {name} layer, which is not understood; {_LIKE}")
    told = _json(folder / "1_Pooling" / "config.json", dict)
    modes = [name for name, on in told.items() if name.startswith("pooling_mode_") and on is True]
    if len(modes) > 1 or any(mode not in _POOLING for mode in modes):
        raise PapertideError(f"the model in {folder} pools by {' and '.join(modes)}; mean or cls is understood")
    longest = _json(folder / "sentence_bert_config.json", dict).get("max_seq_length")
    if not isinstance(longest, int):
        positions = _json(folder / "config.json", dict).get("max_position_embeddings")
        longest = min(positions, LONGEST) if isinstance(positions, int) else LONGEST
    return Settings(_POOLING[modes[0]] if modes else "mean", longest)


def _pool(tokens: NDArray[Any], mask: NDArray[Any], pooling: str) -> NDArray[Any]:
    """Vectors of texts (n_texts, n_dimensions) from those of their tokens (n_texts, n_tokens, n_dimensions)."""
    if pooling == "cls":
        return np.asarray(tokens[:, 0])
    counted = mask[:, :, None].astype(np.float32)
    return np.asarray((tokens * counted).sum(axis=1) / np.maximum(counted.sum(axis=1), 1))


def _files(folder: Path) -> list[Path]:
    """The model, then every other file that decides about its vectors; weights may lie in files beside the model."""
    found = [path for path in (folder / "model.onnx", folder / "onnx" / "model.onnx") if path.is_file()]
    if not found:
        raise PapertideError(f"{folder} holds neither model.onnx nor onnx/model.onnx; {_LIKE}")
    if not (folder / "tokenizer.json").is_file():
        raise PapertideError(f"{folder} holds no tokenizer.json; copy it there from where the model came from")
    weights = sorted(path for path in found[0].parent.glob("model.onnx?*") if path.is_file())
    return [found[0], *weights, folder / "tokenizer.json"]


def _fingerprint(files: list[Path], settings: Settings) -> str:
    digest = hashlib.sha256(repr(settings).encode())
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _session(path: Path) -> InferenceSession:
    try:
        import onnxruntime
    except ImportError:
        raise _no_extra() from None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors only: they are raised as well
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors have no base of their own
        raise PapertideError(f"{path} cannot be read as a model ({_first_line(error)}); copy it anew") from None


def _tokenizer(path: Path, longest: int) -> tuple[Tokenizer, int]:
    """The tokenizer, cutting texts and not padding them, and the id that pads."""
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise _no_extra() from None
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises nothing more special
        raise PapertideError(f"{path} cannot be read as a tokenizer ({_first_line(error)}); copy it anew") from None
    pad_id = int((tokenizer.padding or {}).get("pad_id", 0))
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    return tokenizer, pad_id


def _input_types(session: InferenceSession, folder: Path) -> dict[str, str]:
    """The type of each input; all of them arrays of whole numbers (n_texts, n_tokens)."""
    types = {one.name: one.type for one in session.get_inputs()}
    known = {"tensor(int64)": "int64", "tensor(int32)": "int32"}
    if not {"input_ids", "attention_mask"} <= types.keys() <= _INPUTS or not set(types.values()) <= known.keys():
        raise PapertideError(
            f"the model in {folder} takes {', '.join(f'{name} {kind}' for name, kind in types.items())}; "
            f"understood are whole numbers as input_ids, attention_mask and token_type_ids; {_LIKE}"
        )
    return {name: known[kind] for name, kind in types.items()}


def _output(session: InferenceSession, folder: Path) -> tuple[str, bool]:
    """The name of the output to read, and whether it holds vectors of whole texts already."""
    outputs = session.get_outputs()
    for rank, names in ((3, ("last_hidden_state", "token_embeddings")), (2, ("sentence_embedding",)), (3, ())):
        for one in outputs:
            if len(one.shape or ()) == rank and (not names or one.name in names):
                return one.name, rank == 2
    given = ", ".join(f"{one.name} {one.shape}" for one in outputs)
    raise PapertideError(
        f"the model in {folder} gives {given}; understood are the vectors of tokens (texts, tokens, dimensions) "
        f"and sentence_embedding (texts, dimensions); {_LIKE}"
    )


def _json(path: Path, kind: type) -> Any:
    """The content of a JSON file; nothing where there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return kind()
    except (OSError, ValueError, RecursionError) as error:
        raise PapertideError(f"{path} cannot be read as JSON ({error}); copy it anew") from None
    if not isinstance(content, kind):
        raise PapertideError(f"{path} is not what a sentence model has there; copy it anew")
    return content


def _no_extra() -> PapertideError:
    return PapertideError('sentence vectors need onnxruntime and tokenizers; run pip install "papertide[embeddings]"')


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
