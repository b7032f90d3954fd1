"""What an own theme would tag, before it is applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from pipelines.topics.themes.evidence import explain
from pipelines.topics.themes.own_tagger import OwnTagger
from pipelines.topics.themes.own_themes import OwnTheme
from pipelines.topics.themes.tagger import Tagger

CERTAIN, LIKELY = 0.8, 0.5  # scores from which a tag is called so
N_EXAMPLES = 5  # of each kind
N_TERMS = 3  # shown for and against, for each example
N_OVERLAPS = 5


@dataclass(frozen=True)
class Example:
    """A paper that a theme would tag, or nearly would."""

    paper_id: str
    title: str
    score: float
    speaks_for: list[str]
    speaks_against: list[str]


@dataclass(frozen=True)
class LabelledQuality:
    """How a theme does on the papers that its file names, each scored without having been told of it."""

    n_carrying: int
    n_found: int  # of those
    n_others: int  # papers that the file says do not carry it
    n_wrong: int  # of those


@dataclass(frozen=True)
class ThemeCheck:
    """What a theme would do to a store.

    overlaps : curated theme -> papers that carry both, most first
    absent : ids that the file names and the store does not hold
    """

    theme: str
    name: str
    threshold: float
    n_papers: int  # of the store
    n_tagged: int
    n_certain: int  # score >= CERTAIN, or named by the file
    n_likely: int  # score >= LIKELY
    n_borderline: int  # the other tagged ones
    certain: list[Example]
    borderline: list[Example]  # nearest the threshold, on both sides
    overlaps: dict[str, int]
    absent: list[str]
    labelled: LabelledQuality | None

    def as_record(self) -> dict[str, Any]:
        return asdict(self)


def check_own_themes(tagger: Tagger, own: Sequence[OwnTheme], papers: pd.DataFrame) -> list[ThemeCheck]:
    """What each theme would tag in a store.

    Parameters
    ----------
    papers : the store's papers, columns paper_id, title, abstract
    """
    papers = papers.reset_index(drop=True)
    own_tagger = OwnTagger(tagger, own, papers)
    scores, tags = own_tagger.score(papers), own_tagger.tag(papers)
    curated = tagger.tag(papers)
    return [
        _check(tagger, theme, papers, scores[:, j], tags[tags["theme"] == theme.theme], curated)
        for j, theme in enumerate(own)
    ]


def _check(
    tagger: Tagger, theme: OwnTheme, papers: pd.DataFrame, score: np.ndarray, tags: pd.DataFrame, curated: pd.DataFrame
) -> ThemeCheck:
    alone = OwnTagger(tagger, [theme], papers)
    threshold = float(alone.thresholds[0])
    untold = ~papers["paper_id"].isin({*theme.papers, *theme.not_papers}).to_numpy()
    ranked = np.flatnonzero(untold)[np.argsort(-score[untold], kind="stable")]
    best = [i for i in ranked[:N_EXAMPLES] if score[i] >= threshold]
    near = sorted(
        ranked[np.argsort(np.abs(score[ranked] - threshold), kind="stable")][:N_EXAMPLES], key=lambda i: -score[i]
    )
    held = set(papers["paper_id"])
    both = curated[curated["paper_id"].isin(tags["paper_id"])]["theme"].value_counts(sort=False)
    overlaps = sorted(both.items(), key=lambda pair: (-pair[1], pair[0]))[:N_OVERLAPS]
    certain = int((tags["score"] >= CERTAIN).sum())
    likely = int((tags["score"] >= LIKELY).sum()) - certain
    return ThemeCheck(
        theme.theme,
        theme.name,
        threshold,
        len(papers),
        len(tags),
        certain,
        likely,
        len(tags) - certain - likely,
        [_example(tagger, alone, papers.loc[i]) for i in best],
        [_example(tagger, alone, papers.loc[i]) for i in near if i not in best],
        {str(name): int(n) for name, n in overlaps},
        [paper for paper in (*theme.papers, *theme.not_papers) if paper not in held],
        _labelled_quality(tagger, theme, papers),
    )


def _example(tagger: Tagger, alone: OwnTagger, paper: pd.Series) -> Example:
    title, abstract = (paper[name] if isinstance(paper[name], str) else None for name in ("title", "abstract"))
    evidence = next(one for one in explain(tagger, title, abstract, own=alone, themes=alone.themes))
    sides = [evidence.strongest(speaks_for=speaks_for, most=N_TERMS)["term"].tolist() for speaks_for in (True, False)]
    return Example(paper["paper_id"], title or "", evidence.score, *sides)


def _labelled_quality(tagger: Tagger, theme: OwnTheme, papers: pd.DataFrame) -> LabelledQuality | None:
    found = {True: [0, 0], False: [0, 0]}  # carries it -> [papers, tagged]
    for i in np.flatnonzero(papers["paper_id"].isin({*theme.papers, *theme.not_papers})):
        paper = papers["paper_id"].iloc[i]
        without = replace(
            theme,
            papers=tuple(one for one in theme.papers if one != paper),
            not_papers=tuple(one for one in theme.not_papers if one != paper),
        )
        left_out = OwnTagger(tagger, [without], papers)
        counts = found[paper in theme.papers]
        counts[0] += 1
        counts[1] += bool(left_out.score(papers.iloc[i : i + 1])[0, 0] >= left_out.thresholds[0])
    n = [*found[True], *found[False]]
    return LabelledQuality(*n) if n[0] or n[2] else None
