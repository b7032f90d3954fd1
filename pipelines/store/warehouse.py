"""Opens the warehouse, brings its schema up to date, and says in one line why it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.errors import PapertideError
from pipelines.store.statements import migrations

# https://duckdb.org/docs/stable/internals/storage: the first 8 bytes are a checksum.
_MAGIC, _MAGIC_AT = b"DUCK", 8
# What DuckDB raises for a file cut short or damaged, beside a plain Error ("Corrupt database file").
_UNREADABLE = (
    duckdb.IOException,
    duckdb.SerializationException,
    duckdb.InternalException,
    duckdb.FatalException,
)
_SCHEMA_VERSION = "SELECT coalesce(max(version), 0) FROM schema_migrations"
_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_catalog = current_database()"
_RECORD_MIGRATION = "INSERT INTO schema_migrations VALUES ($version, $name, $applied_at)"
_PAPER_TEXTS = """
    SELECT paper_id, title, abstract, min(listed_on) AS listed_on
    FROM papers LEFT JOIN listings USING (paper_id)
    GROUP BY ALL
    ORDER BY paper_id
"""


def utc_now() -> datetime:
    """This moment as the store keeps moments: naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


@contextmanager
def open_warehouse(path: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse at this Papertide's schema, creating file and folder when writing; close it after use.

    Raises
    ------
    PapertideError : no file to read, another process has it, a newer schema (left untouched), a file that is
        no warehouse or is damaged (which may show in use only), a folder that cannot be read or written.
    """
    path = Path(path)
    if not warehouse_exists(path):
        if read_only:
            raise PapertideError(f"no warehouse at {path}; run `papertide ingest files PATH` or `papertide demo`")
        _make_folder(path.parent)
    # A newer schema is refused before anything could write to it.
    version = schema_version(path) if warehouse_exists(path) else 0
    if version < migrations()[-1].version:
        _migrate(path, version)
    connection = _connect(path, read_only=read_only)
    try:
        with _readable(path):
            yield connection
    finally:
        connection.close()


def warehouse_exists(path: Path) -> bool:
    """Whether there is a file.

    Raises
    ------
    PapertideError : its folder cannot be looked into.
    """
    try:
        return Path(path).exists()
    except OSError as error:
        raise _cannot_open(path, error) from None


def schema_version(path: Path) -> int:
    """The schema version of an existing warehouse, 0 for an empty database; read without changing a byte.

    Raises
    ------
    PapertideError : newer than this Papertide, not a warehouse, damaged, or held by another process.
    """
    _check_magic(path)
    connection = _connect(path, read_only=True)
    try:
        with _readable(path):
            tables = {name for (name,) in connection.execute(_TABLES).fetchall()}
            if tables and "schema_migrations" not in tables:
                raise PapertideError(f"{path} is a DuckDB file that is not Papertide's; name another with --db")
            row = connection.execute(_SCHEMA_VERSION).fetchone() if tables else None
    finally:
        connection.close()
    version, known = int(row[0]) if row else 0, migrations()[-1].version
    if version > known:
        raise PapertideError(
            f"{path} was written by a newer Papertide (schema {version}, this one knows {known}); "
            "it was left as it is: install the newer version, or name another file with --db"
        )
    return version


def paper_texts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """What topics are found in: columns paper_id, title, abstract, listed_on (first day; null where unknown); by id."""
    return connection.execute(_PAPER_TEXTS).df()


def _migrate(path: Path, version: int) -> None:
    connection = _connect(path, read_only=False)
    try:
        for step in migrations():
            if step.version <= version:
                continue
            connection.begin()
            connection.execute(step.sql)
            found = {"version": step.version, "name": step.name, "applied_at": utc_now()}
            connection.execute(_RECORD_MIGRATION, found)
            connection.commit()
    except duckdb.Error as error:  # closing takes back what was not committed
        said = _first_line(str(error))
        raise PapertideError(f"{path} could not be brought to schema {step.version}: {said}") from None
    finally:
        connection.close()


def _check_magic(path: Path) -> None:
    """Keep DuckDB from files that are none of its own: it would open a CSV file as an empty database."""
    try:
        with path.open("rb") as file:
            head = file.read(_MAGIC_AT + len(_MAGIC))
    except IsADirectoryError:
        named = path / "papertide.duckdb"
        raise PapertideError(f"{path} is a folder; --db names a file, such as {named}") from None
    except OSError as error:
        raise _cannot_open(path, error) from None
    if head[_MAGIC_AT:] != _MAGIC:
        raise PapertideError(f"{path} is not a DuckDB database; name another file with --db")


def _cannot_open(path: Path, error: OSError) -> PapertideError:
    return PapertideError(f"{path} cannot be opened ({error.strerror}); check its permissions")


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say in one line that the file cannot be read to its end; a wrong statement stays DuckDB's error."""
    try:
        yield
    except duckdb.Error as error:
        if isinstance(error, _UNREADABLE) or type(error) is duckdb.Error:
            raise PapertideError(_damaged(path, str(error))) from None
        raise


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PapertideError(
            f"cannot create the folder {folder} ({error.strerror}); choose another with --db"
        ) from None


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path.resolve()), read_only=read_only)
    except duckdb.Error as error:
        raise PapertideError(_why(path, str(error))) from None


def _why(path: Path, said: str) -> str:
    """DuckDB's refusal to open a file as one line with a cure."""
    if "set lock" in said or "used by another process" in said:
        process = re.search(r"PID (\d+)", said)
        holder = f"process {process[1]}" if process else "another process"
        return f"{path} is in use by {holder}; wait until it has finished, or stop it, then run this again"
    if "ermission denied" in said or "Cannot open file" in said or "Read-only file system" in said:
        return f"{path} cannot be opened ({_first_line(said)}); check its permissions or name another with --db"
    return _damaged(path, said)


def _damaged(path: Path, said: str) -> str:
    return f"{path} seems damaged ({_first_line(said)}); restore a copy, or move it away and ingest again"


def _first_line(said: str) -> str:
    return said.strip().splitlines()[0]
