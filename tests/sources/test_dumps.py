from __future__ import annotations

import gzip
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import PapertideError
from pipelines.records import FetchedDay
from tests.sources.records import api_record, notes, papers, read, rejects, write

TWO = [api_record("2501.00001"), api_record("2501.00002")]
SHAPES: dict[str, Any] = {
    "a list": TWO,
    "an envelope": {"status": "success", "count": 2, "data": TWO},
    "Python text": [repr(record) for record in TWO],
    "Python text in an envelope": {"data": [repr(record) for record in TWO]},
    "an envelope of Python text": {"data": repr(TWO)},
    "JSON Lines": "\n".join(map(json.dumps, TWO)),
    "JSON Lines with a byte order mark": "\ufeff" + "\r\n".join(map(json.dumps, TWO)) + "\r\n\r\n",
    "JSON Lines of Python text": "\n".join(map(repr, TWO)),
    "Python text as a whole": repr(TWO),
    "JSON Lines with a long first line": "\n".join(json.dumps(r | {"more": "x" * 70_000}) for r in TWO),
    "pretty JSON": json.dumps(TWO, indent=4),
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_a_day_is_recognised_whatever_its_name(tmp_path: Path, shape: str, packed: bool) -> None:
    content = SHAPES[shape] if isinstance(SHAPES[shape], str) else json.dumps(SHAPES[shape])
    raw = content.encode()
    batches = read(write(tmp_path, "2025-01-02.txt", gzip.compress(raw) if packed else raw))
    assert [paper.paper_id for paper in papers(batches)] == ["2501.00001", "2501.00002"]
    assert {paper.observed_at for paper in papers(batches)} == {datetime(2025, 1, 2)}
    assert {paper.listed_on for paper in papers(batches)} == {date(2025, 1, 2)}
    assert batches[-1].days == [FetchedDay(date(2025, 1, 2), 2, capped=False, fetched_at=datetime(2025, 1, 2))]


def test_a_single_record_is_a_dump_of_one(tmp_path: Path) -> None:
    assert len(papers(read(write(tmp_path, "one.json", api_record())))) == 1
    bare = papers(read(write(tmp_path, "bare.json", api_record()["paper"])))
    assert (bare[0].organization, bare[0].n_authors, bare[0].upvotes) == ("moss-lab", 2, 7)


def test_recovered_python_text_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "2024-12-11.json", [repr(api_record()), "{'paper': open('x')}", "{" * 100_000])
    batches = read(path)
    assert notes(batches) == ["2024-12-11.json: records are Python text; 1 of 3 recovered"]
    assert [r.position for r in rejects(batches)] == ["record 2", "record 3"]
    assert all(len(r.excerpt) <= 500 for r in rejects(batches))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (repr(TWO), "is Python text, not JSON, and was read as such"),
        ("\n".join([repr(TWO[0]), "{'paper': open('x')}", repr(TWO[1])]), "2 lines are Python text, not JSON"),
    ],
)
def test_python_text_outside_json_is_told(tmp_path: Path, content: str, said: str) -> None:
    batches = read(write(tmp_path, "2025-01-02.json", content))
    assert len(papers(batches)) == 2
    assert said in notes(batches)[0]
    assert len(rejects(batches)) == content.count("open")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[{'paper': open('x')}]", "not a whole literal"),
        ("[" + "{'a': 1}," * 500_000 + "]", "more than 4,000,000 are not read"),
    ],
)
def test_python_text_that_is_damaged_or_too_long_is_an_error(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(PapertideError, match=said):
        read(write(tmp_path, "2025-01-02.json", content))


def test_flat_records_are_no_answer_for_a_day(tmp_path: Path) -> None:
    flat = [{"id": f"2501.0000{n}", "title": "Ebb", "listed_on": "2025-01-02"} for n in range(3)]
    for content in ("\n".join(map(json.dumps, flat)), [api_record(), *flat]):
        (batch,) = read(write(tmp_path, "2025-01-02.jsonl", content))
        assert len(batch.papers) >= 3
        assert batch.days == []


def test_records_that_cannot_be_read_say_why_and_the_rest_goes_in(tmp_path: Path) -> None:
    bad = [api_record(upvotes=-1), None, 5, {"name": "no paper"}, api_record("2501.7")]
    batches = read(write(tmp_path, "2025-01-02.json", [*bad, api_record("2501.00009")]))
    assert [paper.paper_id for paper in papers(batches)] == ["2501.00009"]
    assert [(r.origin, r.position) for r in rejects(batches)] == [
        ("2025-01-02.json", f"record {n}") for n in range(1, 6)
    ]
    reasons = [reject.reason for reject in rejects(batches)]
    assert reasons[0] == "paper.upvotes -1 is negative"
    assert reasons[1] == "the record is null, not an object"
    assert "lost its last digits" in reasons[4]


def test_broken_lines_of_json_lines_are_rejected_by_number(tmp_path: Path) -> None:
    lines = [json.dumps(TWO[0]), '{"paper": {"id": ', "", "[1]", json.dumps(TWO[1])]
    batches = read(write(tmp_path, "2025-01-02.jsonl", "\n".join(lines)))
    assert len(papers(batches)) == 2
    assert [reject.position for reject in rejects(batches)] == ["line 2", "line 4"]


def test_a_line_longer_than_any_record_is_skipped_without_being_loaded(tmp_path: Path) -> None:
    lines = [json.dumps(TWO[0]), '{"id": "' + "x" * 9_000_000 + '"}', json.dumps(TWO[1])]
    batches = read(write(tmp_path, "2025-01-02.jsonl", "\n".join(lines)))
    assert len(papers(batches)) == 2
    assert rejects(batches)[0].reason == "the line is longer than any record"


@pytest.mark.parametrize(("n", "capped"), [(49, False), (50, True), (51, False), (100, True)])
def test_an_answer_as_long_as_a_page_may_be_cut(tmp_path: Path, n: int, capped: bool) -> None:
    records = [api_record(f"2501.{number:05}") for number in range(n)]
    (batch,) = read(write(tmp_path, "2025-01-02.json", records))
    assert [(day.n_papers, day.capped) for day in batch.days] == [(n, capped)]


def test_an_empty_answer_for_a_day_is_a_day_without_papers(tmp_path: Path) -> None:
    (batch,) = read(write(tmp_path, "2025-01-04.json", []))
    assert batch.days == [FetchedDay(date(2025, 1, 4), 0, capped=False, fetched_at=datetime(2025, 1, 4))]


def test_a_dump_of_many_days_named_by_its_capture_tells_of_those_days(tmp_path: Path) -> None:
    records = [api_record(f"2501.0000{n}", submittedOnDailyAt=f"2025-01-0{n}T08:00:00Z") for n in (2, 3, 3, 4)]
    (batch,) = read(write(tmp_path, "month-captured-2025-02-01.json", records))
    assert [(day.day.day, day.n_papers) for day in batch.days] == [(2, 1), (3, 2), (4, 1)]


def test_captured_on_says_when_and_the_name_still_says_which_day(tmp_path: Path) -> None:
    (batch,) = read(write(tmp_path, "2025-01-02.json", TWO), captured_on=date(2025, 3, 1))
    assert batch.papers[0].observed_at == batch.days[0].fetched_at == datetime(2025, 3, 1)
    assert batch.papers[0].listed_on == batch.days[0].day == date(2025, 1, 2)


def test_a_file_without_a_day_was_observed_when_it_was_modified_and_that_is_told(tmp_path: Path) -> None:
    batches = read(write(tmp_path, "dump-2025-13-45.json", TWO))
    today = datetime.fromtimestamp((tmp_path / "dump-2025-13-45.json").stat().st_mtime).date()
    assert abs((papers(batches)[0].observed_at.date() - today).days) <= 1
    assert "when the file was last modified" in notes(batches)[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        (" \n ", "is empty"),
        (json.dumps(TWO)[:-30], "is not whole JSON: Unterminated string starting at character"),
        ("[" * 100_000, "is nested too deeply"),
        ({"error": "Not found"}, "is an object without a list of records (it has error)"),
        ([], "holds no records"),
        (b"[\xff\xfe]", "is not UTF-8 text"),
        (gzip.compress(json.dumps(TWO).encode())[:-20], "damaged gzip data"),
        (b"\x1f\x8bno gzip", "damaged gzip data"),
    ],
)
def test_a_file_that_is_no_dump_is_one_error(tmp_path: Path, content: Any, said: str) -> None:
    path = write(tmp_path, "dump.json", content)
    with pytest.raises(PapertideError) as caught:
        read(path)
    assert said in str(caught.value)
    assert str(caught.value).startswith("dump.json ")
    assert str(caught.value).endswith("nothing was ingested")


def test_what_a_damaged_file_still_gives_goes_in(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(api_record(f"2501.{n:05}")) for n in range(3_000))
    batches = read(write(tmp_path, "2025-01-02.jsonl.gz", gzip.compress(lines.encode())[:-4_000]))
    assert 100 < len(papers(batches)) < 3_000
    assert rejects(batches)[0].position == "the file"
    assert not any(batch.days for batch in batches)
