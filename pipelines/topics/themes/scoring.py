"""How good tags are: F1 as the codebook defines it, and whether scores mean what they say.

A theme that only one of two annotators gave is *optional*: it is left out of the predictions and of the truth,
so that a tagger is neither rewarded nor punished for it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.errors import PapertideError

if TYPE_CHECKING:
    from pipelines.topics.themes.tagger import Tagger

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Labels:
    """What annotators said of papers."""

    core: dict[str, frozenset[str]]  # paper_id -> themes that hold
    optional: dict[str, frozenset[str]]  # paper_id -> themes that neither count for nor against

    def flags(self, paper_ids: list[str], themes: list[str]) -> tuple[Flags, Flags]:
        """Core and optional labels as two arrays (n_papers, n_themes)."""
        core = [[theme in self.core[paper] for theme in themes] for paper in paper_ids]
        optional = [[theme in self.optional[paper] for theme in themes] for paper in paper_ids]
        shape = (len(paper_ids), len(themes))
        return np.array(core, dtype=bool).reshape(shape), np.array(optional, dtype=bool).reshape(shape)


def read_labels(path: Path, themes: list[str]) -> Labels:
    """Labelled papers of a JSON file: `{id: [themes]}` or `{id: {"core": [...], "optional": [...]}}`.

    Raises
    ------
    PapertideError : the file is missing, is not such JSON, holds no paper, or names a theme that is unknown.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise PapertideError(f"{path} does not exist; name a file of labelled papers") from None
    except (OSError, ValueError, RecursionError) as error:
        raise PapertideError(f"{path} cannot be read as JSON ({error}); name a file of labelled papers") from None
    if not isinstance(content, dict) or not content:
        raise PapertideError(f'{path} holds no labelled papers; write {{"<paper id>": ["<theme>", ...]}}')
    core, optional = {}, {}
    for paper, given in content.items():
        sides = given if isinstance(given, dict) else {"core": given, "optional": []}
        core[paper] = _themes_of(path, paper, sides.get("core"), themes)
        optional[paper] = _themes_of(path, paper, sides.get("optional", []), themes) - core[paper]
    return Labels(core, optional)


def _themes_of(path: Path, paper: str, given: Any, themes: list[str]) -> frozenset[str]:
    if not isinstance(given, list) or not all(isinstance(theme, str) for theme in given):
        raise PapertideError(f"{path}: the labels of {paper!r} are not a list of themes: {given!r}; write one")
    for theme in given:
        if theme not in themes:
            raise PapertideError(f"{path}: {paper!r} has the unknown theme {theme!r}; known are those of themes.toml")
    return frozenset(given)


def theme_table(predicted: Flags, core: Flags, optional: Flags, themes: list[str]) -> pd.DataFrame:
    """Count hits and misses by theme, optional labels left out.

    Parameters
    ----------
    predicted, core, optional : (n_papers, n_themes)

    Returns
    -------
    One row per theme, in the order given: theme, support (papers with it as core label), tp, fp, fn, precision,
    recall, f1; a ratio without a denominator is NaN, F1 of a theme neither labelled nor predicted too.
    """
    counted = predicted & ~optional
    tp = (counted & core).sum(axis=0)
    fp = (counted & ~core).sum(axis=0)
    fn = (~counted & core).sum(axis=0)
    with np.errstate(invalid="ignore"):
        precision, recall, f1 = tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)
    columns = {"support": tp + fn, "tp": tp, "fp": fp, "fn": fn, "precision": precision, "recall": recall, "f1": f1}
    return pd.DataFrame({"theme": themes, **columns})


def f1_scores(table: pd.DataFrame) -> tuple[float, float]:
    """Micro and macro F1 of a `theme_table`.

    Micro pools all decisions. Macro is the plain mean over the themes that at least one paper carries: a theme
    that no paper of the set carries has no F1 to average; its false positives count in micro.
    """
    tp, fp, fn = (int(table[name].sum()) for name in ("tp", "fp", "fn"))
    micro = 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else float("nan")
    return micro, float(table.loc[table["support"] > 0, "f1"].mean())


