"""The history of a warehouse's topics, a build's share of it added to what was there."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from pipelines.mart.earlier import BUILD_COLUMNS, EVENT_COLUMNS, Earlier
from pipelines.topics.discovered.choices import ShownTopics
from pipelines.topics.discovered.upkeep import Upkeep


def topic_events(before: Earlier, kept: Upkeep, shown: ShownTopics, number: int) -> pd.DataFrame:
    """What became of topics in all builds: number (of the build), kind, topic_id, other_id, n_papers, labels."""
    then = before.topics.topics.set_index("topic_id")["label"] if before.topics else pd.Series(dtype="str")
    now = kept.state.topics.set_index("topic_id")["label"]
    both = now.index.intersection(then.index) if kept.moved_pct is not None else now.index[:0]
    renamed = pd.DataFrame({"topic_id": both[now[both] != then[both]], "kind": "renamed"})
    labels = pd.concat([then, now, shown.topics.set_index("topic_id")["label"]]).groupby(level=0).last()
    new = pd.concat([kept.changes, renamed], ignore_index=True).assign(number=number)
    new["n_papers"] = new["n_papers"].fillna(new["topic_id"].map(kept.state.topics.set_index("topic_id")["n_papers"]))
    new["label"] = new["topic_id"].map(labels).where(new["kind"] != "renamed", new["topic_id"].map(now))
    new["other_label"] = new["other_id"].map(labels).where(new["kind"] != "renamed", new["topic_id"].map(then))
    return pd.concat([before.topic_events, new], ignore_index=True)[list(EVENT_COLUMNS)].astype(EVENT_COLUMNS)


def builds(
    before: Earlier, kept: Upkeep, shown: ShownTopics, number: int, built_at: datetime, n_papers: int
) -> pd.DataFrame:
    """All builds of this warehouse, a row each: what was done with the topics and why."""
    row = {
        "number": number,
        "built_at": built_at,
        "how": kept.how,
        "why": kept.why,
        "n_papers": n_papers,
        "n_topics": len(shown.topics),
        "n_other": n_papers - int(shown.paper_topics["paper_id"].nunique()),
        "moved_pct": kept.moved_pct,
        "seed": kept.state.fit.seed,
    }
    return pd.concat([before.builds, pd.DataFrame([row])], ignore_index=True).astype(BUILD_COLUMNS)
