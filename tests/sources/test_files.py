from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import PapertideError, UsageError
from pipelines.sources.files import FilesSource
from pipelines.sources.formats import recognised
from pipelines.sources.reading import UnknownFormatError, day_in
from tests.sources.records import api_record, notes, papers, read, rejects, write


def test_folders_are_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    folder = tmp_path / "days"
    write(folder, "b/2025-01-03.json", [api_record("2501.00003")])
    write(folder, "a/2025-01-02.json", [api_record("2501.00002")])
    write(folder, ".cache/2025-01-01.json", [api_record("2501.00001")])
    write(folder, ".hidden.json", [api_record("2501.00001")])
    batches = read(folder, folder / "a" / "2025-01-02.json")
    assert [paper.paper_id for paper in papers(batches)] == ["2501.00002", "2501.00003"]
    assert [batch.origin for batch in batches] == ["days/a/2025-01-02.json", "days/b/2025-01-03.json"]


def test_a_broken_file_among_good_ones_is_a_reject_and_an_unknown_one_a_note(tmp_path: Path) -> None:
    folder = tmp_path / "days"
    write(folder, "2025-01-02.json", '[{"paper": ')
    write(folder, "2025-01-03.json", [api_record()])
    write(folder, "2025-01-05.json", "")
    write(folder, "README.md", "# Days\n\nThese are days, with text.\n")
    batches = read(folder)
    assert len(papers(batches)) == 1
    assert [(r.origin, r.position) for r in rejects(batches)] == [
        ("days/2025-01-02.json", "the file"),
        ("days/2025-01-05.json", "the file"),
    ]
    assert [note.split(":")[0] for note in notes(batches)] == ["days/README.md was passed over"]


def test_a_missing_path_is_found_before_anything_is_read(tmp_path: Path) -> None:
    good = write(tmp_path, "2025-01-02.json", [api_record()])
    batches = FilesSource([good, tmp_path / "nowhere.json"]).batches()
    with pytest.raises(PapertideError, match=r"nowhere\.json does not exist; nothing was ingested"):
        next(batches)


def test_folders_without_papers(tmp_path: Path) -> None:
    with pytest.raises(PapertideError, match="no files to read"):
        read(tmp_path)
    write(tmp_path, "a.json", "")
    write(tmp_path, "b.md", "# nothing here")
    with pytest.raises(PapertideError, match="none of 2 files holds papers; nothing was ingested"):
        read(tmp_path)


def test_records_that_are_all_rejected_are_an_error_before_the_first_batch(tmp_path: Path) -> None:
    bad = [json.dumps(api_record(upvotes=-1))] * 4_500
    path = write(tmp_path, "days/2025-01-02.jsonl", "\n".join(bad))
    with pytest.raises(PapertideError) as caught:
        next(FilesSource([path]).batches())
    assert str(caught.value) == (
        "2025-01-02.jsonl line 1: paper.upvotes -1 is negative; 4,500 records were rejected and none was read; "
        "nothing was ingested"
    )
    write(tmp_path, "days/2025-01-03.json", [None, 5])
    with pytest.raises(PapertideError, match=r"none of 2 files holds papers; 4,502 records were rejected"):
        next(FilesSource([path.parent]).batches())
    write(tmp_path, "days/2025-01-04.json", [api_record()])
    batches = read(path.parent)
    assert (len(papers(batches)), len(rejects(batches))) == (1, 4_502)
    assert [day.day for batch in batches for day in batch.days] == [date(2025, 1, 4)]


def test_files_of_one_name_are_told_apart_by_their_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("a", "b"):
        write(tmp_path, f"{folder}/day.json", [api_record(), None])
    batches = read(Path("a/day.json"), Path("b/day.json"))
    assert [reject.origin for reject in rejects(batches)] == ["a/day.json", "b/day.json"]


def test_a_folder_that_may_not_be_looked_into_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pipelines.sources.finding.os.scandir", refuse)
    with pytest.raises(PapertideError) as caught:
        read(tmp_path)
    assert str(caught.value) == f"{tmp_path} cannot be read (Permission denied); nothing was ingested"


@pytest.mark.parametrize(
    ("day", "said"), [(date(2999, 1, 1), "is in the future; today is"), (date(1990, 12, 31), "is before arXiv began")]
)
def test_a_day_of_capture_that_cannot_be_is_wrong_usage(tmp_path: Path, day: date, said: str) -> None:
    with pytest.raises(UsageError, match=f"--captured-on {day} {said}"):
        FilesSource([tmp_path], captured_on=day)


def test_an_empty_path_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="an empty path names no file"):
        FilesSource([""])


def test_an_unreadable_file_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "2025-01-02.json", [api_record()])

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pipelines.sources.files.io.FileIO", refuse)
    with pytest.raises(PapertideError, match=r"cannot be opened \(Permission denied\)"):
        read(path)


def test_format_overrides_the_content(tmp_path: Path) -> None:
    path = write(tmp_path, "lines", '{"id": "2501.00001", "title": "Ebb"}')
    assert papers(read(path, format="jsonl"))[0].title == "Ebb"
    with pytest.raises(PapertideError, match="has the columns"):
        read(path, format="csv")
    with pytest.raises(UsageError, match="--format 'xml' is none of dump, jsonl, csv"):
        read(path, format="xml")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"PAR1\x00", "parquet"),
        (b'\n [{"paper": 1}]', "dump"),
        (b'{"a": 1}', "dump"),
        (b'{\n  "data": [\n    {', "dump"),
        (b'{"a": 1}\n{"a": 2}', "jsonl"),
        (b'{"a": \n{"a": 2}', "dump"),
        (b'{"a": "cut\n{"a": 2}', "jsonl"),
        (b"<!doctype html><html>", "page-html"),
        ("Ebb\n\nText.\n\n  • 2 authors\n·\nFeb 17".encode(), "page-text"),
        (b"Daily Papers\n\nEbb\n", "page-text"),
        (b"paper_id\ttitle\n", "csv"),
        (b"name;age\n", "csv"),
    ],
)
def test_formats_are_recognised_from_the_content(head: bytes, expected: str) -> None:
    assert recognised(head) == expected


@pytest.mark.parametrize(
    "head", [b"\x89PNG\r\n\x00\x00", b"Dear reader, how are you?", b"12", "Ärger".encode("utf-16")]
)
def test_what_is_no_known_format_says_which_are(head: bytes) -> None:
    with pytest.raises(UnknownFormatError, match="readable are JSON, JSON Lines, CSV, Parquet and saved pages"):
        recognised(head)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2025-09-30.json.gz", date(2025, 9, 30)),
        ("daily_2025-09-30_full.csv", date(2025, 9, 30)),
        ("2025-13-01 or 2025-01-13.json", date(2025, 1, 13)),
        ("12025-09-301.json", None),
        ("papers.json", None),
    ],
)
def test_days_in_names(name: str, expected: date | None) -> None:
    assert day_in(name) == expected


@pytest.mark.shared
def test_the_real_days_are_7414_papers(shared: Path) -> None:
    batches = read(shared / "hf_daily_papers")
    days = [day for batch in batches for day in batch.days]
    assert len({paper.paper_id for paper in papers(batches)}) == len(papers(batches)) == 7_414
    assert not rejects(batches)
    assert len(days) == 479
    assert [day.day for day in days if day.capped] == [date(2025, 9, 30)]
    assert all(paper.listed_on == paper.observed_at.date() for paper in papers(batches))
    assert sum(paper.organization is not None for paper in papers(batches)) == 1_382
    assert "hf_daily_papers/2025-01-10.json.gz: records are Python text; 9 of 9 recovered" in notes(batches)
