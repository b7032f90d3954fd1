"""A model on disk: arrays as `.npy`, names as JSON, and a manifest with the checksum of each. Nothing is unpickled."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.errors import PapertideError

FORMAT = 2
_ARRAYS = ("weights", "idf", "bias", "thresholds", "directions")
_SCALES = ("familiarity", "own_themes")
_FILES = (*(f"{name}.npy" for name in _ARRAYS), "terms.json", "phrases.json", *(f"{name}.json" for name in _SCALES))
CURE = "install Papertide again, or rebuild it with `papertide themes train --labels F.json`"


@dataclass(frozen=True)
class ModelFiles:
    """What the folder of a tagger holds."""

    arrays: dict[str, NDArray[Any]]  # weights, idf, bias, thresholds, directions
    terms: list[str]
    phrases: dict[str, list[str]]  # theme -> phrases, in the themes' order
    scales: dict[str, dict[str, Any] | None]  # familiarity, own_themes; null where they were not learned
    manifest: dict[str, Any]

    @property
    def version(self) -> str:
        return str(self.manifest["version"])


def write_model(
    folder: Path,
    arrays: dict[str, NDArray[Any]],
    terms: list[str],
    phrases: dict[str, list[str]],
    scales: dict[str, dict[str, Any] | None],
    facts: dict[str, object],
) -> None:
    """Write a model; the same model gives the same bytes. The manifest, which vouches for the rest, comes last."""
    contents = {f"{name}.npy": _npy(arrays[name]) for name in _ARRAYS}
    contents["terms.json"] = (json.dumps(terms, ensure_ascii=False, indent=0) + "\n").encode()
    contents["phrases.json"] = (json.dumps(phrases, ensure_ascii=False, indent=1) + "\n").encode()
    contents |= {f"{name}.json": (json.dumps(scales[name], indent=1) + "\n").encode() for name in _SCALES}
    checksums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    version = hashlib.sha256("".join(checksums.values()).encode()).hexdigest()[:12]
    manifest = {"format": FORMAT, "version": version, "n_terms": len(terms), **facts, "sha256": checksums}
    manifest["facts_sha256"] = _facts_sha256(json.loads(json.dumps(manifest)))
    contents["manifest.json"] = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise PapertideError(f"the tagger cannot be written to {folder} ({error}); give another --out") from None


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the manifest says: format, version, n_terms, training facts, scores, sha256 by file."""
    try:
        manifest = json.loads(_read(folder, "manifest.json"))
    except (ValueError, RecursionError):
        raise PapertideError(f"the tagger's {folder / 'manifest.json'} is damaged; {CURE}") from None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("sha256"), dict):
        raise PapertideError(f"the tagger's {folder / 'manifest.json'} is damaged; {CURE}")
    if manifest.get("format") != FORMAT:
        raise PapertideError(
            f"the tagger in {folder} has format {manifest.get('format')}, this Papertide reads {FORMAT}; {CURE}"
        )
    if manifest.get("facts_sha256") != _facts_sha256(manifest) or not isinstance(manifest.get("version"), str):
        raise PapertideError(f"the tagger's {folder / 'manifest.json'} is damaged or was altered; {CURE}")
    return manifest


def _facts_sha256(manifest: dict[str, Any]) -> str:
    """Checksum of what the manifest says beside the checksums of the files."""
    facts = {name: value for name, value in manifest.items() if name not in ("sha256", "facts_sha256")}
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def measured_by_theme(manifest: dict[str, Any]) -> dict[str, dict[str, float | None]]:
    """How each theme did on papers that the tagger never saw: support, precision, recall, f1; empty where unknown."""
    dev = manifest.get("dev")
    by_theme = dev.get("by_theme") if isinstance(dev, dict) else None
    if not isinstance(by_theme, dict):
        return {}
    return {theme: figures for theme, figures in by_theme.items() if isinstance(figures, dict)}


def read_model(folder: Path) -> ModelFiles:
    """Read a model whose every file is as the manifest says.

    Raises
    ------
    PapertideError : a file is missing, differs from its checksum, or does not fit the others.
    """
    manifest = read_manifest(folder)
    checked = {name: _checked(folder, name, manifest["sha256"]) for name in _FILES}
    try:
        arrays = {name: np.load(io.BytesIO(checked[f"{name}.npy"]), allow_pickle=False) for name in _ARRAYS}
        terms, phrases = json.loads(checked["terms.json"]), json.loads(checked["phrases.json"])
        scales = {name: json.loads(checked[f"{name}.json"]) for name in _SCALES}
    except (ValueError, EOFError, RecursionError) as error:
        raise PapertideError(f"the tagger in {folder} is damaged ({error}); {CURE}") from None
    if not isinstance(terms, list) or not isinstance(phrases, dict):
        raise PapertideError(f"the terms or phrases of the tagger in {folder} are no list and table; {CURE}")
    n_themes = len(phrases)
    shapes = {
        "weights": (len(terms) + 2 * n_themes, n_themes),
        "idf": (len(terms),),
        "bias": (n_themes,),
        "thresholds": (n_themes,),
    }
    for name, shape in shapes.items():
        found = getattr(arrays[name], "shape", None)
        if found != shape:
            raise PapertideError(f"the tagger's {folder / name}.npy has shape {found}, not {shape}; {CURE}")
    if not all(array.dtype.kind == "f" and np.isfinite(array).all() for array in arrays.values()):
        raise PapertideError(f"an array of the tagger in {folder} holds what is no number; {CURE}")
    if arrays["directions"].ndim != 2 or len(arrays["directions"]) > len(terms):
        raise PapertideError(f"the tagger's {folder / 'directions'}.npy does not fit its terms; {CURE}")
    return ModelFiles(arrays, terms, phrases, scales, manifest)


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise PapertideError(f"the tagger's {folder / name} cannot be read ({error.strerror}); {CURE}") from None


def _checked(folder: Path, name: str, checksums: dict[str, str]) -> bytes:
    content = _read(folder, name)
    if hashlib.sha256(content).hexdigest() != checksums.get(name):
        raise PapertideError(f"the tagger's {folder / name} is damaged or was altered; {CURE}")
    return content
