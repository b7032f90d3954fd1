"""A corpus of three invented themes, small enough to train on in a second."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.topics.themes.scoring import Labels
from pipelines.topics.themes.vocabulary import Theme

THEMES = (
    Theme("boats", "Boats", "things that float", ("boat", "sailing ships", "harbour")),
    Theme("clocks", "Clocks", "things that tell the time", ("clock", "pendulum", "time keeping")),
    Theme("bread", "Bread", "things that are baked", ("bread", "sourdough", "oven")),
)
WORDS = {
    "boats": "boat sail mast harbour rope deck anchor tide keel oar".split(),
    "clocks": "clock pendulum gear spring hour dial escapement minute chime brass".split(),
    "bread": "bread flour oven yeast crust dough sourdough baker salt loaf".split(),
}
COMMON = "we study how the new thing works and show that it does better than old things in many places".split()


def three_themes(n_papers: int = 240, n_labelled: int = 150) -> tuple[pd.DataFrame, Labels]:
    """Papers (paper_id, title, abstract) of one or two themes each, and labels of the first of them."""
    random = np.random.default_rng(7)
    names = list(WORDS)
    rows, core = [], {}
    for i in range(n_papers):
        carried = random.choice(names, size=1 + i % 2, replace=False)
        vocabulary = [word for name in carried for word in WORDS[name]]
        title = " ".join(random.choice(vocabulary, 4))
        abstract = " ".join(random.permutation([*random.choice(vocabulary, 12), *COMMON]))
        paper = f"2501.{i:05}"
        rows.append((paper, title, None if i % 20 == 19 else abstract))
        if i < n_labelled:
            core[paper] = frozenset(str(name) for name in carried)
    frame = pd.DataFrame(rows, columns=["paper_id", "title", "abstract"])
    return frame, Labels(core, {paper: frozenset() for paper in core})
