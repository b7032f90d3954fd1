from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import PapertideError
from pipelines.store import statements
from pipelines.store import warehouse as warehouse_module
from pipelines.store.holdings import holdings, last_fetched_day
from pipelines.store.ingestion import ingest
from pipelines.store.statements import Migration, migrations
from pipelines.store.warehouse import open_warehouse, paper_texts, schema_version
from tests.store.sources import Given, batch, paper

NEXT = migrations()[-1].version + 1
HOLD = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def made(fresh_db: Path) -> Path:
    with open_warehouse(fresh_db):
        pass
    return fresh_db


def test_writing_makes_folder_file_and_schema(fresh_db: Path) -> None:
    with open_warehouse(fresh_db) as connection:
        tables = {name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()}
        steps = connection.execute("SELECT version, name FROM schema_migrations").fetchall()
    assert tables == {
        "schema_migrations",
        "runs",
        "papers",
        "listings",
        "observations",
        "days",
        "rejects",
        "embeddings",
    }
    assert steps == [(step.version, step.name) for step in migrations()]


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [step.version for step in migrations()] == list(range(1, len(migrations()) + 1))


def test_an_older_warehouse_is_brought_up_to_date_once(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = Migration(NEXT, "notes", "CREATE TABLE notes (paper_id TEXT, note TEXT);")
    monkeypatch.setattr(warehouse_module, "migrations", lambda: (*statements.migrations(), step))
    with open_warehouse(made, read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (0,)
    with open_warehouse(made) as connection:
        assert connection.execute("SELECT version, name FROM schema_migrations").fetchall()[-1] == (NEXT, "notes")
    assert schema_version(made) == NEXT


def test_a_migration_that_fails_leaves_no_half_of_it(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = Migration(NEXT, "half", "CREATE TABLE half (x INTEGER); SELECT nothing FROM nowhere;")
    monkeypatch.setattr(warehouse_module, "migrations", lambda: (*statements.migrations(), step))
    with pytest.raises(PapertideError, match=f"could not be brought to schema {NEXT}"), open_warehouse(made):
        pass
    monkeypatch.undo()
    with open_warehouse(made, read_only=True) as connection:
        assert not connection.execute("SELECT 1 FROM information_schema.tables WHERE table_name = 'half'").fetchall()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_warehouse_is_refused_untouched(made: Path, read_only: bool) -> None:
    with duckdb.connect(str(made)) as connection:
        connection.execute("INSERT INTO schema_migrations VALUES (99, 'future', now()::TIMESTAMP)")
    before = made.read_bytes()
    with (
        pytest.raises(
            PapertideError, match=rf"newer Papertide \(schema 99, this one knows {NEXT - 1}\).*left as it is"
        ),
        open_warehouse(made, read_only=read_only),
    ):
        pass
    assert made.read_bytes() == before
    assert os.listdir(made.parent) == [made.name]


def test_nothing_to_read_makes_nothing(fresh_db: Path) -> None:
    with (
        pytest.raises(PapertideError, match=r"no warehouse at .*papertide demo"),
        open_warehouse(fresh_db, read_only=True),
    ):
        pass
    assert not fresh_db.parent.exists()


@pytest.fixture
def holder(made: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(made)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.communicate("")


@pytest.mark.parametrize("read_only", [False, True])
def test_another_process_writing_is_named(made: Path, holder: subprocess.Popen[str], read_only: bool) -> None:
    with (
        pytest.raises(PapertideError, match=f"in use by process {holder.pid}; wait"),
        open_warehouse(made, read_only=read_only),
    ):
        pass


@pytest.mark.parametrize("content", [b"", b"id,title\n" * 1000, b"x"])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_database_stays_what_it_is(tmp_path: Path, content: bytes, read_only: bool) -> None:
    path = tmp_path / "papers.csv"
    path.write_bytes(content)
    with (
        pytest.raises(PapertideError, match="is not a DuckDB database"),
        open_warehouse(path, read_only=read_only),
    ):
        pass
    assert path.read_bytes() == content


def test_someone_elses_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE sales (x INTEGER)")
    with pytest.raises(PapertideError, match="is not Papertide's"), open_warehouse(path):
        pass


def test_a_folder_is_no_warehouse(tmp_path: Path) -> None:
    with pytest.raises(PapertideError, match="is a folder; --db names a file"), open_warehouse(tmp_path):
        pass


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(PapertideError, match="cannot create the folder"),
        open_warehouse(tmp_path / "file" / "x.duckdb"),
    ):
        pass


@pytest.mark.parametrize("ask", [schema_version, holdings, last_fetched_day])
def test_a_folder_that_cannot_be_looked_into(
    made: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Path], object]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    for name in ("stat", "exists", "open"):  # root may look into every folder: the refusal is acted
        monkeypatch.setattr(Path, name, refuse)
    with pytest.raises(PapertideError, match=r"cannot be opened \(Permission denied\); check its permissions"):
        ask(made)


@pytest.fixture
def filled(fresh_db: Path) -> bytes:
    papers = [paper(f"2501.{n:05}", f"Paper {n}", abstract=f"About {n}, at length. " * 40) for n in range(800)]
    ingest(fresh_db, Given(batch(*papers)), asked={})
    return fresh_db.read_bytes()


@pytest.mark.parametrize("part", [0.02, 0.2, 0.5])
def test_a_file_cut_short_is_told_in_one_line(fresh_db: Path, filled: bytes, part: float) -> None:
    fresh_db.write_bytes(filled[: int(part * len(filled))])
    with (
        pytest.raises(PapertideError, match=r"^[^\n]* seems damaged [^\n]*; restore a copy[^\n]*$"),
        open_warehouse(fresh_db, read_only=True) as connection,
    ):
        paper_texts(connection)


def test_a_file_with_overwritten_blocks_is_told_in_one_line(fresh_db: Path, filled: bytes) -> None:
    half = len(filled) // 2
    fresh_db.write_bytes(filled[:12_288] + b"\xab" * half + filled[12_288 + half :])
    with (
        pytest.raises(PapertideError, match=r"^[^\n]* seems damaged [^\n]*$"),
        open_warehouse(fresh_db, read_only=True) as connection,
    ):
        paper_texts(connection)


@pytest.mark.parametrize(
    ("sql", "error"), [("SELEC 1", duckdb.ParserException), ("SELECT nothing FROM papers", duckdb.BinderException)]
)
def test_a_wrong_statement_is_not_blamed_on_the_file(made: Path, sql: str, error: type[duckdb.Error]) -> None:
    with pytest.raises(error), open_warehouse(made, read_only=True) as connection:
        connection.execute(sql)


def test_texts_come_in_the_order_of_ids(fresh_db: Path) -> None:
    with open_warehouse(fresh_db) as connection:
        for paper_id, abstract in (("2501.00002", None), ("2501.00001", "Low.")):
            connection.execute(
                "INSERT INTO papers (paper_id, title, title_key, abstract, source, described_at, first_run_id) "
                "VALUES (?, 'Ebb', 'ebb', ?, 'files', now()::TIMESTAMP, 1)",
                [paper_id, abstract],
            )
        texts = paper_texts(connection)
    assert list(texts.columns) == ["paper_id", "title", "abstract", "listed_on"]
    assert list(texts.paper_id) == ["2501.00001", "2501.00002"]
    assert texts.abstract.isna().tolist() == [False, True]
