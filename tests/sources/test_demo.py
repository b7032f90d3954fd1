"""The synthetic corpus: its days, papers and repeated observations."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from pipelines.records import Batch, Paper, normalised_title
from pipelines.shipped import CHECKOUT
from pipelines.sources.demo import DemoSource
from pipelines.sources.demo_text import LABEL


@pytest.fixture(scope="module")
def source() -> DemoSource:
    return DemoSource()


@pytest.fixture(scope="module")
def batches(source: DemoSource) -> list[Batch]:
    return list(source.batches())


@pytest.fixture(scope="module")
def papers(batches: list[Batch]) -> dict[str, list[Paper]]:
    """Every paper's records in order of time, by id."""
    records: dict[str, list[Paper]] = {}
    for batch in batches:
        for record in batch.papers:
            assert record.paper_id is not None
            records.setdefault(record.paper_id, []).append(record)
    return records


def digest(batches: list[Batch]) -> str:
    lines = [paper.model_dump_json() for batch in batches for paper in batch.papers]
    lines += [repr(day) for batch in batches for day in batch.days]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_has_as_many_distinct_papers_as_asked_for(papers: dict[str, list[Paper]]) -> None:
    assert len(papers) == 6000
    assert len({normalised_title(records[0].title) for records in papers.values()}) == 6000
    assert sorted(papers)[0] == "demo:00001"
    assert sorted(papers)[-1] == "demo:06000"


@pytest.mark.parametrize("n_papers", [1, 37, 1500])
def test_other_sizes_are_exact_too(n_papers: int) -> None:
    ids = {paper.paper_id for batch in DemoSource(n_papers=n_papers).batches() for paper in batch.papers}
    assert len(ids) == n_papers


def test_no_papers_is_refused() -> None:
    with pytest.raises(ValueError, match="n_papers is 0; ask for at least 1"):
        DemoSource(n_papers=0)


def test_batches_are_months_in_order_of_time(batches: list[Batch]) -> None:
    assert len(batches) == 27
    assert batches[0].origin == "synthetic demo data, 2024-01"
    moments = [paper.observed_at for batch in batches for paper in batch.papers]
    assert moments == sorted(moments)
    for batch in batches:
        assert len({f"{paper.observed_at:%Y-%m}" for paper in batch.papers}) == 1
        assert batch.origin.endswith(f"{batch.papers[0].observed_at:%Y-%m}")


def test_every_weekday_is_fetched_but_the_planned_gaps(batches: list[Batch]) -> None:
    fetched = {day.day: day.n_papers for batch in batches for day in batch.days}
    span = [date(2024, 1, 1) + timedelta(n) for n in range((date(2026, 3, 18) - date(2024, 1, 1)).days + 1)]
    missing = [day for day in span if day.weekday() < 5 and day not in fetched]
    assert missing == [date(2024, 7, 16), date(2025, 5, 29), date(2025, 11, 11)]
    assert all(day.weekday() < 5 for day in fetched)
    assert [day for day, n_papers in fetched.items() if n_papers == 0] == [date(2024, 12, 25)]


def test_fetched_days_count_their_papers(batches: list[Batch]) -> None:
    listings = {(paper.paper_id, paper.listed_on) for batch in batches for paper in batch.papers}
    counts = Counter(day for _, day in listings)
    assert all(day.n_papers == counts[day.day] for batch in batches for day in batch.days)


def test_the_list_doubles_over_time(batches: list[Batch]) -> None:
    first = [day.n_papers for batch in batches[:3] for day in batch.days]
    last = [day.n_papers for batch in batches[-3:] for day in batch.days]
    assert 6 < np.mean(first) < 9
    assert 12 < np.mean(last) < 16


def test_about_one_paper_in_a_thousand_is_listed_twice(papers: dict[str, list[Paper]]) -> None:
    twice = [records for records in papers.values() if len({record.listed_on for record in records}) == 2]
    assert len(twice) == 6


def test_fields_keep_to_their_ranges(papers: dict[str, list[Paper]]) -> None:
    for first, *_ in papers.values():
        assert first.listed_on is not None
        assert first.published_on is not None
        assert first.authors is not None
        assert 0 <= (first.listed_on - first.published_on).days <= 4
        assert first.n_authors == len(first.authors)
        assert 1 <= len(first.authors) <= 15
        assert first.url is None


