"""Papers stay where they are on the map, new ones come to their like, and a new layout lies over the old one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import procrustes
from sklearn.manifold import trustworthiness

from pipelines.topics import layout
from pipelines.topics.layout import COLUMNS, Points, aligned, lay_out, paper_points, placed
from pipelines.topics.meaning import DIMENSIONS, Vectors

GROUPS = 4
NOBODY = pd.Series(dtype="str")


def invented(n_each: int, seed: int = 0) -> tuple[pd.DataFrame, Vectors]:
    """Papers `group:number` in groups that lie far apart."""
    rng = np.random.default_rng(seed)
    centres = np.eye(GROUPS, DIMENSIONS).repeat(n_each, axis=0)
    rows = centres + rng.normal(scale=0.08, size=centres.shape)
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    ids = [f"{group}:{seed}-{number:03}" for group in range(GROUPS) for number in range(n_each)]
    return pd.DataFrame({"paper_id": ids, "vector": list(rows)}), rows


def points(vectors: pd.DataFrame, before: pd.DataFrame | None = None, *, keep: bool = False) -> pd.DataFrame:
    unchanged = NOBODY if before is None else before["paper_id"]
    return paper_points(vectors, before, keep=keep, unchanged=unchanged, seed=0)


@pytest.fixture(scope="module")
def first() -> tuple[pd.DataFrame, pd.DataFrame]:
    vectors, _ = invented(50)
    return vectors, points(vectors)


def test_the_layout_shows_who_is_near_whom_and_is_the_same_every_time(
    first: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    vectors, there = first
    rows, places = np.stack(vectors["vector"].tolist()), there[["x", "y"]].to_numpy()
    assert trustworthiness(rows, places, n_neighbors=10) > 0.9
    nearest = np.argsort(((places[:, None] - places) ** 2).sum(axis=2), axis=1)[:, 1:6]
    group = vectors["paper_id"].str[0].to_numpy()
    assert (group[nearest] == group[:, None]).all()
    shuffled = vectors.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(points(shuffled), there, check_exact=True)


def test_papers_keep_their_place_bit_for_bit_and_a_new_one_comes_to_its_like(
    first: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    vectors, there = first
    new, _ = invented(2, seed=1)
    grown = points(pd.concat([vectors.iloc[3:], new]), there, keep=True).set_index("paper_id")
    old = there.set_index("paper_id").iloc[3:]
    pd.testing.assert_frame_equal(grown.loc[old.index], old, check_exact=True)
    assert len(grown) == len(old) + len(new), "papers that are gone are not on the map"
    middles = old.groupby(old.index.str[0]).median()
    for paper_id in new["paper_id"]:
        distances = ((middles - grown.loc[paper_id]) ** 2).sum(axis=1)
        assert distances.idxmin() == paper_id[0]


def test_a_paper_with_other_words_loses_its_place(first: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    vectors, there = first
    changed = vectors.copy()
    changed.at[0, "vector"] = vectors["vector"].iloc[-1]
    unchanged = there["paper_id"].iloc[1:]
    moved = paper_points(changed, there, keep=True, unchanged=unchanged, seed=0).set_index("paper_id")
    last = moved[moved.index.str[0] == str(GROUPS - 1)].median()
    assert np.hypot(*(moved.iloc[0] - last)) < np.hypot(*(there.set_index("paper_id").iloc[0] - last)) / 3


def test_a_new_layout_lies_over_the_old_one(first: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    vectors, there = first
    new, _ = invented(5, seed=2)
    turned = there.assign(x=100 - 3 * there["y"], y=3 * there["x"])  # another way round, larger, elsewhere
    again = points(pd.concat([vectors, new]), turned).set_index("paper_id").loc[there["paper_id"]]
    old = turned.set_index("paper_id")
    assert not np.array_equal(again.to_numpy(), old.to_numpy())
    radius = np.sqrt(((old - old.mean()) ** 2).sum(axis=1).mean())
    moved = np.hypot(*(again - old).to_numpy().T) / radius
    assert np.median(moved) < 0.15
    groups = old.index.str[0]
    regions = np.hypot(*(again.groupby(groups).median() - old.groupby(groups).median()).to_numpy().T) / radius
    assert regions.max() < 0.25


def test_alignment_undoes_turning_mirroring_scaling_and_moving() -> None:
    rng = np.random.default_rng(0)
    target = rng.normal(size=(30, 2))
    turn = np.array([[np.cos(2), -np.sin(2)], [np.sin(2), np.cos(2)]]) @ np.diag([1, -1])
    known = np.arange(30) < 20
    np.testing.assert_allclose(aligned(target @ turn * 7 + [4, -9], target, known), target, atol=1e-9)
    noisy = target @ turn + rng.normal(scale=0.1, size=target.shape)
    here = aligned(noisy, target, np.full(30, True))
    norm = ((target - target.mean(axis=0)) ** 2).sum()
    assert ((here - target) ** 2).sum() / norm == pytest.approx(procrustes(target, noisy)[2])


def test_a_further_paper_is_put_in_the_middle_of_its_nearest() -> None:
    vectors = np.eye(3, dtype=np.float32)
    where = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 6.0]])
    np.testing.assert_array_equal(placed(np.eye(1, 3, dtype=np.float32), vectors, where), [[0.0, 0.0]])
    assert placed(np.empty((0, 3), np.float32), vectors, where).shape == (0, 2)


def test_of_many_papers_a_sample_is_laid_out_and_the_others_come_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, _ = invented(50)
    monkeypatch.setattr(layout, "LAID_OUT", 120)
    laid: list[int] = []

    def counted(rows: Vectors, seed: int, start: Points | None = None) -> Points:
        laid.append(len(rows))
        return lay_out(rows, seed, start)

    monkeypatch.setattr(layout, "lay_out", counted)
    there = points(vectors).set_index("paper_id")
    assert laid == [120]
    assert len(there) == 200
    assert there.notna().all(axis=None)
    middles = there.groupby(there.index.str[0]).median()
    nearest = ((there.to_numpy()[:, None] - middles.to_numpy()) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == there.index.str[0].astype(int)).mean() > 0.95


@pytest.mark.parametrize("n", [0, 1, 2, 5, 8])
def test_few_papers_have_places_too(n: int) -> None:
    vectors, _ = invented(2)
    there = points(vectors.head(n))
    assert there.dtypes.astype(str).to_dict() == COLUMNS
    assert len(there) == n
    assert np.isfinite(there[["x", "y"]].to_numpy()).all()


def test_papers_that_say_the_same_lie_together() -> None:
    vectors, _ = invented(1)
    many = pd.DataFrame({"paper_id": [f"p{i:02}" for i in range(30)], "vector": [vectors["vector"][0]] * 30})
    there = points(many)
    assert np.isfinite(there[["x", "y"]].to_numpy()).all()
    assert there["x"].nunique() == 1
