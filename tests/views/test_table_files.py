"""Tables as files: what other programs read back, what files say of themselves, and that no spreadsheet runs them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import PapertideError, UsageError
from pipelines.views.provenance import Provenance
from pipelines.views.table_files import TABLE_FORMATS, format_of, harmless, table_bytes, write_table

HOSTILE = [
    "=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\"=1", "'=1", "＝1+1", "－1",
    "＋1", "＠x", '=HYPERLINK("http://example.com","x")', "a;=1+1", "a\n=1+1", "\x00=1", "\x1bE",
]  # fmt: skip
PROVENANCE = Provenance(
    "Papers, =1+1",
    'text: "world model"\n=2',
    "month",
    2,
    data_day=date(2026, 3, 31),
    link="http://localhost:8501/papers",
)
ABOUT = {
    "title": "Papers, =1+1", "filters": 'text: "world model" =2', "period": "month", "n": "2 papers",
    "source": "Daily Papers", "data_day": "2026-03-31", "link": "http://localhost:8501/papers",
    "made_with": f"Papertide {PROVENANCE.version}",
}  # fmt: skip


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "paper_id": ["2503.02130", "2503.10000"],
            "title": ["Tidal networks, “ü” 流", "=1+1"],
            "listed_on": pd.to_datetime(["2025-03-04", None]),
            "upvotes": [12.0, None],
            "change_pp": [-3.5, 0.25],
            "themes": [["agents", "diffusion"], []],
            "immature": [True, False],
        }
    )


def empty() -> pd.DataFrame:
    return table().head(0)


def comments(text: str) -> int:
    return sum(line.startswith("# ") for line in text.splitlines())


def sheets(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def formulas(content: bytes) -> list[str]:
    """Everything in a workbook that is a formula or a link."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))
    return re.findall(r"<f[ >].*?</f>|<hyperlink .*?>|relationships/hyperlink", xml)


def test_without_a_provenance_csv_and_json_are_rows_alone() -> None:
    assert table_bytes(table(), "csv").decode() == (
        "paper_id,title,listed_on,upvotes,change_pp,themes,immature\n"
        '2503.02130,"Tidal networks, “ü” 流",2025-03-04,12,-3.5,agents; diffusion,True\n'
        "2503.10000,'=1+1,,,0.25,,False\n"
    )
    assert json.loads(table_bytes(table(), "json"))[1] == {
        "paper_id": "2503.10000", "title": "=1+1", "listed_on": None, "upvotes": None, "change_pp": 0.25, "themes": [],
        "immature": False,
    }  # fmt: skip


def test_csv_says_what_it_is_above_its_header() -> None:
    text = table_bytes(table(), "csv", PROVENANCE).decode()
    assert text.startswith(
        "# title: Papers,' =1+1\n# filters: text: 'world model' =2\n# period: month\n# n: 2 papers\n"
    )
    assert text.endswith(table_bytes(table(), "csv").decode())
    read = pd.read_csv(io.StringIO(text), skiprows=comments(text), dtype={"paper_id": str})
    assert read["paper_id"].to_list() == ["2503.02130", "2503.10000"]
    assert read["change_pp"].to_list() == [-3.5, 0.25]


def test_json_says_what_it_is_beside_its_rows() -> None:
    told = json.loads(table_bytes(table(), "json", PROVENANCE))
    assert told == {"about": ABOUT, "rows": json.loads(table_bytes(table(), "json"))}


def test_parquet_keeps_types_and_carries_metadata(tmp_path: Path) -> None:
    file = tmp_path / "papers.parquet"
    write_table(table(), file, "parquet", PROVENANCE)
    kept = {key.decode(): value.decode() for key, value in duckdb.sql(
        "select key, value from parquet_kv_metadata(?)", params=[str(file)]
    ).fetchall()}  # fmt: skip
    assert ABOUT.items() <= kept.items()
    rows = duckdb.sql("select title, listed_on, upvotes, themes from read_parquet(?)", params=[str(file)]).fetchall()
    assert rows == [
        ("Tidal networks, “ü” 流", date(2025, 3, 4), 12, ["agents", "diffusion"]),
        ("=1+1", None, None, []),
    ]
    assert pd.read_parquet(file)["change_pp"].to_list() == [-3.5, 0.25]


