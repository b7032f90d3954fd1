"""`papertide export`: every table in every format, and what it says when it cannot."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet
import pytest
from typer.testing import CliRunner

from pipelines.cli.app import app
from pipelines.mart.exports import EXPORTS
from tests.cli.command import papertide

# What other programs rely on: these columns come first, in this order; others may follow.
COLUMNS = {
    "papers": "paper_id title listed_on published_on organization n_authors upvotes comments themes topic url",
    "paper_themes": "paper_id theme score",
    "topics": "topic_id label terms n_papers",
    "paper_topics": "paper_id topic_id weight",
    "theme_frequency": "period_start theme n_papers total share_pct share_low_pct share_high_pct complete",
    "organization_activity": "period_start organization n_papers known_total share_pct complete",
    "upvote_trends": "period_start theme n_papers median_upvotes attention_pct attention_low_pct attention_high_pct "
    "complete",
    "momentum": "theme n_before n_now share_before_pct share_now_pct change_pp log_odds z q_value",
    "phrase_frequency": "period_start phrase n_papers total share_pct share_low_pct share_high_pct complete",
    "bursts": "kind name start end level n_papers",
    "emerging_terms": "term first_seen n_before n_now score papers",
    "forecast": "theme period_start share_pct low_pct high_pct method",
    "backtest": "theme method mase coverage_pct",
    "organization_themes": "organization parent theme n_papers specialisation low high",
    "organization_profile": "organization parent n_papers share_pct breadth attention_pct attention_low_pct "
    "attention_high_pct known_total",
    "attention_factors": "factor coefficient low high",
    "upvote_trajectories": "paper_id hours upvotes",
}

# What tables that need more than dates are asked with.
GIVEN = {
    "phrases": ("--phrase", "model", "--phrase", "robot*"),
    "names": ("--organization", "Varrowmere Institute", "--organization", "Tolvane Software Research"),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_table_is_the_same_in_every_format(demo_warehouse: Path, tmp_path: Path, name: str) -> None:
    files = {kind: tmp_path / f"table.{kind}" for kind in ("csv", "json", "parquet")}
    asked = [word for needed in EXPORTS[name].needs for word in GIVEN[needed]]
    for kind, file in files.items():
        words = ["export", name, *asked, "--db", str(demo_warehouse), "--format", kind, "--out", str(file)]
        done = CliRunner().invoke(app, words, catch_exceptions=False)  # in this process: 111 of their own take minutes
        assert (done.exit_code, done.stderr) == (0, "")
    with files["csv"].open(newline="") as lines:
        table_of_text = csv.DictReader(lines)
        rows, columns = list(table_of_text), table_of_text.fieldnames
    records = json.loads(files["json"].read_text())
    table = pyarrow.parquet.read_table(files["parquet"])
    assert bool(rows) == (name != "topic_events"), "nothing became of the topics of a first build"
    assert len(rows) == len(records) == table.num_rows
    assert columns == table.column_names
    assert all(list(record) == columns for record in records)
    if name in COLUMNS:
        wanted = COLUMNS[name].split()
        assert columns[: len(wanted)] == wanted
    for row, record in zip(rows[:50], records[:50], strict=True):
        for column, value in record.items():
            if isinstance(value, str):
                assert row[column] == value
            elif value is None:
                assert row[column] == ""


def test_the_ending_of_a_file_tells_the_format_and_the_file_what_it_is(demo_warehouse: Path, tmp_path: Path) -> None:
    asked = ("export", "phrase_frequency", "--phrase", "model", "--since", "2024-07-01", "--db", str(demo_warehouse))
    for name in ("told.xlsx", "told.parquet"):
        done = CliRunner().invoke(app, [*asked, "--out", str(tmp_path / name)], catch_exceptions=False)
        assert done.exit_code == 0
    CliRunner().invoke(app, [*asked, "--about", "--out", str(tmp_path / "told.json")], catch_exceptions=False)
    told = json.loads((tmp_path / "told.json").read_text())
    book = openpyxl.load_workbook(tmp_path / "told.xlsx")
    assert book["Data"].max_row == len(told["rows"]) + 1
    about = dict(book["About"].iter_rows(values_only=True))
    assert about == told["about"]
    assert about["title"] == "Phrase frequency"
    assert about["filters"] == "since 1 Jul 2024; phrases: model"
    assert about["source"] == "synthetic demo data"
    assert about["data_day"] == "2026-03-18"
    kept = pyarrow.parquet.read_schema(tmp_path / "told.parquet").metadata
    assert {key: kept[key.encode()].decode() for key in about} == about


def test_days_are_days_and_counts_are_whole(demo_warehouse: Path, tmp_path: Path) -> None:
    file = tmp_path / "papers.csv"
    papertide("export", "papers", "--db", demo_warehouse, "--out", file)
    first = next(csv.DictReader(file.open(newline="")))
    assert first["listed_on"] == "2024-01-01"
    assert first["upvotes"].isdigit()
    kinds = {
        row["theme_list"]
        for row in duckdb.sql(f"select typeof(themes) theme_list from '{file}'").df().to_dict("records")
    }
    assert kinds == {"VARCHAR"}


def test_a_range_and_a_period_are_obeyed(demo_warehouse: Path, tmp_path: Path) -> None:
    file = tmp_path / "themes.csv"
    options = ("--since", "2024-07-01", "--until", "2025-02-15", "--period", "quarter")
    assert papertide("export", "theme_frequency", "--db", demo_warehouse, *options, "--out", file).returncode == 0
    rows = list(csv.DictReader(file.open(newline="")))
    complete = {row["period_start"]: row["complete"] for row in rows}
    assert complete == {"2024-07-01": "True", "2024-10-01": "True", "2025-01-01": "False"}


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["nonsense"], 2, "no table is called 'nonsense'; there are papers, "),
        (["papers", "--format", "xls"], 2, "--format 'xls' is unknown; it is one of csv, json, parquet, xlsx"),
        (["papers", "--period", "day"], 2, "--period 'day' is unknown; it is one of week, month, quarter"),
        (["papers", "--window", "2"], 2, "papers does not take --window; these do: "),
        (["phrase_frequency"], 2, "phrase_frequency needs --phrase, which may be given more than once"),
        (["phrase_frequency", "--phrase", "*"], 2, 'the phrase "*" has no word to look for'),
        (["organization_likeness", "--organization", "Nobody"], 2, "no organization is called 'Nobody'; see papertide"),
        (
            ["organization_differences", "--organization", "Tolvane Software Research"],
            2,
            "1 organizations are named; 2 to 6 can be compared",
        ),
        (["organization_activity", "--by", "town"], 2, "--by 'town' is unknown; it is one of organization, parent"),
        (["papers", "--since", "yesterday"], 2, "--since 'yesterday' is not a day; write it as YYYY-MM-DD"),
        (["papers", "--since", "2025-02-01", "--until", "2025-01-01"], 2, "is after --until 2025-01-01; swap them"),
        (["papers", "--since", "2031-01-01"], 1, "the store holds 2024-01-01 to 2026-03-18"),
        (["theme_frequency", "--until", "2001-01-01"], 1, "the store holds 2024-01-01 to 2026-03-18"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    demo_warehouse: Path, tmp_path: Path, arguments: list[str], status: int, said: str
) -> None:
    done = papertide("export", *arguments, "--db", demo_warehouse, "--out", tmp_path / "out.csv")
    assert done.returncode == status
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out.csv").exists()


def test_a_place_that_cannot_be_written_is_named(demo_warehouse: Path, tmp_path: Path) -> None:
    done = papertide("export", "topics", "--db", demo_warehouse, "--out", tmp_path / "no" / "such" / "folder.csv")
    assert done.returncode == 1
    assert "No such file or directory" in done.stderr


def test_before_the_first_build_it_says_to_build(tmp_path: Path, demo_warehouse: Path) -> None:
    shutil.copy(demo_warehouse, tmp_path / "unbuilt.duckdb")
    done = papertide("export", "papers", "--db", tmp_path / "unbuilt.duckdb", "--out", tmp_path / "x.csv")
    assert done.returncode == 1
    assert "run papertide build" in done.stderr
