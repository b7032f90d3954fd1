"""Topics stay the same topics from one build to the next: replayed on the real days, month by month."""

from __future__ import annotations

import itertools
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.mart.build import BuildSummary, build
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.topics import builds, topic_events, topics
from pipelines.sources.files import FilesSource
from pipelines.store.ingestion import ingest

KEPT_FROM = 0.95  # of the papers already there keep their topic, or their place in none, from one build to the next


def main_topics(snapshot: Snapshot) -> pd.Series:
    frame = snapshot.query("select paper_id, coalesce(topic_id, 0) as topic_id from papers")
    return frame.set_index("paper_id")["topic_id"]


@pytest.fixture(scope="module")
def replay(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[BuildSummary, pd.Series, pd.Series]]:
    """The builds after each month from May 2024 on, with each paper's topic and each topic's label."""
    warehouse = tmp_path_factory.mktemp("replay") / "papertide.duckdb"
    months = defaultdict(list)
    for path in sorted((shared / "hf_daily_papers").glob("*.json.gz")):
        months[path.name[:7]].append(path)
    done = []
    for month in sorted(months):
        ingest(warehouse, FilesSource(months[month]), asked={"month": month})
        summary = build(warehouse)
        labels = topics(summary.snapshot).set_index("topic_id")["label"]
        done.append((summary, main_topics(summary.snapshot), labels))
    return done


@pytest.mark.shared
def test_papers_keep_their_topic_from_month_to_month(replay: list[tuple[BuildSummary, pd.Series, pd.Series]]) -> None:
    kept = []
    for (_, before, _), (summary, after, _) in itertools.pairwise(replay):
        share = float((after.reindex(before.index) == before).mean())
        assert summary.moved_pct == pytest.approx(100 * (1 - share))
        kept.append(share)
    assert len(kept) == 22
    assert min(kept) >= KEPT_FROM, [f"{share:.3f}" for share in kept]
    assert {summary.topics_how for summary, *_ in replay[1:]} == {"kept", "refitted"}, "both ways were tried"


@pytest.mark.shared
def test_the_topics_that_were_kept_up_are_good_ones(
    replay: list[tuple[BuildSummary, pd.Series, pd.Series]],
) -> None:
    summary, main, _ = replay[-1]
    shown = topics(summary.snapshot)
    terms = [term for terms in shown["terms"] for term in terms]
    assert len(shown) >= 55
    assert shown["npmi"].mean() >= 0.28
    assert len(set(terms)) / len(terms) >= 0.90
    assert (main == 0).mean() <= 0.10
    assert len(set(shown["label"])) == len(shown)


@pytest.mark.shared
def test_labels_stay_and_every_change_is_recorded(replay: list[tuple[BuildSummary, pd.Series, pd.Series]]) -> None:
    snapshot = replay[-1][0].snapshot
    events = topic_events(snapshot)
    said = {kind: set(zip(rows["number"], rows["topic_id"], strict=True)) for kind, rows in events.groupby("kind")}
    stayed = []
    for number, ((_, _, before), (_, _, after)) in enumerate(itertools.pairwise(replay), start=2):
        new, gone = set(after.index) - set(before.index), set(before.index) - set(after.index)
        assert {(number, topic) for topic in new} == {
            pair for pair in said["born"] | said["split"] if pair[0] == number
        }
        assert {(number, topic) for topic in gone} == {
            pair for pair in said["ended"] | said["merged"] if pair[0] == number
        }
        both = before.index.intersection(after.index)
        changed = {(number, topic) for topic in both[before[both] != after[both]]}
        assert changed == {pair for pair in said["renamed"] if pair[0] == number}
        stayed.append(1 - len(changed) / len(both))
    assert np.mean(stayed) > 0.9
    assert len(builds(snapshot)) == len(replay)
