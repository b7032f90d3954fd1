"""Questions in SQL read the mart and reach nothing else."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pandas as pd
import pytest

from pipelines.errors import PapertideError, UsageError
from pipelines.mart.asking import answer
from pipelines.mart.snapshot import Snapshot


def test_a_question_is_answered_row_by_row_up_to_a_limit(demo: Snapshot) -> None:
    frame, more = answer(demo, "select count(*) as n from papers; -- all of them")
    assert frame["n"].to_list() == [1_500]
    assert not more
    frame, more = answer(demo, "from papers select paper_id order by paper_id desc", most=3)
    every = demo.query("select paper_id from papers order by paper_id desc")
    assert frame["paper_id"].to_list() == every["paper_id"].head(3).to_list()
    assert more
    assert "papers" in answer(demo, "show tables")[0]["name"].to_list()
    assert "paper_id" in answer(demo, "describe papers")[0]["column_name"].to_list()


WRITES = (
    "create table t (a int)", "insert into papers select * from papers", "update papers set title = 'x'",
    "delete from papers", "drop table papers", "copy papers to 'out.csv'", "copy papers from 'in.csv'",
    "export database 'out'", "import database 'out'", "attach 'other.duckdb'", "detach demo", "install httpfs",
    "load httpfs", "pragma threads=1", "pragma database_list", "set memory_limit = '8GB'", "reset memory_limit",
    "set variable x = 1", "call pragma_version()", "begin", "vacuum", "checkpoint", "use memory",
    "create secret (type s3)", "create macro f(x) as x", "prepare p as select 1", "select 1; select 2", "", "-- x",
)  # fmt: skip
REACHES = (
    "select * from read_csv('/etc/passwd')", "select * from '/etc/passwd'", "select * from read_text('/etc/passwd')",
    "select * from read_blob('/etc/passwd')", "select * from glob('/*')", "select * from sniff_csv('/etc/passwd')",
    "select * from read_parquet('https://localhost/x')", "select * from read_duckdb('demo.duckdb')",
    "select * from duckdb_secrets()", "select getenv('HOME')", "select * from frame", "select * from query('drop x')",
    "select set_config('threads', '1')", "select nextval('x')", "selec 1", "select " + "(" * 5_000 + "1",
)  # fmt: skip


@pytest.mark.parametrize("sql", WRITES)
def test_only_one_reading_statement_is_a_question(demo: Snapshot, sql: str) -> None:
    before = demo.path.read_bytes()
    with pytest.raises(UsageError, match="one question that only reads"):
        answer(demo, sql)
    assert demo.path.read_bytes() == before


@pytest.mark.parametrize("sql", REACHES)
def test_files_network_secrets_and_this_process_are_out_of_reach(demo: Snapshot, sql: str) -> None:
    frame = pd.DataFrame({"secret": [1]})
    with pytest.raises(UsageError) as told:
        answer(demo, sql)
    assert "\n" not in str(told.value)
    assert len(frame)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from range(100_000_000_000) t(x) where x % 7 = 8",
        "with recursive r(n) as (select 1 union all select n + 1 from r) select count(*) from r",
    ],
)
def test_a_question_without_end_is_given_up(demo: Snapshot, sql: str) -> None:
    started = time.monotonic()
    with pytest.raises(PapertideError, match=r"no answer within 0\.5 s"):
        answer(demo, sql, seconds=0.5)
    assert time.monotonic() - started < 30


def test_a_question_that_needs_all_memory_is_refused(demo: Snapshot, tmp_path: Path) -> None:
    before = os.listdir(demo.path.parent)
    with pytest.raises(PapertideError, match="more than 1 GB"):
        answer(demo, "select list(range) from range(300_000_000)", seconds=60)
    assert os.listdir(demo.path.parent) == before, "nothing was written beside the mart"
    with pytest.raises(UsageError, match="rows and a positive number"):
        answer(demo, "select 1", most=0)
    with pytest.raises(PapertideError, match="cannot be read"):
        answer(Snapshot(tmp_path / "gone.duckdb", 1, "", synthetic=False), "select 1")