def test_a_workbook_holds_numbers_days_and_text_and_says_what_it_is() -> None:
    content = table_bytes(table(), "xlsx", PROVENANCE)
    assert sheets(content) == {
        "Data": [
            tuple(table().columns),
            ("2503.02130", "Tidal networks, “ü” 流", datetime(2025, 3, 4), 12, -3.5, "agents; diffusion", True),
            ("2503.10000", "=1+1", None, None, 0.25, None, False),
        ],
        "About": list(ABOUT.items()),
    }
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book["Data"].freeze_panes == "A2"
    assert book["Data"].auto_filter.ref == "A1:G3"
    assert book["Data"]["C2"].number_format == "yyyy-mm-dd"
    assert book["Data"].column_dimensions["B"].width > book["Data"].column_dimensions["A"].width > 8
    assert book.properties.title == "Papers, =1+1"
    assert {one.name: one.value for one in book.custom_doc_props.props} == ABOUT


@pytest.mark.parametrize("text", HOSTILE)
def test_no_spreadsheet_runs_a_text(text: str) -> None:
    frame = pd.DataFrame({"title": [text], text: ["x"]})
    provenance = Provenance(text, text, link=text)
    content = table_bytes(frame, "csv", provenance).decode()
    rows = list(csv.reader(io.StringIO(content[content.index("\ntitle,") + 1 :], newline="")))
    assert rows[1][0].startswith(("'", "a"))
    assert rows[0][1] == rows[1][0]
    for line in content.splitlines():  # as a spreadsheet splits it that takes semicolons or tabs for separators
        for cell in re.split(r"[;\t]", line) + line.split(","):
            assert not re.match(r"[\s\x00-\x1f\"]*[=+\-@＝＋－＠]", cell), line
    workbook = table_bytes(frame, "xlsx", provenance)
    assert formulas(workbook) == []
    wanted = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text.replace("\r", "\n"))
    assert sheets(workbook)["Data"][1][0] == wanted


@given(st.text(alphabet=st.sampled_from("ab =+-@;\t\r\n'\"＝"), max_size=12))
def test_nothing_but_apostrophes_makes_text_harmless(text: str) -> None:
    made = str(harmless(text))
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert made.replace("'", "") == lines.replace("'", "")
    assert not re.search(r"(^|[;\t\r\n])[ \"]*[=+\-@＝]", made)


def test_numbers_stay_numbers_and_what_a_cell_cannot_hold_is_cut() -> None:
    frame = pd.DataFrame({"n": [-3.5, float("nan"), float("inf")], "long": ["x" * 40_000, "\x00a\x0b\uffff", "流"]})
    rows = sheets(table_bytes(frame, "xlsx"))["Data"]
    assert [row[0] for row in rows] == ["n", -3.5, None, "inf"]
    assert len(str(rows[1][1])) == 32_767
    assert str(rows[1][1]).endswith("x … (cut: a cell holds no more)")
    assert rows[2][1] == "a"
    assert table_bytes(frame[["n"]], "csv").decode() == 'n\n-3.5\n""\ninf\n'


@pytest.mark.parametrize("kind", TABLE_FORMATS)
def test_a_table_without_rows_is_a_file_with_columns(kind: str, tmp_path: Path) -> None:
    file = tmp_path / f"none.{kind}"
    write_table(empty(), file, kind, PROVENANCE)
    assert file.stat().st_size > 0
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    if kind == "csv":
        assert file.read_text().splitlines()[-1] == ",".join(table().columns)
    elif kind == "xlsx":
        assert sheets(file.read_bytes())["Data"] == [tuple(table().columns)]


def test_a_table_too_long_for_a_sheet_is_refused() -> None:
    long = pd.DataFrame({"n": range(1_048_576)})
    with pytest.raises(PapertideError, match="1,048,576 rows are more than a sheet of xlsx holds; take csv or parquet"):
        table_bytes(long, "xlsx")


def test_a_failure_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="format 'xls' is unknown; it is one of csv, json, parquet, xlsx"):
        write_table(table(), tmp_path / "a.xls", "xls")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(PapertideError, match="cannot write .*folder.csv: Is a directory"):
        write_table(table(), tmp_path / "folder.csv", "csv")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


def test_the_name_of_a_file_tells_its_format() -> None:
    assert format_of(Path("a.XLSX"), None, TABLE_FORMATS, "csv") == "xlsx"
    assert format_of(Path("a.xlsx"), "json", TABLE_FORMATS, "csv") == "json"
    assert format_of(Path("a"), None, TABLE_FORMATS, "csv") == "csv"
    assert format_of(Path("a.dat"), "csv", TABLE_FORMATS, "csv") == "csv"
    with pytest.raises(UsageError, match=r"no format is known for a\.dat: end it with \.csv, .*or give --format"):
        format_of(Path("a.dat"), None, TABLE_FORMATS, "csv")
    with pytest.raises(UsageError, match="--format 'xls' is unknown"):
        format_of(Path("a.csv"), "xls", TABLE_FORMATS, "csv")