def test_organizations_are_unknown_at_first_and_for_two_in_five_later(papers: dict[str, list[Paper]]) -> None:
    firsts = [records[0] for records in papers.values()]
    early = [paper for paper in firsts if paper.listed_on and paper.listed_on < date(2024, 10, 1)]
    late = [paper for paper in firsts if paper.listed_on and paper.listed_on >= date(2024, 10, 1)]
    assert all(paper.organization is None and paper.organization_name is None for paper in early)
    unknown = sum(paper.organization is None for paper in late) / len(late)
    assert 0.36 < unknown < 0.44
    assert len({paper.organization for paper in late}) == 41  # 40 and None


def test_keywords_and_stars_are_sometimes_absent(papers: dict[str, list[Paper]]) -> None:
    firsts = [records[0] for records in papers.values()]
    assert 0.2 < sum(paper.keywords is None for paper in firsts) / len(firsts) < 0.3
    assert 0.3 < sum(paper.github_stars is not None for paper in firsts) / len(firsts) < 0.4


def test_every_abstract_is_labelled_and_of_the_usual_length(papers: dict[str, list[Paper]]) -> None:
    for first, *_ in papers.values():
        assert first.abstract is not None
        assert first.abstract.endswith(LABEL)
        assert 120 <= len(first.abstract.split()) <= 180
        assert first.abstract.count(". ") + 1 == 8
        assert not {"{", "}"} & set(first.title + first.abstract)


def test_papers_are_observed_again_until_the_calendar_ends(papers: dict[str, list[Paper]]) -> None:
    for records in papers.values():
        listed_on = records[0].listed_on
        assert listed_on is not None
        planned = [listed_on + timedelta(age) for age in (0, 1, 3, 7, 14, 30)]
        assert [record.observed_at.date() for record in records] == [day for day in planned if day <= date(2026, 3, 18)]


def test_counts_never_fall_and_descriptions_never_change(papers: dict[str, list[Paper]]) -> None:
    changing = {"observed_at", "upvotes", "comments", "github_stars", "listed_on", "listed_at"}
    for records in papers.values():
        for before, after in pairwise(records):
            for count in ("upvotes", "comments"):
                assert getattr(before, count) <= getattr(after, count)
            assert (before.github_stars or 0) <= (after.github_stars or 0)
            assert before.model_dump(exclude=changing) == after.model_dump(exclude=changing)


def test_upvotes_settle_within_two_weeks(papers: dict[str, list[Paper]]) -> None:
    grown = [[record.upvotes or 0 for record in records] for records in papers.values() if len(records) == 6]
    by_age = np.array(grown).sum(axis=0)
    assert by_age[0] < 0.35 * by_age[-1]
    assert by_age[4] > 0.97 * by_age[-1]


def test_upvotes_have_a_heavy_tail_and_the_audience_grows(papers: dict[str, list[Paper]]) -> None:
    settled = [records for records in papers.values() if len(records) == 6]
    upvotes = pd.Series(
        [records[-1].upvotes or 0 for records in settled],
        index=pd.DatetimeIndex([records[0].observed_at for records in settled]),
    )
    early, late = upvotes[:"2024-06"], upvotes["2025-09":]
    assert upvotes.mean() > 1.3 * upvotes.median()
    assert late.median() > 1.5 * early.median()


def test_the_same_seed_gives_the_same_records_in_any_process() -> None:
    code = (
        "import hashlib; from pipelines.sources.demo import DemoSource\n"
        "b = list(DemoSource(seed=5, n_papers=400).batches())\n"
        "lines = [p.model_dump_json() for x in b for p in x.papers] + [repr(d) for x in b for d in x.days]\n"
        "print(hashlib.sha256('\\n'.join(lines).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed in ("1", "2")
    }
    assert digests == {digest(list(DemoSource(seed=5, n_papers=400).batches()))}


def test_another_seed_gives_other_records() -> None:
    assert digest(list(DemoSource(seed=1, n_papers=50).batches())) != digest(
        list(DemoSource(seed=2, n_papers=50).batches())
    )
