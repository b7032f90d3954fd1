"""Topics that are alike come under one broader topic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipelines.topics.discovered.corpus import Corpus
from pipelines.topics.discovered.discovery import fit_topics
from pipelines.topics.discovered.hierarchy import broader_for, broader_topics
from pipelines.topics.discovered.rules import load_rules


@pytest.mark.parametrize(("n_topics", "n_broader"), [(1, 1), (3, 1), (4, 2), (16, 5), (69, 10)])
def test_broader_topics_are_few(n_topics: int, n_broader: int) -> None:
    assert broader_for(n_topics) == n_broader


def test_topics_with_words_in_common_come_under_the_same_one() -> None:
    rng = np.random.default_rng(0)
    kinds = {  # two fields of two subjects each: a subject has words of its own and shares those of its field
        "rye": ("oven dough flour".split(), "sourdough rye crumb kneading starter".split()),
        "cake": ("oven dough flour".split(), "sugar icing sponge layer vanilla".split()),
        "sail": ("deck harbour tide".split(), "mast canvas rigging wind boom".split()),
        "steam": ("deck harbour tide".split(), "boiler funnel coal piston engine".split()),
    }
    rows = []
    for kind, (field, own) in kinds.items():
        for i in range(40):
            text = " and ".join([*rng.choice(own, 4), *rng.choice(field, 3)])
            rows.append((f"{kind}:{i:02}", " ".join(rng.choice(own, 2)), text))
    corpus = Corpus.of(pd.DataFrame(rows, columns=["paper_id", "title", "abstract"]), load_rules())
    found = fit_topics(corpus, 4, seed=0)
    assert found is not None
    assert found.n_topics == 4
    group = broader_topics(corpus, found.voters, found.main, found.n_topics)
    by_kind = {
        kind: group[np.bincount(found.main[[p.startswith(kind) for p in corpus.paper_ids]]).argmax()] for kind in kinds
    }
    assert by_kind["rye"] == by_kind["cake"]
    assert by_kind["sail"] == by_kind["steam"]
    assert by_kind["rye"] != by_kind["sail"]
