"""`papertide ingest`, as a person runs it: what it says, how it ends, and what it leaves."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pytest_httpserver import HTTPServer

from tests.cli.command import papertide
from tests.sources.records import api_record, write

REPO = Path(__file__).resolve().parents[2]
PATH = "/api/daily_papers"
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def day(tmp_path: Path) -> Path:
    return write(tmp_path, "2025-01-02.json", [api_record("2501.00001"), api_record("2501.00002", upvotes=-1)])


def test_files_go_in_and_the_outcome_is_told(fresh_db: Path, day: Path, query: Query) -> None:
    done = papertide("ingest", "files", day, "--db", fresh_db)
    assert done.returncode == 0
    assert "2 records read, 1 paper new, 0 updated, 1 record rejected, 1 day (run 1," in done.stdout
    assert "1 record could not be read; `papertide status` names the latest" in done.stderr
    assert query("SELECT paper_id, observed_at::DATE FROM papers JOIN observations USING (paper_id)") == [
        ("2501.00001", date(2025, 1, 2))
    ]


def test_the_outcome_as_json(fresh_db: Path, day: Path) -> None:
    done = papertide("ingest", "files", day, "--db", fresh_db, "--captured-on", "2025-02-01", "--json")
    answer = json.loads(done.stdout)
    assert (answer["n_seen"], answer["n_new"], answer["n_rejected"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("name", "content", "options", "status", "said"),
    [
        ("missing.json", None, [], 1, "missing.json does not exist; nothing was ingested"),
        ("empty.json", "", [], 1, "empty.json is empty; nothing was ingested"),
        ("cut.json", '[{"paper": {"id": "2501', [], 1, "cut.json is not whole JSON: Unterminated string"),
        ("people.csv", "name,age\nx,1\n", [], 1, "needed are an id (id, paper_id or arxiv_id) and a title"),
        ("letter.txt", "Dear reader, hello.\n", [], 1, "readable are JSON, JSON Lines, CSV"),
        ("folder/.keep", "", [], 1, "no files to read; nothing was ingested"),
        ("day.json", [api_record()], ["--format", "xml"], 2, "--format 'xml' is none of"),
        ("day.json", [api_record()], ["--captured-on", "yesterday"], 2, "--captured-on 'yesterday' is not a day"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(
    tmp_path: Path, fresh_db: Path, name: str, content: Any, options: list[str], status: int, said: str
) -> None:
    path = tmp_path / name if content is None else write(tmp_path, name, content)
    target = path.parent if name.startswith("folder/") else path
    done = papertide("ingest", "files", target, "--db", fresh_db, *options)
    assert done.returncode == status
    assert said in done.stderr
    assert done.stderr.startswith("papertide: ")
    assert done.stderr.count("\n") == 1
    assert not fresh_db.parent.exists()


def test_a_warehouse_in_use_is_told_with_its_process(fresh_db: Path, day: Path) -> None:
    papertide("ingest", "files", day, "--db", fresh_db)
    before = fresh_db.read_bytes()
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(fresh_db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    for arguments in (["ingest", "files", day], ["status"]):
        done = papertide(*arguments, "--db", fresh_db)
        assert done.returncode == 1
        assert f"in use by process {holder.pid}" in done.stderr
        assert done.stderr.count("\n") == 1
    holder.communicate("")
    assert fresh_db.read_bytes() == before


def test_a_newer_warehouse_is_left_alone(fresh_db: Path, day: Path) -> None:
    papertide("ingest", "files", day, "--db", fresh_db)
    with duckdb.connect(str(fresh_db)) as connection:
        connection.execute("INSERT INTO schema_migrations VALUES (99, 'future', now()::TIMESTAMP)")
    before = fresh_db.read_bytes()
    done = papertide("ingest", "files", day, "--db", fresh_db)
    assert done.returncode == 1
    assert "written by a newer Papertide (schema 99" in done.stderr
    assert fresh_db.read_bytes() == before


def test_days_come_from_the_api_and_the_next_run_goes_on_from_the_last(
    fresh_db: Path, httpserver: HTTPServer, query: Query
) -> None:
    def asked_days() -> list[str]:
        return [request.args["date"] for request, _ in httpserver.log]

    httpserver.expect_request(PATH).respond_with_json([api_record()])
    server = ["--base-url", httpserver.url_for("/"), "--db", fresh_db]
    done = papertide("ingest", "hf", "--since", "2025-01-02", "--until", "2025-01-04", *server)
    assert done.returncode == 0
    assert "3 records read, 1 paper new" in done.stdout
    assert asked_days() == ["2025-01-02", "2025-01-03", "2025-01-04"]
    assert query("SELECT asked FROM runs")[0][0].count("2025-01-0") == 2
    httpserver.clear_log()
    papertide("ingest", "hf", "--until", "2025-01-05", *server)
    assert asked_days() == ["2025-01-04", "2025-01-05"]


def test_days_before_a_failure_are_kept(fresh_db: Path, httpserver: HTTPServer, query: Query) -> None:
    httpserver.expect_ordered_request(PATH).respond_with_json([api_record()])
    httpserver.expect_ordered_request(PATH).respond_with_json({"error": "gone"}, status=404)
    server = ["--base-url", httpserver.url_for("/"), "--db", fresh_db]
    done = papertide("ingest", "hf", "--since", "2025-01-02", "--until", "2025-01-04", *server)
    assert done.returncode == 1
    assert "HTTP 404 for 2025-01-03" in done.stderr
    assert "continue with --since 2025-01-03" in done.stderr
    assert query("SELECT day FROM days") == [(date(2025, 1, 2),)]
    assert query("SELECT status, n_new FROM runs") == [("failed", 1)]


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--since", "2025-01-04", "--until", "2025-01-02"], 2, "--since 2025-01-04 is after --until 2025-01-02"),
        (["--since", "2999-01-01"], 2, "--since 2999-01-01 is in the future"),
        (["--since", "2025-01-01", "--until", "2999-01-01"], 2, "--until 2999-01-01 is in the future"),
        (["--until", "2025-01-02"], 2, "has no days to go on from; name the first with --since DAY"),
        (["--since", "01/02/2025"], 2, "--since '01/02/2025' is not a day"),
        (["--since", "2025-01-02", "--base-url", "nowhere"], 2, "--base-url 'nowhere' is not an http(s) address"),
        (["--since", "2025-01-02", "--base-url", "http://127.0.0.1:9"], 1, "nothing answers at this address"),
    ],
)
def test_a_question_without_an_answer_is_one_line(fresh_db: Path, options: list[str], status: int, said: str) -> None:
    done = papertide("ingest", "hf", *options, "--db", fresh_db)
    assert done.returncode == status
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not fresh_db.exists()
