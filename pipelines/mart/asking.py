"""Answers a question in SQL that a person wrote: reads the published tables, and reaches nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pandas as pd

from pipelines.errors import PapertideError, UsageError
from pipelines.mart.snapshot import Snapshot

MOST, PATIENCE = 1_000, 30.0  # rows and seconds of an answer, where nothing else is asked for
LARGEST = 1_000_000  # rows at the most
_VECTOR = 2_048  # rows that DuckDB hands on at once
# See https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview: no extensions, no variables of this
# process, nothing written beside the mart; once that is open no other file and no network, and no way back.
_CLOSED: dict[str, Any] = {
    "autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "temp_directory": "",
    "allow_community_extensions": "false", "python_enable_replacements": "false", "memory_limit": "1GB",
}  # fmt: skip
_CLOSE = ("use mart", "set enable_external_access = false", "set lock_configuration = true")


def answer(snapshot: Snapshot, sql: str, *, most: int = MOST, seconds: float = PATIENCE) -> tuple[pd.DataFrame, bool]:
    """The first rows that one SELECT gives, and whether there are more.

    Parameters
    ----------
    sql : one statement that only reads, in DuckDB's SQL, over the tables of the mart
    most : rows, `LARGEST` at the most
    seconds : after which the question is given up

    Raises
    ------
    UsageError : not one reading statement, or not understood; says where.
    PapertideError : it took too long or too much memory, or the mart cannot be read.
    """
    if not 1 <= most <= LARGEST or seconds <= 0:
        raise UsageError(f"an answer has 1 to {LARGEST:,} rows and a positive number of seconds")
    try:
        with duckdb.connect(config=_CLOSED) as connection:
            connection.execute("attach $path as mart (read_only)", {"path": str(snapshot.path)})
            for step in _CLOSE:
                connection.execute(step)
            question = _one_question(connection, sql)
            with _given_up(connection, seconds):
                frame = connection.execute(question).fetch_df_chunk(most // _VECTOR + 1)
    except duckdb.InterruptException:
        raise PapertideError(f"no answer within {seconds:g} s: narrow the question, or give --seconds") from None
    except duckdb.OutOfMemoryException:
        raise PapertideError("the question needs more than 1 GB: narrow it") from None
    except (duckdb.IOException, OSError) as error:
        raise PapertideError(f"the mart {snapshot.path.name} cannot be read ({_line(error)})") from None
    except duckdb.Error as error:
        raise UsageError(_line(error)) from None
    return frame.head(most), len(frame) > most


def _one_question(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise UsageError("ask one question that only reads: select ..., from ..., describe ..., summarize ...")
    return statements[0]


@contextmanager
def _given_up(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    clock = threading.Timer(seconds, connection.interrupt)
    clock.start()
    try:
        yield
    finally:
        clock.cancel()


def _line(error: Exception) -> str:
    """What DuckDB says, without the quoted statement below it."""
    return str(error).split("\n\nLINE", 1)[0].replace("\n", " ").strip()
