"""The real days through the whole pipeline, recounted from the files by other means."""

from __future__ import annotations

import ast
import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import percentileofscore

from pipelines.mart.snapshot import Snapshot, current_snapshot
from pipelines.mart.tables.organizations import organization_activity, organization_coverage
from pipelines.mart.tables.papers import headline, papers
from pipelines.mart.tables.themes import theme_frequency

pytestmark = pytest.mark.shared
FIRST = 479  # the days that the counts below are of


@pytest.fixture(scope="module")
def records(shared: Path) -> list[tuple[str, dict[str, Any]]]:
    """Day and record, read without any of Papertide's code."""
    found = []
    for file in sorted((shared / "hf_daily_papers").glob("*.json.gz"))[:FIRST]:
        body = json.loads(gzip.decompress(file.read_bytes()))
        for item in body["data"] if isinstance(body, dict) else body:
            found.append((file.name[:10], ast.literal_eval(item) if isinstance(item, str) else item))
    return found


@pytest.fixture(scope="module")
def real(real_warehouse: Path) -> Snapshot:
    return current_snapshot(real_warehouse)


def test_the_headline_is_that_of_the_files(real: Snapshot, records: list[tuple[str, dict[str, Any]]]) -> None:
    figures = headline(real)
    assert figures["n_papers"] == len({record["paper"]["id"] for _, record in records}) == 7414
    assert figures["n_known"] == sum(1 for _, record in records if record["paper"].get("organization")) == 1382


def test_months_add_up_to_the_files(real: Snapshot, records: list[tuple[str, dict[str, Any]]]) -> None:
    by_month = Counter(day[:7] for day, _ in records)
    frame = theme_frequency(real).drop_duplicates("period_start")
    assert dict(zip(frame["period_start"].dt.strftime("%Y-%m"), frame["total"], strict=True)) == by_month
    assert frame["complete"].all()
    known = Counter(day[:7] for day, record in records if record["paper"].get("organization"))
    coverage = organization_coverage(real)
    told = dict(zip(coverage["period_start"].dt.strftime("%Y-%m"), coverage["n_papers"], strict=True))
    assert {month: n for month, n in told.items() if n} == known
    activity = organization_activity(real).groupby("period_start")["n_papers"].sum()
    assert dict(zip(activity.index.strftime("%Y-%m"), activity, strict=True)) == known


def test_attention_is_the_rank_within_the_day(real: Snapshot, records: list[tuple[str, dict[str, Any]]]) -> None:
    day = "2026-03-20"
    upvotes = {record["paper"]["id"]: record["paper"]["upvotes"] for listed, record in records if listed == day}
    assert len(upvotes) >= 5
    frame = papers(real).set_index("paper_id").loc[list(upvotes)]
    expected = [percentileofscore(list(upvotes.values()), value, kind="mean") for value in upvotes.values()]
    assert frame["attention_pct"].to_list() == pytest.approx(expected)
    assert frame["upvotes"].to_list() == list(upvotes.values())
    assert frame["immature"].all()
