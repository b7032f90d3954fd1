from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import PapertideError
from pipelines.topics.themes.tagger import OPENING_WORDS, PaperFeatures, Tagger, ThemePhrases
from pipelines.topics.themes.training import Training
from tests.topics.themes.corpus import three_themes

PAPERS = pd.DataFrame(
    {
        "paper_id": ["2503.00002", "2503.00001", "2503.00003"],
        "title": [
            "Group relative policy optimization for chain-of-thought reasoning",
            "Monocular Gaussian splatting",
            "Lunch",
        ],
        "abstract": [
            "We train a language model with reinforcement learning from verifiable rewards and study its reasoning.",
            None,
            "",
        ],
    }
)


@pytest.fixture
def saved(small_training: Training, tmp_path: Path) -> Path:
    small_training.tagger.save(tmp_path / "tagger", {})
    return tmp_path / "tagger"


def test_the_shipped_tagger_tags_what_a_person_would() -> None:
    tags = Tagger.load().tag(PAPERS)
    assert tags.columns.tolist() == ["paper_id", "theme", "score"]
    found = tags.groupby("paper_id")["theme"].agg(set).to_dict()
    assert found["2503.00001"] == {"3d-vision"}
    assert found["2503.00002"] >= {"reinforcement-learning", "reasoning"}
    assert "2503.00003" not in found  # nothing speaks for any theme: untagged, not forced


def test_phrases_of_the_opening_count_as_foremost_beside_those_of_the_title() -> None:
    features = PaperFeatures(["boat"], [ThemePhrases("boats", ("boat",))], np.ones(1, np.float32))
    late = "word " * OPENING_WORDS + "boat"
    papers = pd.DataFrame({"title": ["Boats", "", ""], "abstract": [None, "A boat", late]})
    foremost, anywhere = features(papers)[:, 1:].toarray().T / np.log(2)
    assert foremost == pytest.approx([0.2, 0.1, 0.0])
    assert anywhere == pytest.approx([0.0, 0.2, 0.2])


def test_tags_come_by_paper_and_best_first() -> None:
    tags = Tagger.load().tag(PAPERS)
    expected = tags.sort_values(["paper_id", "score", "theme"], ascending=[True, False, True], ignore_index=True)
    pd.testing.assert_frame_equal(tags, expected)
    assert tags["score"].between(0, 1).all()


def test_no_papers_give_no_tags_with_the_same_columns() -> None:
    tagger = Tagger.load()
    none, some = tagger.tag(PAPERS.iloc[:0]), tagger.tag(PAPERS)
    assert none.empty
    assert none.dtypes.to_dict() == some.dtypes.to_dict()
    assert tagger.score(PAPERS.iloc[:0]).shape == (0, 38)


def test_a_score_does_not_depend_on_the_papers_beside_it() -> None:
    tagger = Tagger.load()
    together = tagger.score(PAPERS)
    apart = np.vstack([tagger.score(PAPERS.iloc[[i]]) for i in range(len(PAPERS))])
    np.testing.assert_array_equal(together, apart)


def test_scores_are_the_same_on_any_number_of_threads(saved: Path) -> None:
    told = {_digest_with_threads(saved, n) for n in (1, 2, 4)}
    assert len(told) == 1


def _digest_with_threads(folder: Path, n_threads: int) -> str:
    code = (
        "import hashlib, sys; from pathlib import Path; from pipelines.topics.themes.tagger import Tagger;"
        "from tests.topics.themes.corpus import three_themes;"
        "scores = Tagger.load(Path(sys.argv[1])).score(three_themes()[0]);"
        "print(hashlib.sha256(scores.tobytes()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[3]
    paths = os.pathsep.join([str(root), *sys.path])
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(n_threads))
    environment = os.environ | threads | {"PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_saved_tagger_is_loaded_as_it_was(saved: Path, small_training: Training, tmp_path: Path) -> None:
    papers, _ = three_themes()
    loaded = Tagger.load(saved)
    # weights are kept in half precision: three decimals
    np.testing.assert_allclose(loaded.score(papers), small_training.tagger.score(papers), atol=2e-3)
    loaded.save(tmp_path / "again", {})
    for file in sorted(saved.iterdir()):
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes(), file.name
    assert Tagger.load(tmp_path / "again").version == loaded.version


@pytest.mark.parametrize("name", ["weights.npy", "idf.npy", "bias.npy", "thresholds.npy", "terms.json", "phrases.json"])
def test_a_file_that_was_altered_is_refused(saved: Path, name: str) -> None:
    content = bytearray((saved / name).read_bytes())
    content[-2] ^= 1
    (saved / name).write_bytes(content)
    with pytest.raises(PapertideError, match=f"{name} is damaged or was altered; install"):
        Tagger.load(saved)


@pytest.mark.parametrize("name", ["weights.npy", "terms.json", "manifest.json"])
def test_a_missing_file_is_named(saved: Path, name: str) -> None:
    (saved / name).unlink()
    with pytest.raises(PapertideError, match=f"{name} cannot be read"):
        Tagger.load(saved)


def test_a_damaged_or_newer_manifest_is_refused(saved: Path) -> None:
    manifest = json.loads((saved / "manifest.json").read_text())
    (saved / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))
    with pytest.raises(PapertideError, match="has format 99"):
        Tagger.load(saved)
    (saved / "manifest.json").write_text("{")
    with pytest.raises(PapertideError, match=r"manifest.json is damaged"):
        Tagger.load(saved)


def test_nothing_that_is_shipped_needs_unpickling_and_all_of_it_is_small() -> None:
    from pipelines.shipped import shipped

    files = list(shipped("tagger").iterdir())
    assert {file.suffix for file in files} == {".npy", ".json"}
    assert sum(file.stat().st_size for file in files) < 15_000_000
    for file in files:
        if file.suffix == ".npy":
            np.load(file, allow_pickle=False)
