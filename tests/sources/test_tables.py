from __future__ import annotations

import gzip
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import PapertideError
from tests.sources.records import papers, read, rejects, write


def parquet(**columns: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def test_ids_stay_text_and_cells_are_read_by_meaning(tmp_path: Path) -> None:
    content = (
        "arxiv_id,Title,summary,upvotes,num_comments,date,authors,ai_keywords,venue\n"
        '2503.02130,"Ebb, and ""Flow""",Text,12.0,,2025-03-05,Ada Moss; Bo Reed,"[""tides"", ""salt""]",X\n'
        "\n"
        "2503.02131,Spring,,,3,2025-03-06T10:00:00Z,,,\n"
    )
    first, second = papers(read(write(tmp_path, "captured-2025-04-01.csv", content)))
    assert first.paper_id == "2503.02130"
    assert first.title == 'Ebb, and "Flow"'
    assert (first.upvotes, first.comments, first.listed_on, first.listed_at) == (12, None, date(2025, 3, 5), None)
    assert (first.authors, first.n_authors, first.keywords) == (("Ada Moss", "Bo Reed"), 2, ("tides", "salt"))
    assert first.observed_at == datetime(2025, 4, 1)
    assert (second.upvotes, second.comments, second.listed_at) == (None, 3, datetime(2025, 3, 6, 10))
    assert second.abstract is second.authors is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_delimiters_and_byte_order_marks(tmp_path: Path, delimiter: str, packed: bool) -> None:
    raw = "\ufeffid,title\r\n2501.10000,Ebb\r\n".replace(",", delimiter).encode()
    path = write(tmp_path, "papers", gzip.compress(raw) if packed else raw)
    assert [(paper.paper_id, paper.title) for paper in papers(read(path))] == [("2501.10000", "Ebb")]


def test_an_export_of_papers_comes_back(tmp_path: Path) -> None:
    content = (
        "paper_id,title,listed_on,published_on,organization,n_authors,upvotes,comments,themes,topic,url\n"
        "2501.00001,Ebb,2025-01-02,2025-01-01,moss-lab,3,7,2,rl;agents,4,https://huggingface.co/papers/2501.00001\n"
    )
    (batch,) = read(write(tmp_path, "papers.csv", content), captured_on=date(2025, 2, 1))
    (paper,) = batch.papers
    assert (paper.listed_on, paper.published_on) == (date(2025, 1, 2), date(2025, 1, 1))
    assert (paper.organization, paper.n_authors, paper.upvotes, paper.comments) == ("moss-lab", 3, 7, 2)
    assert batch.days == []  # a table may hold a choice of papers: it is no answer for a day


def test_an_organization_known_by_its_name_alone_is_known(tmp_path: Path) -> None:
    (batch,) = read(
        write(tmp_path, "papers.csv", "id,title,organization_name\n2501.00001,Ebb,Moss Lab\n2501.00002,Flow,\n")
    )
    named, unnamed = batch.papers
    assert (named.organization, named.organization_name) == ("Moss Lab", "Moss Lab")
    assert unnamed.organization is None


def test_rows_that_cannot_be_read_are_rejected_by_number(tmp_path: Path) -> None:
    content = "id,title,upvotes\n2501.1,a,1\n2501.10001,b\n2501.10002,c,many\n2501.10003,d,4\n"
    batches = read(write(tmp_path, "papers.csv", content))
    assert [paper.paper_id for paper in papers(batches)] == ["2501.10003"]
    assert [(r.position, r.reason.split(";")[0]) for r in rejects(batches)] == [
        ("row 2", "id '2501.1' lost its last digits, as ids read as numbers do"),
        ("row 3", "the row has 2 cells, the header 3"),
        ("row 4", "upvotes 'many' is not a whole number"),
    ]


def test_a_quote_that_is_never_closed_swallows_nothing_silently(tmp_path: Path) -> None:
    rows = ["2501.10000,Ebb", '2501.10001,"Flow', "2501.10002,Salt", "2501.10003,Tide"]
    batches = read(write(tmp_path, "papers.csv", "\n".join(["id,title", *rows, ""])))
    assert [paper.title for paper in papers(batches)] == ["Ebb", "Salt", "Tide"]
    (reject,) = rejects(batches)
    assert (reject.position, reject.excerpt) == ("row 3", '2501.10001,"Flow')
    assert "a quote left open took in rows up to 5; those after the first are read again" in reject.reason


def test_rows_after_a_quote_left_open_keep_their_numbers(tmp_path: Path) -> None:
    rows = ['2501.10001,"Flow', '2501.10002,"Salt, dry"', "2501.7,Neap", '2501.10004,"a\nb"', "2501.8,Spring"]
    batches = read(write(tmp_path, "papers.csv", "\n".join(["id,title", *rows, ""])))
    assert [paper.title for paper in papers(batches)] == ["Salt, dry", "a b"]
    assert [reject.position for reject in rejects(batches)] == ["row 2", "row 4", "row 7"]


def test_line_ends_of_bare_cr_are_told_and_files_beside_go_in(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "id,title\r2501.10000,Ebb\r")
    with pytest.raises(PapertideError, match="has lines that end in a bare CR"):
        read(tmp_path)
    write(tmp_path, "b.csv", "id,title\n2501.10001,Flow\n")
    batches = read(tmp_path)
    assert [paper.title for paper in papers(batches)] == ["Flow"]
    assert [reject.position for reject in rejects(batches)] == ["the file"]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_parquet_with_its_own_types(tmp_path: Path, packed: bool) -> None:
    raw = parquet(
        paper_id=["2501.10000", "2501.10001"],
        title=["Ebb", "Flow"],
        upvotes=[12.0, float("nan")],
        listed_on=[date(2025, 1, 2), None],
        authors=[["Ada Moss"], None],
        vector=[[0.1], [0.2]],
    )
    first, second = papers(read(write(tmp_path, "papers", gzip.compress(raw) if packed else raw)))
    assert (first.upvotes, first.listed_on, first.authors) == (12, date(2025, 1, 2), ("Ada Moss",))
    assert (second.upvotes, second.listed_on, second.authors) == (None, None, None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,age\nx,1\n", "has the columns name, age; needed are an id (id, paper_id or arxiv_id) and a title"),
        ("id,title\n", "holds no records"),
        ("id,title\n2501.10000,Caf\xe9\n".encode("latin-1"), "is not UTF-8 text in line 2"),
        (parquet(id=[2503.0213], title=["Ebb"]), "has numbers in its column id (double)"),
        (parquet(name=["x"]), "has the columns name"),
        (b"PAR1 and then nothing PAR1", "is not whole Parquet"),
    ],
)
def test_a_table_without_papers_is_one_error(tmp_path: Path, content: Any, said: str) -> None:
    with pytest.raises(PapertideError) as caught:
        read(write(tmp_path, "table", content))
    assert said in str(caught.value)


def test_a_long_table_comes_in_slices(tmp_path: Path) -> None:
    rows = "".join(f"2501.{n:05},Paper {n},2025-01-0{2 + n % 2}\n" for n in range(5_000))
    batches = read(write(tmp_path, "papers.csv", "id,title,listed_on\n" + rows))
    assert [len(batch.papers) for batch in batches] == [2_000, 2_000, 1_000]