def brier_score(probabilities: NDArray[np.float64], core: Flags, optional: Flags) -> float:
    """Mean squared difference between probability and truth over all (paper, theme) but the optional (Brier 1950)."""
    return float(np.mean((probabilities - core)[~optional] ** 2))


def reliability_table(
    probabilities: NDArray[np.float64], core: Flags, optional: Flags, *, n_bins: int = 10
) -> pd.DataFrame:
    """Compare what scores promise with what holds, in bins of equal width.

    Returns
    -------
    One row per bin that holds a decision: low, high (bounds of the score), n (decisions), mean_score,
    share_true (share of them that are core labels). Calibrated scores have mean_score near share_true.
    """
    score, truth = probabilities[~optional], core[~optional]
    which = np.minimum((score * n_bins).astype(int), n_bins - 1)
    frame = pd.DataFrame({"bin": which, "score": score, "truth": truth.astype(float)})
    rows = frame.groupby("bin", as_index=False).agg(
        n=("score", "size"), mean_score=("score", "mean"), share_true=("truth", "mean")
    )
    rows.insert(0, "low", rows["bin"] / n_bins)
    rows.insert(1, "high", (rows["bin"] + 1) / n_bins)
    return rows.drop(columns="bin")


@dataclass(frozen=True)
class ThemeQuality:
    """How a tagger did on labelled papers."""

    n_papers: int  # labelled papers scored
    n_absent: int  # labelled papers that the store does not hold
    micro_f1: float
    macro_f1: float
    brier: float
    untagged_pct: float  # of the labelled papers
    untagged_store_pct: float  # of all papers of the store
    by_theme: pd.DataFrame  # theme_table
    reliability: pd.DataFrame  # reliability_table

    def as_record(self) -> dict[str, Any]:
        """The figures for machines; a ratio without a denominator is null."""
        tables = {"by_theme": self.by_theme, "reliability": self.reliability}
        records = {name: json.loads(table.to_json(orient="records")) for name, table in tables.items()}
        figures = {name: value for name, value in vars(self).items() if name not in tables}
        return {name: None if value != value else value for name, value in figures.items()} | records


def measure_themes(
    tagger: Tagger, papers: pd.DataFrame, labels: Labels, *, scored: tuple[Floats, Floats] | None = None
) -> ThemeQuality:
    """Score a tagger against labelled papers.

    Parameters
    ----------
    papers : the store's papers, columns paper_id, title, abstract
    scored : other scores and thresholds than the tagger's, both (n_papers, n_themes)

    Raises
    ------
    PapertideError : none of the labelled papers is among the papers.
    """
    labelled = papers["paper_id"].isin(labels.core.keys()).to_numpy()
    if not labelled.any():
        raise PapertideError("the store holds none of the labelled papers; ingest them, or name other labels")
    ids = papers.loc[labelled, "paper_id"].tolist()
    all_scores, thresholds = scored or (tagger.score(papers), tagger.thresholds)
    tagged = all_scores >= thresholds
    scores, predicted = all_scores[labelled], tagged[labelled]
    core, optional = labels.flags(ids, tagger.themes)
    table = theme_table(predicted, core, optional, tagger.themes)
    micro, macro = f1_scores(table)
    return ThemeQuality(
        n_papers=len(ids),
        n_absent=len(labels.core) - len(ids),
        micro_f1=micro,
        macro_f1=macro,
        brier=brier_score(scores, core, optional),
        untagged_pct=100 * float((~predicted.any(axis=1)).mean()),
        untagged_store_pct=100 * float((~tagged.any(axis=1)).mean()),
        by_theme=table,
        reliability=reliability_table(scores, core, optional),
    )
