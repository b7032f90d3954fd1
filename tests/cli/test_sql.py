"""`papertide sql`, `backup` and `restore` from the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from tests.cli.command_here import papertide_here


def test_an_answer_is_printed_or_written(demo_warehouse: Path, tmp_path: Path) -> None:
    asked = "select paper_id, title from papers order by paper_id"
    plain = papertide_here("sql", asked, "--db", demo_warehouse, "--limit", 2)
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.splitlines()[0].split() == ["paper_id", "title"]
    assert len(plain.stdout.splitlines()) == 3
    assert plain.stderr == "note: the first 2 rows; --limit gives more\n"
    rows = json.loads(papertide_here("sql", asked, "--db", demo_warehouse, "--json").stdout)
    file = tmp_path / "answer.parquet"
    done = papertide_here("sql", asked, "--db", demo_warehouse, "--out", file, "--limit", 5_000)
    assert done.stdout == f"{file}: 1,500 rows\n"
    assert pd.read_parquet(file).head(1_000).to_dict("records") == rows
    wrong = papertide_here("sql", "select nothing from papers", "--db", demo_warehouse)
    assert wrong.returncode == 2
    assert "nothing" in wrong.stderr
    assert wrong.stderr.count("\n") == 1


def test_a_backup_is_made_and_restored(demo_warehouse: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "tide.backup", tmp_path / "other.duckdb"
    made = papertide_here("backup", file, "--db", demo_warehouse)
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith(f"{file}: {demo_warehouse}, 1,500 papers, ")
    back = json.loads(papertide_here("restore", file, "--db", other, "--json").stdout)
    assert back["rows"]["papers"] == 1_500
    assert papertide_here("export", "theme_frequency", "--db", other, "--out", tmp_path / "themes.csv").returncode == 0
    again = papertide_here("restore", file, "--db", other)
    assert again.returncode == 1
    assert "is there already" in again.stderr
